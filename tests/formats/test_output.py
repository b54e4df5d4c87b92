"""What extraction writes of a text."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hasila.document import Document
from hasila.formats.output import CONLL, JSON_LINES, extraction_row
from hasila.spans import Span

SPAN = Span(4, 8, "CASUALTY", 0.912345)
FOUND = [{"start": 4, "end": 8, "label": "CASUALTY", "text": "جندي", "score": 0.9123}]


def test_a_line_has_every_field_of_its_row_with_its_type_in_order_then_the_text_and_the_spans() -> None:
    meta = {"date": "2024-05-01", "id": 7, "outlet": None, "tags": ["x", 1.5]}
    row = json.loads(JSON_LINES.lines(Document("7", "قتل جندي", (SPAN,), meta)))
    assert list(row) == ["id", "date", "outlet", "tags", "text", "spans"]
    assert row == {**meta, "text": "قتل جندي", "spans": FOUND}


def test_columns_hold_a_word_and_its_tag_a_line() -> None:
    assert "جندي\tB-CASUALTY\n" in CONLL.lines(Document("7", "قتل جندي", (SPAN,)))


def test_a_document_with_nothing_but_a_text_is_its_id_its_text_and_its_spans() -> None:
    assert extraction_row(Document("a.txt", "قتل جندي", (SPAN,))) == {"id": "a.txt", "text": "قتل جندي", "spans": FOUND}


def test_fields_of_a_row_that_extraction_writes_itself_are_kept_as_given() -> None:
    row = extraction_row(Document("1", "قتل جندي", (SPAN,), {"text": "ملخص", "spans": [], "date": "2024"}))
    assert row == {
        "id": "1",
        "given_text": "ملخص",
        "given_spans": [],
        "date": "2024",
        "text": "قتل جندي",
        "spans": FOUND,
    }


def test_an_id_that_a_document_got_since_is_written() -> None:
    assert extraction_row(Document("7, part 1", "قتل", (), {"id": 7}))["id"] == "7, part 1"


def test_an_extraction_of_an_extraction_loses_no_field() -> None:
    row = {"spans": ["model"], "given_spans": ["gold"], "text": "title", "given_text": "summary"}
    again = extraction_row(Document("1", "قتل جندي", meta=row))
    assert again == {
        "id": "1",
        "given_given_spans": ["model"],
        "given_spans": ["gold"],
        "given_given_text": "title",
        "given_text": "summary",
        "text": "قتل جندي",
        "spans": [],
    }


NAMES = st.builds(lambda given, name: given * "given_" + name, st.integers(0, 3), st.sampled_from(["text", "spans"]))


@given(st.dictionaries(NAMES, st.uuids().map(str)))
def test_every_value_of_a_row_is_in_its_extraction(row: dict[str, str]) -> None:
    assert set(row.values()) <= {value for value in extraction_row(Document("1", "", meta=row)).values() if value != []}
