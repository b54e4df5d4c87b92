"""The coloured page in a real browser: Chromium as the system has it, driven by playwright."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader
from samples.boxes import LATIN, MIXED, in_order_from_the_right
from samples.pages import Open, opener
from samples.tolls import told

from hasila.document import Document
from hasila.formats.html import rendered
from hasila.spans import Span

pytestmark = pytest.mark.browser
LONG = "أعلنت لجنة الإغاثة المحلية في بلدة الوادي الأخضر مقتل سبعة من العمال قرب الجسر القديم. " * 6
TEXTS = [
    Document("mixed", MIXED, (Span(15, 20, "ACTOR", 0.5), Span(21, 33, "CASUALTY", 0.91))),
    Document("latin", LATIN, (Span(14, 18, "OUTLET", 0.7),)),
    Document(
        "long" * 30,
        LONG,
        tuple(Span(start, start + 24, "ACTOR", 0.97) for start in range(6, len(LONG) - 30, len(LONG) // 6)),
    ),
]
REPORT = told(
    "قال {A|مكتب الإغاثة} أمس إن {C|عشرين مدنيا} قُتلوا في {L|سوق التل}، {C|بينهم طفلان}. " + LONG,
    {"n": 20, "place": ["سوق التل"], "source": ["مكتب الإغاثة"], "side": "third", "when": [17, 20]},
    {"n": 2, "part_of": 0, "status": "disputed", "source_words": [0, 8]},
    name="report",
    day="2024-05-14",
)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return what opens the page from disk in a new context, 390 wide unless told."""
    path = tmp_path / "article.html"
    path.write_text("".join(rendered(TEXTS)), encoding="utf-8")
    with opener(browser, path, 390) as opening:
        yield opening


@pytest.fixture
def counted(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return what opens a page of texts with tolls and one that has none."""
    path = tmp_path / "counted.html"
    path.write_text("".join(rendered([REPORT, replace(TEXTS[0], tolls=()), REPORT])), encoding="utf-8")
    with opener(browser, path, 390) as opening:
        yield opening


@pytest.mark.parametrize("width", [390, 1280])
def test_an_arabic_text_begins_on_the_right_and_one_without_arabic_letters_on_the_left(
    opened: Open, width: int
) -> None:
    mixed, latin, _ = opened(width).locator("p").all()
    assert in_order_from_the_right(mixed, MIXED.split()[:3])
    assert in_order_from_the_right(latin, LATIN.split()[2::-1])


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen_and_no_name_of_the_legend_is_broken(opened: Open, width: int) -> None:
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("header mark").evaluate_all("all => all.map(one => one.getClientRects().length)") == [1, 1, 1]


def test_no_mark_colours_a_blank_at_the_end_of_a_line_or_leaves_the_text(opened: Open) -> None:
    page = opened()
    blanks: list[float] = []
    for width in range(340, 440, 10):
        page.set_viewport_size({"width": width, "height": 900})
        blanks += page.locator("p mark").evaluate_all(_BLANKS)
        assert page.locator("p mark").evaluate_all(_WITHIN)
    assert len(blanks) > 10
    assert all(abs(blank) < 0.5 for blank in blanks)


_BLANKS = """all => all.flatMap((mark) => {
  const words = document.createRange();
  words.selectNodeContents(mark.firstChild);
  const lines = [...words.getClientRects()].filter((box) => box.width > 0);
  return [...mark.getClientRects()].slice(0, -1).map((box, line) => lines[line].left - box.left);
})"""
"""How much each line of a mark but the last is coloured beyond its words."""
_WITHIN = """all => all.every((mark) => {
  const { left, right } = mark.closest("p").getBoundingClientRect();
  return [...mark.getClientRects()].every((box) => box.left > left - .5 && box.right < right + .5);
})"""
"""Whether all marks are within the column of their text."""


def test_the_confidence_of_a_mark_is_read_without_pointing_until_the_box_is_cleared(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    mark = page.locator("p mark").first
    shown = mark.bounding_box()
    page.get_by_label("confidence").click()
    hidden = mark.bounding_box()
    assert shown is not None
    assert hidden is not None
    assert hidden["width"] < shown["width"] - 10


def test_the_confidence_of_a_mark_and_a_label_that_the_legend_lacks_are_printed(opened: Open) -> None:
    printed = PdfReader(io.BytesIO(opened().pdf(format="A4")))
    words = "\n".join(sheet.extract_text() for sheet in printed.pages)
    assert "0.50" in words
    assert "OUTLET 0.70" in words


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_breaks_the_accessibility_rules_and_contrast_is_enough(opened: Open, scheme: str) -> None:
    assert breaches(opened(color_scheme=scheme)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_cards_and_words_that_are_lit_break_no_accessibility_rule(counted: Open, width: int, scheme: str) -> None:
    page = counted(width, color_scheme=scheme)
    assert breaches(page) == []
    for words in ("سوق التل", "أمس", "مكتب الإغاثة", "عشرين مدنيا"):
        link(page, words).focus()
        assert breaches(page) == []


def breaches(page: Page) -> list[tuple[str, str]]:
    """Return the rules that a page breaks, each with the first element that breaks it."""
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in results["violations"]]


def link(page: Page, words: str) -> Locator:
    """Return the first link of a card with these words."""
    return page.locator(".tolls a", has_text=words).first


def lit(page: Page, look: str) -> list[str]:
    """Return the words of all texts that are outlined, or filled."""
    spans = page.locator("p span").all()
    return [span.inner_text() for span in spans if span.evaluate(_LOOKS[look])]


_LOOKS = {
    "outlined": "(one) => getComputedStyle(one).outlineStyle !== 'none'",
    "filled": "(one) => getComputedStyle(one).backgroundColor !== 'rgba(0, 0, 0, 0)'",
}


def test_no_word_is_lit_before_a_card_is_pointed_at(counted: Open) -> None:
    page = counted()
    assert (lit(page, "outlined"), lit(page, "filled")) == ([], [])


def test_a_card_that_is_pointed_at_outlines_its_words_in_its_own_text(counted: Open) -> None:
    page = counted(1280)
    page.locator("h4").first.hover()
    assert lit(page, "outlined") == ["مكتب", " الإغاثة", "أمس", "عشرين مدنيا", "سوق التل"]
    assert lit(page, "filled") == []


def test_a_field_that_is_pointed_at_fills_its_words_among_those_of_its_card(counted: Open) -> None:
    page = counted(1280)
    link(page, "سوق التل").hover()
    assert lit(page, "filled") == ["سوق التل"]
    assert "عشرين مدنيا" in lit(page, "outlined")


def test_fields_are_reached_by_the_keyboard_in_their_order(counted: Open) -> None:
    page = counted(1280)
    filled = []
    link(page, "عشرين مدنيا").focus()
    for _ in range(4):
        filled += lit(page, "filled")
        page.keyboard.press("Tab")
    assert filled == ["عشرين مدنيا", "سوق التل", "أمس", "مكتب", " الإغاثة"]


def test_words_that_reach_over_the_border_of_a_mark_are_lit_whole(counted: Open) -> None:
    page = counted(1280)
    page.locator(".tolls a", has_text="قال").first.focus()
    assert "".join(lit(page, "filled")) == REPORT.text[:8]


def test_a_link_that_is_followed_leads_to_the_words_which_stay_outlined(counted: Open) -> None:
    page = counted()
    link(page, "سوق التل").click()
    page.mouse.move(0, 0)
    assert lit(page, "outlined") == ["سوق التل"]
    assert page.locator("p :target").evaluate(
        "(one) => { const { top, bottom } = one.getBoundingClientRect(); return 0 < top && bottom < innerHeight; }"
    )


@pytest.mark.parametrize(("width", "beside"), [(390, False), (900, False), (1280, True)])
def test_cards_are_beside_the_text_on_wide_screens_and_below_it_on_others(
    counted: Open, width: int, *, beside: bool
) -> None:
    page = counted(width)
    text, cards = page.locator("p").first.bounding_box(), page.locator(".tolls").first.bounding_box()
    assert text is not None
    assert cards is not None
    assert (cards["x"] + cards["width"] < text["x"]) == beside
    assert (cards["y"] >= text["y"] + text["height"]) == (not beside)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_cards_are_printed_whole(counted: Open) -> None:
    printed = PdfReader(io.BytesIO(counted(1280).pdf(format="A4")))
    words = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert words.count("20 killed") == 4  # each card, and the line of the card that is part of it
    assert all(said in words for said in ("disputed", "2024-05-14", "Nobody is counted"))
