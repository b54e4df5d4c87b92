"""The vectors of spans: the mean of the states of their subwords, in the window that knows most of their context."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hasila.arabic.words import Word
from hasila.spans import Span
from hasila.tagging.windows import Pieces, Window, window_of_words, word_bounds

Vectors = npt.NDArray[np.float32]


def span_vectors(
    spans: Sequence[Span],
    words: Sequence[Word],
    pieces: Pieces,
    found: Sequence[Window],
    states: Sequence[npt.NDArray[np.float32]],
) -> Vectors:
    """Return a row for each span, from each window's states: shape (spans, size).

    Of a span that goes beyond its window the subwords inside count. Raises ValueError if a span cuts through a word.
    """
    vectors = np.zeros((len(spans), states[0].shape[1] if states else 0), dtype=np.float32)
    owners = window_of_words(found, len(words))
    bounds = [word_bounds(pieces, window) for window in found]
    starts = {word.start: index for index, word in enumerate(words)}
    ends = {word.end: index for index, word in enumerate(words)}
    for vector, span in zip(vectors, spans, strict=True):
        if span.start not in starts or span.end not in ends:
            raise ValueError(f"the span {span.start}:{span.end} cuts through a word")
        owner = owners[starts[span.start]]
        first = starts[span.start] - found[owner].first_word
        last = min(ends[span.end] + 1 - found[owner].first_word, len(bounds[owner]) - 1)
        vector[:] = states[owner][bounds[owner][first] : bounds[owner][last]].mean(axis=0)
    return vectors
