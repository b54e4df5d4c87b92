"""Writing flat rows as CSV, which spreadsheets open without running what a cell says, or as JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

TableFormat = Literal["csv", "jsonl"]
_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for another encoding."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins with one of these may be run as a formula."""
_Cell = str | int | float | None


def rendered_rows(
    rows: Iterable[Mapping[str, _Cell]],
    form: TableFormat,
    columns: Sequence[str],
    tags: Mapping[str, str] | None = None,
) -> Iterator[str]:
    r"""Yield the text of rows in `form`, in parts and in order. A CSV has the header `columns` even without any row.

    CSV begins with a byte order mark and ends lines with CR LF (RFC 4180). None is an empty cell. A string that a
    spreadsheet could run as a formula gets an apostrophe before it; numbers are left as they are. `tags` is a row of
    hashtags below the header (HXL), which JSON lines do without. Raises ValueError for a row with other columns.

    >>> "".join(rendered_rows([{"side": "=1+1", "killed": None}], "jsonl", ["side", "killed"]))
    '{"side": "=1+1", "killed": null}\n'
    """
    if form == "jsonl":
        yield from (json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)
        return
    yield csv_header(columns)
    if tags:
        yield _csv_line([tags.get(name) for name in columns])
    yield from (csv_lines([row], columns) for row in rows)


def csv_header(columns: Sequence[str]) -> str:
    """Return the first line of a CSV, with the mark of UTF-8."""
    return _BYTE_ORDER_MARK + _csv_line([harmless(name) for name in columns])


def csv_lines(rows: Iterable[Mapping[str, _Cell]], columns: Sequence[str]) -> str:
    """Return the lines of rows in a CSV. Raises ValueError for a row with other columns."""
    lines = []
    for row in rows:
        if list(row) != list(columns):
            raise ValueError(f"a row has the columns {', '.join(row)} and not {', '.join(columns)}")
        lines.append(_csv_line([harmless(row[name]) for name in columns]))
    return "".join(lines)


def _csv_line(cells: Sequence[_Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


_T = TypeVar("_T")


def harmless(cell: _T) -> _T | str:
    """Return a cell that no spreadsheet runs as a formula.

    >>> harmless("@side"), harmless(-3.5)
    ("'@side", -3.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
