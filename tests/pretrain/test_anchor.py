"""The regulariser that holds words where they were."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from hasila.model.encoders import new_tagger
from train.pretrain.anchor import Anchor, means
from train.pretrain.distil import Inside, seen_inside
from train.pretrain.masking import Masked, Masker
from train.pretrain.packing import Batch
from train.pretrain.vocabulary import pieces_of

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
    begins = [index == 0 for one in pieces for index in range(len(one))][cut:]
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
    indices = np.array([1 + len(pieces_of(WORDS[:1], tokenizer)[0])])
    masked = Masked(batch.ids, indices, batch.ids.ravel()[indices])
    found = anchor.words(batch, anchor.compared(batch, masked))[0]
    assert found[0] == WORDS[0]
    assert WORDS[1] not in found


def seen(anchor: Anchor, batch: Batch) -> Inside:
    """Return what the encoder before has inside when it reads the compared words of each row alone, in their places."""
    kept = anchor.compared(batch, unmasked(batch)) >= 0
    rows: list[dict[int, torch.Tensor]] = []
    for ids, known in zip(batch.ids, kept, strict=True):
        with torch.no_grad(), seen_inside(anchor.encoder) as inside:
            anchor.encoder(torch.from_numpy(ids[[0, *np.flatnonzero(known), -1]])[None])
        rows.append(
            {
                layer: torch.zeros(len(ids), states.shape[-1]).index_copy(
                    0, torch.from_numpy(np.flatnonzero(known)), states[0, 1:-1]
                )
                for layer, states in inside.hidden.items()
            }
        )
    return Inside({layer: torch.stack([row[layer] for row in rows]) for layer in rows[0]})


def test_the_encoder_is_at_no_distance_from_itself_at_any_layer_and_another_is(
    tokenizer: PreTrainedTokenizerBase, anchor: Anchor
) -> None:
    rows = [batch_of(words, tokenizer) for words in (WORDS, [*WORDS[1:], *WORDS[:1]])]
    batch = Batch(np.concatenate([row.ids for row in rows]), np.concatenate([row.begins for row in rows]))
    inside = seen(anchor, batch)
    assert float(anchor.distance(batch, unmasked(batch), inside)) == pytest.approx(0, abs=1e-6)
    for layer in inside.hidden:
        elsewhere = Inside({**inside.hidden, layer: inside.hidden[layer] + 1})
        assert float(anchor.distance(batch, unmasked(batch), elsewhere)) > 0.1


def test_a_student_of_fewer_layers_is_held_to_the_first_and_the_last(
    tokenizer: PreTrainedTokenizerBase, anchor: Anchor
) -> None:
    batch = batch_of(WORDS, tokenizer)
    inside = seen(anchor, batch)
    first, last = min(inside.hidden), max(inside.hidden)
    assert float(anchor.distance(batch, unmasked(batch), Inside({0: inside.hidden[first]}))) == pytest.approx(
        0, abs=1e-6
    )
    both = Inside({0: inside.hidden[first], 1: inside.hidden[last]})
    assert float(anchor.distance(batch, unmasked(batch), both)) == pytest.approx(0, abs=1e-6)


def test_words_beyond_the_old_encoders_reach_are_left_out(
    tiny_encoder: Path, tokenizer: PreTrainedTokenizerBase, anchor: Anchor
) -> None:
    short = Anchor(new_tagger(str(tiny_encoder), None, ("ACTOR",)), tokenizer, anchor.masker)
    batch = batch_of(WORDS, tokenizer)
    inside = seen(anchor, batch)
    words = anchor.compared(batch, unmasked(batch))
    third = words == 3
    short.encoder.config.max_position_embeddings = 2 + int((words[words >= 0] < 3).sum())
    assert len(pieces_of(WORDS[3:4], tokenizer)[0]) > 1
    moved = Inside({layer: states.clone() for layer, states in inside.hidden.items()})
    before = float(short.distance(batch, unmasked(batch), moved))
    for states in moved.hidden.values():
        states[torch.from_numpy(third)] += 1
    assert float(short.distance(batch, unmasked(batch), moved)) == before
    assert float(anchor.distance(batch, unmasked(batch), moved)) > 0.1


def test_a_words_state_is_the_mean_of_its_pieces() -> None:
    states = torch.tensor([[[1.0], [2.0], [4.0]], [[8.0], [16.0], [32.0]]])
    assert means(states, np.array([[-1, 0, 0], [1, -1, 2]])).tolist() == [[3.0], [8.0], [32.0]]
