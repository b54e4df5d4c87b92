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
    fragments: Sequence[tuple[int, int]] = ()
    """Where the parts of a discontinuous span are, whose words the stored text has alone."""


MarkedPassage = tuple[str, Sequence[Mark]]
"""A text and its marks."""


def common_unit(passages: Sequence[MarkedPassage]) -> OffsetUnit | None:
    """Return what the offsets of a file count: the first unit that fits most of its passages.

    Only passages that store the text of a span prove it. None if no passage does.
    """
    proving = [(text, marks) for text, marks in passages if any(mark.surface for mark in marks)]
    if not proving:
        return None
    for unit in _WIDTHS:
        if all(_fits(one, unit) for one in proving):
            return unit
    return max(_WIDTHS, key=lambda unit: sum(_fits(one, unit) for one in proving))


def spans_of_marks(
    text: str, marks: Sequence[Mark], unit: OffsetUnit | None, usual: OffsetUnit = "code-points"
) -> list[Span]:
    """Return the spans of `marks` in code points.

    `unit` is what their offsets count; None: nothing in the file proves any, and the tool counts `usual`. Raises
    ValueError if they do not fit the text in that unit, or, if it is None, where only another unit fits the words.
    """
    spans = _read(text, marks, unit or usual)
    if unit is None:
        _refuse_doubt(text, marks, spans, usual)
    if spans is None:
        raise ValueError(_disagreement(text, marks, unit))
    return spans


def counted(text: str, unit: OffsetUnit) -> list[int]:
    """Return how many units stand before each code point of a text, and in it as a whole.

    >>> counted("🔥 في", "utf-16")
    [0, 2, 3, 4, 5]
    """
    return [0, *accumulate(_WIDTHS[unit](text))]


def _fits(passage: MarkedPassage, unit: OffsetUnit) -> bool:
    return _read(*passage, unit) is not None


def _read(text: str, marks: Sequence[Mark], unit: OffsetUnit) -> list[Span] | None:
    """Return the spans if offsets count `unit`; None if one leaves the text, cuts a character or has other words."""
    ends = counted(text, unit)
    spans = []
    for mark in marks:
        start, end = _index(ends, mark.start), _index(ends, mark.end)
        if start is None or end is None or not _agrees(text, ends, mark):
            return None
        spans.append(Span(start, end, mark.label, mark.score))
    return spans


def _readings(text: str, marks: Sequence[Mark]) -> dict[OffsetUnit, list[Span]]:
    """Return the spans of each unit in which they fit, the first one of units that differ in no span."""
    found: dict[OffsetUnit, list[Span]] = {}
    for unit in _WIDTHS:
        spans = _read(text, marks, unit)
        if spans is not None and spans not in found.values():
            found[unit] = spans
    return found


def _index(ends: Sequence[int], offset: int) -> int | None:
    """Return the code point before which `offset` code points, as `ends` counts them, stand; None if there is none."""
    found = bisect_left(ends, offset)
    return found if found < len(ends) and ends[found] == offset else None


def _agrees(text: str, ends: Sequence[int], mark: Mark) -> bool:
    """Say whether the stored words of a span, if there are any, are those of its fragments."""
    parts = [(_index(ends, start), _index(ends, end)) for start, end in mark.fragments or [(mark.start, mark.end)]]
    return not mark.surface or blanked(mark.surface) == blanked(" ".join(text[start:end] for start, end in parts))


def blanked(words: str) -> str:
    """Return words with each stretch of white space as one blank: brat and others store a line break as one.

    >>> blanked("وفد   الجامعة")
    'وفد الجامعة'
    """
    return " ".join(words.split())


def _disagreement(text: str, marks: Sequence[Mark], unit: OffsetUnit | None) -> str:
    others = list(_readings(text, marks))
    if others and unit and any(mark.surface for mark in marks):
        return (
            f"offsets count {' or '.join(others)} here, but {unit} in the file as a whole; "
            f"put passages that count otherwise into a file of their own"
        )
    mark = next((one for one in marks if not _stands(text, one)), marks[0])
    stored = "is not in the text" if not mark.surface else f"has the text {mark.surface!r}"
    counting = unit if others else " or ".join(_WIDTHS)
    return (
        f"the span {mark.start}:{mark.end} {stored}, but the document has {text[mark.start : mark.end]!r} there, and "
        f"not all spans fit if offsets count {counting}; was the text changed after it was annotated?"
    )


def _stands(text: str, mark: Mark) -> bool:
    """Say whether a span is where its offsets say, in code points."""
    return mark.end <= len(text) and mark.surface in {None, text[mark.start : mark.end]}


def _refuse_doubt(text: str, marks: Sequence[Mark], spans: Sequence[Span] | None, usual: OffsetUnit) -> None:
    """Raise ValueError if another unit fits the words, while `usual`, in which `spans` were counted, does not."""
    edges = WordEdges.of(split(text))
    if spans is not None and all(map(edges.fits, spans)):
        return
    read = _readings(text, marks)
    fitting = [unit for unit, those in read.items() if those != spans and all(map(edges.fits, those))]
    if fitting:
        raise ValueError(
            f"the spans fit the words only if offsets count {' or '.join(fitting)}, and no text of a span is stored "
            f"that would prove it; if they do: --offsets {fitting[0]}; if not: --offsets {usual}"
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
"""How much each code point of a text counts; of units that fit equally the first is taken."""
