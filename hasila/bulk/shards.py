"""How files are cut into shards: stretches of rows that are known by what they hold."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hasila.bulk.lines import RowLines, csv_header, csv_lines, json_lines
from hasila.bulk.sources import StoredFile
from hasila.bulk.tables import arrow
from hasila.errors import InputError
from hasila.formats.encoding import HEAD, wide_fault
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
    header: tuple[str, ...] = ()
    """The columns of a .csv file."""
    fault: str | None = None
    """Why the rest of the file cannot be read; it then counts as one row."""

    @property
    def stretch(self) -> tuple[str, int, int, int | None, str]:
        """What the shard is known by: where it is and what it holds."""
        return self.file.name, self.start, self.end, self.group, self.checksum


def cut(file: StoredFile, column: str, size: int) -> list[Shard]:
    """Return a file in shards of about `size` bytes of rows; all of it is read once.

    What cannot be read of a file is a shard with a fault. Raises InputError if the file has columns, but not `column`.
    """
    shards: list[Shard] = []
    try:
        for shard in (
            _parquet_shards(file, column, size) if file.form == "parquet" else _line_shards(file, column, size)
        ):
            shards.append(shard)  # noqa: PERF402 - what was cut before an error stays
    except (OSError, ValueError) as error:
        shards.append(_unread(file, shards[-1] if shards else None, str(error)))
    return shards


def _unread(file: StoredFile, last: Shard | None, error: str) -> Shard:
    """Return what cannot be read of a file after its last shard."""
    first = last.first + last.rows if last else 1
    fault = f"cannot be read {'from about here' if last else ''} to the end of the file: {error}".replace("  ", " ")
    return Shard(file, 0, 0, first, 1, hashlib.sha256(fault.encode()).hexdigest(), fault=fault)


def _line_shards(file: StoredFile, column: str, size: int) -> Iterator[Shard]:
    with file.open() as stream:
        if (fault := wide_fault(stream.peek(HEAD)[:HEAD])) is not None:  # type: ignore[attr-defined]  # a BufferedReader
            raise ValueError(fault)
    with file.open() as stream:
        header = csv_header(stream, str(file.name), column) if file.form == "csv" else None
        lines = json_lines(stream) if header is None else csv_lines(stream, header.end, header.lines + 1)
        yield from _stretches(file, lines, size, () if header is None else header.names)


@dataclass(slots=True)
class _Stretch:
    """Lines on their way into a shard."""

    start: int
    first: int
    rows: int = 0
    sum: Any = field(default_factory=hashlib.sha256)


def _stretches(file: StoredFile, lines: Iterator[RowLines], size: int, header: tuple[str, ...]) -> Iterator[Shard]:
    stretch: _Stretch | None = None
    end = 0
    for line in lines:
        stretch = stretch or _Stretch(line.offset, line.number)
        stretch.rows += not line.is_blank
        stretch.sum.update(line.content)
        end = line.offset + line.length
        if end - stretch.start >= size:
            yield _shard(file, stretch, end, header)
            stretch = None
    if stretch is not None:
        yield _shard(file, stretch, end, header)


def _shard(file: StoredFile, stretch: _Stretch, end: int, header: tuple[str, ...]) -> Shard:
    checksum = hashlib.sha256("\0".join(header).encode() + stretch.sum.digest()).hexdigest()
    return Shard(file, stretch.start, end, stretch.first, stretch.rows, checksum, header=header)


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
