"""Rows of parquet files as values for JSON: dates as ISO 8601, bytes as base64, other types as strings."""

import math
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import repeat
from typing import Any


def rows_of(file: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a pyarrow ParquetFile by column name, holding one batch at a time."""
    names = file.schema_arrow.names
    for batch in file.iter_batches():
        columns = [map(_said, _values(column)) for column in batch.columns]
        yield from map(dict, map(zip, repeat(names), zip(*columns, strict=True)))


def _values(column: Any) -> list[Any]:
    """Return the values of a pyarrow column, as strings if Python cannot hold one (nanoseconds, the year 20000)."""
    try:
        return column.to_pylist()  # type: ignore[no-any-return]  # pyarrow has no types
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
