"""How files are cut into shards: stretches of rows that are known by what they hold."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

from hasila.bulk.lines import UNMARKED, CsvDialect, CsvHeader, RowLines, csv_header, csv_lines, json_lines
from hasila.bulk.sources import BREAKS_OFF, StoredFile
from hasila.bulk.tables import arrow
from hasila.errors import InputError
from hasila.formats.encoding import HEAD, wide_fault
from hasila.formats.opening import found_encoding
from hasila.formats.parquet import text_fault

_READ_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Shard:
    """A stretch of the rows of a file.

    It goes from `start` to `end`: bytes of what the file holds once decompressed, or rows of the row group `group` of a
    .parquet file. `first` is the number of its first line or row, from 1; `rows` how many it has.
    """

    file: StoredFile
    start: int
    end: int
    first: int
    rows: int
    checksum: str
    """That of the stretch's bytes; of a .parquet file's whole content."""
    group: int | None = None
    dialect: CsvDialect = UNMARKED
    """How its lines are written; only a .csv or .tsv file has columns there."""
    fault: str | None = None
    """Why the rest of the file cannot be read; it then counts as one row."""

    @property
    def stretch(self) -> tuple[str, int, int, int | None, str]:
        """What the shard is known by: where it is and what it holds."""
        return self.file.name, self.start, self.end, self.group, self.checksum


def cut(file: StoredFile, column: str, size: int, encoding: str | None = None) -> list[Shard]:
    """Return a file in shards of about `size` bytes of rows; all of it is read once.

    `encoding` is that of its lines; None if it is found out.

    What cannot be read of a file is a shard with a fault. Raises InputError if the file has columns, but not `column`.
    """
    shards: list[Shard] = []
    try:
        is_parquet = file.form == "parquet"
        for shard in _parquet_shards(file, column, size) if is_parquet else _line_shards(file, column, size, encoding):
            shards.append(shard)  # noqa: PERF402 - what was cut before an error stays
    except BREAKS_OFF as error:
        shards.append(_unread(file, shards[-1] if shards else None, str(error)))
    return shards


def _unread(file: StoredFile, last: Shard | None, error: str) -> Shard:
    """Return what cannot be read of a file after its last shard."""
    first = last.first + last.rows if last else 1
    fault = f"cannot be read {'from about here' if last else ''} to the end of the file: {error}".replace("  ", " ")
    return Shard(file, 0, 0, first, 1, hashlib.sha256(fault.encode()).hexdigest(), fault=fault)


def _line_shards(file: StoredFile, column: str, size: int, encoding: str | None) -> Iterator[Shard]:
    with file.open() as stream:
        its = encoding or _encoding(file, stream.peek(HEAD)[:HEAD])
        if file.form == "jsonl":
            yield from _stretches(file, json_lines(stream), size, CsvDialect(its))
            return
        header = _header(file, stream, its, column)
    with file.open(header.end) as stream:
        lines = csv_lines(stream, header.end, header.lines + 1, header.dialect)
        yield from _stretches(file, lines, size, header.dialect)


def _encoding(file: StoredFile, head: bytes) -> str:
    """Return the encoding of a file by its first bytes. Raises ValueError if its lines cannot be told by bytes."""
    if (fault := wide_fault(head)) is not None:
        raise ValueError(fault)
    try:
        return found_encoding(Path(file.name), head).removesuffix("-sig")
    except InputError as error:
        raise ValueError(str(error)) from None


def _header(file: StoredFile, stream: BufferedReader, encoding: str, column: str) -> CsvHeader:
    try:
        return csv_header(stream, encoding, column, tabs=file.form == "tsv")
    except InputError as error:
        raise InputError(f"{file.name}: {error}") from None


@dataclass(slots=True)
class _Stretch:
    """Lines on their way into a shard."""

    start: int
    first: int
    rows: int = 0
    sum: Any = field(default_factory=hashlib.sha256)


def _stretches(file: StoredFile, lines: Iterator[RowLines], size: int, dialect: CsvDialect) -> Iterator[Shard]:
    stretch: _Stretch | None = None
    end = 0
    for line in lines:
        stretch = stretch or _Stretch(line.offset, line.number)
        stretch.rows += not line.is_blank
        stretch.sum.update(line.content)
        end = line.offset + line.length
        if end - stretch.start >= size:
            yield _shard(file, stretch, end, dialect)
            stretch = None
    if stretch is not None:
        yield _shard(file, stretch, end, dialect)


def _shard(file: StoredFile, stretch: _Stretch, end: int, dialect: CsvDialect) -> Shard:
    written = "\0".join((dialect.encoding, dialect.separator, *dialect.names)).encode(errors="surrogatepass")
    checksum = hashlib.sha256(written + stretch.sum.digest()).hexdigest()
    return Shard(file, stretch.start, end, stretch.first, stretch.rows, checksum, dialect=dialect)


def _parquet_shards(file: StoredFile, column: str, size: int) -> Iterator[Shard]:
    pa = arrow()
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    checksum = _checksum(file)
    try:
        with file.storage.filesystem.open_input_file(file.storage.path(file.name)) as stream:
            read = parquet.ParquetFile(stream)
            _check_column(file, read.schema_arrow, column)
            groups = [read.metadata.row_group(group) for group in range(read.num_row_groups)]
            sizes = [(group.num_rows, group.total_byte_size) for group in groups]
    except pa.ArrowException as error:
        raise ValueError(f"is not a readable parquet file: {error}") from None
    before = 0
    for group, (rows, weight) in enumerate(sizes):
        step = max(1, rows * size // max(1, weight))
        for start in range(0, rows, step):
            end = min(rows, start + step)
            yield Shard(file, start, end, before + start + 1, end - start, checksum, group)
        before += rows


def _checksum(file: StoredFile) -> str:
    whole = hashlib.sha256()
    with file.open() as stream:
        while chunk := stream.read(_READ_AT_ONCE):
            whole.update(chunk)
    return whole.hexdigest()


def _check_column(file: StoredFile, schema: Any, column: str) -> None:
    if schema.names.count(column) != 1:
        names = ", ".join(map(repr, schema.names))
        raise InputError(f"{file.name}: has the columns {names}, but not one {column!r}; name one: --column NAME")
    if (fault := text_fault(schema.field(column).type)) is not None:
        raise InputError(f"{file.name}: the column {column!r} {fault}; name the column of the text: --column NAME")
