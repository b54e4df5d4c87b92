"""hasila tolls and hasila incidents, on texts whose rows have tolls already, so that no model is needed."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyarrow import parquet
from samples.program import Program
from samples.tolls import told

from hasila.document import Document

MARKED = "قال {A|المرصد} إن {C|35 مسلحا} قُتلوا في {L|حلب}، {C|بينهم عشرة} من {A|لواء الفجر}."
ATTACK = told(
    MARKED,
    {"n": 35, "place": ["حلب"], "source": ["المرصد"], "side": "third"},
    {"n": 10, "place": ["حلب"], "party": ["لواء الفجر"], "part_of": 0},
    name="a",
    day="2024-05-14",
)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a text with tolls."""
    return written(tmp_path / "news.jsonl", replace(ATTACK, meta={"outlet": "Barada"}))


def written(path: Path, *documents: Document) -> Path:
    """Write documents as JSON lines and return the path."""
    rows = (json.dumps(document.to_dict(), ensure_ascii=False) + "\n" for document in documents)
    path.write_text("".join(rows), encoding="utf-8")
    return path


def rows_of(out: str) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))


def test_a_csv_of_tolls_has_a_row_for_each_with_words_and_numbers(hasila: Program, news: Path) -> None:
    result = hasila("tolls", news, "--format", "csv")
    first, second = rows_of(result.out)
    assert (first["low"], first["place"], first["country"], first["date"]) == ("35", "حلب", "SY", "2024-05-14")
    assert (second["party"], second["part_of"], second["words"]) == ("لواء الفجر", "0", "بينهم عشرة")
    assert result.code == 0


def test_a_table_shows_who_counted_whom_where(hasila: Program, news: Path) -> None:
    out = hasila("tolls", news).out
    assert all(words in out for words in ("killed", "35", "المرصد", "حلب", "2024-05-14", "part"))


def test_a_page_of_tolls_has_a_card_for_each(hasila: Program, news: Path, tmp_path: Path) -> None:
    page = tmp_path / "tolls.html"
    assert hasila("tolls", news, "--format", "html", "-o", page).code == 0
    assert page.read_text(encoding="utf-8").count('<li class="toll"') == 2


@pytest.mark.parametrize("command", ["tolls", "incidents"])
def test_parquet_holds_what_the_csv_holds_with_types(hasila: Program, news: Path, tmp_path: Path, command: str) -> None:
    made = tmp_path / "rows.parquet"
    assert hasila(command, news, "--format", "parquet", "-o", made).code == 0
    table = parquet.read_table(made).to_pylist()
    rows = rows_of(hasila(command, news, "--format", "csv").out)
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in table] == rows
    assert isinstance(table[0]["latitude"], float)
    assert command == "tolls" or table[0]["date_start"] == date(2024, 5, 14)


def test_what_parquet_cannot_hold_is_an_error_and_the_last_day_of_all_is_none(hasila: Program, tmp_path: Path) -> None:
    many = told(MARKED, {"n": 2**63, "place": ["حلب"]}, {"n": 10, "part_of": 0}, name="a", day="9999-12-31")
    rows = written(tmp_path / "many.jsonl", many)
    result = hasila("incidents", rows, "--format", "parquet", "-o", tmp_path / "rows.parquet")
    assert (result.code, "cannot be written as parquet" in " ".join(result.err.split())) == (2, True)
    assert not (tmp_path / "rows.parquet").exists()
    assert hasila("incidents", rows, "--format", "csv").code == 0


@pytest.mark.parametrize("command", ["tolls", "incidents"])
def test_a_column_of_days_that_no_row_has_is_told_and_the_texts_are_read(
    hasila: Program, news: Path, command: str
) -> None:
    plain, named = hasila(command, news), hasila(command, news, "--date-column", "published")
    assert (named.code, named.out) == (0, plain.out)
    told = " ".join(named.err.split())
    assert "no row has the column 'published', so no text has a day from it; the first text has 'outlet', " in told
    assert "no row has the column" not in plain.err


def test_parquet_needs_a_file(hasila: Program, news: Path) -> None:
    result = hasila("tolls", news, "--format", "parquet")
    assert result.code == 2
    assert "--format parquet is written to a file; name it: --output FILE" in " ".join(result.err.split())


def test_tolls_as_json_lines_are_rows_that_incidents_read(hasila: Program, news: Path, tmp_path: Path) -> None:
    assert hasila("tolls", news, "--format", "jsonl", "-o", tmp_path / "tolls.jsonl").code == 0
    (row,) = rows_of(hasila("incidents", tmp_path / "tolls.jsonl", "--format", "csv").out)
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("35", "35", "35")


def test_a_table_of_incidents_counts_nobody_twice(hasila: Program, news: Path) -> None:
    out = hasila("incidents", news).out
    assert "35" in out
    assert "45" not in out


def test_the_columns_of_others_and_hashtags_are_one_option_away(hasila: Program, news: Path) -> None:
    lines = hasila("incidents", news, "--format", "csv", "--columns", "acled", "--hxl").out.splitlines()
    assert "fatalities" in lines[0]
    assert "#affected+killed" in lines[1]


def test_a_text_without_casualties_says_so(hasila: Program, tmp_path: Path) -> None:
    quiet = written(tmp_path / "quiet.jsonl", Document("b", "وصل الوزير", tolls=()))
    assert hasila("tolls", quiet).out == "b: nobody is counted\n"
    assert hasila("incidents", quiet).out == "nobody is counted\n"


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (["--date", "May"], "--date is 'May', but must be a day as YYYY-MM-DD"),
        (["--date", "20240514"], "--date is '20240514', but must be a day as YYYY-MM-DD"),
        (["--date-column", "outlet"], "news.jsonl:1: outlet is 'Barada', but must be a day as YYYY-MM-DD"),
        (["--policy", "guess"], "'guess' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(
    hasila: Program,
    news: Path,
    arguments: list[str],
    told_of: str,
) -> None:
    result = hasila("incidents", news, *arguments)
    assert result.code == 2
    assert told_of in " ".join(result.err.split())


def test_tolls_that_point_nowhere_are_told_with_their_place(hasila: Program, tmp_path: Path) -> None:
    row = ATTACK.to_dict()
    row["tolls"][0]["place"] = [9]
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = hasila("incidents", path)
    assert result.code == 2
    assert "news.jsonl:1: toll 0: place points at span 9, but there are 5 spans" in " ".join(result.err.split())


def test_a_checkpoint_without_a_toll_head_is_told(hasila: Program, tiny_checkpoint: Path, tmp_path: Path) -> None:
    text = written(tmp_path / "text.jsonl", replace(ATTACK, tolls=None))
    result = hasila("tolls", tiny_checkpoint, text)
    assert result.code == 2
    assert "has no toll head" in " ".join(result.err.split())
