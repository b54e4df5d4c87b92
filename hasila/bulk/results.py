"""The results as documents again, shard by shard, and the incidents that are made of them."""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from hasila.bulk.grouping import incidents_of_all
from hasila.bulk.output import Receipt, parquet_bytes
from hasila.bulk.storage import Storage
from hasila.bulk.tables import COLUMNS, BulkTable, table_of
from hasila.bulk.work import document_of
from hasila.document import Document
from hasila.spans import Span
from hasila.toll import Toll
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import table_rows

_ROWS_AT_ONCE = 1 << 16


def documents_with_tolls(storage: Storage, receipts: Iterable[Receipt]) -> Iterator[Document]:
    """Yield each text that has tolls, under its name in the tables, with spans and tolls; a shard is held at a time."""
    for receipt in receipts:
        if receipt.tolls:
            spans, tolls = (_by_document(storage, receipt, name) for name in ("spans", "tolls"))
            for row in _rows(storage, receipt, "documents"):
                if its := tolls.get(row["document"]):
                    yield _document(row, spans[row["document"]], its)


def _document(
    row: Mapping[str, Any], spans: Sequence[Mapping[str, Any]], tolls: Iterable[Mapping[str, Any]]
) -> Document:
    found = tuple(Span(span["start"], span["end"], span["label"], span["score"]) for span in spans)
    told = tuple(Toll.from_dict(json.loads(toll["fields"])) for toll in tolls)
    return replace(document_of(row), spans=found, tolls=told)


def _by_document(storage: Storage, receipt: Receipt, name: BulkTable) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in _rows(storage, receipt, name):
        found[row["document"]].append(row)
    return found


def _rows(storage: Storage, receipt: Receipt, table: BulkTable) -> Iterator[dict[str, Any]]:
    """Yield the rows that a shard gave a table."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    for name in receipt.files:
        if name.startswith(f"{table}/"):
            file = parquet.ParquetFile(io.BytesIO(storage.read(name) or b""))
            yield from file.read().to_pylist()


def write_incidents(storage: Storage, receipts: Sequence[Receipt]) -> int:
    """Write the table of the incidents of all texts, in place of an earlier one; return how many there are."""
    found = incidents_of_all(lambda: documents_with_tolls(storage, receipts), "range", resolve_place)
    rows = table_rows(found)
    names: list[str] = []
    written = 0
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        names.append(f"part-{len(names):05}.parquet")
        storage.write(f"incidents/{names[-1]}", parquet_bytes(table_of(part, COLUMNS["incidents"])))
        written += len(part)
    for name in set(storage.names("incidents")) - set(names):
        storage.remove(f"incidents/{name}")
    return written
