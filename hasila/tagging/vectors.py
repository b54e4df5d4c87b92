"""The vectors of spans: the mean of the states of their subwords, in the window that knows most of their context."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hasila.arabic.words import Word
from hasila.spans import Span
from hasila.tagging.windows import Pieces, Window, window_of_words, word_bounds
from hasila.tagging.word_edges import WordEdges

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
    edges = WordEdges.of(words)
    for vector, span in zip(vectors, spans, strict=True):
        if not edges.fits(span):
            raise ValueError(f"the span {span.start}:{span.end} cuts through a word")
        its = edges.touched(span)
        owner = owners[its.start]
        first = its.start - found[owner].first_word
        end = min(its.stop - found[owner].first_word, len(bounds[owner]) - 1)
        its_states = states[owner][bounds[owner][first] : bounds[owner][end]]
        np.divide(np.add.reduce(its_states, axis=0), len(its_states), out=vector)  # as `mean`, which starts slower
    return vectors
