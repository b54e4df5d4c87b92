"""Rows of JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from hasila.errors import InputError
from hasila.formats.json_rows import rows_of_json, rows_of_lines
from hasila.formats.rejects import Reject

ROWS = [{"text": "قتل", "n": 1}, {"text": "جرح", "n": 2}]


@pytest.mark.parametrize(
    "value",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, ensure_ascii=False, indent=1),
        json.dumps({"meta": {"n": 2}, "data": ROWS, "tags": ["x"]}),
        "\n".join(map(json.dumps, ROWS)),
    ],
)
def test_a_json_file_is_a_list_or_holds_one_or_is_lines(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.json").write_text(value, encoding="utf-8")
    found = list(rows_of_json(tmp_path / "a.json", None, None))
    assert [row[1] for row in found if not isinstance(row, Reject)] == ROWS
    assert [row[0].line for row in found if not isinstance(row, Reject)] == [1, 2]


@pytest.mark.parametrize("value", [{"text": "قتل"}, {"text": "قتل", "a": ROWS, "b": ROWS}])
def test_a_json_file_with_one_object_is_one_row(tmp_path: Path, value: dict[str, Any]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value, indent=1), encoding="utf-8")
    assert [row[1] for row in rows_of_json(tmp_path / "a.json", None, None) if isinstance(row, tuple)] == [value]


def test_a_json_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "قتل"},\n', encoding="utf-8")
    with pytest.raises(InputError, match="is not JSON"):
        list(rows_of_json(tmp_path / "a.json", None, None))


def test_a_line_separator_within_a_text_ends_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "قتل\u2028جرح"}\r\n\r\n{"text": "\x85"}\r\n', encoding="utf-8")
    found = list(rows_of_lines(tmp_path / "a.jsonl", None, None))
    assert [row[1]["text"] for row in found if isinstance(row, tuple)] == ["قتل\u2028جرح", "\x85"]


def test_lines_may_end_as_on_old_macs_and_begin_with_the_mark_of_another_file(tmp_path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (tmp_path / "a.jsonl").write_text("\r".join(f"\ufeff{line}" for line in lines), encoding="utf-8")
    assert [row[1] for row in rows_of_lines(tmp_path / "a.jsonl", None, None) if isinstance(row, tuple)] == ROWS
