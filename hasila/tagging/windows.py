"""Windows that overlap over a long text, and how their scores come together.

All pieces of a word carry its label, and a word's scores are the mean of theirs; no piece is ever cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

FRAME = 2
"""The special pieces around a window: one before, one after, in every encoder of the BERT family."""


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How a long text is cut for the encoder. Raises ValueError where the overlap does not leave room to move on."""

    pieces: int = 256
    """Pieces a window, special ones included."""
    overlap: int = 64
    """Pieces that a window shares with the one before."""

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < self.pieces - FRAME:
            raise ValueError(
                f"an overlap of {self.overlap} does not fit windows of {self.pieces} pieces, {FRAME} of them special; "
                f"it is 0 or more and less than {self.pieces - FRAME}"
            )


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces, without special ones: their ids, and where the first piece of each word stands among them."""

    ids: Sequence[int]
    first: Sequence[int]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text's pieces, `start` to `end`, and the words that begin in it, `first_word` to `end_word`."""

    start: int
    end: int
    first_word: int
    end_word: int


def windows(pieces: Pieces, size: int, overlap: int) -> list[Window]:
    """Cut `pieces` into windows of at most `size` pieces, each sharing about `overlap` with the one before.

    Windows begin and end between words; only a word longer than a window is cut, and then each of its pieces is still
    in some window. Raises ValueError unless 0 <= overlap < size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit windows of {size} pieces")
    first = np.asarray(pieces.first)
    total = len(pieces.ids)
    found: list[Window] = []
    start = 0
    while start < total:
        end = min(start + size, total)
        if end < total:
            last_word_start = int(first[np.searchsorted(first, end, side="right") - 1])
            end = last_word_start if last_word_start > start else end
        word, end_word = np.searchsorted(first, [start, end])
        found.append(Window(start, end, int(word), int(end_word)))
        if end == total:
            break
        start = _next_start(first, start, end, overlap)
    return found


def _next_start(first: npt.NDArray[np.intp], start: int, end: int, overlap: int) -> int:
    """Return the first beginning of a word in the overlap, if that moves on, or else `end`."""
    index = int(np.searchsorted(first, max(end - overlap, start + 1)))
    return min(int(first[index]), end) if index < len(first) else end


def word_bounds(pieces: Pieces, window: Window) -> npt.NDArray[np.intp]:
    """Return where the words that begin in `window` stand in its frame: word i from bounds[i] to bounds[i + 1]."""
    first = pieces.first[window.first_word : window.end_word]
    return np.array([*first, window.end], dtype=np.intp) - window.start + 1


def word_scores(logits: npt.NDArray[np.float32], bounds: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Return the log-probabilities of words, shape (words, tags), by the mean of their pieces' `logits` in a frame."""
    if len(bounds) == 1:  # a window within a long word: none begins in it
        return logits[:0]
    means = np.add.reduceat(logits[: bounds[-1]], bounds[:-1]) / np.diff(bounds)[:, None]
    return (means - np.logaddexp.reduce(means, axis=1, keepdims=True)).astype(np.float32)


def merge(found: Sequence[Window], scores: Sequence[npt.NDArray[np.float32]], words: int) -> npt.NDArray[np.float32]:
    """Return one row of scores a word, from each window's rows for the words that begin in it: shape (words, tags).

    Where windows overlap, a word's row comes from the window in which it stands furthest from the edge, since it has
    the most context there.
    """
    cuts = [(left.end_word + right.first_word + 1) // 2 for left, right in pairwise(found)]
    rows = [
        part[begin - window.first_word : end - window.first_word]
        for window, part, begin, end in zip(found, scores, [0, *cuts], [*cuts, words], strict=True)
    ]
    return np.concatenate(rows)
