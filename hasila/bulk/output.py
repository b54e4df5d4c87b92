"""The folder of results: a file a shard in each table, receipts that say which shards are done, the manifest."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from hasila.bulk.storage import Storage
from hasila.bulk.tables import COLUMNS, READ
from hasila.bulk.work import ShardTables
from hasila.errors import InputError

BULK_MANIFEST = "manifest.json"
RECEIPTS = "shards"
FINGERPRINTS = "fingerprints"
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""The folder of rows without a value, as Hive and all that read its layout call it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a shard that is done: written last, so that its files are all there. `words` were read.

    `has_days` says whether a row has the named column of days; it is true where none was named.
    """

    key: str
    file: str
    first: int
    rows: int
    duplicates: int
    rejects: int
    words: int
    spans: int
    tolls: int
    files: tuple[str, ...]
    has_days: bool = True


def write_shard(storage: Storage, key: str, tables: ShardTables, partition_by: str | None) -> tuple[str, ...]:
    """Write the tables of a shard, without those of no rows, and return the names of the files. Raises OutputError."""
    named = dict(_files(key, tables, partition_by))
    for name, table in named.items():
        storage.write(name, parquet_bytes(table))
    return tuple(named)


def _files(key: str, tables: ShardTables, partition_by: str | None) -> Iterator[tuple[str, Any]]:
    values = _values(tables.documents, partition_by) if partition_by else {}
    for name, table in tables.items():
        if table.num_rows and (partition_by is None or name == "rejects"):
            yield f"{name}/{key}.parquet", table
        elif table.num_rows:
            for folder, part in _parts(table, values):
                yield f"{name}/{folder_name(str(partition_by))}={folder}/{key}.parquet", part


def folder_name(column: str) -> str:
    """Return what the folders are called that a column parts the tables into: not as a column of a table."""
    taken = {name for columns in COLUMNS.values() for name in columns}
    return quote(f"document_{column}" if column in taken else column, safe="")


def _values(documents: Any, column: str) -> dict[str, str]:
    """Return the folder of each document: its value in `column`, a field of its row or a column of the table."""
    found = {}
    for row in documents.to_pylist():
        value = {**json.loads(row["meta"] or "{}"), **row}.get(column)
        found[row["document"]] = _NO_VALUE if value in {None, ""} else quote(str(value), safe="")
    return found


def _parts(table: Any, values: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    folders = [values[name] for name in table.column("document").to_pylist()]
    for folder in sorted(set(folders)):
        yield folder, table.take([index for index, its in enumerate(folders) if its == folder])


def parquet_bytes(table: Any) -> bytes:
    """Return a table as the content of a Parquet file."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd")
    return file.getvalue()


def write_receipt(storage: Storage, receipt: Receipt) -> None:
    """Write that a shard is done. Raises OutputError."""
    storage.write(f"{RECEIPTS}/{receipt.key}.json", json.dumps(asdict(receipt)).encode())


def done(storage: Storage) -> dict[str, Receipt]:
    """Return the shards that are done, by their keys."""
    found = {}
    for name in storage.names(RECEIPTS):
        if name.endswith(".json"):
            row = json.loads(storage.read(f"{RECEIPTS}/{name}") or b"{}")
            found[row["key"]] = Receipt(**{**row, "files": tuple(row["files"])})
    return found


def read_manifest_of(storage: Storage) -> dict[str, Any] | None:
    """Return the manifest of a folder of results, None if there is none. Raises InputError if it is damaged."""
    content = storage.read(BULK_MANIFEST)
    try:
        return None if content is None else dict(json.loads(content))
    except ValueError:
        raise InputError(f"{storage.path(BULK_MANIFEST)}: is damaged; choose another --output") from None


def write_manifest(storage: Storage, manifest: Mapping[str, Any]) -> None:
    """Write the manifest. Raises OutputError."""
    storage.write(BULK_MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")


def remove_others(storage: Storage, kept: Iterable[Receipt], fingerprints: Iterable[str]) -> None:
    """Remove what belongs to none of the shards: results of former settings or texts, and what a killed run left."""
    kept = list(kept)
    wanted = {name for receipt in kept for name in receipt.files}
    wanted |= {f"{RECEIPTS}/{receipt.key}.json" for receipt in kept}
    wanted |= {f"{FINGERPRINTS}/{key}.parquet" for key in fingerprints}
    for folder in (*READ, RECEIPTS, FINGERPRINTS):
        for name in storage.names(folder):
            if f"{folder}/{name}" not in wanted and name.endswith((".parquet", ".json")):
                storage.remove(f"{folder}/{name}")
