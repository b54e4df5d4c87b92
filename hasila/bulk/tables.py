"""The tables that a reading of many texts writes: their columns, their types and the version of both."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, get_args

from hasila.errors import MissingExtraError
from hasila.tolls.tables import column_types
from hasila.tolls.toll_rows import TOLL_TYPES

BULK_VERSION = "1"
"""The version of the tables; another one has other columns, types or meanings."""
BulkTable = Literal["documents", "spans", "tolls", "rejects", "incidents"]
BULK_TABLES: tuple[BulkTable, ...] = get_args(BulkTable)
READ: tuple[BulkTable, ...] = ("documents", "spans", "tolls", "rejects")
"""The tables that a shard gives."""
COLUMNS: Mapping[BulkTable, Mapping[str, type]] = {
    "documents": {
        "document": str,
        "id": str,
        "file": str,
        "row": int,
        "date": str,
        "text": str,
        "words": int,
        "spans": int,
        "tolls": int,
        "duplicate_of": str,
        "meta": str,
    },
    "spans": {
        "document": str,
        "span": int,
        "start": int,
        "end": int,
        "label": str,
        "text": str,
        "score": float,
    },
    "tolls": {"document": str, **TOLL_TYPES, "fields": str},
    "rejects": {"file": str, "row": int, "reason": str, "excerpt": str},
    "incidents": column_types(),
}
"""The columns of each table and what they hold besides null, in order."""
ROWS: Mapping[str, type] = {
    name: COLUMNS["documents"][name]
    for name in ("document", "id", "file", "row", "date", "text", "duplicate_of", "meta")
}
"""The columns of the rows that are read: a document's, before anything was found in it."""


def arrow() -> Any:
    """Return pyarrow. Raises MissingExtraError without it."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("pyarrow", "hasila bulk") from None
    return pa


def schema_of(columns: Mapping[str, type]) -> Any:
    """Return the pyarrow schema of columns, with the version of the tables in its metadata."""
    pa = arrow()
    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), date: pa.date32(), bytes: pa.binary()}
    fields = [(name, types[kind]) for name, kind in columns.items()]
    return pa.schema(fields, metadata={"hasila.bulk": BULK_VERSION})


def table_of(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, type]) -> Any:
    """Return rows as a pyarrow table with these columns; a day is given as ISO 8601, and what a row lacks is null."""
    pa = arrow()
    schema = schema_of(columns)
    given = schema_of({name: str if kind is date else kind for name, kind in columns.items()})
    return pa.Table.from_pylist(list(rows), given).cast(schema)
