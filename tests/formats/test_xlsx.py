"""Rows of spreadsheets."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from hasila.document import Origin
from hasila.errors import InputError
from hasila.formats.texts import read_texts
from hasila.formats.xlsx import rows_of_xlsx, write_xlsx


def sheet(path: Path, *rows: list[Any], others: int = 0) -> Path:
    """Write rows as the first sheet of a spreadsheet."""
    book = Workbook(write_only=True)
    first = book.create_sheet("first")
    for row in rows:
        first.append(row)
    for number in range(others):
        book.create_sheet(f"other {number}")
    book.save(path)
    return path


def test_a_row_below_the_header_is_a_text_with_its_other_cells(tmp_path: Path) -> None:
    day, moment = dt.datetime(2024, 5, 1), dt.datetime(2024, 5, 1, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
    header = ["id", "text", "day", "moment", "count", "share"]
    path = sheet(tmp_path / "a.xlsx", header, [7, "قتل جندي", day, moment, 3, 0.5], [None], [8, "هدوء"])
    first, second = read_texts([path])
    assert (first.id, first.text, first.origin) == ("7", "قتل جندي", Origin(path, 2))
    assert first.fields() == {
        "id": 7,
        "day": "2024-05-01",
        "moment": "2024-05-01T12:30:00",
        "count": 3,
        "share": 0.5,
    }
    assert (second.id, second.origin) == ("8", Origin(path, 4))


def test_the_first_sheet_is_read_and_that_there_are_more_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = sheet(tmp_path / "a.xlsx", ["text"], ["قتل"], others=1)
    assert len(list(rows_of_xlsx(path, None, None))) == 1
    assert "a.xlsx: has 2 sheets; the first, 'first', is read" in caplog.text


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["body"]], "has the columns 'body', but not 'text'"),
        ([["text", "text"]], "several columns are named 'text'"),
        ([], "but not 'text'"),
    ],
)
def test_a_header_that_cannot_be_used_is_told_of_a_sheet(tmp_path: Path, rows: list[list[Any]], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        list(rows_of_xlsx(sheet(tmp_path / "a.xlsx", *rows), None, "text"))


def test_a_file_that_is_no_spreadsheet_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match=r"is not a readable \.xlsx file"):
        list(rows_of_xlsx(tmp_path / "a.xlsx", None, None))


def test_what_a_spreadsheet_would_run_or_cannot_hold_is_made_harmless_or_cut_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx([{"words": value, "n": -1} for value in ("=1+1", "ق\x00تل", "ب" * 40_000)], ["words", "n"], file)
    cells = [[cell.value for cell in row] for row in load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows()]
    assert cells == [["words", "n"], ["'=1+1", -1], ["قتل", -1], ["ب" * 32_767, -1]]
    assert "2 cells were cut or lack control characters" in caplog.text
