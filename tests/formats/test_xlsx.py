"""Rows of spreadsheets."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from hasila.document import Origin
from hasila.errors import InputError
from hasila.formats import xlsx as module
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
    assert "a.xlsx: has 2 sheets; the first that is not hidden, 'first', is read" in caplog.text


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


def changed(path: Path, entry: str, change: Callable[[bytes], bytes]) -> Path:
    """Change an entry of a spreadsheet."""
    with zipfile.ZipFile(path) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in entries.items():
            file.writestr(name, change(content) if name == entry else content)
    return path


def texts_of(path: Path) -> list[str]:
    """Read the texts of a spreadsheet."""
    return [text.text for text in read_texts([path])]


@pytest.mark.parametrize("above", [[[], []], [["تقرير أيار"], [None, None]], [[None, "أيار", None]]])
def test_a_header_may_stand_below_blank_rows_and_titles_and_right_of_blank_cells(
    tmp_path: Path, above: list[list[Any]]
) -> None:
    path = sheet(tmp_path / "a.xlsx", *above, [None, "id", "text"], [None, 7, "قتل جندي"])
    (text,) = read_texts([path])
    assert (text.id, text.text, text.meta) == ("7", "قتل جندي", {"column 1": None, "id": 7})


def test_a_sheet_that_states_fewer_cells_than_it_has_is_read_whole(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["id", "text", "url"], [1, "قتل جندي"], [2, "هدوء", "u"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    path = changed(
        tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", lambda words: words.replace(b'ref="A1:C3"', b'ref="A1"')
    )
    first, second = read_texts([path])
    assert (first.text, first.meta) == ("قتل جندي", {"id": 1, "url": None})
    assert (second.text, second.meta) == ("هدوء", {"id": 2, "url": "u"})


def test_a_hidden_sheet_is_not_the_first(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["text"])
    book.create_sheet("shown").append(["text"])
    book.worksheets[0].append(["مخفي"])
    book.worksheets[1].append(["قتل جندي"])
    book.worksheets[0].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert texts_of(tmp_path / "a.xlsx") == ["قتل جندي"]


@pytest.mark.parametrize(
    ("entry", "change", "fault"),
    [
        (
            "xl/workbook.xml",
            lambda words: re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", words),
            "has no sheet that can be read",
        ),
        ("xl/workbook.xml", lambda words: words.replace(b"visibility", b"visible"), r"is not a readable \.xlsx file"),
        ("[Content_Types].xml", lambda _: b"", r"is not a readable \.xlsx file"),
    ],
)
def test_a_damaged_spreadsheet_is_told(
    tmp_path: Path, entry: str, change: Callable[[bytes], bytes], fault: str
) -> None:
    book = Workbook()
    book.worksheets[0].append(["text"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=fault):
        list(rows_of_xlsx(changed(tmp_path / "a.xlsx", entry, change), None, None))


def read_sheets(path: Path) -> list[list[tuple[Any, ...]]]:
    """Read the cells of all sheets."""
    return [list(one.iter_rows(values_only=True)) for one in load_workbook(path).worksheets]


def test_numbers_that_a_spreadsheet_cannot_hold_lose_no_digit_and_are_no_cut_cells(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    values = [1234567890123456789, -(10**15), 10**15 - 1, float("nan"), float("inf"), True]
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx([{"n": value} for value in values], ["n"], file)
    cells = [cell for (cell,) in read_sheets(tmp_path / "a.xlsx")[0]]
    assert cells == ["n", "1234567890123456789", "-1000000000000000", 10**15 - 1, None, None, True]
    assert caplog.text == ""


def test_names_of_columns_are_harmless_and_without_control_characters_too(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx([], ["=1+1", "a\x01b"], file)
    assert read_sheets(tmp_path / "a.xlsx") == [[("'=1+1", "ab")]]


def test_rows_beyond_what_a_sheet_holds_go_to_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_ROWS", 3)
    with (tmp_path / "a.xlsx").open("wb") as file:
        write_xlsx([{"n": number} for number in range(5)], ["n"], file)
    assert read_sheets(tmp_path / "a.xlsx") == [[("n",), (0,), (1,)], [("n",), (2,), (3,)], [("n",), (4,)]]


def test_more_columns_than_a_sheet_holds_are_told(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(20_000)]
    with (
        (tmp_path / "a.xlsx").open("wb") as file,
        pytest.raises(InputError, match="20,000 columns are more than the 16"),
    ):
        write_xlsx([], names, file)
