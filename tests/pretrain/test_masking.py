"""Which words a model has to guess."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from train.pretrain.masking import Masker
from train.pretrain.packing import Batch

MASK, END, PIECES = 4, 2, 50
MASKER = Masker(MASK, frozenset({0, 1, END, 3, MASK}), PIECES)


def batches() -> st.SearchStrategy[Batch]:
    """Draw framed sequences of words of one to four pieces, with ends of documents among them."""

    def made(rows: list[list[int]]) -> Batch:
        length = min(len(cut(row)[0]) for row in rows)
        ids, begins = zip(*(cut(row) for row in rows), strict=True)
        return Batch(
            np.array([[0, *row[:length], END] for row in ids]),
            np.array([[True, True, *row[1:length], True] for row in begins]),
        )

    def cut(words: list[int]) -> tuple[list[int], list[bool]]:
        ids, begins = [], []
        for index, pieces in enumerate(words):
            ids += [END] if pieces == 0 else [5 + (7 * index + piece) % 45 for piece in range(pieces)]
            begins += [True] + [False] * (max(pieces, 1) - 1)
        return ids, begins

    words = st.lists(st.integers(0, 4), min_size=6, max_size=30).filter(lambda row: row[0] > 0)
    return st.lists(words, min_size=1, max_size=4).map(made)


def word_sets(batch: Batch) -> list[set[int]]:
    """Return the flat places of each word's pieces, found anew from the marks."""
    found: list[set[int]] = []
    for index, (piece, begins) in enumerate(zip(batch.ids.ravel(), batch.begins.ravel(), strict=True)):
        if piece in MASKER.special:
            continue
        if begins:
            found.append(set())
        found[-1].add(index)
    return found


@given(batches(), st.floats(0.05, 0.9), st.integers(0, 100))
def test_words_are_guessed_whole_or_not_at_all_and_special_pieces_never(batch: Batch, share: float, seed: int) -> None:
    masked = MASKER.masked(batch, share, np.random.default_rng(seed))
    indices = set(masked.indices.tolist())
    assert all(word <= indices or not word & indices for word in word_sets(batch))
    assert not MASKER.special & set(masked.targets.tolist())
    assert np.array_equal(batch.ids.ravel()[masked.indices], masked.targets)


@given(batches(), st.floats(0.05, 0.9), st.integers(0, 100))
def test_the_share_of_words_is_kept_in_each_sequence(batch: Batch, share: float, seed: int) -> None:
    indices = set(MASKER.masked(batch, share, np.random.default_rng(seed)).indices.tolist())
    length = batch.ids.shape[1]
    for row in range(len(batch.ids)):
        words = [word for word in word_sets(batch) if min(word) // length == row]
        assert sum(word <= indices for word in words) == max(1, round(share * len(words)))


@given(batches(), st.integers(0, 100))
def test_what_is_not_guessed_is_read_as_it_stands(batch: Batch, seed: int) -> None:
    masked = MASKER.masked(batch, 0.3, np.random.default_rng(seed))
    untouched = np.ones(batch.ids.size, dtype=bool)
    untouched[masked.indices] = False
    assert np.array_equal(masked.ids.ravel()[untouched], batch.ids.ravel()[untouched])


def test_of_guessed_pieces_four_fifths_are_masked_a_tenth_exchanged_and_a_tenth_left() -> None:
    ids = np.random.default_rng(0).integers(5, PIECES, (200, 100))
    batch = Batch(ids, np.ones_like(ids, dtype=np.bool_))
    masked = MASKER.masked(batch, 0.5, np.random.default_rng(1))
    read = masked.ids.ravel()[masked.indices]
    assert abs((read == MASK).mean() - 0.8) < 0.02
    assert abs((read == masked.targets).mean() - 0.1 - 0.1 / 45) < 0.02
    assert not (MASKER.special - {MASK}) & set(read.tolist())


@given(batches(), st.integers(0, 100))
def test_the_same_random_numbers_hide_the_same_words_and_others_hide_others(batch: Batch, seed: int) -> None:
    first, again = (MASKER.masked(batch, 0.3, np.random.default_rng((seed, 1))) for _ in range(2))
    assert np.array_equal(first.ids, again.ids)
    drawn = {MASKER.masked(batch, 0.3, np.random.default_rng((seed, step))).ids.tobytes() for step in range(30)}
    assert len(drawn) > 1


@given(batches(), st.integers(2, 6))
def test_rounds_hide_each_word_exactly_once_and_entirely(batch: Batch, number: int) -> None:
    rounds = MASKER.rounds(batch, number)
    hidden = np.concatenate([part.indices for part in rounds])
    assert sorted(hidden.tolist()) == sorted(index for word in word_sets(batch) for index in word)
    for part in rounds:
        assert set(part.ids.ravel()[part.indices].tolist()) <= {MASK}
        assert all(
            word <= set(part.indices.tolist()) or not word & set(part.indices.tolist()) for word in word_sets(batch)
        )
