"""Lines and rows of broken files."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.bulk import lines
from hasila.bulk.lines import CsvDialect, RowLines, csv_header, csv_lines, json_lines
from hasila.errors import InputError

COMMAS, TABS = CsvDialect(), CsvDialect(separator="\t")


def rows_of(content: str, dialect: CsvDialect = COMMAS) -> list[object]:
    """Return what is read of a .csv file below no header: fields, or the message of a fault."""
    return [cells_of(line, dialect) for line in csv_lines(io.BytesIO(content.encode()), 0, 1, dialect)]


def cells_of(line: RowLines, dialect: CsvDialect) -> object:
    """Return the fields of a row, or the message of its fault."""
    try:
        return dialect.cells(line)
    except ValueError as error:
        return str(error)


def test_a_row_of_csv_may_have_lines_within_quotes() -> None:
    assert rows_of('1,"a\nb"\n2,c\n') == [["1", "a\nb"], ["2", "c"]]


@pytest.mark.parametrize("broken", ['1,"never closed', '1,"a"b', "1,a\x00b"])
def test_a_broken_row_takes_no_other_with_it(broken: str) -> None:
    first, _, *others = rows_of(f'0,a\n{broken}\n2,"c, d"\n3,e\n')
    assert first == ["0", "a"]
    assert others == [["2", "c, d"], ["3", "e"]]


def test_between_tabs_a_quotation_mark_may_be_a_sign_like_others() -> None:
    assert rows_of('1\tقال "نعم\n2\t"a\tb"\n3\t"a\n4\tb"\n', TABS) == [
        ["1", 'قال "نعم'],
        ["2", "a\tb"],
        ["3", '"a'],
        ["4", 'b"'],
    ]


@given(st.lists(st.lists(st.text(max_size=8).filter(lambda cell: "\0" not in cell), min_size=2, max_size=3)))
def test_every_row_that_csv_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    content = file.getvalue().encode(errors="replace")
    found = list(csv_lines(io.BytesIO(content), 0, 1, COMMAS))
    assert [COMMAS.cells(line) for line in found] == [
        [cell.encode(errors="replace").decode() for cell in row] for row in rows
    ]
    assert sum(line.length for line in found) == len(content)


@given(st.binary(max_size=200))
def test_no_byte_of_rubbish_is_lost_between_lines(content: bytes) -> None:
    for read in (json_lines, lambda stream: csv_lines(stream, 0, 1, COMMAS)):
        found = list(read(io.BytesIO(content)))
        assert b"".join(line.content for line in found) == content
        assert [line.number for line in found] == [1 + content[: line.offset].count(b"\n") for line in found]


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 8)
    found = list(json_lines(io.BytesIO(b"x" * 30 + b"\nshort\n")))
    assert [(line.offset, line.length, line.is_cut) for line in found] == [(0, 31, True), (31, 6, False)]


@pytest.mark.parametrize(("content", "message"), [("id;body\n", "not 'text'"), ("text,text\n", "named 'text'")])
def test_a_header_without_the_text_is_refused(content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        csv_header(io.BufferedReader(io.BytesIO(content.encode())), "utf-8", "text", tabs=False)
