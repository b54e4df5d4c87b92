"""Tables: flat rows as CSV that spreadsheets open without harm, and as JSON lines."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.formats.tables import harmless, rendered_rows

ROWS: list[dict[str, str | int | float | None]] = [
    {"side": "الجيش", "killed": 9, "latitude": -3.5},
    {"side": None, "killed": None, "latitude": None},
]
COLUMNS = ["side", "killed", "latitude"]


def test_csv_has_a_header_and_leaves_unknown_cells_empty() -> None:
    assert "".join(rendered_rows(ROWS, "csv", COLUMNS)) == "\ufeffside,killed,latitude\r\nالجيش,9,-3.5\r\n,,\r\n"


def test_csv_has_a_header_even_without_rows() -> None:
    assert "".join(rendered_rows([], "csv", COLUMNS)) == "\ufeffside,killed,latitude\r\n"


def test_hashtags_stand_below_the_header() -> None:
    text = "".join(rendered_rows([], "csv", COLUMNS, {"killed": "#affected+killed"}))
    assert text.splitlines()[1] == ",#affected+killed,"


def test_json_lines_keep_numbers_and_null() -> None:
    assert [json.loads(line) for line in rendered_rows(ROWS, "jsonl", COLUMNS)] == ROWS


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_could_run_as_a_formula_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert [harmless(cell) for cell in (-3.5, 7, None)] == [-3.5, 7, None]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_csv_reads_back_as_it_was_but_for_formulas(cells: list[str]) -> None:
    columns = [f"c{index}" for index in range(len(cells))]
    text = "".join(rendered_rows([dict(zip(columns, cells, strict=True))], "csv", columns))
    _, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row == [harmless(cell) for cell in cells]


def test_a_row_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has the columns killed, side and not side, killed"):
        list(rendered_rows([{"killed": 1, "side": None}], "csv", ["side", "killed"]))
