"""The day of a text."""

from itertools import islice

import pytest

from hasila.document import Document
from hasila.errors import InputError
from hasila.formats.dated import checked_day, dated, telling_no_days
from hasila.formats.rejects import Reject, refuse


def days(*metas: dict[str, object], column: str | None = None, day: str | None = None) -> list[object]:
    """Return the days of texts with such fields."""
    documents = [Document(str(number), "قتل", meta=meta) for number, meta in enumerate(metas)]
    return [one.meta.get("date") for one in dated(documents, column, day, refuse)]


def test_the_day_is_that_of_the_row_without_its_time_or_else_the_one_for_all() -> None:
    assert days({"date": "2024-05-01T12:00"}, {"date": "May"}, {}, day="2024-06-02") == [
        "2024-05-01",
        "2024-06-02",
        "2024-06-02",
    ]
    assert days({"day": "2024-05-01"}, {}, column="day") == ["2024-05-01", None]


def test_a_named_column_that_holds_no_day_is_a_reject() -> None:
    rejects: list[Reject] = []
    assert list(dated([Document("7", "قتل", meta={"day": "May"})], "day", None, rejects.append)) == []
    assert [(one.reason, one.row) for one in rejects] == [
        ("day is 'May', but must be a day as YYYY-MM-DD", {"id": "7", "day": "May", "text": "قتل"})
    ]


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([{"day": "2024-05-01", "outlet": "Barada"}, {}], "; the first text has 'day', 'outlet'"),
        ([{}, {"day": None}], ""),
    ],
)
def test_a_named_column_that_no_row_has_is_told_at_the_end(
    rows: list[dict[str, object]], known: str, caplog: pytest.LogCaptureFixture
) -> None:
    documents = [Document(str(number), "قتل", meta=meta) for number, meta in enumerate(rows)]
    read = telling_no_days(iter(documents), "published")
    assert [*islice(read, len(rows))] == documents
    assert caplog.messages == []
    assert [*read] == []
    assert caplog.messages == [
        f"no row has the column 'published', so no text has a day from it{known}; name one: --date-column NAME"
    ]


@pytest.mark.parametrize(
    ("rows", "column"), [([{}, {"day": None}], "day"), ([{}, {"day": "2024-05-01"}], "day"), ([{}], None), ([], "day")]
)
def test_a_column_that_some_rows_have_is_not_told_nor_is_one_that_was_not_named(
    rows: list[dict[str, object]], column: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    documents = [Document(str(number), "قتل", meta=meta) for number, meta in enumerate(rows)]
    assert [*telling_no_days(documents, column)] == documents
    assert caplog.messages == []


def test_a_day_for_all_must_be_one() -> None:
    assert checked_day("2024-05-01") == "2024-05-01"
    with pytest.raises(InputError, match="--date is '20240501', but must be a day as YYYY-MM-DD"):
        checked_day("20240501")
