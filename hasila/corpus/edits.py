"""Edits of a document's text that move its spans along."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from hasila.document import Document
from hasila.toll import Toll


@dataclass(frozen=True, slots=True)
class Edit:
    """Code points `start` to `end` of a text, and what stands there afterwards."""

    start: int
    end: int
    text: str


def edited(document: Document, edits: Iterable[Edit]) -> Document:
    """Return `document` after `edits`; spans and the words that tolls point at move with the text.

    The counts of its tolls stay, so edits that change counts are followed by `Document.with_spans`.

    Edits are sorted and do not overlap. Each lies within a span, lies outside all spans, or covers whole spans.
    """
    edits = list(edits)
    text, end = "", 0
    for edit in edits:
        text += document.text[end : edit.start] + edit.text
        end = edit.end

    def moved(index: int) -> int:
        return index + sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= index)

    spans = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in document.spans)
    tolls = None if document.tolls is None else tuple(_moved_words(toll, moved) for toll in document.tolls)
    return replace(document, text=text + document.text[end:], spans=spans, tolls=tolls)


def _moved_words(toll: Toll, moved: Callable[[int], int]) -> Toll:
    return replace(toll, when=_both(moved, toll.when), source_words=_both(moved, toll.source_words))


def _both(moved: Callable[[int], int], words: tuple[int, int] | None) -> tuple[int, int] | None:
    return None if words is None else (moved(words[0]), moved(words[1]))
