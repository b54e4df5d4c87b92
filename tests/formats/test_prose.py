"""Finding the column that holds the texts."""

import logging
from pathlib import Path
from typing import Any

import pytest

from hasila.errors import InputError
from hasila.formats.prose import column_of_prose

PROSE = "قال الجيش إن ثلاثة جنود قتلوا في تدمر"
ROW = {"n": 1, "outlet": "وكالة الأنباء", "url": "https://example.org", "body": PROSE}


def test_the_only_column_of_prose_is_found_and_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert column_of_prose(Path("a.csv"), [ROW, {**ROW, "body": None}, {"n": 2}]) == "body"
    assert "a.csv: the texts are read from the column 'body'" in caplog.text


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([{"n": 1, "name": "تدمر"}], "has the columns 'n', 'name', but not 'text'; name one: --column NAME"),
        ([{**ROW, "title": PROSE}], "the texts could be in 'body' or 'title'; name one: --column NAME"),
        ([{"body": "five words of English prose"}], "but not 'text'; name one"),
    ],
)
def test_none_and_several_are_told_with_all_columns(rows: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        column_of_prose(Path("a.csv"), rows)
