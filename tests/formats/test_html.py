"""The coloured page, and the other forms of output."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.tolls import told

from hasila.document import Document
from hasila.formats.html import direction, rendered
from hasila.spans import Span
from hasila.toll import Toll

DOCUMENT = Document(
    "<a>",
    "قال <b> الجيش & قتل 3\nفي تدمر",
    (Span(8, 13, "ACTOR", 0.98765), Span(16, 21, "CASUALTY", 0.5), Span(25, 29, "PERS")),
)
REPORT = told(
    'قال {A|"مكتب" <الوادي>} إن {C|نحو عشرين مدنيا} قُتلوا بالأمس في {L|سوق التل} و{L|المدينة}، {C|بينهم طفلان}.',
    {
        "low": 20,
        "high": 29,
        "group": ["civilian"],
        "place": ["سوق التل", "المدينة"],
        "when": [46, 52],
        "source": ['"مكتب" <الوادي>'],
        "side": "third",
        "status": "disputed",
    },
    {"n": 2, "group": ["armed_group", "child"], "part_of": 0, "source_words": [0, 8]},
    day="2024-05-14",
)


class Reader(HTMLParser):
    """Collects what a browser would show of articles, marks and cards, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.shown: dict[str, list[str]] = {"p": [], "mark": [], "h2": [], "h3": [], "h4": [], "dt": [], "dd": []}
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.root = dict(attrs)
        if tag in self.shown:
            self.open.append(tag)
            self.shown[tag].append("")
        self.ids += [str(value) for name, value in attrs if name == "id"]
        self.fetched += [str(value) for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.shown:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.shown[tag][-1] += data


def read_page(*documents: Document) -> Reader:
    """Return what the page of documents shows."""
    reader = Reader()
    reader.feed("".join(rendered(documents)))
    return reader


def cards_of(*documents: Document) -> list[dict[str, str]]:
    """Return the lines of each card."""
    shown = read_page(*documents).shown
    cards: list[dict[str, str]] = []
    for name, said in zip(shown["dt"], shown["dd"], strict=True):
        cards += [{}] if name == "words" else []
        cards[-1][name] = said
    return cards


def test_the_page_shows_the_text_unchanged_right_to_left_and_fetches_nothing() -> None:
    reader = read_page(DOCUMENT)
    assert reader.root == {"lang": "ar", "dir": "rtl"}
    assert reader.shown["p"] == [DOCUMENT.text]
    assert reader.shown["h2"] == ["<a>"]
    assert reader.shown["mark"][-3:] == ["الجيش", "قتل 3", "تدمر"]
    assert reader.fetched == []


def test_the_page_has_a_legend_and_marks_name_label_and_score() -> None:
    page = "".join(rendered([DOCUMENT]))
    assert all(f'<mark class="{label}">{label} · ' in page for label in ("ACTOR", "LOCATION", "CASUALTY"))
    assert '<mark class="ACTOR" title="ACTOR 0.99" data-note="0.99">' in page
    assert '<mark class="OTHER" title="PERS" data-note="PERS">' in page


def test_an_annotated_span_of_a_label_that_the_legend_names_needs_no_note() -> None:
    page = "".join(rendered([Document("1", "في تدمر", (Span(3, 7, "LOCATION"),))]))
    assert '<mark class="LOCATION" title="LOCATION">تدمر</mark>' in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [("BBC عربي: أعلن", "rtl"), ("قال", "rtl"), ("BBC 2026", "ltr"), ("٢٦", "ltr"), ("\u200fBBC", "ltr"), ("", "ltr")],
)
def test_a_text_runs_right_to_left_where_it_has_an_arabic_letter(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_an_empty_stream_is_still_a_whole_page() -> None:
    assert "".join(rendered([])).endswith("</main>\n</body>\n</html>\n")


def test_the_page_of_a_text_without_tolls_has_nothing_of_cards() -> None:
    page = "".join(rendered([DOCUMENT]))
    article = (
        '<article>\n<h2 dir="ltr">&lt;a&gt;</h2>\n<p dir="rtl">قال &lt;b&gt; '
        '<mark class="ACTOR" title="ACTOR 0.99" data-note="0.99">الجيش</mark> &amp; '
        '<mark class="CASUALTY" title="CASUALTY 0.50" data-note="0.50">قتل 3</mark>\nفي '
        '<mark class="OTHER" title="PERS" data-note="PERS">تدمر</mark></p>\n</article>\n'
    )
    assert page.endswith(f"<main>\n{article}</main>\n</body>\n</html>\n")
    assert "toll" not in page
    assert article in "".join(rendered([REPORT, DOCUMENT]))


def test_a_card_says_each_field_that_is_filled_and_no_other() -> None:
    assert read_page(REPORT).shown["h4"] == ["20-29 killed", "2 killed"]
    assert cards_of(REPORT) == [
        {
            "words": "نحو عشرين مدنيا",
            "status": "disputed",
            "place": "سوق التل, المدينة",
            "date": "بالأمس 2024-05-14",
            "source": '"مكتب" <الوادي> (third party)',
            "group": "civilian",
            "incident": "1",
        },
        {
            "words": "بينهم طفلان",
            "date": "2024-05-14",
            "source": 'قال "مكت',
            "group": "armed group, child",
            "part of": "20-29 killed نحو عشرين مدنيا",
            "incident": "1",
        },
    ]


def test_a_cumulative_toll_of_two_harms_and_an_interval_of_days_are_said_in_words() -> None:
    report = told(
        "{C|مئات القتلى والجرحى} منذ الأحد",
        {"harm": ["killed", "wounded"], "low": 200, "high": None, "scope": "cumulative"},
        day="2024-05-12/2024-05-15",
    )
    assert read_page(report).shown["h4"] == ["200+ killed and wounded"]
    assert cards_of(report) == [
        {"words": "مئات القتلى والجرحى", "scope": "cumulative", "date": "2024-05-12 to 2024-05-15"}
    ]


def test_a_text_that_was_read_for_tolls_and_has_none_says_so() -> None:
    reader = read_page(Document("1", "وصل الوزير", tolls=()))
    assert (reader.shown["h3"], reader.shown["dt"]) == (["Nobody is counted"], [])


def test_each_link_of_a_card_leads_to_one_place_of_the_page() -> None:
    reader = read_page(REPORT, DOCUMENT, REPORT)
    assert len(reader.ids) == len(set(reader.ids))
    assert {f"#{name}" for name in reader.ids} > set(reader.fetched)
    assert reader.fetched.count("#d0t0") == reader.fetched.count("#d2t0") == 1


def test_rules_are_written_once_however_many_texts_need_them() -> None:
    few = told("قُتل {C|ثلاثة}", {"n": 3})
    page = "".join(rendered([few, REPORT, few, REPORT]))
    assert [page.count(f"p .w{index} {{ outline") for index in range(8)] == [1] * 7 + [0]
    assert page.count(".tolls {") == "".join(rendered([few])).count(".tolls {")


def test_words_of_cards_have_the_language_and_direction_of_their_text() -> None:
    assert 'class="w0" lang="ar" dir="rtl">قال' in "".join(rendered([REPORT]))
    latin = told("{C|3 people} died", {"n": 3})
    assert '<a href="#d0c0" class="w0 CASUALTY">3 people</a>' in "".join(rendered([latin]))


STRETCHES = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(STRETCHES, STRETCHES), max_size=4))
def test_a_text_is_unchanged_however_the_words_of_its_tolls_overlap(pairs: list[tuple[tuple[int, int], ...]]) -> None:
    text = REPORT.text
    tolls = tuple(
        Toll(span=1, harm=("killed",), low=1, kind="integer", when=when, source_words=source, incident=1)
        for when, source in pairs
    )
    reader = read_page(Document("1", text, REPORT.spans, tolls=tolls))
    assert reader.shown["p"] == [text]
    assert reader.shown["mark"][3:] == [text[span.start : span.end] for span in REPORT.spans]
    assert {name.removeprefix("#") for name in reader.fetched} <= set(reader.ids)
