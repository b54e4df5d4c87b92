"""What every engine calls: a table of texts in, tables of what was found in them out."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hasila.arabic.words import count_words
from hasila.bulk.tables import COLUMNS, READ, ROWS, BulkTable, arrow, table_of
from hasila.document import Document
from hasila.errors import CheckpointError
from hasila.formats.output import span_fields
from hasila.tolls.toll_rows import toll_rows

if TYPE_CHECKING:
    from hasila.extractor import Extractor

BulkRow = Mapping[str, Any]
"""A row of a table, by column."""
EXCERPT = 200
"""How many characters of a rejected row are kept."""


@dataclass(frozen=True, slots=True)
class ShardTables:
    """What was found in a table of texts, each a pyarrow table with the columns of `hasila.bulk.tables`."""

    documents: Any
    spans: Any
    tolls: Any
    rejects: Any

    @classmethod
    def of_rejects(cls, rejects: Any) -> "ShardTables":
        """Return tables in which nothing was found but rejects."""
        documents, spans, tolls = (table_of((), COLUMNS[name]) for name in READ if name != "rejects")
        return cls(documents, spans, tolls, rejects)

    def items(self) -> Iterator[tuple[BulkTable, Any]]:
        """Yield each table with its name."""
        return ((name, getattr(self, name)) for name in READ)


def joined_tables(parts: Iterable[ShardTables]) -> ShardTables:
    """Return the tables of one or more parts of a shard as those of the whole."""
    found = list(parts)
    return ShardTables(*(arrow().concat_tables([getattr(part, name) for part in found]) for name in READ))


def read_shard(extractor: "Extractor", rows: Any, *, tolls: bool = True) -> ShardTables:
    """Return what the extractor finds in `rows`, a pyarrow table with the columns document and text.

    The other columns of `ROWS` may be absent: id, file, row, date (the text's day, YYYY-MM-DD), duplicate_of, and meta
    (all other fields, as JSON). A row that is a duplicate is not read. A text that cannot be read is a row of the
    rejects and costs no other. Raises CheckpointError if tolls are wanted and the model reads none.
    """
    if tolls and not extractor.runtime.reads_tolls:
        raise CheckpointError("the checkpoint has no toll head, which reads tolls; leave them out: --no-tolls")
    given = [dict.fromkeys(ROWS) | row for row in rows.to_pylist()]
    found, rejects = _read(extractor, [row for row in given if row["duplicate_of"] is None])
    unread = {reject["document"] for reject in rejects}
    kept = [(row, found.get(row["document"])) for row in given if row["document"] not in unread]
    read = [(str(row["document"]), document) for row, document in kept if document is not None]
    return ShardTables(
        table_of((_document_row(row, document, tolls=tolls) for row, document in kept), COLUMNS["documents"]),
        table_of((row for key, document in read for row in _span_rows(key, document)), COLUMNS["spans"]),
        table_of((row for key, document in read if tolls for row in _toll_rows(key, document)), COLUMNS["tolls"]),
        rejects_table(rejects),
    )


def reject(row: BulkRow, reason: str) -> dict[str, Any]:
    """Return the row of the rejects that says why a row was not read; it also keeps the name of the document."""
    excerpt = str(row.get("text") or "")[:EXCERPT]
    return {"document": row.get("document"), "file": row.get("file"), "row": row.get("row")} | {
        "reason": reason,
        "excerpt": excerpt,
    }


def rejects_table(rejects: Iterable[BulkRow]) -> Any:
    """Return rejects as a table."""
    return table_of(({name: row[name] for name in COLUMNS["rejects"]} for row in rejects), COLUMNS["rejects"])


def _read(extractor: "Extractor", rows: Sequence[BulkRow]) -> tuple[dict[str, Document], list[dict[str, Any]]]:
    """Return the documents by name and the rejects: all together or, where a text breaks that, each by itself."""
    try:
        return {document.id: document for document in extractor.stream(map(document_of, rows))}, []
    except Exception:  # noqa: BLE001 - whatever one text raises, the others are read
        return _read_singly(extractor, rows)


def _read_singly(extractor: "Extractor", rows: Iterable[BulkRow]) -> tuple[dict[str, Document], list[dict[str, Any]]]:
    found: dict[str, Document] = {}
    rejects = []
    for row in rows:
        try:
            found[row["document"]] = extractor(document_of(row))
        except Exception as error:  # noqa: BLE001 - as above
            rejects.append(reject(row, f"cannot be read by the model: {type(error).__name__}: {error}"))
    return found, rejects


def document_of(row: BulkRow) -> Document:
    """Return the text of a row, without spans, under its name in the tables."""
    meta = json.loads(row["meta"]) if row["meta"] else {}
    return Document(row["document"], row["text"], meta=meta if row["date"] is None else {**meta, "date": row["date"]})


def _document_row(row: BulkRow, document: Document | None, *, tolls: bool) -> dict[str, Any]:
    counted: Callable[[Sequence[Any] | None], int | None] = lambda found: None if found is None else len(found)  # noqa: E731
    return {
        **{name: row[name] for name in ROWS},
        "id": row["document"] if row["id"] is None else row["id"],
        "words": count_words(row["text"]),
        "spans": counted(document.spans if document else None),
        "tolls": counted(document.tolls if document and tolls else None),
    }


def _span_rows(key: str, document: Document) -> Iterator[dict[str, Any]]:
    for index, span in enumerate(document.spans):
        yield {"document": key, "span": index, **span_fields(document, span)}


def _toll_rows(key: str, document: Document) -> Iterator[dict[str, Any]]:
    """Yield the rows of a document's tolls: those of `hasila tolls`, and all fields of the toll as JSON."""
    rows = toll_rows(document)
    for row, toll in zip(rows, document.tolls or (), strict=True):
        yield {"document": key, **row, "fields": json.dumps(toll.to_dict(), ensure_ascii=False)}
