"""What files of annotations from elsewhere hold: marked texts, made into documents, with what was mended counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from hasila.document import Document, Origin, kept_name, meta_of
from hasila.errors import CorpusError
from hasila.formats.faults import abridged, kind_of
from hasila.formats.lines import json_value, lines
from hasila.formats.offsets import Mark, OffsetUnit, blanked, common_unit, spans_of_marks
from hasila.spans import Span

OVERLAPPING = "inner or crossing spans left out"
DISCONTINUOUS = "discontinuous spans read from their first word to their last"
_T = TypeVar("_T")
_R = TypeVar("_R")
SourceRows = Sequence[tuple[Origin, Any]]
"""The rows of a file: where each is, and its value; a ValueError if it cannot be read."""
KindAndLine = tuple[str, str]
"""The kind of a fault, and the line that tells it."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The documents of a file, how often each kind of mending was needed to read it, and the rows that cannot be read.

    Each fault is a line that names the file and the row.
    """

    documents: Sequence[Document]
    mendings: Mapping[str, int]
    faults: Sequence[str] = ()

    def told(self) -> str:
        """Return the passages and mendings in a line.

        >>> Annotations([], {"empty tokens left out": 2}).told()
        '0 passages, 2 empty tokens left out'
        """
        counted = [f"{count} {kind}" for kind, count in sorted(self.mendings.items()) if count]
        return ", ".join([f"{len(self.documents)} passages", *(counted or ["nothing to mend"])])

    def sound(self) -> Self:
        """Return the annotations themselves. Raises CorpusError with the faults, if there are any."""
        if self.faults:
            raise CorpusError("\n".join(self.faults))
        return self


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text as a tool stored it: the other fields of its row, its text, and its spans in the tool's own offsets."""

    fields: Mapping[str, Any]
    text: str
    marks: Sequence[Mark]
    mendings: Mapping[str, int] = field(default_factory=dict)


def annotations_of(
    rows: SourceRows,
    marked: Callable[[Any], MarkedText],
    asked: OffsetUnit | None,
    usual: OffsetUnit = "code-points",
) -> Annotations:
    """Return the documents of a file's rows, whose offsets count `asked` (None: found out, the same in all rows).

    `marked` gives the marked text of a row, or raises ValueError. If no row stores the text of a span, offsets count
    `usual`. An id that is not there is the file's name and the line. Of faults the first of each kind are kept.
    """
    texts, faults = _each(rows, marked)
    unit = asked or common_unit([(one.text, one.marks) for _, one in texts])
    read, unfit = _each(texts, lambda one: (one, spans_of_marks(one.text, one.marks, unit, usual)))
    mendings: Counter[str] = Counter()
    documents = [_document(origin, one, spans, mendings) for origin, (one, spans) in read]
    if unit is not None:
        mendings[f"passages with offsets that count {unit}"] += sum(_is_elsewhere(*one) for _, one in read)
    return Annotations(documents, mendings, list(abridged([*faults, *unfit])))


def _each(
    rows: Iterable[tuple[Origin, _T]], read: Callable[[_T], _R]
) -> tuple[list[tuple[Origin, _R]], list[KindAndLine]]:
    """Return what `read` makes of each row, and the faults of the rows for which it raises ValueError."""
    found: list[tuple[Origin, _R]] = []
    faults: list[KindAndLine] = []
    for origin, row in rows:
        try:
            if isinstance(row, ValueError):
                raise row
            found.append((origin, read(row)))
        except ValueError as error:
            faults += [(kind_of(fault), f"{origin}: {fault}") for fault in str(error).split("\n")]
    return found, faults


def _document(origin: Origin, marked: MarkedText, spans: Sequence[Span], mendings: Counter[str]) -> Document:
    flat = flat_spans(spans)
    mendings.update(marked.mendings)
    mendings[OVERLAPPING] += len(spans) - len(flat)
    mendings[DISCONTINUOUS] += sum(map(partial(_has_gaps, marked.text), marked.marks, spans))
    given = marked.fields.get("id")
    identity = f"{origin.path.stem}:{origin.line}" if given is None else str(given)
    return Document(identity, marked.text, tuple(flat), meta_of(_given(marked.fields), frozenset()), origin)


def _has_gaps(text: str, mark: Mark, span: Span) -> bool:
    """Say whether words stand between the fragments of a span, and not only a line break."""
    return bool(mark.fragments) and blanked(mark.surface or "") != blanked(text[span.start : span.end])


def _is_elsewhere(marked: MarkedText, spans: Sequence[Span]) -> bool:
    """Say whether spans would stand elsewhere if their offsets counted code points."""
    return [(mark.start, mark.end) for mark in marked.marks] != [(span.start, span.end) for span in spans]


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of another tool's row, those that have names of ours under a name of their own."""
    return {kept_name(name, fields) if name in _OURS else name: value for name, value in fields.items()}


_OURS = frozenset(["text", "spans", "tolls"])


def flat_spans(spans: Iterable[Span]) -> list[Span]:
    """Return those spans that lie in no other and cross none before them.

    >>> flat_spans([Span(4, 6, "B"), Span(0, 6, "A"), Span(5, 9, "C")])
    [Span(start=0, end=6, label='A', score=None)]
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.label)):
        if not (kept and kept[-1].overlaps(span)):
            kept.append(span)
    return kept


def json_rows(path: Path) -> list[tuple[Origin, Any]]:
    """Return the rows of a file of JSON: those of its list, or its lines, or the one object that it is.

    Each has its place and its value; a line that is no JSON has a ValueError instead. Raises CorpusError if the file is
    no JSON as a whole.
    """
    numbered = [(number, line) for number, line in lines(path) if line.strip()]
    if not numbered:
        return []
    first = numbered[0][1].strip()
    if first.startswith("[") or len(first) == 1:
        rows = _rows_of_whole(path, "\n".join(line for _, line in numbered))
    else:
        rows = [(number, _value_or_fault(line)) for number, line in numbered]
    return [(Origin(path, number), row) for number, row in rows]


def _rows_of_whole(path: Path, content: str) -> list[tuple[int, Any]]:
    try:
        value = json_value(content)
    except ValueError as error:
        raise CorpusError(f"{path}: {error}") from None
    return list(enumerate(value if isinstance(value, list) else [value], start=1))


def _value_or_fault(line: str) -> Any:
    try:
        return json_value(line)
    except ValueError as error:
        return error
