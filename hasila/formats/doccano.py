"""doccano's JSON lines: {"id", "text", "label": [[start, end, label], ...], "meta": {...}} a row.

doccano makes a table of all rows. A field that some rows lack stops its import, and others have names of its own
columns. So the further fields of a row are written as one object, meta, and read from it again. It also guesses the
encoding, and takes Arabic in UTF-8 for another. So all is written in ASCII, with JSON's escapes. Its interface counts
UTF-16 units.

Exports of other versions name the spans labels or entities, and give each as an object with start_offset, end_offset
and label; the oldest name the text data. doccano stores no text of a span.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from reprlib import repr as shown
from typing import Any

from hasila.document import Document
from hasila.files import whole_file
from hasila.formats.annotations import Annotations, MarkedText, annotations_of, json_rows
from hasila.formats.offsets import Mark, OffsetUnit, counted

SPAN_FIELDS = ("label", "labels", "entities")
_RELATIONS = "rows whose relations were left out"
_TRIPLE = 3
_COUNTED: OffsetUnit = "utf-16"
_META = "meta"
_COMMENTS = "Comments"
"""What doccano adds to every row that it exports."""


def read_doccano(path: Path, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of an export, whose offsets count `asked` (None: found out). Raises CorpusError."""
    return annotations_of(json_rows(path), _marked, asked, _COUNTED)


def write_doccano(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as rows that doccano imports (sequence labelling, JSONL), whole or not at all."""
    with whole_file(path) as file:
        file.writelines(json.dumps(_row_of(document)) + "\n" for document in documents)


def _row_of(document: Document) -> dict[str, Any]:
    places = counted(document.text, _COUNTED)
    spans = [[places[span.start], places[span.end], span.label] for span in document.spans]
    fields = document.fields()
    return {"id": fields.pop("id"), "text": document.text, "label": spans, _META: fields}


def _marked(row: Any) -> MarkedText:
    if not isinstance(row, dict):
        raise ValueError(f"a row is an object, not {type(row).__name__}")  # noqa: TRY004 - one kind for all faults of a row
    name = "text" if "text" in row else "data"
    if not isinstance(row.get(name), str):
        raise ValueError("the row has no text")  # noqa: TRY004 - as above
    given = next((field for field in SPAN_FIELDS if field in row), None)
    if given is None or not isinstance(row[given], list | None):
        raise ValueError(f"the row has no list of spans ({', '.join(SPAN_FIELDS)})")
    left_out = {name, given, "relations", *(() if row.get(_COMMENTS) else (_COMMENTS,))}
    fields = {key: value for key, value in row.items() if key not in left_out}
    mendings = {_RELATIONS: int(bool(row.get("relations")))}
    return MarkedText(_unpacked(fields), row[name], list(_marks(row[given] or [])), mendings)


def _unpacked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a row, with those in its object meta as fields of their own unless that has one of them."""
    others = {name: value for name, value in fields.items() if name != _META}
    packed = fields.get(_META)
    return {**others, **packed} if isinstance(packed, dict) and others.keys().isdisjoint(packed) else fields


def is_doccano_span(span: Any) -> bool:
    """Say whether a value has the shape of a span: [start, end, label], or an object with these."""
    parts = _parts(span)
    return isinstance(parts, list) and len(parts) == _TRIPLE and type(parts[0]) is type(parts[1]) is int


def _parts(span: Any) -> Any:
    return [span.get(key) for key in ("start_offset", "end_offset", "label")] if isinstance(span, dict) else span


def _marks(spans: list[Any]) -> Iterator[Mark]:
    for span in spans:
        parts = _parts(span)
        if not is_doccano_span(span):
            raise ValueError(f"a span is [start, end, label] or start_offset, end_offset and label, not {shown(span)}")
        if not (isinstance(parts[2], str) and parts[2] and 0 <= parts[0] < parts[1]):
            raise ValueError(f"the span {shown(span)} has no label, or does not end after its start")
        yield Mark(*parts)
