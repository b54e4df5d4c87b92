"""Windows over a long text, and how their scores are merged.

All subwords of a word carry its label, and a word's scores are their mean. No subword is ever cut off.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Le

FRAME = 2
"""The number of special subwords around a window: one before, one after, in every encoder of the BERT family."""


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How a long text is cut for the encoder.

    Raises ValueError if windows have no room for text, or for no more than they share.
    """

    pieces: Annotated[int, Le(65536)] = 256
    """Subwords in a window, special ones included."""
    overlap: Annotated[int, Le(65536)] = 64
    """Subwords that a window shares with the one before, where no sentence begins between them."""

    def __post_init__(self) -> None:
        if self.pieces <= FRAME:
            raise ValueError(f"pieces is {self.pieces}, but a window needs {FRAME} special subwords and one of text")
        if not 0 <= self.overlap < self.pieces - FRAME:
            raise ValueError(
                f"overlap is {self.overlap}, but in windows of {self.pieces} subwords, {FRAME} of them special, "
                f"it must be between 0 and {self.pieces - FRAME - 1}"
            )


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in subwords, without special ones: their ids, and the index of each word's first subword."""

    ids: Sequence[int]
    first: Sequence[int]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text's subwords, `start` to `end`, and the words that begin in it, `first_word` to `end_word`."""

    start: int
    end: int
    first_word: int
    end_word: int


def windows(pieces: Pieces, size: int, overlap: int, sentences: Sequence[int] = ()) -> list[Window]:
    """Cut `pieces` into windows of at most `size` subwords, as few as can be and of like length.

    A window ends where a sentence begins, if one does near enough; `sentences` are the indices of the words that begin
    them. Elsewhere it ends between words, and the next one begins about `overlap` subwords earlier. Only a word longer
    than a window is cut, and even then each of its subwords is in some window. Raises ValueError unless
    0 <= overlap < size.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit windows of {size} subwords")
    first = np.asarray(pieces.first)
    begins = first[list(sentences)]
    total = len(pieces.ids)
    found: list[Window] = []
    start = 0
    while (rest := total - start) > size:
        at_sentence = _end_at_sentence(begins, start, _share(rest, size, 0), size)
        end = at_sentence or _end_between_words(first, start, _share(rest, size, overlap), size)
        found.append(_window(first, start, end))
        start = end if at_sentence else _next_start(first, start, end, overlap)
    return [*found, _window(first, start, total)] if total else []


def _window(first: npt.NDArray[np.intp], start: int, end: int) -> Window:
    word, end_word = np.searchsorted(first, [start, end])
    return Window(start, end, int(word), int(end_word))


def _share(rest: int, size: int, overlap: int) -> float:
    """Return the length of the windows if `rest` is cut into as few as can be, all of one length."""
    number = max(1, math.ceil((rest - overlap) / (size - overlap)))
    return (rest + (number - 1) * overlap) / number


def _end_at_sentence(begins: npt.NDArray[np.intp], start: int, share: float, size: int) -> int | None:
    """Return where a sentence begins that is nearest to a `share` of the text, but not within half of it."""
    near = begins[(begins > start + share / 2) & (begins <= start + size)]
    return int(near[np.abs(near - start - share).argmin()]) if len(near) else None


def _end_between_words(first: npt.NDArray[np.intp], start: int, share: float, size: int) -> int:
    """Return the last beginning of a word within a `share` of the text; within a longer word, the end of the window."""
    last = int(first[np.searchsorted(first, start + share, side="right") - 1])
    if last > start:
        return last
    ahead = first[(first > start) & (first <= start + size)]
    return int(ahead[0]) if len(ahead) else start + size


def _next_start(first: npt.NDArray[np.intp], start: int, end: int, overlap: int) -> int:
    """Return where the first word in the overlap begins if that advances the window, otherwise `end`."""
    index = int(np.searchsorted(first, max(end - overlap, start + 1)))
    return min(int(first[index]), end) if index < len(first) else end


def word_bounds(pieces: Pieces, window: Window) -> npt.NDArray[np.intp]:
    """Return the bounds of the words that begin in `window`, in its frame: from bounds[i] to bounds[i + 1]."""
    first = pieces.first[window.first_word : window.end_word]
    return np.array([*first, window.end], dtype=np.intp) - window.start + 1


def word_scores(logits: npt.NDArray[np.float32], bounds: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Return the log-probabilities of words, from the mean of their subwords' `logits`: shape (words, tags)."""
    if len(bounds) == 1:  # a window inside a long word: no word begins in it
        return logits[:0]
    means = np.add.reduceat(logits[: bounds[-1]], bounds[:-1]) / np.diff(bounds)[:, None]
    return (means - np.logaddexp.reduce(means, axis=1, keepdims=True)).astype(np.float32)


def merge(found: Sequence[Window], scores: Sequence[npt.NDArray[np.float32]], words: int) -> npt.NDArray[np.float32]:
    """Return one row of scores for each word, from each window's rows for its words: shape (words, tags).

    Where windows overlap, a word's row comes from the window in which the word is furthest from an edge, since it has
    the most context there.
    """
    cuts = _cuts(found)
    rows = [
        part[begin - window.first_word : end - window.first_word]
        for window, part, begin, end in zip(found, scores, [0, *cuts], [*cuts, words], strict=True)
    ]
    return np.concatenate(rows)


def window_of_words(found: Sequence[Window], words: int) -> list[int]:
    """Return for each word the index of the window from which `merge` takes its row."""
    cuts = _cuts(found)
    return [index for index, (begin, end) in enumerate(pairwise([0, *cuts, words])) for _ in range(begin, end)]


def _cuts(found: Sequence[Window]) -> list[int]:
    """Return the words at which each window but the first takes over."""
    return [(left.end_word + right.first_word + 1) // 2 for left, right in pairwise(found)]
