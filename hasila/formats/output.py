"""Writing documents with spans and tolls: JSON lines, CoNLL columns or CSV a text at a time, a page as a whole."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from hasila.document import Document, kept_name
from hasila.formats.conll import conll_block
from hasila.formats.found_rows import TableShape, shown_score
from hasila.formats.tables import csv_header, csv_lines
from hasila.spans import Span

LinesFormat = Literal["jsonl", "conll", "csv"]
"""The forms that are written a text at a time, so that a run that was cut off can go on."""
_FOUND = frozenset({"text", "spans", "tolls"})
"""The fields that extraction itself writes."""


@dataclass(frozen=True, slots=True)
class LinesForm:
    """How documents are written one at a time: what stands above all, and the lines of each."""

    head: str
    lines: Callable[[Document], str]


JSON_LINES = LinesForm("", lambda document: json.dumps(extraction_row(document), ensure_ascii=False) + "\n")
CONLL = LinesForm("", conll_block)


def csv_form(shape: TableShape) -> LinesForm:
    """Return how documents are written as the rows of a CSV."""
    columns = list(shape.columns)
    return LinesForm(csv_header(columns), lambda document: csv_lines(shape.rows(document), columns))


def extraction_row(document: Document) -> dict[str, Any]:
    """Return the extraction row of a document: its id, all that its row had, the text as given, the spans and tolls.

    Each span has its text and its score; tolls are there if the model reads them. If the row already had fields named
    text (other than the column that was read), spans or tolls, they are kept as given_text, given_spans and
    given_tolls; where the row has these names too, another given_ is put before them.
    """
    fields = document.fields()
    return {
        **{kept_name(name, fields) if name in _FOUND else name: value for name, value in fields.items()},
        "text": document.text,
        "spans": [span_fields(document, span) for span in document.spans],
        **({} if document.tolls is None else {"tolls": [toll.to_dict() for toll in document.tolls]}),
    }


def span_fields(document: Document, span: Span) -> dict[str, Any]:
    """Return a span as it stands in the extraction row of its document."""
    return {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "text": document.text_of(span),
        **({} if span.score is None else {"score": shown_score(span)}),
    }
