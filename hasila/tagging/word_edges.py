"""Which words a span is made of."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hasila.arabic.words import Word
from hasila.spans import Span


@dataclass(frozen=True, slots=True)
class WordEdges:
    """Where the words of a text start and end, so that a span's words are found without a pass over all words."""

    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, words: Sequence[Word]) -> "WordEdges":
        """Return the edges of `words`, which are in the order of their text, as `split` gives them."""
        return cls([word.start for word in words], [word.end for word in words])

    def touched(self, span: Span) -> range:
        """Return the indices of the words that share a code point with `span`."""
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def widened(self, span: Span) -> Span:
        """Return `span` as the whole words that it touches. Raises ValueError if it touches none."""
        edges = self._edges(span)
        if edges is None:
            raise ValueError(f"{span.label} {span.start}:{span.end} contains no word")
        return replace(span, start=edges[0], end=edges[1])

    def fits(self, span: Span) -> bool:
        """Say whether `span` begins where a word begins and ends where a word ends."""
        return self._edges(span) == (span.start, span.end)

    def _edges(self, span: Span) -> tuple[int, int] | None:
        """Return where the words that `span` touches start and end; None if it touches none."""
        touched = self.touched(span)
        return (self.starts[touched[0]], self.ends[touched[-1]]) if touched else None
