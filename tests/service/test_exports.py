"""Files of the desk: what a cell, a sheet and a corpus hold."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from samples.texts import texts
from samples.told import told, toll

from hasila.document import Document
from hasila.service.exports import exported
from hasila.service.schema import ExportWanted
from hasila.service.store import DeskDocument
from hasila.spans import Span

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


def test_a_sheet_that_is_full_has_a_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hasila.formats.xlsx._MOST_ROWS", 3)
    documents = [replace(on_desk(told(toll(0))), key=str(key)) for key in range(5)]
    file = exported(documents, ExportWanted(what="tolls", form="xlsx"))
    assert [sheet.max_row for sheet in openpyxl.load_workbook(io.BytesIO(file.content))] == [3, 3, 2]
