"""What a worker does with a shard: take the fingerprints of its texts, or read them and write what was found."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from hasila.bulk.attempts import Attempt, attempt_at, tell_reading
from hasila.bulk.duplicates import FINGERPRINT, Fingerprint, fingerprint
from hasila.bulk.output import FINGERPRINTS, Receipt, parquet_bytes, write_receipt, write_shard
from hasila.bulk.rows import ShardRows, shard_rows
from hasila.bulk.settings import BulkSettings
from hasila.bulk.shards import Shard
from hasila.bulk.storage import Storage
from hasila.bulk.tables import ROWS, table_of
from hasila.bulk.work import ShardTables, joined_tables, read_shard, reject, rejects_table

if TYPE_CHECKING:
    from hasila.extractor import Extractor


@dataclass(frozen=True, slots=True)
class BulkTask:
    """A shard that is to be worked on, under its key; `repeats` names the earlier document of each duplicate in it."""

    key: str
    shard: Shard
    repeats: Mapping[str, str] = field(default_factory=dict)


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
        with attempt_at(self.storage, task.key) as attempt:
            given = shard_rows(task.shard, self.settings.columns)
            tables = self._read(task, given, attempt)
            files = write_shard(self.storage, task.key, tables, self.settings.partition_by)
            receipt = _receipt(task, tables, files, has_days=given.has_days)
            write_receipt(self.storage, receipt)
        return receipt

    def _read(self, task: BulkTask, given: ShardRows, attempt: Attempt) -> ShardTables:
        poisoned = [reject(row, _POISONED) for row in given.rows if row["document"] in attempt.passed_over]
        rows = [
            row | {"duplicate_of": task.repeats.get(row["document"])}
            for row in given.rows
            if row["document"] not in attempt.passed_over
        ]
        rejects = ShardTables.of_rejects(rejects_table([*given.rejects, *poisoned]))
        return joined_tables([*self._parts(task, attempt, table_of(rows, ROWS)), rejects])

    def _parts(self, task: BulkTask, attempt: Attempt, rows: Any) -> Iterator[ShardTables]:
        """Yield what is found in rows: in all together or, in a careful attempt, in each by itself."""
        extractor = extractor_of(self.settings)
        if not attempt.is_careful:
            yield read_shard(extractor, rows, tolls=self.settings.tolls)
            return
        for index, document in enumerate(rows.column("document").to_pylist()):
            tell_reading(self.storage, task.key, attempt, document)
            yield read_shard(extractor, rows.slice(index, 1), tolls=self.settings.tolls)


_POISONED = "ended the process that read it, at each attempt"


@cache
def extractor_of(settings: BulkSettings) -> "Extractor":
    """Return the extractor of a process, which is opened once."""
    return settings.open()


def _receipt(task: BulkTask, tables: ShardTables, files: tuple[str, ...], *, has_days: bool) -> Receipt:
    documents = tables.documents.select(["words", "duplicate_of"]).to_pylist()
    read = [row["words"] for row in documents if row["duplicate_of"] is None]
    return Receipt(
        task.key,
        task.shard.file.name,
        task.shard.first,
        len(documents),
        len(documents) - len(read),
        tables.rejects.num_rows,
        sum(read),
        tables.spans.num_rows,
        tables.tolls.num_rows,
        files,
        has_days,
    )
