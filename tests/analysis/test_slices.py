"""Scores of spans that have something in common."""

from dataclasses import replace

import pytest

from eval.analysis.results import Slice
from eval.analysis.slices import slices
from hasila.document import Document
from hasila.scoring.metrics import SCHEMES, score
from hasila.spans import Span

LABELS = ("ACTOR", "LOCATION", "CASUALTY")


def passage(identity: str, marked: str, **meta: str) -> Document:
    """Return the passage that `marked` says: [X:words], X the first letter of the label."""
    text, spans = "", []
    for part in marked.replace("]", "[").split("["):
        letter, colon, words = part.partition(":")
        if colon:
            label = next(label for label in LABELS if label[0] == letter)
            spans.append(Span(len(text), len(text) + len(words), label))
        text += words or part
    return Document(identity, text, tuple(spans), meta)


TRAINING = [passage("t", "أعلنت [A:القوات الحكومية] في [L:دمشق] ووزارة الصحة في دمشق [C:مقتل ثلاثة جنود]")]
GOLD = [
    passage("1", "قالت [A:والقوات الحكومية] في [L:حمص] إن [C:نحو 20 قتيلا] سقطوا", register="wire"),
    passage("2", "في [L:ودمشق] قالت [A:دمشق] [C:مقتل جنديين] [A:وزارة الدفاع]", register="tally"),
]


def by(found: list[Slice], question: str) -> dict[str, tuple[int, float, float]]:
    """Return support, precision and recall of the answers to a question."""
    return {
        one.value: (one.score.support, one.score.precision, one.score.recall) for one in found if one.by == question
    }


@pytest.fixture
def found() -> list[Slice]:
    """Slice predictions that miss a place and name another."""
    first = Document("1", GOLD[0].text, (GOLD[0].spans[0], GOLD[0].spans[2], Span(0, 4, "LOCATION")))
    return slices(GOLD, [[first, GOLD[1]]], TRAINING, LABELS)


def test_mentions_are_seen_whatever_their_clitics_and_spelling(found: list[Slice]) -> None:
    assert by(found, "mention") == {
        "seen in training": (2, 1.0, 1.0),  # والقوات الحكومية, ودمشق
        "seen with another label": (1, 1.0, 1.0),  # دمشق, an ACTOR here
        "unseen": (4, 3 / 4, 3 / 4),
    }


def test_a_clitic_is_told_from_a_letter_of_the_word(found: list[Slice]) -> None:
    assert by(found, "clitic") == {"with a clitic": (2, 1.0, 1.0), "without": (5, 4 / 5, 4 / 5)}


def test_casualties_are_told_apart_by_wording(found: list[Slice]) -> None:
    assert by(found, "CASUALTY counted in") == {"digits 0-9": (1, 1.0, 1.0), "dual": (1, 1.0, 1.0)}
    assert by(found, "CASUALTY hedged") == {"hedged": (1, 1.0, 1.0), "plain": (1, 1.0, 1.0)}


def test_lengths_and_fields_of_the_passages_make_slices_too(found: list[Slice]) -> None:
    assert list(by(found, "span length")) == ["1 word", "2 words", "3 words"]
    assert by(found, "register") == {"wire": (3, 2 / 3, 2 / 3), "tally": (4, 1.0, 1.0)}
    assert by(found, "passage length") == {"up to 50 words": (7, 6 / 7, 6 / 7)}
    assert by(found, "conflict") == {}


def test_passages_are_told_apart_by_year_where_their_date_is_known() -> None:
    dates: list[object] = ["2019-03-01", 2021, "2021", None, "20190301", "unknown"]
    text = "قالت [A:القوات]"
    gold = [replace(passage(str(n), text), meta={"date": date}) for n, date in enumerate(dates)]
    assert by(slices(gold, [gold], TRAINING, LABELS), "year") == {"2019": (1, 1.0, 1.0), "2021": (2, 1.0, 1.0)}


def test_the_answers_to_each_question_share_out_all_spans_and_labels_score_as_in_the_table() -> None:
    passages = [passage(str(n), "قالت [A:القوات] في [L:حمص] إن [C:قتيلا] سقط") for n in range(12)]
    predicted = [Document(p.id, p.text, p.spans[: n % 4]) for n, p in enumerate(passages)]
    found = slices(passages, [predicted, passages], TRAINING, LABELS)
    scores = score([p.spans for p in passages] * 2, [p.spans for p in [*predicted, *passages]], LABELS, runs=2)
    for one in found:
        if one.by == "label":
            assert one.score.f1 == scores[one.value][SCHEMES[0]].f1
            assert one.score.interval == pytest.approx(scores[one.value][SCHEMES[0]].interval)
    for question in {one.by for one in found if not one.by.startswith("CASUALTY")}:
        assert sum(one.score.support for one in found if one.by == question) == 36


def test_a_slice_of_few_passages_has_no_interval(found: list[Slice]) -> None:
    assert {one.score.interval for one in found} == {None}


def test_without_training_text_nothing_is_said_of_what_was_seen() -> None:
    assert not {"mention", "clitic"} & {one.by for one in slices(GOLD, [GOLD], [], LABELS)}
