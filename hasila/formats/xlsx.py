"""Rows of spreadsheets, .xlsx."""

import logging
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

import regex

from hasila.document import Origin
from hasila.errors import InputError, MissingExtraError
from hasila.formats.csv_rows import header_of, split_at_header
from hasila.formats.json_rows import RowOrReject
from hasila.formats.opening import Meter, opened
from hasila.formats.tables import harmless

_log = logging.getLogger(__name__)
_LONGEST_CELL = 32_767
"""The most code points that a cell of a spreadsheet holds."""
_LONGEST_NUMBER = 10**15
"""The least whole number whose last digits a spreadsheet would lose."""
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
"""What a sheet holds."""
_UNFIT = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\p{Cs}\uFFFE\uFFFF]")
"""What XML 1.0 cannot hold."""


def rows_of_xlsx(path: Path, meter: Meter | None, column: str | None) -> Iterator[RowOrReject]:
    """Yield the rows of a spreadsheet's first visible sheet by the names in its header, each with its number.

    Raises InputError if it cannot be read, or if its header lacks `column` or has a name twice.
    """
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise MissingExtraError("openpyxl", "reading an .xlsx file") from None
    with opened(path, meter) as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and other things that are no cells
                book = load_workbook(file, read_only=True, data_only=True)
            sheet = _chosen(path, book.worksheets)
            sheet.reset_dimensions()  # some programs state fewer cells than there are
            yield from _rows(path, enumerate(sheet.iter_rows(values_only=True), start=1), column)
        except (InputError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises errors of many kinds for a damaged file
            raise InputError(f"is not a readable .xlsx file: {error}") from None


def _chosen(path: Path, sheets: Sequence[Any]) -> Any:
    if not sheets:
        raise InputError("has no sheet that can be read")
    chosen = next((sheet for sheet in sheets if sheet.sheet_state == "visible"), sheets[0])
    if len(sheets) > 1:
        _log.warning("%s: has %d sheets; the first that is not hidden, %r, is read", path, len(sheets), chosen.title)
    return chosen


def _rows(path: Path, rows: Iterator[tuple[int, Sequence[Any]]], column: str | None) -> Iterator[RowOrReject]:
    head, below = split_at_header(rows, lambda row: row[1], column)
    header = header_of(head[1] if head else (), column)
    for number, cells in below:
        if any(cell is not None for cell in cells):
            yield Origin(path, number), {name: _said(cell) for name, cell in zip_longest(header, cells[: len(header)])}


def _said(cell: Any) -> Any:
    """Return the value of a cell for JSON: a day or a moment as ISO 8601."""
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def write_xlsx(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], file: BinaryIO) -> None:
    """Write flat rows to `file` as a spreadsheet, below the names of the columns; a sheet that is full has a next one.

    Strings that could be run as formulas are made harmless, and whole numbers of more digits than a cell holds are
    written as strings. What a cell cannot hold is left out, and a warning counts it: control characters, and what is
    beyond 32,767 characters. Raises MissingExtraError without openpyxl, and InputError for too many columns.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise MissingExtraError("openpyxl", "writing an .xlsx file") from None
    if len(columns) > _MOST_COLUMNS:
        raise InputError(f"{len(columns):,} columns are more than the {_MOST_COLUMNS:,} of .xlsx; write csv or parquet")
    book = Workbook(write_only=True)
    sheet: Any = None
    changed = 0
    for number, row in enumerate(rows):
        if number % (_MOST_ROWS - 1) == 0:
            sheet = _sheet(book, columns)
        cells = [_cell(row[name]) for name in columns]
        words = [(cell, row[name]) for cell, name in zip(cells, columns, strict=True) if isinstance(row[name], str)]
        changed += sum(cell != harmless(value) for cell, value in words)
        sheet.append(cells)
    if sheet is None:
        _sheet(book, columns)
    book.save(file)
    if changed:
        _log.warning(
            "%d cells were cut or lack control characters, since .xlsx holds at most %d characters and none of these; "
            "csv and jsonl hold them whole",
            changed,
            _LONGEST_CELL,
        )


def _sheet(book: Any, columns: Sequence[str]) -> Any:
    """Return a new sheet of a spreadsheet, with its header."""
    number = len(book.worksheets) + 1
    sheet = book.create_sheet("hasila" if number == 1 else f"hasila {number}")
    sheet.append([_cell(name) for name in columns])
    return sheet


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return str(harmless(_UNFIT.sub("", value)))[:_LONGEST_CELL]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value) if isinstance(value, int) and abs(value) >= _LONGEST_NUMBER else value
