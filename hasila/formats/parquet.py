"""Rows of parquet files.

They are read as values for JSON: dates as ISO 8601, bytes (but texts) as base64, other types as strings. Flat rows are
written with a type for each column.
"""

import io
import math
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from itertools import islice, repeat
from pathlib import Path
from typing import Any, BinaryIO

from hasila.document import Origin
from hasila.errors import InputError, MissingExtraError
from hasila.formats.csv_rows import COLUMN_OPTION, quoted, refuse_repeated
from hasila.formats.encoding import encodable
from hasila.formats.json_rows import RowOrReject
from hasila.formats.opening import Meter, is_packed, is_read_once, opened
from hasila.formats.rejects import Reject

_ROWS_AT_ONCE = 1 << 14
"""The most rows that are held before they are written."""
_ROWS_READ_AT_ONCE = 1 << 11
"""The most rows that are held while they are read."""
_BYTES_READ_AT_ONCE = 1 << 28
"""The most bytes of a column that they could be: a page holds a value once that a million rows repeat."""


def rows_of_parquet(path: Path, meter: Meter | None, column: str | None) -> Iterator[RowOrReject]:
    """Yield the rows of a .parquet file, numbered from 1.

    The texts are in `column`, None for text if there is such a column; bytes there are UTF-8. Raises InputError if the
    file cannot be read any further, if it has a name twice, or if it lacks `column` or has no texts there.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        raise MissingExtraError("pyarrow", "reading a .parquet file") from None
    with opened(path, meter) as file:
        try:
            # Parquet needs random access, which what is read once or unpacked does not have.
            made = parquet.ParquetFile(file if _has_random_access(path) else io.BytesIO(file.read()))
            _check_columns(made.schema_arrow, column)
            for number, row in enumerate(rows_of(made, column or "text"), start=1):
                origin = Origin(path, number)
                yield Reject.at(origin, str(row)) if isinstance(row, InputError) else (origin, row)
        except (pa.ArrowException, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise InputError(f"is not a readable parquet file: {error}") from None


def _has_random_access(path: Path) -> bool:
    return not (is_packed(path) or is_read_once(path))


def _check_columns(schema: Any, column: str | None) -> None:
    refuse_repeated(schema.names)
    if column is not None and column not in schema.names:
        raise InputError(f"has the columns {quoted(schema.names)}, but not {column!r}; name one: {COLUMN_OPTION}")
    its = column or "text"
    if its in schema.names and (fault := text_fault(schema.field(its).type)) is not None:
        raise InputError(f"the column {its!r} {fault}; name the column of the text: {COLUMN_OPTION}")


def text_fault(kind: Any) -> str | None:
    """Return why a column of the pyarrow type `kind` cannot hold texts; None if it can, as strings or as bytes."""
    from pyarrow import types  # noqa: PLC0415 - an optional package

    while types.is_dictionary(kind):
        kind = kind.value_type
    tests = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary)
    if any(test(kind) for test in (*tests, types.is_binary_view, types.is_fixed_size_binary, types.is_null)):
        return None
    return f"holds values of the type {kind}, not texts"


def rows_of(file: Any, text: str) -> Iterator[dict[str, Any] | InputError]:
    """Yield the rows of a pyarrow ParquetFile by column name, holding one batch at a time.

    Bytes in the column `text` are read as UTF-8. A row with a string that is not UTF-8 is an InputError.
    """
    return rows_of_batches(file.iter_batches(rows_at_once(file.metadata)), text)


def rows_of_batches(batches: Iterable[Any], text: str) -> Iterator[dict[str, Any] | InputError]:
    """Yield the rows of pyarrow's record batches as `rows_of` does those of a file."""
    for batch in batches:
        try:
            yield from _rows(batch, text)
        except InputError:
            yield from (_row(batch.slice(number, 1), text) for number in range(batch.num_rows))


def rows_at_once(metadata: Any, groups: Iterable[int] | None = None) -> int:
    """Return how many rows may be held, were each as long as the longest of all columns in one of the row groups.

    `metadata` is the footer of a file as pyarrow reads it, of which `groups` are read; all if None.
    """
    longest = max((chunk.total_uncompressed_size for chunk in _chunks(metadata, groups)), default=0)
    return max(1, min(_ROWS_READ_AT_ONCE, _BYTES_READ_AT_ONCE // max(1, longest)))


def _chunks(metadata: Any, groups: Iterable[int] | None = None) -> Iterator[Any]:
    """Yield what a file's footer says of each column in row groups, all if None."""
    for number in range(metadata.num_row_groups) if groups is None else groups:
        group = metadata.row_group(number)
        yield from (group.column(index) for index in range(group.num_columns))


def unpacked_bytes(path: Path) -> int:
    """Return the bytes of a .parquet file's columns once they are unpacked, as its footer has them.

    Values that are repeated count once. A file that cannot be read has 0: reading it says why.
    """
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        return 0
    try:
        return sum(chunk.total_uncompressed_size for chunk in _chunks(parquet.read_metadata(path)))
    except (ArrowException, OSError):
        return 0


def _row(single: Any, text: str) -> dict[str, Any] | InputError:
    """Return the row of a batch that has one, or its fault."""
    try:
        return next(_rows(single, text))
    except InputError as error:
        return error


def _rows(batch: Any, text: str) -> Iterator[dict[str, Any]]:
    """Return the rows of a batch. Raises InputError at once if a string in it is not UTF-8."""
    names = batch.schema.names
    columns = [_column(name, column, text) for name, column in zip(names, batch.columns, strict=True)]
    return map(dict, map(zip, repeat(names), zip(*columns, strict=True)))


def _column(name: str, column: Any, text: str) -> list[Any]:
    try:
        values = _values(column)
        if name == text:
            values = [value.decode() if isinstance(value, bytes) else value for value in values]
    except UnicodeDecodeError as error:
        raise InputError(f"{name!r} is not UTF-8 at its byte {error.start}; save it as UTF-8") from None
    return list(map(_said, values))


def _values(column: Any) -> list[Any]:
    """Return the values of a pyarrow column, as strings if Python cannot hold one (nanoseconds, the year 20000)."""
    try:
        return column.to_pylist()  # type: ignore[no-any-return]  # pyarrow has no types
    except UnicodeDecodeError:
        raise
    except (ValueError, OverflowError):
        return column.cast("string").to_pylist()  # type: ignore[no-any-return]  # as above


def _said(value: Any) -> Any:
    """Return a value for JSON."""
    if isinstance(value, Mapping):
        return {str(key): _said(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_said(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else _in_words(value)


def _in_words(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def write_rows(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, type], file: BinaryIO) -> None:
    """Write flat rows to `file` as parquet; `columns` are their names and types: str, int, float or date.

    None is null; a date is given as ISO 8601. Half a surrogate pair, which parquet cannot hold, becomes U+FFFD. Raises
    MissingExtraError without pyarrow, and InputError for a whole number beyond 64 bits.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("pyarrow", "writing a .parquet file") from None

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), date: pa.date32()}
    schema = pa.schema([(encodable(name), types[kind]) for name, kind in columns.items()])
    given = pa.schema([(field.name, pa.string() if pa.types.is_date(field.type) else field.type) for field in schema])
    left = iter(rows)
    with parquet.ParquetWriter(file, schema) as writer:
        while held := list(islice(left, _ROWS_AT_ONCE)):
            try:
                table = pa.Table.from_pylist([_held(row) for row in held], given).cast(schema)
            except OverflowError as error:
                raise InputError(f"a value cannot be written as parquet: {error}; write csv or jsonl") from None
            writer.write_table(table)


def _held(row: Mapping[str, Any]) -> dict[str, Any]:
    return {encodable(name): encodable(value) if isinstance(value, str) else value for name, value in row.items()}
