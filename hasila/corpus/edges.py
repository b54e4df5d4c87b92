"""Spans and word boundaries: spans with edges off the words, and spans widened to whole words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hasila.arabic.words import Word, split
from hasila.document import Document
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
        touched = self.touched(span)
        if not touched:
            raise ValueError(f"{span.label} {span.start}:{span.end} contains no word")
        return replace(span, start=self.starts[touched[0]], end=self.ends[touched[-1]])

    def fits(self, span: Span) -> bool:
        """Say whether `span` begins where a word begins and ends where a word ends."""
        touched = self.touched(span)
        return bool(touched) and self.widened(span) == span


def off_word_edges(documents: Iterable[Document]) -> list[tuple[Document, Span]]:
    """Return each span that begins or ends within a word or on a blank, with its document."""
    found = []
    for document in documents:
        edges = WordEdges.of(split(document.text))
        found += [(document, span) for span in document.spans if not edges.fits(span)]
    return found


def widened(document: Document) -> Document:
    """Return `document` with each span as the whole words that it touches, without blanks at its edges.

    Raises ValueError if a span touches no word, or if two widened spans overlap; they are never merged.
    """
    edges = WordEdges.of(split(document.text))
    return replace(document, spans=tuple(map(edges.widened, document.spans)))
