"""How a tool counts offsets, found out from the texts of spans that it stored.

Hasila counts code points. Tools written in JavaScript count UTF-16 units, some count graphemes as a reader sees them,
and some store a text with CRLF but count its line ends as one character.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import regex

from hasila.arabic.words import split
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges

OffsetUnit = Literal["code-points", "utf-16", "lf", "utf-16-lf", "crlf", "graphemes"]
"""lf: a CRLF of the text counts as one; crlf: a line feed of the text counts as two."""
_BEYOND = 0xFFFF


@dataclass(frozen=True, slots=True)
class Mark:
    """A span as a tool gave it, in its own offsets, with the text of the span where the tool stored it."""

    start: int
    end: int
    label: str
    surface: str | None = None
    score: float | None = None


def spans_of_marks(text: str, marks: Sequence[Mark], asked: OffsetUnit | None) -> tuple[OffsetUnit, list[Span]]:
    """Return how the offsets of `marks` were counted, and the spans in code points.

    `asked` says how they are counted; None: it is found out, code points first. Raises ValueError if the stored texts
    are not where the offsets say in any unit, or if none is stored and another unit than code points fits the words.
    """
    units: Sequence[OffsetUnit] = [asked] if asked else list(_WIDTHS)
    agreeing = _agreeing(text, marks, units)
    if not agreeing:
        raise ValueError(_disagreement(text, marks, units))
    unit, spans = next(iter(agreeing.items()))
    if asked is None and marks and not any(mark.surface for mark in marks):
        _refuse_doubt(text, agreeing)
    return unit, spans


def units_of_marks(text: str, marks: Sequence[Mark]) -> list[OffsetUnit]:
    """Return what the offsets of `marks` may count: that in which their stored texts are where they should be."""
    return list(_agreeing(text, marks, list(_WIDTHS)))


def _agreeing(text: str, marks: Sequence[Mark], units: Sequence[OffsetUnit]) -> dict[OffsetUnit, list[Span]]:
    read = {unit: spans for unit in units if (spans := _read(text, marks, unit)) is not None}
    return {unit: spans for unit, spans in read.items() if _agree(text, marks, spans)}


def _read(text: str, marks: Sequence[Mark], unit: OffsetUnit) -> list[Span] | None:
    """Return the spans if offsets count `unit`; None if one is within a character or after the text."""
    ends = [0, *accumulate(_WIDTHS[unit](text))]
    spans = []
    for mark in marks:
        start, end = bisect_left(ends, mark.start), bisect_left(ends, mark.end)
        if end >= len(ends) or ends[start] != mark.start or ends[end] != mark.end:
            return None
        spans.append(Span(start, end, mark.label, mark.score))
    return spans


def _agree(text: str, marks: Sequence[Mark], spans: Sequence[Span]) -> bool:
    return all(
        mark.surface is None or _blanked(mark.surface) == _blanked(text[span.start : span.end])
        for mark, span in zip(marks, spans, strict=True)
    )


def _blanked(words: str) -> str:
    """Return words with each stretch of white space as one blank: brat and others store a line break as one."""
    return " ".join(words.split())


def _disagreement(text: str, marks: Sequence[Mark], units: Sequence[OffsetUnit]) -> str:
    mark = next((one for one in marks if not _stands(text, one)), marks[0])
    stored = "is not in the text" if mark.surface is None else f"has the text {mark.surface!r}"
    return (
        f"the span {mark.start}:{mark.end} {stored}, but the document has {text[mark.start : mark.end]!r} there, and "
        f"not all spans fit if offsets count {' or '.join(units)}; was the text changed after it was annotated?"
    )


def _stands(text: str, mark: Mark) -> bool:
    """Say whether a span is where its offsets say, in code points."""
    return mark.end <= len(text) and mark.surface in {None, text[mark.start : mark.end]}


def _refuse_doubt(text: str, read: Mapping[OffsetUnit, Sequence[Span]]) -> None:
    """Raise ValueError if no text of a span is stored, and another unit fits the words while the first does not."""
    edges = WordEdges.of(split(text))
    (first, spans), *others = read.items()
    if first == "code-points" and all(map(edges.fits, spans)):
        return
    fitting = [unit for unit, those in others if those != spans and all(map(edges.fits, those))]
    if first != "code-points":
        fitting = [first, *fitting]
    if fitting:
        raise ValueError(
            f"the spans fit the words only if offsets count {' or '.join(fitting)}, and no text of a span is stored "
            f"that would prove it; if they do: --offsets {fitting[0]}; if not: --offsets code-points"
        )


def _utf_16(text: str) -> list[int]:
    return [2 if ord(character) > _BEYOND else 1 for character in text]


def _graphemes(text: str) -> list[int]:
    return [width for found in regex.findall(r"\X", text) for width in (*[0] * (len(found) - 1), 1)]


def _lf(text: str) -> list[int]:
    return [0 if text[index : index + 2] == "\r\n" else 1 for index in range(len(text))]


def _utf_16_lf(text: str) -> list[int]:
    return [wide * narrow for wide, narrow in zip(_utf_16(text), _lf(text), strict=True)]


def _crlf(text: str) -> list[int]:
    return [2 if character == "\n" and text[index - 1 : index] != "\r" else 1 for index, character in enumerate(text)]


_WIDTHS: Mapping[OffsetUnit, Callable[[str], list[int]]] = {
    "code-points": lambda text: [1] * len(text),
    "utf-16": _utf_16,
    "lf": _lf,
    "utf-16-lf": _utf_16_lf,
    "crlf": _crlf,
    "graphemes": _graphemes,
}
"""How much each code point of a text counts; the first unit that agrees is taken."""
