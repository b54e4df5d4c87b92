"""What was found as flat rows."""

from typing import Any

import pytest

from hasila.document import Document
from hasila.formats.found_rows import SPAN_COLUMNS, shape_of, span_rows, telling_missed, text_columns, text_row
from hasila.spans import Span

FOUND = Document(
    "7",
    "قتل جندي وجرح آخر",
    (Span(0, 8, "CASUALTY", 0.98765), Span(9, 17, "CASUALTY", 0.5)),
    {"id": 7, "outlet": "وكالة", "label": "حرب", "share": 1, "tags": ["x"], "seen": True},
)


def test_a_span_is_a_row_with_the_fields_of_its_text_in_front() -> None:
    shape = shape_of([FOUND], SPAN_COLUMNS, span_rows, typed=True)
    rows = list(shape.rows(FOUND))
    assert [list(row) for row in rows] == [list(shape.columns)] * 2
    assert rows[0] == {
        "id": "7",
        "outlet": "وكالة",
        "given_label": "حرب",
        "share": 1,
        "tags": '["x"]',
        "seen": "true",
        "label": "CASUALTY",
        "start": 0,
        "end": 8,
        "words": "قتل جندي",
        "score": 0.9877,
    }


def test_a_text_is_a_row_with_the_words_of_its_spans_by_label() -> None:
    labels = ("ACTOR", "CASUALTY")
    assert list(text_columns(labels)) == ["text", *labels]
    assert text_row(FOUND, labels) == {"text": FOUND.text, "ACTOR": None, "CASUALTY": "قتل جندي; وجرح آخر"}


def test_a_column_holds_whole_numbers_or_numbers_or_else_words() -> None:
    rows: list[dict[str, Any]] = [{"a": 1, "b": 1, "c": 1}, {"a": None, "b": 2.5, "c": "x"}]
    shape = shape_of([Document("1", "", meta=row) for row in rows], SPAN_COLUMNS, span_rows, typed=True)
    assert [shape.columns[name] for name in "abc"] == [int, float, str]


def test_fields_that_come_late_or_do_not_fit_are_told(caplog: pytest.LogCaptureFixture) -> None:
    shape = shape_of([Document("1", "", meta={"n": 1})], SPAN_COLUMNS, span_rows, typed=True)
    late = Document("2", "قتل", (Span(0, 3, "CASUALTY"),), {"n": "many", "url": "x"})
    assert list(telling_missed([late, late], shape)) == [late, late]
    assert next(shape.rows(late))["n"] is None
    assert "left out: n (2 texts), url (2 texts); jsonl has them" in caplog.text


def test_an_id_that_the_rows_found_have_is_not_repeated() -> None:
    shape = shape_of([FOUND], {"id": str, "toll": int}, lambda document: [{"id": document.id, "toll": 0}], typed=True)
    assert list(next(shape.rows(FOUND))) == ["outlet", "label", "share", "tags", "seen", "id", "toll"]
    assert shape.missed(FOUND) == []


def test_where_columns_have_no_types_no_value_is_left_out() -> None:
    shape = shape_of([Document("1", "", meta={"id": 1, "n": 1})], SPAN_COLUMNS, span_rows, typed=False)
    spans = (Span(0, 3, "CASUALTY"),)
    late = [
        Document(f"{number}#2", "قتل", spans, {"n": n}) for number, n in enumerate(["many", 0.5, 1 << 70, [1], True])
    ]
    rows = [row for document in late for row in shape.rows(document)]
    assert [row["id"] for row in rows] == ["0#2", "1#2", "2#2", "3#2", "4#2"]
    assert [row["n"] for row in rows] == ["many", 0.5, 1 << 70, "[1]", "true"]
    assert not any(shape.missed(document) for document in late)


def test_an_id_that_occurs_again_has_room_among_ids_that_are_numbers() -> None:
    shape = shape_of([Document("1", "", meta={"id": 1})], SPAN_COLUMNS, span_rows, typed=True)
    (row,) = shape.rows(Document("1#2", "قتل", (Span(0, 3, "CASUALTY"),), {"id": 1}))
    assert row["id"] == "1#2"


@pytest.mark.parametrize(
    ("number", "kind"), [((1 << 63) - 1, int), (-(1 << 63), int), (1 << 63, str), (1 << 2000, str)]
)
def test_a_whole_number_beyond_64_bits_is_words_where_columns_have_types(number: int, kind: type) -> None:
    found = Document("1", "قتل", (Span(0, 3, "CASUALTY"),), {"n": number})
    shape = shape_of([found], SPAN_COLUMNS, span_rows, typed=True)
    assert shape.columns["n"] is kind
    assert next(shape.rows(found))["n"] == (number if kind is int else str(number))
    early = shape_of([Document("1", "", meta={"n": 0.5})], SPAN_COLUMNS, span_rows, typed=True)
    assert early.missed(found) == ([] if kind is int else ["n"])
