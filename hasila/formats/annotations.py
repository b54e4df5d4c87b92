"""What files of annotations from elsewhere hold: marked texts, made into documents, with what was mended counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hasila.document import Document, Origin, kept_name, meta_of
from hasila.errors import CorpusError
from hasila.formats.faults import abridged, kind_of
from hasila.formats.lines import json_value, lines
from hasila.formats.offsets import Mark, OffsetUnit, spans_of_marks, units_of_marks
from hasila.spans import Span

OVERLAPPING = "inner or crossing spans left out"
_T = TypeVar("_T")
Place = tuple[int, Any]
"""The line or row of a file, counted from 1, and its value."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The documents of a file, and how often each kind of mending was needed to read it."""

    documents: Sequence[Document]
    mendings: Mapping[str, int]

    def told(self) -> str:
        """Return the passages and mendings in a line.

        >>> Annotations([], {"empty tokens left out": 2}).told()
        '0 passages, 2 empty tokens left out'
        """
        counted = [f"{count} {kind}" for kind, count in sorted(self.mendings.items()) if count]
        return ", ".join([f"{len(self.documents)} passages", *(counted or ["nothing to mend"])])


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text as a tool stored it: the fields of its row, its text, and its spans in the tool's own offsets."""

    fields: Mapping[str, Any]
    text: str
    marks: Sequence[Mark]
    mendings: Mapping[str, int] = field(default_factory=dict)


def annotations_of(
    path: Path, rows: Iterable[Place], marked: Callable[[Any], MarkedText], asked: OffsetUnit | None
) -> Annotations:
    """Return the documents of a file's rows, whose offsets count `asked` (None: found out, the same in all rows).

    `marked` gives the marked text of a row, or raises ValueError. An id that is not there is the file's name and the
    line. Raises CorpusError with the first faults of each kind.
    """
    mendings: Counter[str] = Counter()
    faults: list[tuple[str, str]] = []

    def read_rows(rows: Iterable[tuple[int, Any]], read: Callable[[int, Any], _T]) -> list[tuple[int, _T]]:
        found = []
        for line, row in rows:
            try:
                found.append((line, read(line, row)))
            except ValueError as error:
                faults.extend((kind_of(fault), f"{path}:{line}: {fault}") for fault in str(error).split("\n"))
        return found

    texts = read_rows(rows, lambda _, row: marked(row))
    unit = asked or _common_unit(path, texts)
    documents = read_rows(texts, lambda line, text: _document(Origin(path, line), text, unit, mendings))
    if faults:
        raise CorpusError("\n".join(abridged(faults)))
    return Annotations([document for _, document in documents], mendings)


def _common_unit(path: Path, texts: Iterable[tuple[int, MarkedText]]) -> OffsetUnit | None:
    """Return how all rows count offsets, by the texts of spans that they store; None where none proves it.

    Raises CorpusError if rows count differently.
    """
    proven = [(line, units_of_marks(one.text, one.marks)) for line, one in texts if any(map(_stores, one.marks))]
    told = [(line, units) for line, units in proven if units]
    if not told:
        return None
    first_line, common = told[0]
    for line, units in told[1:]:
        if not (shared := [unit for unit in common if unit in units]):
            raise CorpusError(
                f"{path}:{line}: offsets count {' or '.join(units)} here, but {' or '.join(common)} from line "
                f"{first_line} on; part the file, and state the unit of each: --offsets"
            )
        common = shared
    return common[0]


def _stores(mark: Mark) -> bool:
    return bool(mark.surface)


def _document(origin: Origin, marked: MarkedText, asked: OffsetUnit | None, mendings: Counter[str]) -> Document:
    unit, spans = spans_of_marks(marked.text, marked.marks, asked)
    flat = flat_spans(spans)
    mendings.update(marked.mendings)
    mendings[OVERLAPPING] += len(spans) - len(flat)
    if unit != "code-points":
        mendings[f"passages with offsets that count {unit}"] += 1
    given = marked.fields.get("id")
    identity = f"{origin.path.stem}:{origin.line}" if given is None else str(given)
    return Document(identity, marked.text, tuple(flat), meta_of(_given(marked.fields), {"text"}), origin)


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of another tool's row, those that have names of ours under a name of their own."""
    return {kept_name(name, fields) if name in _OURS else name: value for name, value in fields.items()}


_OURS = frozenset(["spans", "tolls"])


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


def json_rows(path: Path) -> list[Place]:
    """Return the rows of a file of JSON: those of its list, or its lines, or the one object that it is.

    Raises CorpusError if it is no JSON.
    """
    numbered = [(number, line) for number, line in lines(path) if line.strip()]
    if not numbered:
        return []
    try:
        if numbered[0][1].lstrip().startswith("[") or len(numbered[0][1].strip()) == 1:
            value = json_value("\n".join(line for _, line in numbered))
            return list(enumerate(value if isinstance(value, list) else [value], start=1))
        return [(number, _row(number, line)) for number, line in numbered]
    except ValueError as error:
        raise CorpusError(f"{path}: {error}") from None


def _row(number: int, line: str) -> Any:
    try:
        return json_value(line)
    except ValueError as error:
        raise ValueError(f"line {number} {error}") from None
