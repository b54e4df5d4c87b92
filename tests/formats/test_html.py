"""The coloured page, and the other forms of output."""

from html.parser import HTMLParser

import pytest

from hasila.document import Document
from hasila.formats.html import direction
from hasila.formats.output import rendered
from hasila.spans import Span

DOCUMENT = Document(
    "<a>",
    "قال <b> الجيش & قتل 3\nفي تدمر",
    (Span(8, 13, "ACTOR", 0.98765), Span(16, 21, "CASUALTY", 0.5), Span(25, 29, "PERS")),
)


class Reader(HTMLParser):
    """Collects what a browser would show of articles and marks, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.shown: dict[str, list[str]] = {"p": [], "mark": [], "h2": []}
        self.fetched: list[str] = []
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.root = dict(attrs)
        if tag in self.shown:
            self.open.append(tag)
            self.shown[tag].append("")
        self.fetched += [str(value) for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.shown:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.shown[tag][-1] += data


def test_the_page_shows_the_text_unchanged_right_to_left_and_fetches_nothing() -> None:
    reader = Reader()
    reader.feed("".join(rendered([DOCUMENT], "html")))
    assert reader.root == {"lang": "ar", "dir": "rtl"}
    assert reader.shown["p"] == [DOCUMENT.text]
    assert reader.shown["h2"] == ["<a>"]
    assert reader.shown["mark"][-3:] == ["الجيش", "قتل 3", "تدمر"]
    assert reader.fetched == []


def test_the_page_has_a_legend_and_marks_name_label_and_score() -> None:
    page = "".join(rendered([DOCUMENT], "html"))
    assert all(f'<mark class="{label}">{label} · ' in page for label in ("ACTOR", "LOCATION", "CASUALTY"))
    assert '<mark class="ACTOR" title="ACTOR 0.99" data-note="0.99">' in page
    assert '<mark class="OTHER" title="PERS" data-note="PERS">' in page


def test_an_annotated_span_of_a_label_that_the_legend_names_needs_no_note() -> None:
    page = "".join(rendered([Document("1", "في تدمر", (Span(3, 7, "LOCATION"),))], "html"))
    assert '<mark class="LOCATION" title="LOCATION">تدمر</mark>' in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [("BBC عربي: أعلن", "rtl"), ("قال", "rtl"), ("BBC 2026", "ltr"), ("٢٦", "ltr"), ("\u200fBBC", "ltr"), ("", "ltr")],
)
def test_a_text_runs_right_to_left_where_it_has_an_arabic_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_an_empty_stream_is_still_a_whole_page() -> None:
    assert "".join(rendered([], "html")).endswith("</main>\n</body>\n</html>\n")


def test_json_lines_round_scores_and_columns_hold_tags() -> None:
    (line,) = rendered([DOCUMENT], "jsonl")
    assert '"text": "الجيش", "score": 0.9877}' in line
    (block,) = rendered([DOCUMENT], "conll")
    assert "الجيش\tB-ACTOR\n" in block
