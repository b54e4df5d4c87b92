"""Writing flat rows as CSV, which spreadsheets open without running what a cell says, or as JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

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
    yield _BYTE_ORDER_MARK + _csv_line(columns)
    if tags:
        yield _csv_line([tags.get(name) for name in columns])
    for row in rows:
        if list(row) != list(columns):
            raise ValueError(f"a row has the columns {', '.join(row)} and not {', '.join(columns)}")
        yield _csv_line([harmless(row[name]) for name in columns])


def _csv_line(cells: Sequence[_Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def harmless(cell: _Cell) -> _Cell:
    """Return a cell that no spreadsheet runs as a formula.

    >>> harmless("@side"), harmless(-3.5)
    ("'@side", -3.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
