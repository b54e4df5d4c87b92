"""The day of a text."""

import pytest

from hasila.document import Document
from hasila.errors import InputError
from hasila.formats.dated import checked_day, dated
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


def test_a_day_for_all_must_be_one() -> None:
    assert checked_day("2024-05-01") == "2024-05-01"
    with pytest.raises(InputError, match="--date is '20240501', but must be a day as YYYY-MM-DD"):
        checked_day("20240501")
