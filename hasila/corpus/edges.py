"""Spans and word boundaries: spans with edges off the words, and spans widened to whole words."""

from collections.abc import Iterable
from dataclasses import replace

from hasila.arabic.words import split
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges


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
