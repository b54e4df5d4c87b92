"""The coloured page in a real browser: Chromium as the system has it, driven by playwright."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pypdf import PdfReader
from samples.boxes import LATIN, MIXED, in_order_from_the_right
from samples.pages import Open, opener

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


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return what opens the page from disk in a new context, 390 wide unless told."""
    path = tmp_path / "article.html"
    path.write_text("".join(rendered(TEXTS)), encoding="utf-8")
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
    results = Axe().run(opened(color_scheme=scheme), options={"runOnly": ["wcag2a", "wcag2aa"]}).response
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results["violations"]] == []
