"""The desk's page in a real browser, before a real service: Chromium as the system has it, driven by playwright."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from samples.desk import BRIDGE, MARKET, SCHOOL, RunningDesk, running_desk

from hasila.document import Document
from hasila.service.app import PAGE
from hasila.service.page import palette_sheets

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
"""Opens the page at an address of its own (`at`), in a language, as wide as wanted, with further settings."""
WAITING = """() => new Promise((done) => setTimeout(done, 50))"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    """Return a desk with three texts: two with tolls, one without."""
    with running_desk(tmp_path, MARKET, BRIDGE) as running:
        running.bring(MARKET, BRIDGE, SCHOOL)
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return what opens a desk; the page must neither fail nor break its policy while a test runs."""
    contexts = []
    faults: list[str] = []

    def visiting(  # noqa: PLR0913 - one parameter a setting
        running: RunningDesk,
        at: str = "#/desk/1",
        language: str = "en",
        width: int = 1280,
        who: str | None = "Nour",
        **settings: Any,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **settings)
        contexts.append(context)
        kept = {"hasila.language": language, **({"hasila.who": who} if who else {})}
        context.add_init_script(
            f"for (const [name, value] of Object.entries({json.dumps(kept)}))"
            " if (localStorage.getItem(name) === null) localStorage.setItem(name, value);"
        )
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Policy" in message.text else None)
        page.goto(f"{running.url}/{at}")
        return page

    yield visiting
    for context in contexts:
        context.close()
    assert faults == []


def text_of(page: Page) -> Locator:
    """Return the paragraph of the text."""
    return page.locator(".text")


def mark(page: Page, words: str) -> Locator:
    """Return the span of the text with these words."""
    return text_of(page).locator("mark").filter(has_text=re.compile(f"^{re.escape(words)}$"))


def card(page: Page, number: int) -> Locator:
    """Return the card of a toll, counted from 0."""
    return page.locator(".card").nth(number)


def saved(page: Page, revision: int) -> None:
    """Wait until the page has been told that this revision is stored."""
    expect(page.locator(".doc-head")).to_contain_text(re.compile(rf"(revision|النسخة) {revision}$|(revision|النسخة) {revision}\D"))


def choose_words(page: Page, words: str) -> None:
    """Select words of the text, as a mouse does."""
    start = text_of(page).evaluate("one => one.textContent").index(words)
    page.evaluate(
        """([start, length]) => {
          const walker = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
          const places = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode())
            for (let at = 0; at < node.data.length; at += 1) places.push([node, at]);
          const [from, to] = [places[start], places[start + length - 1]];
          getSelection().setBaseAndExtent(from[0], from[1], to[0], to[1] + 1);
        }""",
        [start, len(words)],
    )


def test_the_palette_of_the_page_is_that_of_every_page() -> None:
    assert {name: (PAGE / name).read_text(encoding="utf-8") for name in palette_sheets()} == palette_sheets()


def test_both_dictionaries_name_the_same_and_nothing_that_the_page_does_not_say(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    english, arabic = page.evaluate(
        "async () => [(await import('/page/en.js')).ENGLISH, (await import('/page/ar.js')).ARABIC]"
    )
    assert english.keys() == arabic.keys()
    holes = re.compile(r"\{\w+\}")
    assert {key: sorted(holes.findall(said)) for key, said in english.items()} == {
        key: sorted(holes.findall(said)) for key, said in arabic.items()
    }
    code = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js") if path.stem not in {"en", "ar"})
    built = re.compile(
        r"(harm|modifier|status|side|scope|group|kind|label|state|order|theme|action|done|error|flag|reason|keys?|pick"
        r"|short|policy|export|bar)\."
    )
    assert [key for key in english if f'"{key}"' not in code and f"{key}:" not in code and not built.match(key)] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_person_checks_a_pasted_text_by_mouse_and_the_store_and_the_export_hold_what_they_said(
    visit: Visit, tmp_path: Path, language: str
) -> None:
    with running_desk(tmp_path, MARKET) as running:
        page = visit(running, "#/add", language, accept_downloads=True)
        page.locator("[name=text]").fill(MARKET.text)
        page.locator("[name=id]").fill("market")
        page.locator("[name=date]").fill("2024-05-15")
        page.locator(".way .main").click()
        page.locator(".outcome .main").click()
        expect(text_of(page)).to_have_text(MARKET.text)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")

        # the count, its hedge and the harm of the first toll
        page.locator("[data-at=low]").fill("18")
        page.locator("[data-at=low]").press("Enter")
        saved(page, 2)
        page.locator("[data-at=high]").fill("21")
        page.locator("[data-at=high]").press("Enter")
        saved(page, 3)
        page.locator("[data-at=modifier]").select_option("about")
        saved(page, 4)
        page.locator("[data-at=harm-1]").check()
        saved(page, 5)

        # another actor, and no source
        page.locator("[data-at=pick-by]").click()
        mark(page, "كتيبة الوادي").click()
        saved(page, 6)
        page.locator("[data-at='pick.done']").click()
        page.locator("[data-at='cross-source-0']").click()
        saved(page, 7)

        # a new span, and one that is deleted; the tolls follow
        choose_words(page, "مصدر طبي")
        page.locator(".bar [data-at=label-ACTOR]").click()
        saved(page, 8)
        mark(page, "سوق التل").click()
        page.locator(".bar [data-at='bar.delete']").click()
        saved(page, 9)

        # a toll less, and one more
        card(page, 1).locator(".head").click()
        page.locator("[data-at=delete]").click()
        saved(page, 10)
        mark(page, "بينهم طفلان").click()
        page.locator(".bar [data-at='bar.toll']").click()
        saved(page, 11)
        page.locator(".actions [data-at=accept]").click()
        expect(page.locator(".doc-head .state")).to_have_class(re.compile("checked"))

        held = running.document("1")
        words = {index: span["text"] for index, span in enumerate(held["spans"])}
        assert "سوق التل" not in words.values()
        assert held["state"] == "checked"
        first, children, wounded = held["tolls"]
        assert (first["low"], first["high"], first["modifier"]) == (18, 21, "about")
        assert first["harm"] == ["killed", "wounded"]
        assert [words[index] for index in first["by"]] == ["كتيبة الجبل", "كتيبة الوادي"]
        assert (first["source"], first["place"]) == ([], [])
        assert (words[children["span"]], children["part_of"], children["group"]) == ("بينهم طفلان", None, [])
        assert words[wounded["span"]] == "جرح 9"
        assert "مصدر طبي" in words.values()

        page.reload()
        expect(text_of(page)).to_have_text(MARKET.text)
        expect(card(page, 0).locator(".figure")).to_have_text("18–21")

        page.goto(f"{running.url}/#/incidents")
        page.locator("[name=what]").select_option("corpus")
        with page.expect_download() as download:
            page.locator(".exporting .main").click()
        (row,) = [json.loads(line) for line in download.value.path().read_text(encoding="utf-8").splitlines()]
        exported = Document.from_dict(row)
        assert [toll.to_dict() | {"scores": None} for toll in exported.tolls or ()] == [
            toll | {"scores": None} for toll in held["tolls"]
        ]
        assert [(span.start, span.end, span.label) for span in exported.spans] == [
            (span["start"], span["end"], span["label"]) for span in held["spans"]
        ]
        whos = {one["who"] for one in running.ask("GET", "/v1/desk/documents/1/history")["revisions"]}
        assert whos == {"Nour"}
