"""The rows of a shard: those with a text, ready to be read, and those without, each with its place and the reason."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from hasila.bulk.lines import LONGEST_LINE, CsvDialect, RowLines, csv_lines, decoded, json_lines
from hasila.bulk.shards import Shard
from hasila.bulk.sources import BREAKS_OFF
from hasila.bulk.tables import arrow
from hasila.bulk.work import reject
from hasila.document import meta_of
from hasila.errors import InputError
from hasila.formats.csv_rows import row_of_cells
from hasila.formats.dated import day_in
from hasila.formats.encoding import encodable
from hasila.formats.lines import json_value
from hasila.formats.parquet import rows_at_once, rows_of_batches

_SHOWN_OF_DAY = len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """Which columns of the files hold what: the text, the id, the day.

    Without `date`, the column date counts where it holds a day.
    """

    text: str = "text"
    id: str = "id"
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ShardRows:
    """The rows of a shard with a text, by the columns of `hasila.bulk.tables.ROWS`, and the rejects.

    `has_days` says whether any of both has the named column of days; it is true where none was named.
    """

    rows: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    has_days: bool


def shard_rows(shard: Shard, columns: ColumnNames) -> ShardRows:
    """Return the rows of a shard.

    A row without a text is a reject: one that is broken or not UTF-8, whose text is null, empty or of another type, or
    that Parquet cannot store. So is the rest of a shard that cannot be read any more.
    """
    rows, rejects = [], []
    has_days = columns.date is None
    for number, value in _values(shard, columns.text):
        has_days = has_days or (isinstance(value, dict) and columns.date in value)
        place = {"document": f"{shard.file.name}:{number}", "file": shard.file.name, "row": number}
        try:
            rows.append(place | _checked(value, columns))
        except InputError as error:
            rejects.append(reject(place | {"text": _shown(value)}, str(error)))
    return ShardRows(rows, rejects, has_days)


@dataclass(frozen=True, slots=True)
class _Broken:
    """A row that could not be parsed: why, and what stood there."""

    fault: str
    shown: str = ""


def _values(shard: Shard, text: str) -> Iterator[tuple[int, Any]]:
    """Yield the number of each row and its value: a mapping, if it is a row."""
    number = shard.first
    if shard.fault is not None:
        yield number, _Broken(shard.fault)
        return
    try:
        rows = _line_values(shard) if shard.group is None else _parquet_values(shard, shard.group, text)
        for number, value in rows:
            yield number, value
    except (*BREAKS_OFF, arrow().ArrowException) as error:
        yield number + 1, _Broken(f"cannot be read from here to the end of the shard: {error}")


def _line_values(shard: Shard) -> Iterator[tuple[int, Any]]:
    with shard.file.open(shard.start) as stream:
        for line in _lines(stream, shard):
            if line.offset >= shard.end:
                return
            if not line.is_blank:
                yield line.number, _value(line, shard.dialect)


def _lines(stream: BinaryIO, shard: Shard) -> Iterator[RowLines]:
    if shard.dialect.names:
        return csv_lines(stream, shard.start, shard.first, shard.dialect)
    return json_lines(stream, shard.start, shard.first)


def _value(line: RowLines, dialect: CsvDialect) -> Any:
    if line.is_cut:
        return _Broken(f"has a line of {line.length} bytes, which is too long for a row", _shown_of(line, dialect))
    try:
        if dialect.names:
            return row_of_cells(dialect.names, dialect.cells(line), dialect.separator)
        return json_value(decoded(line.content, dialect.encoding).rstrip("\r\n"))
    except ValueError as error:
        return _Broken(str(error), _shown_of(line, dialect))


def _shown_of(line: RowLines, dialect: CsvDialect) -> str:
    return line.content[:LONGEST_LINE].decode(dialect.encoding, errors="replace")


def _batches(file: Any, shard: Shard, group: int) -> Iterator[Any]:
    """Yield the rows of a shard of a pyarrow ParquetFile, which are some of a row group, in batches."""
    before = 0
    for batch in file.iter_batches(rows_at_once(file.metadata, [group]), row_groups=[group]):
        start, end = (min(max(edge - before, 0), batch.num_rows) for edge in (shard.start, shard.end))
        if end > start:
            yield batch.slice(start, end - start)
        before += batch.num_rows


def _parquet_values(shard: Shard, group: int, text: str) -> Iterator[tuple[int, Any]]:
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    with shard.file.open() as stream:
        file = parquet.ParquetFile(stream)
        for number, row in enumerate(rows_of_batches(_batches(file, shard, group), text), start=shard.first):
            yield number, _Broken(str(row)) if isinstance(row, InputError) else row


def _shown(value: Any) -> str:
    """Return what stood in a row, of which a reject keeps the beginning."""
    return encodable(value.shown if isinstance(value, _Broken) else json.dumps(value, ensure_ascii=False, default=str))


def _checked(value: Any, columns: ColumnNames) -> dict[str, Any]:
    """Return what is known of a text. Raises InputError if there is none."""
    if isinstance(value, _Broken):
        raise InputError(value.fault)
    if not isinstance(value, dict):
        raise InputError(f"is not an object with the key {columns.text!r}")
    identity = value.get(columns.id)
    return {
        "id": None if identity is None else encodable(str(identity)),
        "text": _text(value, columns.text),
        "date": _day(value, columns.date),
        "meta": json.dumps(meta_of(value, {columns.text, columns.id}), default=str),
    }


def _text(row: Mapping[str, Any], column: str) -> str:
    text = row.get(column)
    if column not in row:
        raise InputError(f"has the columns {_quoted(row)}, but not {column!r}")
    if text is None:
        raise InputError(f"has null in {column!r}")
    if not isinstance(text, str):
        raise InputError(f"has no text in {column!r}, but a value of type {type(text).__name__}")
    if not text.strip():
        raise InputError(f"has an empty text in {column!r}")
    if encodable(text) != text:
        raise InputError(f"has half a surrogate pair in {column!r}, which is no character of UTF-8")
    return text


def _quoted(names: Iterable[object]) -> str:
    return ", ".join(repr(str(name)) for name in names)


def _day(row: Mapping[str, Any], column: str | None) -> str | None:
    """Return the day of a row. Raises InputError if the column was named and holds something else."""
    given = str(row.get(column or "date") or "")
    day = day_in(given)
    if day is None and column is not None and given:
        raise InputError(f"has {given[:_SHOWN_OF_DAY]!r} in {column!r}, but must have a day as YYYY-MM-DD")
    return day
