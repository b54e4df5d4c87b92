"""What a reading of many texts is told, and by what its results are known."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hasila.bulk.rows import ColumnNames
from hasila.bulk.shards import Shard
from hasila.bulk.tables import BULK_VERSION
from hasila.errors import CheckpointError, InputError
from hasila.files import checksum_of_folder
from hasila.formats.texts import ReadSettings

if TYPE_CHECKING:
    from hasila.extractor import Extractor

Duplicates = Literal["mark", "keep"]
ReadingBackend = Literal["auto", "fast", "torch"]


@dataclass(frozen=True)
class BulkSettings:
    """What decides the results, besides the texts: a change of any makes them others."""

    checkpoint: Path
    columns: ColumnNames
    tolls: bool = True
    duplicates: Duplicates = "mark"
    partition_by: str | None = None
    min_confidence: float = 0.0
    backend: ReadingBackend = "auto"
    shard_bytes: int = 1 << 22
    encoding: str | None = None
    """Of all files of lines; None if it is found out for each."""

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """What decides the results, by the name that messages give it."""
        return {
            "the checkpoint": checksum_of_folder(self.checkpoint),
            "the version of hasila": version("hasila"),
            "the version of the tables": BULK_VERSION,
            "--column": self.columns.text,
            "--id-column": self.columns.id,
            "--date-column": self.columns.date or "",
            "--tolls": str(self.tolls),
            "--duplicates": self.duplicates,
            "--partition-by": self.partition_by or "",
            "--min-confidence": str(self.min_confidence),
            "--backend": self.backend,
            "--encoding": self.encoding or "",
            "--shard-bytes": str(self.shard_bytes),
        }

    def key(self, shard: Shard) -> str:
        """Return the name of a shard's results, which says what they were made of."""
        known = json.dumps([self.identity, shard.stretch], sort_keys=True)
        return hashlib.sha256(known.encode()).hexdigest()[:20]

    def check(self) -> None:
        """Raise CheckpointError if the checkpoint cannot be used, InputError if a column cannot part the tables."""
        if self.partition_by is not None and self.partition_by in {"text", self.columns.text}:
            raise InputError(f"--partition-by is {self.partition_by!r}, the text; name a field with few values")
        if self.encoding is not None:
            _check_encoding(self.encoding)
        reads_tolls = self.open().runtime.reads_tolls
        if self.tolls and not reads_tolls:
            raise CheckpointError(
                f"{self.checkpoint}: has no toll head, which reads tolls; leave them out: --no-tolls, "
                "or train one with tolls.weight=0.5"
            )

    def open(self) -> "Extractor":
        """Return the extractor. Raises CheckpointError if the checkpoint cannot be used."""
        from hasila.extractor import Extractor  # noqa: PLC0415 - loads the model's engine

        return Extractor.from_checkpoint(self.checkpoint, backend=self.backend, min_confidence=self.min_confidence)


def _check_encoding(encoding: str) -> None:
    """Raise InputError if there is no such encoding, or if lines in it cannot be told by their bytes."""
    ReadSettings(encoding=encoding)
    if _SIGNS.encode(encoding, "replace") != _SIGNS.encode():
        raise InputError(
            f"--encoding is {encoding!r}, in which a line does not end as in ASCII; save the files as UTF-8"
        )


_SIGNS = '\n\r",;\t|'
