"""Scores, against the reference implementations."""

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from seqeval.metrics.v1 import precision_recall_fscore_support  # what mode="strict" calls
from seqeval.scheme import IOB2

from hasila.scoring.metrics import SCHEMES, Counts, count, score, score_of
from hasila.spans import Span
from hasila.tagging.bio import chunks

LABELS = ("ACTOR", "LOCATION", "CASUALTY")
NAMES = ["O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI")]


def spans(tags: list[str]) -> list[Span]:
    """Return the spans of `tags`, counted in tags."""
    return [Span(*chunk) for chunk in chunks(tags)]


@st.composite
def tagged(draw: st.DrawFn) -> tuple[list[list[str]], list[list[str]]]:
    """Draw gold and predicted tags, legal or not, of one to four passages."""
    lengths = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
    rows = [st.lists(st.sampled_from(NAMES), min_size=length, max_size=length) for length in lengths]
    return [draw(row) for row in rows], [draw(row) for row in rows]


@given(tagged())
def test_strict_equals_seqeval_in_strict_mode_on_every_input(pair: tuple[list[list[str]], list[list[str]]]) -> None:
    gold, predicted = pair
    ours = score([spans(row) for row in gold], [spans(row) for row in predicted], LABELS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without any span seqeval divides 0 by 0: nan, for our 0
        for row in ("micro", "macro"):
            theirs = precision_recall_fscore_support(gold, predicted, average=row, zero_division=0, scheme=IOB2)
            mine = ours[row]["strict"]
            assert (mine.precision, mine.recall, mine.f1) == pytest.approx(np.nan_to_num(theirs[:3]))
        for label in LABELS:
            only = [[[tag if tag.endswith(label) else "O" for tag in row] for row in rows] for rows in pair]
            theirs = precision_recall_fscore_support(*only, average="micro", zero_division=0, scheme=IOB2)
            mine = ours[label]["strict"]
            assert (mine.precision, mine.recall, mine.f1) == pytest.approx(np.nan_to_num(theirs[:3]))


@given(tagged())
def test_all_four_schemes_equal_nervaluate_on_every_input(pair: tuple[list[list[str]], list[list[str]]]) -> None:
    check_with_nervaluate(*pair)


@pytest.mark.slow
def test_ten_thousand_random_cases_score_as_seqeval_and_nervaluate_score_them() -> None:
    for gold, predicted in random_cases(10_000):
        check_with_nervaluate(gold, predicted)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            theirs = precision_recall_fscore_support(gold, predicted, average="micro", zero_division=0, scheme=IOB2)
        counts = np.sum([_astuple(spans(g), spans(p), "strict") for g, p in zip(gold, predicted, strict=True)], axis=0)
        mine = score_of(counts, None)
        assert (mine.precision, mine.recall, mine.f1) == pytest.approx(np.nan_to_num(theirs[:3]))


def random_cases(number: int) -> Iterator[tuple[list[list[str]], list[list[str]]]]:
    """Yield gold tags of one to four passages, and predicted ones of which a share, drawn too, is right."""
    random = np.random.default_rng(0)
    for _ in range(number):
        gold = [
            random.choice(NAMES, size=length).tolist() for length in random.integers(1, 15, size=random.integers(1, 5))
        ]
        right = random.random()
        predicted = [[tag if random.random() < right else str(random.choice(NAMES)) for tag in row] for row in gold]
        yield gold, predicted


def check_with_nervaluate(gold: list[list[str]], predicted: list[list[str]]) -> None:
    """Assert that every scheme counts the spans of the tags as nervaluate does."""
    ours, found = [[spans(row) for row in rows] for rows in (gold, predicted)]
    theirs = Evaluator(*(_for_nervaluate(rows) for rows in (ours, found)), tags=list(LABELS), loader="dict").evaluate()
    for scheme in SCHEMES:
        name = "ent_type" if scheme == "type" else scheme
        total = np.sum([_astuple(g, p, scheme) for g, p in zip(ours, found, strict=True)], axis=0).tolist()
        result = theirs["overall"][name]
        assert total == [result.correct, result.incorrect, result.partial, result.missed, result.spurious]


def _for_nervaluate(rows: list[list[Span]]) -> list[list[dict[str, object]]]:
    return [[{"label": s.label, "start": s.start, "end": s.end - 1} for s in row] for row in rows]


def _astuple(gold: list[Span], predicted: list[Span], scheme: str) -> tuple[int, ...]:
    counts = count(gold, predicted, scheme)  # type: ignore[arg-type]  # SCHEMES are Schemes
    return (counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious)


GOLD = [Span(0, 3, "ACTOR"), Span(5, 9, "CASUALTY")]


@pytest.mark.parametrize(
    ("predicted", "strict", "partial"),
    [
        (GOLD, Counts(2, 0, 0, 0, 0), Counts(2, 0, 0, 0, 0)),
        ([], Counts(0, 0, 0, 2, 0), Counts(0, 0, 0, 2, 0)),
        ([Span(0, 2, "ACTOR")], Counts(0, 1, 0, 1, 0), Counts(0, 0, 1, 1, 0)),
        ([Span(0, 3, "LOCATION")], Counts(0, 1, 0, 1, 0), Counts(1, 0, 0, 1, 0)),
        ([Span(3, 5, "ACTOR")], Counts(0, 0, 0, 2, 1), Counts(0, 0, 0, 2, 1)),
        ([Span(5, 6, "CASUALTY"), Span(7, 9, "CASUALTY")], Counts(0, 1, 0, 1, 1), Counts(0, 0, 1, 1, 1)),
    ],
)
def test_an_overlap_is_wrong_when_strict_and_half_right_when_partial(
    predicted: list[Span], strict: Counts, partial: Counts
) -> None:
    assert count(GOLD, predicted, "strict") == strict
    assert count(GOLD, predicted, "partial") == partial


def test_an_interval_holds_the_score_and_is_the_same_each_time() -> None:
    gold = [GOLD] * 6
    predicted = [GOLD, GOLD, [], GOLD[:1], GOLD, []]
    first, second = (score(gold, predicted, LABELS)["micro"]["strict"] for _ in range(2))
    assert first == second
    assert first.interval is not None
    low, high = first.interval
    assert 0 < low < first.f1 < high < 1


def test_a_label_that_never_occurs_has_no_interval_and_no_part_in_macro() -> None:
    scores = score([GOLD], [GOLD], LABELS)
    assert scores["LOCATION"]["strict"].interval is None
    assert scores["macro"]["strict"].f1 == 1


def test_several_runs_of_a_model_count_as_one_sample_of_passages() -> None:
    gold, predicted = [GOLD, GOLD, GOLD], [GOLD, [], GOLD[:1]]
    once = score(gold, predicted, LABELS)["micro"]["strict"]
    twice = score(gold * 2, predicted * 2, LABELS, runs=2)["micro"]["strict"]
    assert (twice.f1, twice.interval) == (once.f1, once.interval)
    assert twice.support == once.support


def test_passages_must_correspond() -> None:
    with pytest.raises(ValueError, match="2 gold passages but 1 predicted"):
        score([GOLD, GOLD], [GOLD], LABELS)


def test_no_passage_at_all_scores_nothing_rather_than_failing() -> None:
    assert score([], [], LABELS)["micro"]["strict"].f1 == 0
