"""The regulariser that holds words where they were."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from hasila.encoders import new_tagger
from train.anchor import Anchor, means
from train.masking import Masked, Masker
from train.packing import Batch
from train.vocabulary import pieces_of

WORDS = ["قتل", "جنديان", "في", "مواجهات", "غربي", "تدمر"]


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> PreTrainedTokenizerBase:
    """Return the tiny encoder's tokenizer, which cuts words with ## as ours does."""
    made: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(tiny_encoder)
    return made


@pytest.fixture(scope="module")
def anchor(tiny_encoder: Path, tokenizer: PreTrainedTokenizerBase) -> Anchor:
    """Return the tiny encoder as what words are held to."""
    masker = Masker(int(tokenizer.mask_token_id), frozenset(tokenizer.all_special_ids), len(tokenizer))
    return Anchor(new_tagger(str(tiny_encoder), None, ("ACTOR",)), tokenizer, masker)


def batch_of(words: list[str], tokenizer: PreTrainedTokenizerBase, cut: int = 0) -> Batch:
    """Return one sequence of the pieces of `words` without the first `cut`."""
    pieces = pieces_of(words, tokenizer)
    ids = [piece for one in pieces for piece in one][cut:]
    begins = [place == 0 for one in pieces for place in range(len(one))][cut:]
    frame = (int(tokenizer.cls_token_id), int(tokenizer.sep_token_id))
    return Batch(np.array([[frame[0], *ids, frame[1]]]), np.array([[True, True, *begins[1:], True]]))


def unmasked(batch: Batch) -> Masked:
    """Return `batch` with nothing to guess."""
    return Masked(batch.ids, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def test_words_are_compared_but_the_last_which_may_be_cut(tokenizer: PreTrainedTokenizerBase, anchor: Anchor) -> None:
    batch = batch_of(WORDS, tokenizer)
    assert anchor.words(batch, anchor.compared(batch, unmasked(batch))) == [WORDS[:-1]]


def test_a_word_that_begins_before_its_sequence_is_left_out(tokenizer: PreTrainedTokenizerBase, anchor: Anchor) -> None:
    assert len(pieces_of(WORDS[3:4], tokenizer)[0]) > 1
    batch = batch_of(WORDS[3:], tokenizer, cut=1)
    assert anchor.words(batch, anchor.compared(batch, unmasked(batch))) == [WORDS[4:-1]]


def test_words_to_be_guessed_are_left_out(tokenizer: PreTrainedTokenizerBase, anchor: Anchor) -> None:
    batch = batch_of(WORDS, tokenizer)
    places = np.array([1 + len(pieces_of(WORDS[:1], tokenizer)[0])])
    masked = Masked(batch.ids, places, batch.ids.ravel()[places])
    found = anchor.words(batch, anchor.compared(batch, masked))[0]
    assert found[0] == WORDS[0]
    assert WORDS[1] not in found


def test_the_encoder_is_at_no_distance_from_itself_and_another_is(
    tokenizer: PreTrainedTokenizerBase, anchor: Anchor
) -> None:
    batch = batch_of(WORDS, tokenizer)
    kept = anchor.compared(batch, unmasked(batch))
    # Read alone, as the anchor reads them, the compared words have the very states it has.
    ids = batch.ids[:, [0, *np.flatnonzero(kept[0] >= 0), -1]]
    with torch.no_grad():
        states = anchor.encoder(torch.from_numpy(ids)).last_hidden_state
    padded = torch.zeros(1, batch.ids.shape[1], states.shape[-1])
    padded[:, np.flatnonzero(kept[0] >= 0)] = states[:, 1:-1]
    assert float(anchor.distance(batch, unmasked(batch), padded)) == pytest.approx(0, abs=1e-6)
    assert float(anchor.distance(batch, unmasked(batch), padded + 1)) > 0.1


def test_a_words_state_is_the_mean_of_its_pieces() -> None:
    states = torch.tensor([[1.0], [2.0], [4.0], [8.0], [16.0]])
    assert means(states, np.array([-1, 0, 0, 1, -1])).tolist() == [[3.0], [8.0]]
