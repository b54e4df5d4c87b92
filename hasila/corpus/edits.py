"""Edits of a document's text that move its spans along."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hasila.document import Document


@dataclass(frozen=True, slots=True)
class Edit:
    """Code points `start` to `end` of a text, and what stands there afterwards."""

    start: int
    end: int
    text: str


def edited(document: Document, edits: Iterable[Edit]) -> Document:
    """Return `document` after `edits`; spans move with the text.

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
    return replace(document, text=text + document.text[end:], spans=spans)
