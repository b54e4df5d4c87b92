"""A regulariser: the hidden states of each word stay close to those in the original encoder.

The two tokenizers cut words differently, so states are compared word by word; a word's state is the mean of its
subwords' states. This is also the quickest way to teach the encoder what new subwords mean: every word contributes at
every layer, not only those that are masked.
"""

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import BertModel

from hasila.model.encoders import Tagger
from hasila.tagging.windows import FRAME
from train.pretrain.distil import Inside, hidden_distance, seen_inside
from train.pretrain.masking import Masked, Masker, WideIds
from train.pretrain.packing import Batch
from train.pretrain.vocabulary import INSIDE, pieces_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class Anchor:
    """The original encoder, with its own tokenizer."""

    def __init__(self, before: Tagger, tokenizer: "PreTrainedTokenizerBase", masker: Masker) -> None:
        encoder = before.model.base_model
        assert isinstance(encoder, BertModel)  # noqa: S101 - train.pretrain.transplant has refused others
        encoder.train(mode=False)
        self.encoder = encoder
        self.before = before.tokenizer
        self.pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        self.masker = masker

    def distance(self, batch: Batch, masked: Masked, student: Inside) -> torch.Tensor:
        """Return the distance of the states of `student`, which has read `masked`, from the original encoder's.

        It is the `hidden_distance` of the words that are not masked and are complete in their sequence.
        """
        numbers = self.compared(batch, masked)
        numbers, cut = self._within_reach(numbers, [pieces_of(row, self.before) for row in self.words(batch, numbers)])
        theirs = self._read(cut, next(iter(student.hidden.values())).device)
        return hidden_distance(_of_words(student, _of_all(numbers)), theirs)

    def compared(self, batch: Batch, masked: Masked) -> WideIds:
        """Return each subword's word, numbered in its row among those compared, or -1: shape (sequences, length)."""
        words, _ = self.masker.words(batch)
        guessed = np.zeros(batch.ids.size, dtype=bool)
        guessed[masked.indices] = True
        left_out = guessed.reshape(batch.ids.shape)
        for row, word in enumerate(words):
            first = int(np.argmax(word >= 0))
            if self.pieces[batch.ids[row, first]].startswith(INSIDE):  # the end of a word that was cut
                left_out[row] |= word == word[first]
            left_out[row] |= word == word.max()  # which may be cut
        kept = np.where(left_out, -1, words)
        return np.stack([_renumbered(row) for row in kept])

    def words(self, batch: Batch, numbers: WideIds) -> list[list[str]]:
        """Return the compared words of each sequence as text."""
        return [
            [
                "".join(self.pieces[piece].removeprefix(INSIDE) for piece in ids[row == number])
                for number in range(int(row.max()) + 1)
            ]
            for ids, row in zip(batch.ids, numbers, strict=True)
        ]

    def _within_reach(self, numbers: WideIds, cut: list[list[list[int]]]) -> tuple[WideIds, list[list[list[int]]]]:
        """Leave out the last words of rows that are too long for the original encoder in old subwords."""
        reach = int(self.encoder.config.max_position_embeddings) - FRAME
        kept = [int((np.cumsum([len(pieces) for pieces in words]) <= reach).sum()) for words in cut]
        return np.where(numbers < np.array(kept)[:, None], numbers, -1), [
            words[:number] for words, number in zip(cut, kept, strict=True)
        ]

    def _read(self, cut: list[list[list[int]]], device: torch.device) -> Inside:
        """Return the original encoder's states for the words of all rows, given in old subwords."""
        first, last = int(self.before.cls_token_id), int(self.before.sep_token_id)
        rows = [torch.tensor([first, *chain(*words), last]) for words in cut]
        owners = [torch.tensor([-1, *_repeated(words), -1]) for words in cut]
        ids, known = (pad_sequence(one, batch_first=True, padding_value=-1) for one in (rows, owners))
        there = (ids >= 0).to(device)
        self.encoder.to(device)  # type: ignore[arg-type]  # torch types devices loosely
        with torch.no_grad(), seen_inside(self.encoder) as inside:
            self.encoder(input_ids=ids.clamp(min=0).to(device), attention_mask=there.long())
        return _of_words(inside, _of_all(known.numpy()))


def _of_words(inside: Inside, owners: WideIds) -> Inside:
    """Return `inside` with each layer's states averaged over words: shape (words, width)."""
    return Inside({layer: means(states, owners) for layer, states in inside.hidden.items()})


def _repeated(words: list[list[int]]) -> list[int]:
    """Return the number of each subword's word."""
    return [number for number, pieces in enumerate(words) for _ in pieces]


def means(states: torch.Tensor, owners: WideIds) -> torch.Tensor:
    """Return the mean of the states of each owner from 0 on: shape (owners, width). Owner -1 is left out.

    `states` has the shape (sequences, length, width) and `owners` (sequences, length), counted over all sequences.
    """
    number = int(owners.max(initial=-1)) + 1
    indices = torch.from_numpy(np.flatnonzero(owners.ravel() >= 0)).to(states.device)
    owner = torch.from_numpy(owners[owners >= 0]).to(states.device)
    sums = torch.zeros(number, states.shape[-1], device=states.device)
    sums = sums.index_add(0, owner, states.flatten(0, 1)[indices].float())
    return sums / torch.bincount(owner, minlength=number)[:, None]


def _of_all(numbers: WideIds) -> WideIds:
    """Return `numbers`, which count from 0 in each row, counted over all rows; -1 stays."""
    starts = np.cumsum([0, *(numbers.max(axis=1) + 1)])[:-1]
    return np.where(numbers >= 0, numbers + starts[:, None], -1)


def _renumbered(row: WideIds) -> WideIds:
    """Return `row` with its numbers made consecutive from 0; -1 stays."""
    values, indices = np.unique(row, return_inverse=True)
    return indices - int(values[0] == -1)
