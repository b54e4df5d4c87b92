"""What was found as flat rows, one a span, one a text or one of another kind, with the text's own fields in front."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hasila.document import Document, kept_name
from hasila.spans import Span

_log = logging.getLogger(__name__)
TABLE_PEEK = 100
"""How many texts the fields of a table are found by."""
SPAN_COLUMNS: Mapping[str, type] = {"label": str, "start": int, "end": int, "words": str, "score": float}
"""The columns of a row that is a span, and what they hold."""
_SEPARATOR = "; "
"""Between the spans of one cell; Arabic has a semicolon of its own."""
_DECIMALS = 4
_IDENTITY = "id"
_BEYOND = 1 << 63
"""The least whole number that has no room in 64 bits."""


def span_rows(document: Document) -> Iterator[dict[str, Any]]:
    """Yield a row for each span of a document, with the columns SPAN_COLUMNS."""
    for span in document.spans:
        words, score = document.text_of(span), shown_score(span)
        yield {"label": span.label, "start": span.start, "end": span.end, "words": words, "score": score}


def shown_score(span: Span) -> float | None:
    """Return the score of a span as it is written; None if it has none."""
    return None if span.score is None else round(span.score, _DECIMALS)


def text_columns(labels: Iterable[str]) -> Mapping[str, type]:
    """Return the columns of a row that is a text: the text, and the words of its spans by label."""
    return {"text": str, **dict.fromkeys(labels, str)}


def text_row(document: Document, labels: Iterable[str]) -> dict[str, Any]:
    """Return the row of a text, with the columns of `text_columns`."""
    spans = {label: [document.text_of(span) for span in document.spans if span.label == label] for label in labels}
    return {"text": document.text, **{label: _SEPARATOR.join(words) or None for label, words in spans.items()}}


@dataclass(frozen=True, slots=True)
class TableShape:
    """The columns of a table: the fields of the texts' own rows, then what was found."""

    own: Mapping[str, type]
    """The fields of the texts' own rows, and what they hold: str, int or float, or object for whatever it is."""
    found: Mapping[str, type]
    rows_found: Callable[[Document], Iterable[Mapping[str, Any]]]
    """Gives the rows of a document by the columns `found`."""

    @property
    def columns(self) -> Mapping[str, type]:
        """The names of all columns, in order, and what they hold."""
        return {**{self._name(name): kind for name, kind in self.own.items()}, **self.found}

    def rows(self, document: Document) -> Iterator[dict[str, Any]]:
        """Yield the rows of a document; what is not known is None."""
        given = document.fields()
        own = {self._name(name): _fitted(given.get(name), kind) for name, kind in self.own.items()}
        yield from ({**own, **found} for found in self.rows_found(document))

    def missed(self, document: Document) -> list[str]:
        """Return the names of a document's own fields that the table does not hold."""
        names = {_IDENTITY, *self.own} if _IDENTITY in self.found else self.own.keys()
        given = document.fields()
        return [name for name, value in given.items() if name not in names or self._unfit(name, value)]

    def _unfit(self, name: str, value: Any) -> bool:
        return value is not None and name in self.own and _fitted(value, self.own[name]) is None

    def _name(self, name: str) -> str:
        """Return the column of an own field; one with the name of a column that is found is called given_..."""
        return kept_name(name, {*self.own, *self.found}) if name in self.found else name


def shape_of(
    documents: Sequence[Document],
    found: Mapping[str, type],
    rows_found: Callable[[Document], Iterable[Mapping[str, Any]]],
    *,
    typed: bool,
) -> TableShape:
    """Return the shape of a table of texts whose first are `documents`; in one that is `typed` a column has one type.

    Their ids are not repeated where `found` has them.
    """
    rows = [document.fields() for document in documents] or [{_IDENTITY: ""}]
    names = dict.fromkeys(name for row in rows for name in row if not (name == _IDENTITY in found))
    own = {name: _kind(name, [row.get(name) for row in rows]) if typed else object for name in names}
    return TableShape(own, found, rows_found)


def _kind(name: str, values: Sequence[Any]) -> type:
    """Return what a column holds by its first values; ids are words, since one that occurs again gets a sign more."""
    kinds = {type(value) for value in values if value is not None}
    if name == _IDENTITY or not all(_fitted(value, float) is not None for value in values if value is not None):
        return str
    return int if kinds == {int} else float if kinds else str


def _fitted(value: Any, kind: type) -> Any:
    """Return a field's value for a column of a kind; None if it does not fit."""
    if value is None or (isinstance(value, str) and kind in {str, object}):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is str or (kind is object and not is_number):
        return json.dumps(value, ensure_ascii=False)
    return value if is_number and _fits(value, kind) else None


def _fits(number: float, kind: type) -> bool:
    """Say whether a column of a kind can hold a number: whole ones have 64 bits."""
    if isinstance(number, int):
        return kind is object or -_BEYOND <= number < _BEYOND
    return kind is not int


def telling_missed(documents: Iterable[Document], shape: TableShape) -> Iterator[Document]:
    """Yield documents, and log at the end which of their fields the table does not hold."""
    missed: Counter[str] = Counter()
    for document in documents:
        missed.update(shape.missed(document))
        yield document
    if missed:
        told = ", ".join(f"{name} ({count} texts)" for name, count in missed.most_common())
        _log.warning("fields that the first texts lack or have of another type are left out: %s; jsonl has them", told)
