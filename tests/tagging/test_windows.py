"""Windows over long texts, and back from their scores to words."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.tagging.windows import Pieces, merge, windows, word_bounds, word_scores


@st.composite
def cuts(draw: st.DrawFn) -> tuple[Pieces, int, int]:
    """Draw words of one to twelve pieces, a window's size and an overlap that fits it."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=30))
    first = [sum(lengths[:index]) for index in range(len(lengths))]
    size = draw(st.integers(2, 20))
    return Pieces(list(range(sum(lengths))), first), size, draw(st.integers(0, size - 1))


@given(cuts())
def test_windows_hold_every_piece_and_begin_and_end_between_words_if_words_fit(cut: tuple[Pieces, int, int]) -> None:
    pieces, size, overlap = cut
    found = windows(pieces, size, overlap)
    assert {piece for window in found for piece in pieces.ids[window.start : window.end]} == set(pieces.ids)
    assert all(window.end - window.start <= size for window in found)
    longest = max(np.diff([*pieces.first, len(pieces.ids)]))
    if longest <= size:
        assert all(window.start in pieces.first for window in found)
        assert all(window.end in (*pieces.first, len(pieces.ids)) for window in found)


@given(cuts(), st.data())
def test_windows_hold_every_piece_wherever_sentences_begin(cut: tuple[Pieces, int, int], data: st.DataObject) -> None:
    pieces, size, overlap = cut
    sentences = sorted(data.draw(st.sets(st.integers(0, len(pieces.first) - 1))))
    found = windows(pieces, size, overlap, sentences)
    assert {piece for window in found for piece in pieces.ids[window.start : window.end]} == set(pieces.ids)
    assert all(0 < window.end - window.start <= size for window in found)
    assert all(left.start < right.start and left.end <= right.end for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((), [(0, 16), (12, 28), (24, 40)]),
        ((2, 11, 26), [(0, 11), (11, 26), (26, 40)]),  # at sentences, and nothing is read twice
        ((13,), [(0, 13), (13, 28), (24, 40)]),
        ((2, 3, 38), [(0, 16), (12, 28), (24, 40)]),  # none near enough
    ],
)
def test_windows_of_like_length_end_where_sentences_begin_or_overlap(
    sentences: Sequence[int], expected: list[tuple[int, int]]
) -> None:
    found = windows(Pieces(list(range(40)), list(range(40))), 16, 4, sentences)
    assert [(window.start, window.end) for window in found] == expected


@given(cuts())
def test_each_word_is_scored_once_from_a_window_in_which_it_begins(cut: tuple[Pieces, int, int]) -> None:
    pieces, size, overlap = cut
    found = windows(pieces, size, overlap)
    scores = [
        np.array([[word] for word in range(w.first_word, w.end_word)], dtype=np.float32).reshape(-1, 1) for w in found
    ]
    assert merge(found, scores, len(pieces.first)).ravel().tolist() == list(range(len(pieces.first)))


def test_of_two_windows_a_word_is_scored_where_it_stands_further_from_the_edge() -> None:
    pieces = Pieces(list(range(10)), list(range(10)))
    found = windows(pieces, 6, 4)
    assert [(window.start, window.end) for window in found] == [(0, 6), (2, 8), (4, 10)]
    scores = [np.full((6, 1), index, dtype=np.float32) for index in range(3)]
    assert merge(found, scores, 10).ravel().tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]


def test_a_word_scores_the_normalised_mean_of_its_pieces() -> None:
    pieces = Pieces([7, 8, 9], [0, 2])
    (window,) = windows(pieces, 8, 2)
    logits = np.array([[9, 9], [0, 2], [2, 0], [0, 3], [9, 9]], dtype=np.float32)
    scores = word_scores(logits, word_bounds(pieces, window))
    assert np.exp(scores[0]).tolist() == pytest.approx([0.5, 0.5])
    assert scores[1, 1] - scores[1, 0] == pytest.approx(3)
    assert np.exp(scores).sum(axis=1).tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("overlap", [-1, 8, 9])
def test_an_overlap_that_does_not_fit_the_window_is_refused(overlap: int) -> None:
    with pytest.raises(ValueError, match=f"an overlap of {overlap} does not fit windows of 8"):
        windows(Pieces([1], [0]), 8, overlap)
