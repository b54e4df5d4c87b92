"""The desk's page in a real browser, before a real service: Chromium as the system has it, driven by playwright."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from samples.running_desk import MARKET, OLD_BRIDGE, SCHOOL, RunningDesk, running_desk
from samples.tolls import told

from hasila.document import Document
from hasila.service.app import PAGE
from hasila.service.page import palette_sheets

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
"""Opens the page at an address of its own (`at`), in a language, as wide as wanted, with further settings."""
expect.set_options(timeout=30_000)  # a busy machine is no fault of the page


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    """Return a desk with three texts: two with tolls, one without."""
    with running_desk(tmp_path, MARKET, OLD_BRIDGE) as running:
        running.bring(MARKET, OLD_BRIDGE, SCHOOL)
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return what opens a desk; the page must neither fail nor break its policy while a test runs."""
    contexts = []
    faults: list[str] = []

    def visiting(
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
    expect(page.locator(".doc-head")).to_contain_text(
        re.compile(rf"(revision|النسخة) {revision}$|(revision|النسخة) {revision}\D")
    )


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


def correct_the_count(page: Page) -> None:
    """Give the first toll another count, hedge and harm."""
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


def correct_the_links(page: Page) -> None:
    """Give the first toll one more actor, and take its source away."""
    # another actor, and no source
    page.locator("[data-at=pick-by]").click()
    mark(page, "كتيبة الوادي").click()
    saved(page, 6)
    page.locator("[data-at='pick.done']").click()
    page.locator("[data-at='cross-source-0']").click()
    saved(page, 7)


def correct_the_spans_and_tolls(page: Page) -> None:
    """Mark a span and delete one, delete a toll and add one."""
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


def assert_corrected(held: Any) -> None:
    """Assert that a document is as the corrections leave it."""
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


def test_the_palette_of_the_page_is_that_of_every_page() -> None:
    assert {name: (PAGE / name).read_text(encoding="utf-8") for name in palette_sheets()} == palette_sheets()


def test_both_dictionaries_name_the_same_and_nothing_that_the_page_does_not_say(
    desk: RunningDesk, visit: Visit
) -> None:
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
        r"|short|policy|export|bar|change)\."
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

        correct_the_count(page)
        correct_the_links(page)
        correct_the_spans_and_tolls(page)
        page.locator(".actions [data-at=accept]").click()
        expect(page.locator(".doc-head .state")).to_have_class(re.compile("checked"))

        held = running.document("1")
        assert_corrected(held)
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


def test_a_person_checks_a_text_by_keyboard_alone_in_an_arabic_interface(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, language="ar")
    keys = page.keyboard
    expect(text_of(page)).to_have_text(MARKET.text)
    keys.press("l")  # low, which was exact, takes high along
    keys.type("17")
    keys.press("Enter")
    saved(page, 2)
    keys.press("j")
    expect(card(page, 1)).to_have_class("card open")
    keys.press("o")  # a place, among the spans: the nearest first, then the other
    expect(text_of(page).locator("mark.candidate")).to_have_count(2)
    keys.press("ArrowRight")
    keys.press("Enter")
    saved(page, 3)
    keys.press("Escape")
    expect(text_of(page).locator("mark.candidate")).to_have_count(0)
    keys.press("v")  # the first word, then two more, as an actor
    expect(page.locator(".bar .quoted")).to_have_text("قال")
    for combination in ("ArrowLeft", "ArrowLeft", "ArrowLeft"):
        keys.press(combination)
    expect(page.locator(".bar .quoted")).to_have_text("أمس")
    keys.press("Shift+ArrowLeft")
    expect(page.locator(".bar .quoted")).to_have_text("أمس إن")
    keys.press("2")
    saved(page, 4)
    expect(mark(page, "أمس إن")).to_be_focused()
    keys.press("BracketLeft")
    saved(page, 5)
    expect(mark(page, "أمس")).to_be_focused()
    keys.press("Delete")
    saved(page, 6)
    keys.press("k")
    keys.press("Delete")  # the toll
    saved(page, 7)
    keys.press("u")
    saved(page, 8)
    keys.press("a")
    expect(text_of(page)).not_to_have_text(MARKET.text)
    held = desk.document("1")
    words = [span["text"] for span in held["spans"]]
    assert held["state"] == "checked"
    assert words == [MARKET.text_of(span) for span in MARKET.spans]
    assert [(toll["low"], toll["high"]) for toll in held["tolls"]] == [(17, 17), (2, 2), (9, 9)]
    assert [words[index] for index in held["tolls"][1]["place"]] in (["سوق التل"], ["بلدة النهر"])
    keys.press("x")
    expect(page.locator(".toast[role=status]")).not_to_be_empty()
    keys.press("u")
    keys.press("u")
    expect(text_of(page)).to_have_text(MARKET.text)
    expect(page.locator(".doc-head .state")).to_have_class(re.compile("unchecked"))


def test_letters_are_keys_by_their_position_so_that_an_arabic_layout_works(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_have_class("card open")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ت', code: 'KeyJ', bubbles: true}))")
    expect(card(page, 1)).to_have_class("card open")


def test_no_key_is_a_command_while_somebody_writes(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_have_class("card open")
    page.locator("[name=text]").fill("")
    page.locator("[name=text]").press_sequentially("jax 1 ?")
    expect(page.locator("[name=text]")).to_have_value("jax 1 ?")
    expect(card(page, 0)).to_have_class("card open")
    assert desk.document("1")["revision"] == 1


def test_the_help_lists_every_key_and_a_question_mark_opens_and_closes_it(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(text_of(page)).to_be_visible()
    page.keyboard.press("?")
    panel = page.locator("dialog.help")
    expect(panel).to_be_visible()
    listed = panel.locator("dl > div")
    assert listed.count() == page.evaluate("async () => (await import('/page/keys.js')).KEY_COUNT")
    assert all("key." not in said for said in listed.all_inner_texts())
    page.keyboard.press("?")
    expect(panel).to_be_hidden()


def test_pointing_at_a_field_or_focusing_it_lights_its_words_up(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    place = card(page, 0).locator("[data-field=place]")
    place.hover()
    assert text_of(page).locator(".lit").all_inner_texts() == ["سوق التل"]
    page.locator("h1").hover()
    assert text_of(page).locator(".lit").count() == 0
    card(page, 0).locator("[data-at='chip-by-0']").focus()
    assert text_of(page).locator(".lit").all_inner_texts() == ["كتيبة الجبل"]
    card(page, 0).locator("[data-field=date] .chip-words").focus()
    assert text_of(page).locator(".lit").all_inner_texts() == [MARKET.text[17:20]]


def test_what_the_model_is_not_sure_of_says_so_in_words(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 2).locator(".badge.unsure")).to_have_text("uncertain")
    card(page, 2).locator(".head").click()
    expect(card(page, 2).locator("[data-field=place] .badge")).to_have_text("uncertain 40 %")
    expect(page.locator(".document").first).to_contain_text("uncertain 40 %")
    page.locator("[data-at='cross-place-0']").click()
    saved(page, 2)
    expect(card(page, 2).locator(".badge.unsure")).to_have_count(0)


def test_scripts_in_texts_ids_and_names_stay_text(visit: Visit, tmp_path: Path) -> None:
    evil = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>"
    document = replace(
        MARKET, id=f"id {evil}", text=f"{MARKET.text} {evil}", meta={"date": "2024-05-14", "outlet": evil}
    )
    with running_desk(tmp_path, document) as running:
        (key,) = running.bring(document)
        running.ask(
            "POST",
            f"/v1/desk/documents/{key}/decisions",
            json={"base": 1, "who": evil, "action": "accept", "note": evil, "what": {"change": evil}},
        )
        page = visit(running, who=evil)
        expect(text_of(page)).to_have_text(document.text)
        for panel in page.locator(".panel").all():
            panel.locator("summary").click()
        expect(page.locator(".panel[open]").last).to_contain_text(evil)
        expect(page.locator("#who")).to_have_text(evil)
        page.goto(f"{running.url}/#/incidents")
        expect(page.locator(".incident-table")).to_be_visible()
        page.goto(f"{running.url}/#/desk/{evil.replace('/', '%2F')}")
        expect(page.locator(".toast.alert")).not_to_be_empty()
        assert page.evaluate("window.hit === undefined")
        assert page.locator("img").count() == 0


def test_the_policy_runs_no_script_and_no_style_but_the_pages_own(desk: RunningDesk, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(desk.url)
    page.evaluate(
        "() => { for (const name of ['script', 'style']) { const one = document.createElement(name);"
        "one.textContent = name === 'script' ? 'window.foreign = true' : 'body { opacity: .5 }';"
        "document.body.append(one); } }"
    )
    assert page.evaluate("[window.foreign === undefined, getComputedStyle(document.body).opacity]") == [True, "1"]
    page.close()


def test_the_page_asks_no_other_address(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, "#/add")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator(".way").first).to_be_visible()
    page.goto(f"{desk.url}/#/incidents")
    expect(page.locator(".exporting")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(desk.url)] == []


def test_no_module_builds_elements_from_markup() -> None:
    banned = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|Function\(|\.style\b")
    assert [path.name for path in PAGE.glob("*.js") if banned.search(path.read_text(encoding="utf-8"))] == []


def test_offsets_are_code_points_whatever_stands_before(visit: Visit, tmp_path: Path) -> None:
    document = Document("emoji", "😀😀 خبر: قالت لجنة 𐤀 الإغاثة إن قرية النبع هادئة.", tolls=())
    with running_desk(tmp_path, document) as running:
        running.bring(document)
        page = visit(running)
        expect(text_of(page)).to_be_visible()
        page.evaluate(
            """() => { const node = document.querySelector('.text [data-start]').firstChild;
            const at = node.data.indexOf('رية');
            getSelection().setBaseAndExtent(node, at, node, at + 5); }"""
        )
        expect(page.locator(".bar .quoted")).to_have_text("قرية النبع")
        page.keyboard.press("2")
        saved(page, 2)
        (span,) = running.document("1")["spans"]
        assert document.text[span["start"] : span["end"]] == "قرية النبع" == span["text"]


def test_marking_words_over_a_span_moves_its_edges_and_keeps_its_toll(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    choose_words(page, "إن مقتل عشرين مدنيا")
    page.keyboard.press("3")
    saved(page, 2)
    held = desk.document("1")
    assert held["spans"][held["tolls"][0]["span"]]["text"] == "إن مقتل عشرين مدنيا"
    choose_words(page, "سوق التل قرب بلدة النهر")
    page.keyboard.press("2")
    expect(page.locator(".toast.alert")).to_contain_text("do not overlap")
    assert desk.document("1")["revision"] == 2


def test_a_text_that_somebody_else_changed_is_loaded_anew_and_nothing_is_overwritten(
    desk: RunningDesk, visit: Visit
) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    desk.ask(
        "POST",
        "/v1/desk/documents/1/decisions",
        json={"base": 1, "who": "Other", "action": "edit", "spans": [], "tolls": []},
    )
    page.locator("[data-at=modifier]").select_option("about")
    expect(page.locator(".toast.alert")).to_contain_text("Somebody else")
    expect(page.locator(".nobody")).to_be_visible()
    assert desk.document("1")["revision"] == 2


def test_a_count_that_cannot_be_is_refused_before_it_is_sent(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    page.locator("[data-at=high]").fill("3")
    page.locator("[data-at=high]").press("Enter")
    expect(page.locator(".toast.alert")).to_contain_text("High is not lower")
    expect(page.locator("[data-at=high]")).to_have_value("20")
    page.locator("[data-at=high]").fill("")
    page.locator("[data-at=high]").press("Enter")
    saved(page, 2)
    assert desk.document("1")["tolls"][0]["high"] is None
    expect(card(page, 0).locator(".figure")).to_have_text("20+")


def test_a_service_that_does_not_answer_loses_nothing_silently(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    page.context.set_offline(True)
    page.locator("[data-at=modifier]").select_option("about")
    expect(page.locator(".toast.alert")).to_contain_text("does not answer")
    page.keyboard.press("Escape")  # out of the field,
    page.keyboard.press("Escape")  # then the message
    expect(page.locator(".toast.alert")).to_be_empty()
    page.keyboard.press("n")  # the text is not left while its change is not stored
    expect(page.locator(".toast.alert")).to_contain_text("does not answer")
    expect(text_of(page)).to_have_text(MARKET.text)
    assert page.url.endswith("#/desk/1")
    page.context.set_offline(False)
    page.keyboard.press("a")
    expect(text_of(page)).not_to_have_text(MARKET.text)
    held = desk.document("1")
    assert (held["state"], held["tolls"][0]["modifier"]) == ("checked", "about")
    actions = [one["action"] for one in desk.ask("GET", "/v1/desk/documents/1/history")["revisions"]]
    assert actions == ["proposal", "edit", "accept"]


def test_the_token_is_asked_for_once_and_kept_for_the_window(visit: Visit, tmp_path: Path) -> None:
    token = "invented-token-of-thirty-two-letters"  # noqa: S105 - a test's own
    with running_desk(tmp_path, MARKET, token=token) as running:
        running.bring(MARKET)
        page = visit(running)
        page.locator("dialog.ask input").fill("not the token")
        page.locator("dialog.ask .main").click()
        page.locator("dialog.ask input").fill(token)
        page.locator("dialog.ask .main").click()
        expect(text_of(page)).to_have_text(MARKET.text)
        page.reload()
        expect(text_of(page)).to_have_text(MARKET.text)
        expect(page.locator("dialog.ask")).to_have_count(0)


def test_a_name_is_asked_for_before_anything_is_decided(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, who=None)
    page.locator("dialog.ask input").fill("هدى")
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_have_text("هدى")
    expect(text_of(page)).to_have_text(MARKET.text)  # keys do nothing before there is a text
    page.keyboard.press("a")
    expect(page.locator(".toast[role=status]")).to_contain_text("Accepted market")
    assert desk.ask("GET", "/v1/desk/documents/1/history")["revisions"][-1]["who"] == "هدى"


def test_the_queue_is_filtered_and_ordered(visit: Visit, tmp_path: Path) -> None:
    dated = [replace(MARKET, meta={"date": "2024-05-15"}), replace(OLD_BRIDGE, meta={"date": "2024-05-13"}), SCHOOL]
    with running_desk(tmp_path, *dated) as running:
        running.bring(*dated)
        page = visit(running)
        titles = page.locator(".document-title")
        market, bridge, school = (re.compile(words) for words in ("مكتب الإغاثة", "خمسة عمال", "مجلس البلدة"))
        expect(titles).to_have_text([market, bridge, school])
        page.locator("[name=harm]").select_option("wounded")
        expect(titles).to_have_text([market])
        page.locator("[name=harm]").select_option("")
        page.locator("[name=place]").fill("الجسر")
        expect(titles).to_have_text([bridge])
        page.locator("[name=place]").fill("")
        page.locator("[name=order]").select_option("date")
        expect(titles).to_have_text([bridge, market, school])
        page.locator("[data-at=state-checked]").click()
        expect(titles).to_have_count(0)
        expect(page.locator(".queue-foot")).to_contain_text("No text matches")


def test_incidents_show_what_they_rest_on_and_what_was_left_out(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, "#/incidents")
    expect(page.locator(".found")).to_contain_text("No incidents yet")
    page.locator(".choices [name=state]").select_option("all")
    expect(page.locator(".incident-table tbody")).to_have_count(2)
    row = page.locator(".incident-table tbody").filter(has_text="الجسر القديم")
    row.get_by_role("button").click()
    expect(row.locator(".left")).to_contain_text("another toll counts")
    expect(row.locator(".left")).to_contain_text("الخمسة")
    expect(page.locator(".chart svg rect")).to_have_count(2)
    page.locator(".chart summary").click()
    assert page.locator(".chart tbody tr").all_inner_texts() == ["2024-05-12\t5\t5\t5", "2024-05-14\t20\t20\t20"]
    row.locator(".left a").click()
    expect(card(page, 1)).to_have_class("card open")


def test_files_are_read_and_what_could_not_be_added_is_said(desk: RunningDesk, visit: Visit, tmp_path: Path) -> None:
    good, again = tmp_path / "خبر.txt", tmp_path / "again.txt"
    good.write_text("أعلنت البلدية إغلاق السوق.", encoding="utf-8")
    again.write_text(OLD_BRIDGE.text, encoding="utf-8")
    page = visit(desk, "#/add")
    page.locator("#files").set_input_files([good, again])
    expect(page.locator(".outcome")).to_contain_text("Added: 1")
    expect(page.locator(".outcome")).to_contain_text("on the desk already")
    page.locator(".outcome .main").click()
    expect(text_of(page)).to_contain_text("إغلاق السوق")


@pytest.mark.parametrize("width", [390, 800, 1024, 1440])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_wider_than_the_screen(desk: RunningDesk, visit: Visit, width: int, language: str) -> None:
    page = visit(desk, language=language, width=width)
    for view, shown in (("#/desk/1", ".card.open"), ("#/add", ".way"), ("#/incidents", ".exporting")):
        page.goto(f"{desk.url}/{view}")
        expect(page.locator(shown).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = "main, .review, .cards-pane, .text-pane, .queue, .bar, .actions, .top, .row, .value, .counts"
        boxes = page.locator(wide).evaluate_all(
            "all => all.map(one => [one.className, one.scrollWidth, one.clientWidth])"
        )
        assert [box for box in boxes if box[2] and box[1] > box[2] + 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_breaks_the_accessibility_rules_and_contrast_is_enough(
    desk: RunningDesk, visit: Visit, scheme: str, language: str
) -> None:
    page = visit(desk, language=language, color_scheme=scheme)
    expect(card(page, 0)).to_be_visible()
    assert violations(page) == []
    page.locator(".more summary").click()
    page.keyboard.press("b")
    assert violations(page) == []
    page.keyboard.press("Escape")
    mark(page, "كتيبة الوادي").click()
    page.keyboard.press("?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.goto(f"{desk.url}/#/add")
    expect(page.locator(".way").first).to_be_visible()
    assert violations(page) == []
    page.goto(f"{desk.url}/#/incidents")
    page.locator(".choices [name=state]").select_option("all")
    expect(page.locator(".incident-table")).to_be_visible()
    page.locator(".incident-table button").last.click()
    assert violations(page) == []


def violations(page: Page) -> list[tuple[str, str]]:
    """Return the rules of axe that the page breaks, each with what breaks it."""
    results = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        (rule["id"], node["html"][:200] + str(node["any"][:1])[:200])
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def test_the_theme_is_the_systems_until_a_person_chooses_one(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.locator("#theme").click()
    light = page.evaluate(ground)
    assert (dark, light) == ("rgb(23, 24, 26)", "rgb(252, 252, 250)")
    page.locator("#theme").click()
    page.reload()
    assert page.evaluate(ground) == dark


def test_every_control_is_reached_by_tab_and_shows_where_the_focus_is(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((one) => one.tabIndex >= 0 && one.checkVisibility() && !one.matches('.skip')).length"
    )
    outlines = []
    for _ in range(wanted + 2):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate(
                "() => { const one = document.activeElement; if (one === document.body) return null;"
                "one.dataset.reached = 1;"
                "const box = one.closest('.box') ?? one; const style = getComputedStyle(box);"
                "return [one.className, style.outlineStyle, parseFloat(style.outlineWidth)]; }"
            )
        )
    assert outlines.count(None) <= 1, "between the last control and the first some browsers go to the page itself"
    assert [outline for outline in outlines if outline and (outline[1] == "none" or outline[2] < 3)] == []
    assert page.locator("[data-reached]").count() >= wanted


def test_a_switch_of_language_keeps_the_text_and_turns_the_page(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(text_of(page)).to_have_text(MARKET.text)
    expect(page.locator(".document")).to_have_count(3)
    expect(page.locator("#language")).to_be_focused()
    page.keyboard.press("j")
    expect(card(page, 1)).to_have_class("card open")


def test_a_hundred_texts_of_two_thousand_words_stay_light(visit: Visit, tmp_path: Path) -> None:
    sentence = f"{OLD_BRIDGE.text} "
    spans = [
        replace(span, start=span.start + at, end=span.end + at)
        for at in range(0, len(sentence) * 120, len(sentence))
        for span in OLD_BRIDGE.spans
    ]
    tolls = tuple(
        replace(toll, span=toll.span + 4 * at, place=tuple(one + 4 * at for one in toll.place), source=(), same_as=None)
        for at in range(120)
        for toll in OLD_BRIDGE.tolls or ()
    )
    documents = [
        Document(f"long-{number}", f"{sentence * 120}{number}", tuple(spans), tolls=tolls) for number in range(100)
    ]
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running)
        expect(page.locator(".document")).to_have_count(50)
        expect(page.locator(".card")).to_have_count(240)
        assert page.evaluate("document.querySelectorAll('*').length") < 6000
        page.locator(".queue-foot button").click()
        expect(page.locator(".document")).to_have_count(100)
        page.keyboard.press("n")
        expect(page.locator(".doc-head h2")).to_have_text("long-1")
        page.evaluate("document.querySelectorAll('.card').forEach((one) => { one.kept = true; })")
        card(page, 90).locator(".head").click()
        expect(card(page, 90)).to_have_class("card open")
        assert page.evaluate("[...document.querySelectorAll('.card')].filter((one) => !one.kept).length") == 2


def test_a_note_goes_with_the_next_decision(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.type("يكرر خبرا سابقا")
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    expect(page.locator(".toast[role=status]")).to_contain_text("Rejected market")
    last = desk.ask("GET", "/v1/desk/documents/1/history")["revisions"][-1]
    assert (last["action"], last["note"]) == ("reject", "يكرر خبرا سابقا")


def test_a_date_and_a_source_are_told_by_selecting_their_words(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    card(page, 2).locator(".head").click()
    choose_words(page, "مصدر طبي")
    page.locator("[data-at='bar.source_words']").click()
    saved(page, 2)
    choose_words(page, "أمس")
    page.locator("[data-at='bar.when']").click()
    saved(page, 3)
    page.locator("[data-at=date]").fill("2024-05-32x")
    page.locator("[data-at=date]").press("Enter")
    expect(page.locator(".toast.alert")).to_contain_text("YYYY-MM-DD")
    page.locator("[data-at=date]").fill("2024-05-13/2024-05-14")
    page.locator("[data-at=date]").press("Enter")
    saved(page, 4)
    page.locator(".more summary").click()
    page.locator("[data-at=side]").select_option("third")
    saved(page, 5)
    page.locator("[data-at=same_as]").select_option("0")
    saved(page, 6)
    page.locator("[data-at=scope]").select_option("cumulative")
    saved(page, 7)
    toll = desk.document("1")["tolls"][2]
    text = MARKET.text
    assert (text[slice(*toll["source_words"])], text[slice(*toll["when"])]) == ("مصدر طبي", "أمس")
    assert (toll["date"], toll["side"], toll["same_as"]) == ("2024-05-13/2024-05-14", "third", 0)
    assert (toll["scope"], toll["incident"]) == ("cumulative", None)


def test_the_map_shows_places_that_are_known_and_names_them(visit: Visit, tmp_path: Path) -> None:
    documents = [
        told(f"قتل {{C|خمسة عمال}} في {{L|{place}}} اليوم.", {"n": 5, "place": [place]}, name=place, day="2024-05-12")
        for place in ("الموصل", "الخرطوم", "قرية بلا اسم")
    ]
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running, "#/incidents")
        page.locator(".choices [name=state]").select_option("all")
        expect(page.locator(".spot")).to_have_count(2)
        expect(page.locator(".place-name")).to_have_count(2)
        assert set(page.locator(".place-name").all_text_contents()) == {"الموصل", "الخرطوم"}
        assert page.locator(".country-name").all_text_contents() == ["Iraq"]  # the circle of Khartoum covers Sudan's
        expect(page.locator(".figure-foot")).to_contain_text("place is not known: 1")
        boxes = page.locator(".place-name").evaluate_all(
            "all => all.map((one) => { const [name, drawing] = [one.getBoundingClientRect(),"
            "one.ownerSVGElement.getBoundingClientRect()];"
            "return drawing.left <= name.left && name.right <= drawing.right; })"
        )
        assert boxes == [True, True]


def killed_in(*places: tuple[str, int]) -> list[Document]:
    """Return a text for each place and how many were killed there."""
    return [
        told(f"قتل {{C|{n} عمال}} في {{L|{place}}} اليوم.", {"n": n, "place": [place]}, name=place, day="2024-05-12")
        for place, n in places
    ]


def test_the_area_of_a_circle_grows_with_the_killed_and_the_table_has_the_same(visit: Visit, tmp_path: Path) -> None:
    documents = killed_in(("الموصل", 40), ("الخرطوم", 10))
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running, "#/incidents")
        page.locator(".choices [name=state]").select_option("all")
        expect(page.locator(".spot")).to_have_count(2)
        radii = page.locator(".spot").evaluate_all("all => all.map((one) => one.r.baseVal.value)")
        assert radii[0] ** 2 == pytest.approx(4 * radii[1] ** 2)
        page.locator(".map summary").click()
        assert page.locator(".map tbody tr").all_inner_texts() == ["الموصل\t40\t1", "الخرطوم\t10\t1"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_places_of_the_map_are_walked_with_the_keyboard_and_lead_to_their_incidents(
    visit: Visit, tmp_path: Path, scheme: str
) -> None:
    documents = killed_in(("الموصل", 40), ("الخرطوم", 10))
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running, "#/incidents", width=390, color_scheme=scheme)
        page.locator(".choices [name=state]").select_option("all")
        expect(page.locator(".spot[tabindex='0']")).to_have_count(1)
        page.locator(".chart-scroll").focus()
        page.keyboard.press("Tab")  # the chart's table,
        page.keyboard.press("Tab")  # then the place of most killed
        expect(page.locator(".spot").first).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".spot").nth(1)).to_be_focused()
        expect(page.locator(".spot").nth(1)).to_have_attribute("aria-label", "الخرطوم: 10 killed, incidents: 1")
        page.keyboard.press("Enter")
        row = page.locator(".incident-table tbody").filter(has_text="الخرطوم")
        expect(row.locator("button")).to_be_focused()
        expect(row.locator(".below")).to_be_visible()
        assert violations(page) == []


def test_the_map_does_without_outlines_that_cannot_be_had(visit: Visit, tmp_path: Path) -> None:
    documents = killed_in(("الموصل", 40))
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running)
        page.route("**/outlines.json", lambda route: route.abort())
        page.goto(f"{running.url}/#/incidents")
        page.locator(".choices [name=state]").select_option("all")
        expect(page.locator(".place-name")).to_have_text("الموصل")
        expect(page.locator(".land")).to_have_count(0)


def test_an_answer_that_comes_late_does_not_replace_that_to_a_later_choice(visit: Visit, tmp_path: Path) -> None:
    documents = killed_in(("الموصل", 40))
    held: list[Any] = []
    with running_desk(tmp_path, *documents) as running:
        running.bring(*documents)
        page = visit(running)
        checked = re.compile(r"/incidents\?.*state=checked")
        page.route(checked, lambda route: held.append(route))  # noqa: PLW0108 - playwright looks for a function's code
        with page.expect_request(checked):
            page.goto(f"{running.url}/#/incidents")
        page.locator(".choices [name=state]").select_option("all")
        expect(page.locator(".place-name")).to_have_text("الموصل")
        for route in held:
            route.continue_()
        page.wait_for_load_state("networkidle")
        expect(page.locator(".place-name")).to_have_text("الموصل")


def test_the_outlines_are_small_and_those_of_their_checksums() -> None:
    folder = PAGE / "outlines"
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == checksum
    assert (folder / "outlines.json").stat().st_size < 120_000


def test_a_deleted_span_leaves_the_toll_open_that_was_open(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_have_class("card open")
    mark(page, "كتيبة الجبل").click()
    page.locator(".bar [data-at='bar.delete']").click()
    expect(mark(page, "بينهم طفلان")).to_be_focused()
    saved(page, 2)
    expect(card(page, 0)).to_have_class("card open")
    mark(page, "جرح 9").click()
    expect(card(page, 2)).to_have_class("card open")


def test_a_text_goes_back_to_what_the_model_proposed_and_an_undo_takes_that_back(
    desk: RunningDesk, visit: Visit
) -> None:
    page = visit(desk)
    back = page.locator("[data-at=proposal]")
    expect(card(page, 0)).to_be_visible()
    expect(back).to_have_count(0)
    mark(page, "كتيبة الجبل").click()
    page.locator(".bar [data-at='bar.delete']").click()
    saved(page, 2)
    page.locator("[data-at=modifier]").select_option("about")
    saved(page, 3)
    back.click()
    saved(page, 4)
    expect(page.locator(".toast[role=status]")).to_contain_text("As the model proposed it")
    expect(back).to_have_count(0)
    held = desk.document("1")
    assert (held["spans"], held["tolls"]) == (held["proposal"]["spans"], held["proposal"]["tolls"])
    page.keyboard.press("u")
    saved(page, 5)
    held = desk.document("1")
    assert held["tolls"][0]["modifier"] == "about"
    assert len(held["spans"]) == len(held["proposal"]["spans"]) - 1
    page.keyboard.press("Shift+U")
    saved(page, 6)
    expect(mark(page, "كتيبة الجبل")).to_be_visible()


def test_the_history_says_what_was_changed_in_the_language_of_the_page(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk, language="ar")
    page.locator("[data-at=modifier]").select_option("about")
    saved(page, 2)
    page.locator(".panel summary").last.click()
    expect(page.locator(".panel li").last).to_contain_text("التحفظ")


def test_an_edit_that_was_not_stored_can_be_undone(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    expect(card(page, 0)).to_be_visible()
    page.context.set_offline(True)
    page.locator("[data-at=modifier]").select_option("about")
    expect(page.locator(".toast.alert")).to_contain_text("does not answer")
    page.context.set_offline(False)
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(page.locator("[data-at=modifier]")).to_have_value("none")
    assert desk.document("1")["revision"] == 1


def test_a_count_may_be_written_in_arabic_digits(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    page.locator("[data-at=low]").fill("١٨")
    page.locator("[data-at=low]").press("Enter")
    saved(page, 2)
    assert (desk.document("1")["tolls"][0]["low"], desk.document("1")["tolls"][0]["high"]) == (18, 18)


def test_at_least_has_no_upper_bound_and_about_has_one(desk: RunningDesk, visit: Visit) -> None:
    page = visit(desk)
    page.locator("[data-at=modifier]").select_option("at_least")
    saved(page, 2)
    assert desk.document("1")["tolls"][0]["high"] is None
    page.locator("[data-at=modifier]").select_option("about")
    saved(page, 3)
    assert desk.document("1")["tolls"][0]["high"] == 20


def test_the_queue_is_filtered_by_the_date_of_the_text(visit: Visit, tmp_path: Path) -> None:
    dated = [replace(MARKET, meta={"date": "2024-05-15"}), replace(OLD_BRIDGE, meta={"date": "2024-06-01"})]
    with running_desk(tmp_path, *dated) as running:
        running.bring(*dated)
        page = visit(running)
        expect(page.locator(".document")).to_have_count(2)
        page.locator("[name=date]").fill("2024-06")
        expect(page.locator(".document")).to_have_count(1)
        page.locator("[name=date]").fill("2024-0")
        expect(page.locator(".document")).to_have_count(1)
        page.locator("[name=date]").fill("")
        expect(page.locator(".document")).to_have_count(2)
