"""The page of an evaluation in a real browser: Chromium as the system has it, driven by playwright."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from samples.boxes import LATIN, MIXED, in_order_from_the_right
from samples.evaluation import Sample, evaluation_of, sample
from samples.pages import Open, opener

from hasila.document import Document
from hasila.spans import Span

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def made() -> Sample:
    """Return an evaluation of two seeds; two carriage returns and a bidi mark are in its first text."""
    plain = sample()
    texts = [f"{plain.gold[0].text}\r\n\u200f({len(plain.gold)})\r", *(document.text for document in plain.gold[1:])]
    gold, *runs = (
        [replace(document, text=text) for document, text in zip(documents, texts, strict=True)]
        for documents in (plain.gold, *plain.runs)
    )
    return replace(plain, evaluation=evaluation_of(gold, runs))


@pytest.fixture
def opened(browser: Browser, made: Sample, tmp_path: Path) -> Iterator[Open]:
    """Return what opens the page from disk in a new context, 1280 wide unless told."""
    path = tmp_path / "report.html"
    path.write_bytes(made.page.encode())
    with opener(browser, path, 1280) as opening:
        yield opening


def articles(page: Page) -> Locator:
    """Return the passages that are shown."""
    return page.locator("article:visible")


def shown(page: Page) -> list[str]:
    """Return the ids of the passages that are shown, which must be as many as the live region says."""
    ids: list[str] = articles(page).evaluate_all("all => all.map(one => one.dataset.id)")
    expect(page.get_by_role("status")).to_have_text(f"{len(ids)} of {page.locator('article').count()} passages shown")
    return ids


def wrong(made: Sample, seed: int, kinds: set[str], labels: set[str]) -> list[str]:
    """Return the ids of the passages in which `seed` makes a mistake of one of `kinds` on a span of one of `labels`."""
    from eval.analysis.mistakes import mistakes

    return [
        gold.id
        for gold, predicted in zip(made.gold, made.runs[seed], strict=True)
        if any(
            one.kind in kinds and labels & {span.label for span in (*one.gold, *one.predicted)}
            for one in mistakes(gold, predicted.spans)
        )
    ]


def test_the_page_opens_from_disk_without_a_request_or_an_error(browser: Browser, made: Sample, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(made.page.encode())
    page = browser.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.get_by_label("Only passages with mistakes").check()
    assert requests == [path.as_uri()]
    assert errors == []
    page.close()


def test_the_policy_runs_no_script_but_the_pages_own(opened: Open) -> None:
    page = opened()
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.foreign = true';"
        "document.body.append(script); }"
    )
    assert page.evaluate("window.foreign === undefined")


def test_texts_are_shown_right_to_left_and_exactly_as_given(opened: Open, made: Sample) -> None:
    page = opened()
    assert page.locator(".pair:visible .text").evaluate_all("all => all.map(one => one.textContent)") == [
        document.text for document in made.gold for _ in ("gold", "predicted")
    ]
    styles = page.locator(".text").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).direction, getComputedStyle(one).whiteSpaceCollapse])"
    )
    assert {tuple(style) for style in styles} == {("rtl", "preserve")}


@pytest.mark.parametrize("width", [1280, 480, 390])
def test_gold_and_predicted_stand_side_by_side_where_there_is_room_and_nothing_is_cut_off(
    opened: Open, width: int
) -> None:
    page = opened(width)
    gold, predicted = (part.bounding_box() for part in page.locator(".pair:visible > div").all()[:2])
    assert gold is not None
    assert predicted is not None
    if width > 1000:
        assert gold["y"] == predicted["y"]
        assert predicted["x"] + predicted["width"] < gold["x"]
    else:
        assert gold["x"] == predicted["x"]
        assert gold["y"] + gold["height"] <= predicted["y"]
    boxes = page.locator(":root, article, td, th, figure").evaluate_all(
        "all => all.map(one => [one.scrollWidth, one.clientWidth])"
    )
    assert all(needed <= there for needed, there in boxes if there)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_arabic_text_begins_on_the_right_and_one_without_arabic_letters_on_the_left(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    gold = [Document("1", MIXED, (Span(15, 20, "ACTOR"),)), Document("2", LATIN, (Span(0, 3, "ACTOR"),))]
    path = tmp_path / "report.html"
    path.write_text(Sample("Directions", evaluation_of(gold, [gold])).page, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    mixed, latin = page.locator(".text").nth(0), page.locator(".text").nth(2)
    assert in_order_from_the_right(mixed, MIXED.split()[:3])
    assert in_order_from_the_right(latin, LATIN.split()[2::-1])
    page.close()


def test_passages_are_filtered_by_kind_of_mistake_and_label(opened: Open, made: Sample) -> None:
    page = opened()
    everything = [document.id for document in made.gold]
    assert shown(page) == everything
    page.get_by_label("missed").check()
    assert shown(page) == wrong(made, 0, {"missed"}, {"ACTOR", "LOCATION", "CASUALTY"})
    page.get_by_label("ACTOR", exact=True).check()
    assert shown(page) == wrong(made, 0, {"missed"}, {"ACTOR"})
    page.get_by_label("too short").check()
    few = wrong(made, 0, {"missed", "too short"}, {"ACTOR"})
    assert shown(page) == few
    assert 0 < len(few) < len(everything)
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == everything


def test_passages_are_filtered_by_having_a_mistake_and_by_words_or_id(opened: Open, made: Sample) -> None:
    page = opened()
    page.get_by_label("Only passages with mistakes").check()
    assert shown(page) == wrong(made, 0, set(made.results.mistakes), {"ACTOR", "LOCATION", "CASUALTY"})
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Words or id").fill("IRAQ-")
    assert shown(page) == [document.id for document in made.gold if "iraq-" in document.id]
    page.get_by_label("Words or id").fill("بغداد")
    assert shown(page) == [document.id for document in made.gold if "بغداد" in document.text]
    page.get_by_label("Words or id").fill("no passage has this")
    assert shown(page) == []


def test_the_reader_chooses_whose_predictions_are_shown(opened: Open, made: Sample) -> None:
    page = opened()
    page.get_by_label("Seed").select_option(made.results.runs[1].model)
    marks = page.locator(".pair:visible > div:last-child mark").evaluate_all("all => all.map(one => one.textContent)")
    assert marks == [document.text_of(span) for document in made.runs[1] for span in document.spans]
    page.get_by_label("missed").check()
    assert shown(page) == wrong(made, 1, {"missed"}, {"ACTOR", "LOCATION", "CASUALTY"})


def test_pointing_at_a_mistake_shows_what_it_was_met_by(opened: Open) -> None:
    page = opened()
    gold = page.locator(".pair:visible mark[data-kind='wrong label']").first
    number = gold.get_attribute("data-mistake")
    predicted = page.locator(f".pair:visible mark[data-mistake='{number}']").nth(1)
    gold.hover()
    expect(predicted).to_contain_class("joined")
    page.get_by_role("heading", level=1).hover()
    assert page.locator(".joined").count() == 0
    predicted.focus()
    assert page.locator(".joined").count() == 2


def test_a_link_to_a_passage_that_is_filtered_away_brings_it_back(opened: Open) -> None:
    page = opened()
    page.get_by_label("Words or id").fill("no passage has this")
    page.get_by_text("made at more than one place").click()
    link = page.locator("a[href^='#p']").filter(has_text="-").first
    link.click()
    expect(page.locator(str(link.get_attribute("href")))).to_be_in_viewport()


def test_everything_is_reached_by_keyboard_and_shows_where_the_focus_is(opened: Open) -> None:
    page = opened()
    wanted = (
        page.locator("main, nav").locator("a, input, select, button, summary, mark[tabindex]").locator("visible=true")
    )
    reached = 0
    for _ in range(wanted.count()):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const { dataset } = document.activeElement; dataset.reached = 1;"
            "const style = getComputedStyle(document.activeElement);"
            "return [style.outlineStyle, parseFloat(style.outlineWidth)]; }"
        )
        assert outline[0] != "none"
        assert outline[1] >= 3
        reached += 1
    assert page.locator("[data-reached]").count() == reached == wanted.count()


def test_the_filters_work_by_keyboard(opened: Open, made: Sample) -> None:
    page = opened()
    page.get_by_label("Seed").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("gaza")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    every = wrong(made, 1, set(made.results.mistakes), {"ACTOR", "LOCATION", "CASUALTY"})
    assert shown(page) == [identity for identity in every if "gaza" in identity]
    page.get_by_role("button", name="Show all").press("Enter")
    assert shown(page) == [document.id for document in made.gold]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_breaks_the_accessibility_rules_and_contrast_is_enough(opened: Open, scheme: str) -> None:
    page = opened(color_scheme=scheme, reduced_motion="reduce")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    # axe leaves out what the browser has not laid out yet.
    page.locator("article").evaluate_all("all => all.forEach(one => { one.style.contentVisibility = 'visible'; })")
    results = Axe().run(page, options={"resultTypes": ["violations", "incomplete", "passes"]}).response
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results["violations"]] == []
    contrast = {name: _contrast(results[name]) for name in ("passes", "incomplete")}
    assert len(contrast["passes"]) > page.locator("mark:visible").count()
    # Of single characters axe cannot say whether they are words, of words in pictures what is behind them.
    unsure = [html for html, message in contrast["incomplete"] if "too short" not in message]
    assert [html for html in unsure if not html.startswith("<text")] == []
    fills = page.locator("svg text").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    assert set(fills) == {page.evaluate("getComputedStyle(document.body).color")}


def _contrast(rules: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return each element that axe looked at for its contrast, with what it says of it."""
    return [
        (node["html"], node["any"][0]["message"])
        for rule in rules
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("motion", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_the_page_scrolls_smoothly_only_for_those_who_do_not_mind(opened: Open, motion: str, behaviour: str) -> None:
    page = opened(reduced_motion=motion)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_the_page_prints_with_every_passage_in_light_colours_and_without_filters(opened: Open, made: Sample) -> None:
    page = opened(color_scheme="dark")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = "\n".join(sheet.extract_text() for sheet in printed.pages)
    assert all(document.id in words for document in made.gold)
    assert "Only passages with mistakes" not in words
    assert "spans of one bin" in words
    assert "coverage" in words
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 252, 250)"
    assert page.locator("mark").first.evaluate("one => getComputedStyle(one).printColorAdjust") == "exact"


def test_without_script_every_passage_of_every_seed_is_there_and_no_filter(opened: Open, made: Sample) -> None:
    page = opened(java_script_enabled=False)
    assert articles(page).count() == len(made.gold)
    assert page.locator(".pair:visible").count() == len(made.gold) * len(made.runs)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text(f"{len(made.gold)} passages")


def test_a_thousand_passages_are_filtered_within_a_second(browser: Browser, made: Sample, tmp_path: Path) -> None:
    def often(documents: Any) -> list[Any]:
        return [replace(document, id=f"{document.id}-{turn}") for turn in range(84) for document in documents]

    path = tmp_path / "large.html"
    evaluation = replace(
        made.evaluation,
        results=replace(made.results, repeated=()),
        scored=replace(made.evaluation.scored, gold=often(made.gold)),
        seeds=[replace(seed, predicted=often(seed.predicted)) for seed in made.evaluation.seeds],
    )
    large = replace(made, evaluation=evaluation)
    path.write_bytes(large.page.encode())
    page = browser.new_page()
    page.goto(path.as_uri())
    took = page.evaluate(
        "() => { const box = document.querySelector('[value=missed]'); const start = performance.now();"
        "box.click(); document.body.getBoundingClientRect(); return performance.now() - start; }"
    )
    assert len(shown(page)) == 84 * len(wrong(made, 0, {"missed"}, {"ACTOR", "LOCATION", "CASUALTY"}))
    assert took < 1000
    page.close()
