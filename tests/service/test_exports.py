"""Files of the desk: what a cell, a sheet and a corpus hold."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from samples.texts import texts
from samples.told import told, toll

from hasila.document import Document
from hasila.service.exports import exported
from hasila.service.schema import ExportWanted
from hasila.service.store import DeskDocument
from hasila.spans import Span
from hasila.toll import DateInterval

openpyxl = pytest.importorskip("openpyxl")


def on_desk(document: Document) -> DeskDocument:
    """Return a checked document of the desk."""
    return DeskDocument("1", document, "checked", 2)


@given(words=texts(40))
@settings(max_examples=60)
def test_whatever_a_text_says_is_in_a_sheet_and_runs_nothing(words: str) -> None:
    text = f"x{words}x".encode("utf-8", "replace").decode()
    document = replace(told(toll(0), document=Document("=1+1", text, (Span(0, len(text), "CASUALTY"),))))
    file = exported([on_desk(document)], ExportWanted(what="tolls", form="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}
    assert sheet["A2"].value == "'=1+1"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("2024-05-14", datetime(2024, 5, 14)), ("1899-12-31", "1899-12-31")],  # noqa: DTZ001 - a sheet knows no zones
)
def test_a_day_is_a_date_in_a_sheet_if_sheets_know_it(said: str, shown: object) -> None:
    day = DateInterval.parse(said)
    file = exported([on_desk(told(toll(0, date=day)))], ExportWanted(what="incidents", form="xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    row = dict(zip(*([cell.value for cell in one] for one in sheet.iter_rows(max_row=2)), strict=True))
    assert (row["date_start"], row["killed_best"]) == (shown, 5)
