"""A regulariser: each word's hidden state stays near the one that the encoder had before.

The two tokenizers cut words differently, so states are compared word by word, a word's being the mean of its pieces'.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from transformers import BertModel

from hasila.encoders import Tagger
from train.distil import relative_distance
from train.masking import Ids, Masked, Masker
from train.packing import Batch
from train.vocabulary import INSIDE, pieces_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class Anchor:
    """The encoder as it was, with its own tokenizer."""

    def __init__(self, before: Tagger, tokenizer: "PreTrainedTokenizerBase", masker: Masker) -> None:
        encoder = before.model.base_model
        assert isinstance(encoder, BertModel)  # noqa: S101 - train.transplant has refused others
        encoder.train(mode=False)
        self.encoder = encoder
        self.before = before.tokenizer
        self.pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        self.masker = masker

    def distance(self, batch: Batch, masked: Masked, hidden: torch.Tensor) -> torch.Tensor:
        """Return how far `hidden`, the states read from `masked`, are from those of the encoder before.

        Compared are words that are not to be guessed and stand whole in their sequence. `hidden` has the shape
        (sequences, length, width). The distance is relative to the mean square of the encoder's states before.
        """
        numbers = self.compared(batch, masked)
        theirs, there = self._read(self.words(batch, numbers), hidden.device)
        ours = torch.cat([means(states, row) for states, row in zip(hidden, numbers, strict=True)])
        return relative_distance(ours[there], theirs)

    def compared(self, batch: Batch, masked: Masked) -> Ids:
        """Return each piece's number among the compared words of its row, or -1: shape (sequences, length)."""
        words, _ = self.masker.words(batch)
        guessed = np.zeros(batch.ids.size, dtype=bool)
        guessed[masked.places] = True
        left_out = guessed.reshape(batch.ids.shape)
        for row, word in enumerate(words):
            first = int(np.argmax(word >= 0))
            if self.pieces[batch.ids[row, first]].startswith(INSIDE):  # the end of a word that was cut
                left_out[row] |= word == word[first]
            left_out[row] |= word == word.max()  # which may be cut
        kept = np.where(left_out, -1, words)
        return np.stack([_renumbered(row) for row in kept])

    def words(self, batch: Batch, numbers: Ids) -> list[list[str]]:
        """Return the compared words of each sequence as they are written."""
        return [
            [
                "".join(self.pieces[piece].removeprefix(INSIDE) for piece in ids[row == number])
                for number in range(int(row.max()) + 1)
            ]
            for ids, row in zip(batch.ids, numbers, strict=True)
        ]

    def _read(self, rows: Sequence[Sequence[str]], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the words' states in the encoder before, and which of all `rows`' words its reach allowed to read."""
        longest = int(self.encoder.config.max_position_embeddings)
        self.encoder.to(device)  # type: ignore[arg-type]  # torch types devices loosely
        states, there = [], []
        for words in rows:
            cut = pieces_of(list(words), self.before)
            ends = np.cumsum([1, *map(len, cut)])
            number = int((ends[1:] < longest).sum())
            there += [place < number for place in range(len(words))]
            flat = [piece for ids in cut[:number] for piece in ids]
            ids = [int(self.before.cls_token_id), *flat, int(self.before.sep_token_id)]
            owners = np.full(len(ids), -1)
            owners[1:-1] = np.repeat(np.arange(number), [len(one) for one in cut[:number]])
            with torch.no_grad():
                read = self.encoder(torch.tensor([ids], device=device)).last_hidden_state[0]
            states.append(means(read, owners))
        return torch.cat(states), torch.tensor(there, device=device)


def means(states: torch.Tensor, owners: Ids) -> torch.Tensor:
    """Return the mean of `states`, shape (pieces, width), over each owner from 0 on; what -1 owns is left out."""
    number = int(owners.max(initial=-1)) + 1
    places = torch.from_numpy(np.flatnonzero(owners >= 0)).to(states.device)
    owner = torch.from_numpy(owners[owners >= 0]).to(states.device)
    sums = torch.zeros(number, states.shape[-1], device=states.device)
    sums = sums.index_add(0, owner, states[places].float())
    return sums / torch.bincount(owner, minlength=number)[:, None]


def _renumbered(row: Ids) -> Ids:
    """Return `row` with its numbers from 0 on without gaps, -1 left as it is."""
    values, places = np.unique(row, return_inverse=True)
    return places - int(values[0] == -1)
