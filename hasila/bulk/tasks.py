"""What a worker does with a shard: take the fingerprints of its texts, or read them and write what was found."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hasila.bulk.duplicates import FINGERPRINT, Fingerprint, fingerprint
from hasila.bulk.output import FINGERPRINTS, Receipt, parquet_bytes, write_receipt, write_shard
from hasila.bulk.rows import shard_rows
from hasila.bulk.settings import BulkSettings
from hasila.bulk.shards import Shard
from hasila.bulk.storage import Storage
from hasila.bulk.tables import ROWS, table_of
from hasila.bulk.work import ShardTables, joined_tables, read_shard, reject, rejects_table

if TYPE_CHECKING:
    from hasila.extractor import Extractor


@dataclass(frozen=True, slots=True)
class BulkTask:
    """A shard that is to be worked on, under its key.

    `repeats` names the earlier document of each duplicate in it. The documents `passed_over` are not read, but
    rejected: they ended the process that read them. With a `trace`, a file, texts are read one by one, each named there
    before.
    """

    key: str
    shard: Shard
    repeats: Mapping[str, str] = field(default_factory=dict)
    passed_over: frozenset[str] = frozenset()
    trace: Path | None = None


@dataclass(frozen=True)
class TakeFingerprints:
    """Writes the fingerprints of a shard's texts."""

    settings: BulkSettings
    storage: Storage

    def __call__(self, task: BulkTask) -> int:
        """Return how many texts there were."""
        rows = shard_rows(task.shard, self.settings.columns).rows
        made = [fingerprint(row) for row in rows]
        table = table_of(({name: getattr(one, name) for name in FINGERPRINT} for one in made), FINGERPRINT)
        self.storage.write(f"{FINGERPRINTS}/{task.key}.parquet", parquet_bytes(table))
        return len(made)


def fingerprints_of(storage: Storage, key: str) -> list[Fingerprint]:
    """Return the fingerprints that were taken of a shard."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    content = storage.read(f"{FINGERPRINTS}/{key}.parquet") or b""
    return [Fingerprint(**row) for row in parquet.read_table(io.BytesIO(content)).to_pylist()]


@dataclass(frozen=True)
class ReadAndWrite:
    """Reads a shard, writes its tables and then its receipt."""

    settings: BulkSettings
    storage: Storage

    def __call__(self, task: BulkTask) -> Receipt:
        """Return the receipt."""
        tables = self.read(task)
        files = write_shard(self.storage, task.key, tables, self.settings.partition_by)
        receipt = _receipt(task, tables, files)
        write_receipt(self.storage, receipt)
        return receipt

    def read(self, task: BulkTask) -> ShardTables:
        """Return what was found in a shard."""
        given = shard_rows(task.shard, self.settings.columns)
        poisoned = [reject(row, _POISONED) for row in given.rows if row["document"] in task.passed_over]
        rows = [
            row | {"duplicate_of": task.repeats.get(row["document"])}
            for row in given.rows
            if row["document"] not in task.passed_over
        ]
        rejects = rejects_table([*given.rejects, *poisoned])
        parts = self._parts(table_of(rows, ROWS), task.trace)
        return joined_tables([*parts, ShardTables.of_rejects(rejects)])

    def _parts(self, rows: Any, trace: Path | None) -> Iterator[ShardTables]:
        extractor = extractor_of(self.settings)
        if trace is None:
            yield read_shard(extractor, rows, tolls=self.settings.tolls)
            return
        for index, name in enumerate(rows.column("document").to_pylist()):
            trace.write_text(name, encoding="utf-8")
            yield read_shard(extractor, rows.slice(index, 1), tolls=self.settings.tolls)


_POISONED = "ended the process that read it"


@cache
def extractor_of(settings: BulkSettings) -> "Extractor":
    """Return the extractor of a process, which is opened once."""
    return settings.open()


def _receipt(task: BulkTask, tables: ShardTables, files: tuple[str, ...]) -> Receipt:
    documents = tables.documents
    repeated = documents.num_rows - documents.column("duplicate_of").null_count
    words = sum(documents.column("words").to_pylist())
    return Receipt(
        task.key,
        task.shard.file.name,
        task.shard.first,
        documents.num_rows,
        repeated,
        tables.rejects.num_rows,
        words,
        tables.spans.num_rows,
        tables.tolls.num_rows,
        files,
    )
