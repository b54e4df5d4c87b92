"""The page of an evaluation, read without a browser."""

import base64
import hashlib
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.evaluation import Sample, evaluation_of, sample

from eval.report.html import exact, page_summary
from eval.report.pairs import Pair, paired
from hasila.document import Document
from hasila.spans import Span


class Reader(HTMLParser):
    """Collects what a browser would read: headings by anchor, links, texts with their marks, and what would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: dict[str, str] = {}
        self.texts: list[str] = []
        self.marks: list[list[tuple[str, dict[str, str | None]]]] = []
        self.raw = {"style": "", "script": ""}
        self.tags: list[str] = []
        self.policy = ""
        self._open: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.links += [str(known[name]) for name in ("href", "src", "action") if name in known]
        if tag == "meta" and known.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(known["content"])
        if tag in {"h2", "style", "script", "mark"} or (tag, known.get("class")) == ("p", "text"):
            self._open[tag] = str(known.get("id"))
        if tag == "p" and "p" in self._open:
            self.texts.append("")
            self.marks.append([])
        if tag == "mark" and "p" in self._open:
            self.marks[-1].append(("", known))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop(tag, None)

    def handle_data(self, data: str) -> None:
        if "h2" in self._open:
            self.headings[self._open["h2"]] = data
        for name in self.raw:
            if name in self._open:
                self.raw[name] += data
        if "p" in self._open:
            self.texts[-1] += data
            if "mark" in self._open:
                words, known = self.marks[-1][-1]
                self.marks[-1][-1] = (words + data, known)


@pytest.fixture(scope="module")
def made() -> Sample:
    """Return an evaluation of two seeds with something to show in every section."""
    return sample()


@pytest.fixture(scope="module")
def read(made: Sample) -> Reader:
    """Return its page, read."""
    return Reader(made.page)


def test_the_page_links_to_itself_alone_and_runs_only_what_its_policy_knows(read: Reader) -> None:
    assert all(link.startswith("#") for link in read.links)
    assert not {"img", "link", "iframe", "object", "base"} & set(read.tags)
    for name, source in read.raw.items():
        checksum = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{checksum}';" in read.policy
    assert read.policy.startswith("default-src 'none';")


def test_the_navigation_leads_to_every_section(read: Reader) -> None:
    assert list(read.headings) == [link[1:] for link in read.links[: len(read.headings)]]
    assert list(read.headings.values()) == [
        "Scores",
        "Tolls",
        "Slices",
        "Calibration",
        "Confusion",
        "Mistakes",
        "Robustness",
        "Learning",
        "What was scored",
        "Passages",
    ]


def test_what_there_is_nothing_to_say_about_has_no_section() -> None:
    gold = [Document("1", "قال الجيش", (Span(4, 9, "ACTOR"),))]
    evaluation = evaluation_of(gold, [gold])
    bare = replace(evaluation, results=replace(evaluation.results, slices=(), confusion={}))
    read = Reader(Sample("Nothing wrong", bare).page)
    assert list(read.headings) == ["scores", "sources", "passages"]
    assert [link[1:] for link in read.links] == list(read.headings)
    assert not {"figure", "details", "select"} & set(read.tags)


def test_every_passage_is_shown_once_as_annotated_and_once_as_each_seed_predicts_it(made: Sample, read: Reader) -> None:
    shown = iter(zip(read.texts, read.marks, strict=True))
    for index, gold in enumerate(made.gold):
        for run in made.runs:
            for document in (gold, run[index]):
                text, marks = next(shown)
                assert text == document.text
                assert [(words, known["data-label"]) for words, known in marks] == [
                    (document.text_of(span), span.label) for span in document.spans
                ]
    assert next(shown, None) is None


def test_spans_of_a_mistake_share_its_number_and_those_that_are_met_have_none() -> None:
    gold = Document(
        "1", "قال الجيش في حلب ودرعا", (Span(4, 9, "ACTOR"), Span(13, 16, "LOCATION"), Span(18, 22, "LOCATION"))
    )
    pair = paired(gold, [Span(0, 9, "ACTOR", 0.5), Span(13, 16, "LOCATION", 0.9)])
    assert tagged(pair) == (
        [("ACTOR · predicted too long", 0), ("LOCATION", None), ("LOCATION · missed", 1)],
        [("ACTOR 0.50 · too long", 0), ("LOCATION 0.90", None)],
    )
    assert pair.mistakes == 2


def tagged(pair: Pair) -> tuple[list[tuple[str, int | None]], list[tuple[str, int | None]]]:
    """Return the tag and the mistake of each span, gold and predicted."""
    gold, predicted = ([(one.tag, one.mistake) for one in side if one.span] for side in (pair.gold, pair.predicted))
    return gold, predicted


def test_markup_in_an_id_a_text_a_label_or_a_path_stays_words() -> None:
    gold = [Document('"><i>1', "قال <b>الجيش</b> & الوزير", (Span(7, 12, '"<i>'),), {"register": "<i>wire"})]
    evaluation = evaluation_of(gold, [gold])
    run = replace(evaluation.results.runs[0], model="<i>run")
    renamed = replace(evaluation, results=replace(evaluation.results, runs=(run,)))
    read = Reader(Sample("<i>title", renamed).page)
    assert not {"i", "b"} & set(read.tags)
    assert read.texts == [gold[0].text] * 2


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_text_in_the_page_is_read_back_code_point_by_code_point(text: str) -> None:
    assert Reader(f'<p class="text">{exact(text)}</p>').texts == [text]
    assert "\r" not in exact(text)


def test_only_kinds_and_labels_that_occur_can_be_asked_for(made: Sample) -> None:
    page = made.page
    asked = {name: set(re.findall(rf'name="{name}" value="([^"]+)"', page)) for name in ("kind", "label")}
    assert asked["kind"] == {kind for kind, count in made.results.mistakes.items() if count}
    assert asked["label"] == {"ACTOR", "LOCATION", "CASUALTY"}


def test_a_change_that_is_undefined_is_shown_as_a_dash(made: Sample) -> None:
    comparison = {"difference": math.nan, "interval": [math.nan, math.nan], "p": 1.0, "superiority": 0.5}
    outcome = {"name": "hashtags", "changed": 0, "f1": math.nan, "comparison": comparison, "worst": []}
    page = replace(made, robustness={"outcomes": [outcome]}).page
    assert '<td class="interval">– to –</td>' in page
    assert not re.search(r"\bnan", page)


def test_a_sentence_says_what_was_scored_and_how_well(made: Sample) -> None:
    strict = made.results.scores["micro"]["strict"]
    assert strict.interval is not None
    low, high = strict.interval
    said = page_summary(made.results)
    assert said.startswith(
        f"2 seeds on 12 passages of the split test ({made.results.words:,} words, {strict.support} gold spans): strict"
    )
    assert f"micro F1 {strict.f1 * 100:.1f} (95\u00a0% {low * 100:.1f} to {high * 100:.1f})" in said


def test_the_numbers_behind_a_picture_stand_beneath_it(made: Sample) -> None:
    page = made.page
    assert (
        page.count("<figure>") == page.count('<svg class="chart"') == page.count("<details><summary>The numbers") == 4
    )
    last = [row for row in made.learning if "loss" in row][-1]
    assert f"<td>{last['step']:,}</td><td>{last['loss']:.4f}</td>" in page
