"""The page's annotations: whatever a person does to spans and tolls, what is left points at the words that it did."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from hasila.document import Document
from hasila.service.app import PAGE
from hasila.spans import LABELS, Span
from hasila.toll import RELATIONS, ROLES, Toll

pytestmark = pytest.mark.browser
WORDS = 24
TEXT = " ".join(["كلمة"] * WORDS)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def module(browser: Browser) -> Iterator[Page]:
    """Return a page that has the module of annotations as `window.annotation`."""
    page = browser.new_page()

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(body=(PAGE / name).read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!DOCTYPE html><title>annotation</title>", content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://desk.test/")
    page.evaluate("async () => { window.annotation = await import('/annotation.js'); }")
    yield page
    page.close()


def stretch(first: int, count: int) -> tuple[int, int]:
    """Return the offsets of so many words of TEXT."""
    return first * 5, (first + count) * 5 - 1


@st.composite
def annotations(draw: st.DrawFn) -> Document:
    """Return a document whose tolls are told apart by `low`, with every kind of pointer."""
    starts = sorted(draw(st.sets(st.integers(0, WORDS // 2 - 1), min_size=2, max_size=9)))
    labels = [draw(st.sampled_from(LABELS)) for _ in starts]
    spans = [Span(*stretch(2 * at, 1), label, 0.5) for at, label in zip(starts, labels, strict=True)]
    by_label = {label: [index for index, span in enumerate(spans) if span.label == label] for label in LABELS}
    counted = [index for index in by_label["CASUALTY"] for _ in range(draw(st.integers(0, 2)))]
    tolls: list[Toll] = []
    for number, span in enumerate(counted):
        roles: dict[str, Any] = {
            str(role): tuple(sorted(draw(st.sets(st.sampled_from(by_label[label]), max_size=2))))
            if by_label[label]
            else ()
            for role, label in ROLES.items()
        }
        scores = {role: tuple(0.5 for _ in held) for role, held in roles.items() if held}
        part = draw(st.sampled_from([None, *range(number)]))
        fields = {"harm": ("killed",), "low": number, "high": None, "kind": "integer", "incident": 1, "part_of": part}
        tolls.append(Toll(span=span, scores=scores, side="own" if roles["source"] else None, **fields, **roles))
    return Document("1", TEXT, tuple(spans), tolls=tuple(tolls))


def words_of(document: Document) -> dict[int, Row]:
    """Return what each toll points at, by its `low`: stretches for spans, the `low` of other tolls."""
    tolls = document.tolls or ()

    def place(index: int) -> tuple[int, int]:
        return document.spans[index].start, document.spans[index].end

    return {
        toll.low: {
            "span": place(toll.span),
            **{role: [place(index) for index in toll.spans_of(role)] for role in ROLES},
            **{name: None if (at := toll.toll_of(name)) is None else tolls[at].low for name in RELATIONS},
        }
        for toll in tolls
    }


def done(module: Page, document: Document, act: str, *given_: Any) -> Document:
    """Return the document after a function of the page; it must be one that the service takes."""
    row = document.to_dict()
    made = module.evaluate(
        "([act, row, given]) => { const made = annotation[act](row, ...given); return made.annotation ?? made; }",
        [act, row, list(given_)],
    )
    return Document.from_dict({"id": "1", **made})


def without(pointers: dict[int, Row], gone: tuple[int, int], kept_label: str | None = None) -> dict[int, Row]:
    """Return what tolls point at once a span is gone, or has another label."""

    def fits(role: str, at: tuple[int, int]) -> bool:
        return at != gone or ROLES.get(role, "CASUALTY") == kept_label  # type: ignore[call-overload]

    left = {low: row for low, row in pointers.items() if fits("span", row["span"])}
    return {
        low: {
            **row,
            **{role: [at for at in row[role] if fits(role, at)] for role in ROLES},
            **{name: row[name] if row[name] in left else None for name in RELATIONS},
        }
        for low, row in left.items()
    }


@settings(deadline=None, max_examples=60)
@given(document=annotations(), at=st.integers(0, WORDS // 2 - 1), label=st.sampled_from(LABELS))
def test_a_new_span_leaves_every_toll_at_its_words(module: Page, document: Document, at: int, label: str) -> None:
    start, end = stretch(2 * at + 1, 1)
    made = done(module, document, "withSpan", {"start": start, "end": end, "label": label})
    assert words_of(made) == words_of(document)
    assert set(made.spans) == {*document.spans, Span(start, end, label)}


@settings(deadline=None, max_examples=60)
@given(document=annotations(), data=st.data())
def test_a_deleted_span_takes_with_it_its_tolls_and_what_pointed_at_it_and_nothing_else(
    module: Page, document: Document, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(document.spans) - 1))
    made = done(module, document, "withoutSpan", index)
    gone = document.spans[index]
    assert list(made.spans) == [span for span in document.spans if span != gone]
    assert words_of(made) == without(words_of(document), (gone.start, gone.end))


@settings(deadline=None, max_examples=60)
@given(document=annotations(), data=st.data(), label=st.sampled_from(LABELS))
def test_another_label_takes_away_the_roles_that_it_cannot_have(
    module: Page, document: Document, data: st.DataObject, label: str
) -> None:
    index = data.draw(st.integers(0, len(document.spans) - 1))
    made = done(module, document, "withSpanChanged", index, {"label": label})
    old = document.spans[index]
    assert (made.spans[index].label, made.spans[index].score) == (label, None)
    assert words_of(made) == without(words_of(document), (old.start, old.end), label)


@settings(deadline=None, max_examples=60)
@given(document=annotations().filter(lambda one: one.tolls), data=st.data())
def test_a_deleted_toll_leaves_the_others_pointing_where_they_did(
    module: Page, document: Document, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(document.tolls or ()) - 1))
    made = done(module, document, "withoutToll", index)
    gone = (document.tolls or ())[index].low
    expected = {
        low: row | {name: None for name in RELATIONS if row[name] == gone}
        for low, row in words_of(document).items()
        if low != gone
    }
    assert words_of(made) == expected


@settings(deadline=None, max_examples=60)
@given(document=annotations().filter(lambda one: any(span.label == "CASUALTY" for span in one.spans)), data=st.data())
def test_a_new_toll_stands_after_those_of_earlier_words_and_moves_no_other(
    module: Page, document: Document, data: st.DataObject
) -> None:
    span = data.draw(st.sampled_from([at for at, one in enumerate(document.spans) if one.label == "CASUALTY"]))
    made = done(module, document, "withToll", span, {"low": 1000, "high": 1000})
    pointers = words_of(made)
    new = pointers.pop(1000)
    assert pointers == words_of(document)
    assert new["span"] == (document.spans[span].start, document.spans[span].end)
    assert [toll.span for toll in made.tolls or ()] == sorted(toll.span for toll in made.tolls or ())


@settings(deadline=None, max_examples=60)
@given(document=annotations().filter(lambda one: one.tolls), data=st.data())
def test_a_role_that_is_toggled_twice_is_as_it_was_and_has_no_score(
    module: Page, document: Document, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(document.tolls or ()) - 1))
    role = data.draw(st.sampled_from(sorted(ROLES)))
    fitting = [at for at, span in enumerate(document.spans) if span.label == ROLES[role]]
    if not fitting:
        return
    span = data.draw(st.sampled_from(fitting))
    once = done(module, document, "withRoleToggled", index, role, span)
    assert (span in (once.tolls or ())[index].spans_of(role)) != (span in (document.tolls or ())[index].spans_of(role))
    assert role not in (once.tolls or ())[index].scores
    twice = done(module, once, "withRoleToggled", index, role, span)
    assert set((twice.tolls or ())[index].spans_of(role)) == set((document.tolls or ())[index].spans_of(role))


def test_spans_that_overlap_are_refused(module: Page) -> None:
    document = Document("1", TEXT, (Span(0, 4, "ACTOR"),), tolls=())
    overlaps = (
        "([row]) => { try { annotation.withSpan(row, { start: 2, end: 9, label: 'ACTOR' }); return false; }"
        " catch { return true; } }"
    )
    assert module.evaluate(overlaps, [document.to_dict()])


def test_a_cumulative_toll_has_no_incident_and_one_of_an_event_has(module: Page) -> None:
    toll = Toll(span=0, harm=("killed",), low=3, high=3, kind="integer", incident=2)
    document = Document("1", TEXT, (Span(0, 4, "CASUALTY"),), tolls=(toll,))
    cumulative = done(module, document, "withTollChanged", 0, {"scope": "cumulative"})
    assert [one.incident for one in cumulative.tolls or ()] == [None]
    assert [one.incident for one in done(module, cumulative, "withTollChanged", 0, {"scope": "event"}).tolls or ()] == [
        1
    ]
