"""Which words of a text are in its spans."""

from collections.abc import Iterable, Sequence

from hasila.arabic.words import Word
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges


def covered(words: Sequence[Word], spans: Iterable[Span]) -> list[bool]:
    """Return for each of `words`, in the order of their text, whether it shares a code point with one of `spans`.

    >>> from hasila.arabic.words import split
    >>> covered(split("في تدمر اليوم"), [Span(3, 7, "LOCATION")])
    [False, True, False]
    """
    edges = WordEdges.of(words)
    found = [False] * len(words)
    for span in spans:
        for index in edges.touched(span):
            found[index] = True
    return found
