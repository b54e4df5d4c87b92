"""Readers for tests of many texts: one that finds what stands between braces, and ones that a text ends."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from hasila.bulk.rows import ColumnNames
from hasila.bulk.run import run_bulk
from hasila.bulk.settings import BulkSettings
from hasila.bulk.storage import Storage
from hasila.bulk.tasks import BulkTask
from hasila.bulk.totals import BulkTotals
from hasila.document import Document
from hasila.spans import Span
from hasila.toll import Toll

Given = TypeVar("Given")
POISON, BREAKS = "قاتل للعملية", "كاسر للقراءة"
"""What a text holds that ends the process that reads it, or raises an error."""


class WordReader:
    """An extractor that takes each «مقتل» with the next word for a casualty, of whom one was killed."""

    runtime = SimpleNamespace(reads_tolls=True)

    def __call__(self, text: Document) -> Document:
        """Return a text with its spans and tolls."""
        if POISON in text.text:
            os._exit(9)
        if BREAKS in text.text:
            raise RuntimeError("the text breaks the reader")
        spans = [Span(found.start(), found.end(), "CASUALTY", 0.5) for found in re.finditer(r"مقتل \w+", text.text)]
        tolls = [
            Toll(span=index, harm=("killed",), low=1, high=1, kind="singular", incident=1)
            for index in range(len(spans))
        ]
        return replace(text, spans=tuple(spans), tolls=tuple(tolls))

    def stream(self, texts: Iterable[Document]) -> Iterator[Document]:
        """Yield texts with their spans and tolls."""
        return map(self, texts)


class SlowReader(WordReader):
    """A WordReader that takes a hundredth of a second a text."""

    def __call__(self, text: Document) -> Document:
        """Return a text with its spans and tolls."""
        time.sleep(0.01)
        return super().__call__(text)


@dataclass(frozen=True)
class WordSettings(BulkSettings):
    """Settings by which a WordReader reads."""

    def open(self) -> Any:
        """Return the reader."""
        return WordReader()


@dataclass(frozen=True)
class SlowSettings(BulkSettings):
    """Settings by which a reader takes its time."""

    def open(self) -> Any:
        """Return the reader."""
        return SlowReader()


def word_settings(checkpoint: Path, **changed: Any) -> WordSettings:
    """Return settings for a folder that stands for a checkpoint, which is made if it is not there."""
    checkpoint.mkdir(exist_ok=True)
    given: dict[str, Any] = {"columns": ColumnNames(), "shard_bytes": 400, **changed}
    return WordSettings(checkpoint, **given)


def in_process(work: Callable[[BulkTask], Given], tasks: Iterable[BulkTask]) -> Iterator[Given]:
    """Do the tasks one after the other, here."""
    return map(work, tasks)


def read_in_process(source: Path, folder: Path, settings: BulkSettings | None = None, **more: Any) -> BulkTotals:
    """Read a source into a folder, here."""
    chosen = settings or word_settings(folder.parent / "checkpoint")
    return run_bulk(str(source), str(folder), chosen, in_process, **more)


def rows_in(folder: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, in an order that no engine changes."""
    from pyarrow import parquet

    files = sorted((folder / table).rglob("*.parquet"))
    rows = [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def tables_in(folder: Path) -> Mapping[str, list[dict[str, Any]]]:
    """Return the rows of all tables that shards give."""
    return {table: rows_in(folder, table) for table in ("documents", "spans", "tolls", "rejects")}


def storage_of(folder: Path) -> Storage:
    """Return a folder as storage."""
    return Storage.of(str(folder))
