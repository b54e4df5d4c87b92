"""The canonical form of annotated text: JSON lines.

{"id", "text", "spans": [{"start", "end", "label"}], ...} a line, UTF-8, offsets in code points, end exclusive; further
fields are kept as the document's meta.
"""

import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from hasila.document import Document
from hasila.files import whole_file
from hasila.formats.lines import Block, json_value
from hasila.spans import Span


def document_from_row(row: Any) -> Document:
    """Return the document that a row of the canonical form says. Raises ValueError with a line for each fault."""
    if not isinstance(row, dict):
        raise ValueError(f"a row is an object with id, text and spans, not {type(row).__name__}")  # noqa: TRY004
    absent = [key for key in ("id", "text", "spans") if key not in row]
    if absent:
        raise ValueError(f"the row lacks {', '.join(absent)}")
    if not isinstance(row["text"], str) or not isinstance(row["spans"], list):
        raise ValueError("text is a string and spans a list of objects")  # noqa: TRY004 - one kind for all faults of a row
    spans: list[Span] = []
    faults: list[str] = []
    for span in row["spans"]:
        try:
            spans.append(_span_from_row(span, row["text"]))
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise ValueError("\n".join(faults))
    return Document(str(row["id"]), row["text"], tuple(spans), meta_of(row, {"text", "spans"}))


def meta_of(row: Mapping[str, Any], left_out: AbstractSet[str]) -> dict[str, Any]:
    """Return the fields of a row that its document keeps as meta: all but those `left_out` and an id that is a string.

    An id that is no string is kept, so that it is written as it was given (`fields_of`).
    """
    return {
        key: value
        for key, value in row.items()
        if key not in left_out and (key != "id" or not (value is None or isinstance(value, str)))
    }


def fields_of(document: Document) -> dict[str, Any]:
    """Return the id of a document and its meta as its row gave them, a number as a number, in their order.

    An id that the document got since takes the place of the row's.
    """
    given = document.meta.get("id")
    fields = {key: value for key, value in document.meta.items() if key != "id"}
    return {"id": given if str(given) == document.id else document.id, **fields}


def _span_from_row(row: Any, text: str) -> Span:
    known = isinstance(row, dict) and isinstance(row.get("label"), str)
    if not (known and type(row.get("start")) is type(row.get("end")) is int):
        raise ValueError(f"a span is an object with whole numbers start and end and a label, not {row!r}")
    span = Span(row["start"], row["end"], row["label"])
    if span.end > len(text):
        raise ValueError(f"the span {span.start}:{span.end} leaves the text of {len(text)} code points")
    if row.get("text", words := text[span.start : span.end]) != words:
        raise ValueError(
            f"the span {span.start}:{span.end} says its text is {row['text']!r}, but there stands {words!r}"
        )
    return span


def document_from_json(block: Block) -> Document:
    """Return the document that a line says. Raises ValueError with a line for each fault."""
    return document_from_row(json_value(block[0][1]))


def row_from_document(document: Document) -> dict[str, Any]:
    """Return the row of the canonical form that says `document`."""
    spans = [{"start": span.start, "end": span.end, "label": span.label} for span in document.spans]
    return {**fields_of(document), "text": document.text, "spans": spans}


def write_jsonl(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as JSON lines, whole or not at all."""
    with whole_file(path) as file:
        for document in documents:
            file.write(json.dumps(row_from_document(document), ensure_ascii=False) + "\n")
