"""A text with its spans and tolls."""

from collections.abc import Container, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from hasila.spans import Span
from hasila.toll import Toll, faults_of


@dataclass(frozen=True, order=True, slots=True)
class Origin:
    """Where a document begins: a file and a line in it, counted from 1 (in a .parquet file, a row)."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its spans, sorted and flat, its tolls, and all other fields of its row (`meta`: split, source, ...).

    Tolls point at spans by their index among the sorted ones. None means that nobody has read the tolls, and an empty
    tuple that there are none.

    An id that is not a string in the row becomes one, and `meta` keeps it as the row gave it. `origin` is where the
    document was read, for use in error messages; comparison ignores it.

    Raises TypeError if the text is not a str, and ValueError if spans overlap or end after the text, or if tolls point
    at what is not there.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin | None = field(default=None, compare=False)
    tolls: tuple[Toll, ...] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError(f"the text of a document is a str, not {type(self.text).__name__}")
        object.__setattr__(self, "spans", tuple(sorted(self.spans)))
        for left, right in pairwise(self.spans):
            if left.overlaps(right):
                raise ValueError(f"the spans {left.start}:{left.end} and {right.start}:{right.end} overlap")
        if self.spans and self.spans[-1].end > len(self.text):
            last = self.spans[-1]
            raise ValueError(
                f"the span {last.start}:{last.end} ends after the text, which has {len(self.text)} code points"
            )
        if faults := list(faults_of(self.tolls or (), self.spans, len(self.text))):
            raise ValueError("\n".join(faults))

    @property
    def where(self) -> str:
        """The name of the document in error messages: where it was read, if known, and its id."""
        return self.id if self.origin is None else f"{self.origin}: {self.id}"

    def text_of(self, span: Span) -> str:
        """Return the text of the span."""
        return self.text[span.start : span.end]

    def to_dict(self) -> dict[str, Any]:
        """Return the document as a row of the canonical form of annotated text (hasila.formats.jsonl)."""
        tolls = {} if self.tolls is None else {"tolls": [toll.to_dict() for toll in self.tolls]}
        return {**self.fields(), "text": self.text, "spans": [span.to_dict() for span in self.spans], **tolls}

    @classmethod
    def from_dict(cls, row: Any) -> Self:
        """Return the document of such a row; fields other than id, text, spans and tolls become its meta.

        Raises ValueError with a line for each fault.
        """
        if not isinstance(row, dict):
            raise ValueError(f"a row is an object with id, text and spans, not {type(row).__name__}")  # noqa: TRY004 - one kind for all faults of a row
        absent = [key for key in ("id", "text", "spans") if key not in row]
        if absent:
            raise ValueError(f"the row lacks {', '.join(absent)}")
        if not isinstance(row["text"], str) or not isinstance(row["spans"], list):
            raise ValueError("text is a string and spans a list of objects")  # noqa: TRY004 - as above
        spans = _spans_of(row["spans"], row["text"])
        tolls = _tolls_of(row["tolls"]) if row.get("tolls") is not None else None
        return cls(str(row["id"]), row["text"], spans, meta_of(row, {"text", "spans", "tolls"}), tolls=tolls)

    def with_spans(self, spans: Iterable[Span]) -> Self:
        """Return the document with other spans and without its tolls, which point at the old ones."""
        return replace(self, spans=tuple(spans), tolls=None)

    def fields(self) -> dict[str, Any]:
        """Return the id and the meta as the document's row gave them, a number as a number, in the row's order.

        If the document has been given another id since, that one is returned.
        """
        given = self.meta.get("id")
        others = {key: value for key, value in self.meta.items() if key != "id"}
        return {"id": given if str(given) == self.id else self.id, **others}


def meta_of(row: Mapping[str, Any], left_out: AbstractSet[str]) -> dict[str, Any]:
    """Return the fields of a row that its document keeps as meta: all but those `left_out` and an id that is a string.

    Any other id is kept, so that it is written as it was given (`Document.fields`).
    """
    return {
        key: value
        for key, value in row.items()
        if key not in left_out and (key != "id" or not (value is None or isinstance(value, str)))
    }


def kept_name(name: str, taken: Container[str]) -> str:
    """Return `name` with given_ before it, as often as it takes to be a name that the row does not have.

    >>> kept_name("spans", {"spans", "given_spans"})
    'given_given_spans'
    """
    while name in taken:
        name = f"given_{name}"
    return name


def _spans_of(rows: list[Any], text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    faults: list[str] = []
    for row in rows:
        try:
            spans.append(_span_in(row, text))
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(spans)


def _tolls_of(rows: Any) -> tuple[Toll, ...]:
    if not isinstance(rows, list):
        raise ValueError("tolls is a list of objects")  # noqa: TRY004 - as above
    tolls: list[Toll] = []
    faults: list[str] = []
    for index, row in enumerate(rows):
        try:
            tolls.append(Toll.from_dict(row))
        except ValueError as error:
            faults.append(f"toll {index}: {error}")
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(tolls)


def _span_in(row: Any, text: str) -> Span:
    span = Span.from_dict(row)
    if span.end > len(text):
        raise ValueError(f"the span {span.start}:{span.end} ends after the text, which has {len(text)} code points")
    if row.get("text", words := text[span.start : span.end]) != words:
        raise ValueError(
            f"the span {span.start}:{span.end} has the text {row['text']!r}, but the document has {words!r} there"
        )
    return span
