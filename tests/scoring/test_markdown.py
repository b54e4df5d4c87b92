"""Tables in Markdown."""

import pytest
from hypothesis import given
from samples.texts import texts

from hasila.scoring.markdown import markdown, plain


def test_a_table_is_written_in_markdown() -> None:
    assert list(markdown([("a", "b"), ("1", "2")])) == ["| a | b |", "| --- | ---: |", "| 1 | 2 |"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("قتيل|جريح", r"قتيل\|جريح"),
        ("سطر\r\n ثان\u2028ثالث", "سطر ثان ثالث"),
        ("`رمز` *نجم*", r"\`رمز\` \*نجم\*"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("[رابط](https://example.org)", r"\[رابط\](https://example.org)"),
        ("a\\|b", r"a\\\|b"),
        ("my_run _em_", r"my_run \_em\_"),
        ("~5 ~~6~~", r"\~5 \~\~6\~\~"),
        ("87.9 –3.4 95 %", "87.9 –3.4 95 %"),
    ],
)
def test_a_cell_shows_its_words_whatever_markdown_they_would_be(words: str, shown: str) -> None:
    assert plain(words) == shown
    assert list(markdown([("a",), (words,)]))[-1] == f"| {shown} |"


@given(texts(), texts())
def test_a_row_is_one_line_with_as_many_cells_as_the_header(left: str, right: str) -> None:
    *_, line = markdown([("a", "b"), (left, right)])
    assert len(line.splitlines()) == 1
    assert len(line.replace("\\\\", "").replace("\\|", "").split("|")) == 4
