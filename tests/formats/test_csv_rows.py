"""Rows of separated values."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.errors import InputError
from hasila.formats.csv_rows import rows_of_csv
from hasila.formats.rejects import Reject


def read(path: Path, content: str, column: str | None = None, *, tabs: bool = False) -> tuple[list[Any], list[Reject]]:
    """Return the rows of a file with `content`, each with its line, and its rejects."""
    path.write_text(content, encoding="utf-8", newline="")
    found = list(rows_of_csv(path, None, None, tabs=tabs, column=column))
    rows = [(row[0].line, row[1]) for row in found if not isinstance(row, Reject)]
    return rows, [row for row in found if isinstance(row, Reject)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("head", ["", "\ufeff"])
def test_the_separator_is_found_out(tmp_path: Path, sign: str, head: str) -> None:
    cells = [["id", "text"], ["1", "قتل، ثم; جرح"], ["2", "قال: «a|b, c»"]]
    made = io.StringIO()
    csv.writer(made, delimiter=sign).writerows(cells)
    rows, rejects = read(tmp_path / "a.csv", head + made.getvalue())
    assert rows == [(2, {"id": "1", "text": "قتل، ثم; جرح"}), (3, {"id": "2", "text": "قال: «a|b, c»"})]
    assert rejects == []


def test_excel_states_the_separator_in_a_line_of_its_own(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", "sep=;\r\ntext;n\r\nقتل, ثم جرح;1\r\n")
    assert rows == [(3, {"text": "قتل, ثم جرح", "n": "1"})]


def test_tsv_is_separated_by_tabs_alone(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.tsv", "text\tn\nقتل, ثم; جرح\t1\n", tabs=True)
    assert rows == [(2, {"text": "قتل, ثم; جرح", "n": "1"})]


def test_a_column_that_is_named_decides_between_separators(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", "text;full,id\nقتل,1\n", "text;full")
    assert rows == [(2, {"text;full": "قتل", "id": "1"})]


def test_quoted_line_breaks_belong_to_their_cell_and_rows_are_known_by_their_first_line(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", 'n,text\n1,"قتل\nثم جرح"\n\n2,هدوء\n')
    assert [(line, row["text"]) for line, row in rows] == [(2, "قتل\nثم جرح"), (5, "هدوء")]


def test_a_broken_row_is_told_with_its_words_and_the_next_is_read(tmp_path: Path) -> None:
    content = 'n,text\n1,قال, ثم قتل\n2,هدوء\n3,"لا ينتهي\n4,هدوء\n5,"قتل" ثم\n6,هدوء\n'
    rows, rejects = read(tmp_path / "a.csv", content)
    assert [row["n"] for _, row in rows] == ["2", "4", "6"]
    assert [(one.line, one.row) for one in rejects] == [
        (2, "1,قال, ثم قتل\n"),
        (4, '3,"لا ينتهي\n'),
        (6, '5,"قتل" ثم\n'),
    ]
    assert rejects[0].reason == (
        "has 3 fields, the header 2; "
        "put a field that contains a comma between double quotes, and give every column a name"
    )


def test_bytes_that_cannot_be_decoded_cost_their_row_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("text,n\nقتل,1\n".encode() + b"\xff\xfe,2\n" + "هدوء,3\n".encode() * 9)
    found = list(rows_of_csv(tmp_path / "a.csv", None, None, tabs=False, column=None))
    (reject,) = [row for row in found if isinstance(row, Reject)]
    assert (reject.line, reject.row) == (3, "��,2\n")
    assert len(found) == 11


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("text,text\nقتل,1\n", "several columns are named 'text'"),
        ("body,n\nقتل,1\n", "has the columns 'body', 'n', but not 'text'; name one: --column NAME"),
        ('"text,n\nقتل,1\n', "its header is not CSV: unexpected end of data"),
    ],
)
def test_a_header_that_cannot_be_used_is_told(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read(tmp_path / "a.csv", content, "text")


CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\x85\u2028\u2029"))


@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1), sign=st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], sign: str
) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=sign, quoting=csv.QUOTE_ALL).writerows([("text", "n"), *rows])
    found, rejects = read(tmp_path_factory.mktemp("csv") / "a.csv", made.getvalue())
    assert [tuple(row.values()) for _, row in found] == rows
    assert rejects == []


@pytest.mark.parametrize("above", ["\n\r\n", "تقرير أيار,\n", "تقرير أيار,,\n\n"])
def test_a_header_may_stand_below_blank_rows_and_titles(tmp_path: Path, above: str) -> None:
    rows, rejects = read(tmp_path / "a.csv", f"{above}n,text\n1,قتل جندي\n")
    assert [row for _, row in rows] == [{"n": "1", "text": "قتل جندي"}]
    assert rejects == []


def test_a_row_that_says_text_is_no_header_where_a_header_stands_above(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", "n,kind,body\n1,text,قتل جندي\n2,text,هدوء\n")
    assert [row["body"] for _, row in rows] == ["قتل جندي", "هدوء"]


def test_columns_without_a_name_are_called_by_their_number_and_blanks_around_names_are_none(tmp_path: Path) -> None:
    rows, rejects = read(tmp_path / "a.csv", ", text ,,\n0,قتل جندي,,\n1,هدوء,,,,\n")
    assert [row for _, row in rows] == [
        {"column 1": "0", "text": "قتل جندي", "column 3": "", "column 4": ""},
        {"column 1": "1", "text": "هدوء", "column 3": "", "column 4": ""},
    ]
    assert rejects == []


def test_between_tabs_a_quotation_mark_that_is_never_closed_is_a_sign_like_others(tmp_path: Path) -> None:
    content = 'n\ttext\n1\t"قال ثم\n2\t"نعم" قال\n3\tهدوء "\n4\t"سطر\nوسطر"\n5\tهدوء'
    rows, rejects = read(tmp_path / "a.tsv", content, tabs=True)
    assert [row["text"] for _, row in rows] == ['"قال ثم', '"نعم" قال', 'هدوء "', "سطر\nوسطر", "هدوء"]
    assert rejects == []


def test_the_sign_of_databases_for_no_value_is_none(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.tsv", "id\ttext\n\\N\tقتل\n2\t\\N\n", tabs=True)
    assert [row for _, row in rows] == [{"id": None, "text": "قتل"}, {"id": "2", "text": None}]


def test_json_in_a_csv_file_is_told(tmp_path: Path) -> None:
    for content in ('[{"text": "قتل", "n": 1}]', '{"text": "قتل", "n": 1}\n{"text": "هدوء", "n": 1}\n'):
        with pytest.raises(InputError, match="is JSON, not CSV; state the format: --input-format jsonl"):
            read(tmp_path / "a.csv", content)


def test_of_very_many_columns_the_first_are_named(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(5000))
    with pytest.raises(InputError, match=r"'c18', 'c19' and 4,980 more, but not 'text'"):
        read(tmp_path / "a.csv", f"{names}\n", "text")


def test_a_header_that_is_repeated_where_files_were_put_together_is_told_and_no_text(tmp_path: Path) -> None:
    rows, rejects = read(tmp_path / "a.csv", "\ufeffn,text\n1,قتل\n\ufeffn,text\n2,هدوء\n")
    assert [row["text"] for _, row in rows] == ["قتل", "هدوء"]
    assert [str(one) for one in rejects] == [f"{tmp_path}/a.csv:3: repeats the header; leave it out"]
