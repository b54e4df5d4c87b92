"""Scores of tolls, each against a value worked out by hand, and intervals against scipy."""

import datetime as dt
from math import log
from typing import Any

import numpy as np
import pytest
from samples.referee import NEAR, scipys_interval
from samples.texts import ROOT
from samples.told import HARBOUR, told, toll

from hasila.corpus.reading import read as read_corpus
from hasila.document import Document
from hasila.scoring.tolls import MEASURES, TollScore, TollScores, score_tolls
from hasila.spans import Span
from hasila.toll import DateInterval, Toll


def scored(gold: tuple[Toll, ...], read: tuple[Toll, ...]) -> TollScores:
    """Return the scores of tolls read from one text."""
    return score_tolls([told(*gold)], [told(*read)])


def of(name: str, gold: tuple[Toll, ...], read: tuple[Toll, ...]) -> tuple[float | None, int]:
    """Return the value and the support of one measure."""
    score = scored(gold, read)[name]
    return score.value, score.support


def test_a_count_is_exact_if_harm_bounds_and_modifier_are() -> None:
    gold = (toll(0), toll(8, 2, kind="dual"), toll(9, 3, harm=("wounded",)), toll(0, 4, modifier="about"))
    read = (toll(0), toll(8, 2, high=None, kind="dual"), toll(9, 3), toll(0, 4))
    assert of("exact", gold, read) == (1 / 4, 4)
    assert of("exact, integer", gold, read) == (1 / 3, 3)
    assert of("exact, dual", gold, read) == (0, 1)
    assert of("exact, tens", gold, read) == (None, 0)


def test_the_error_of_counts_is_the_mean_distance_of_logarithms_of_one_more() -> None:
    gold, read = (toll(0, 3), toll(8, 2), toll(9, 7)), (toll(0, 1), toll(8, 2), toll(9, 15))
    assert of("log error", gold, read)[0] == pytest.approx((log(4 / 2) + log(1) + log(16 / 8)) / 3)


def test_the_tolls_of_a_span_are_matched_in_their_order() -> None:
    gold, read = (toll(0, 18), toll(8, 2), toll(0, 11)), (toll(8, 2), toll(0, 18))
    assert of("exact", gold, read) == (1, 2)
    assert of("whole: span", gold, read) == (2 * 2 / (3 + 2), 3)


def test_tolls_of_spans_with_other_edges_are_not_matched() -> None:
    shorter = HARBOUR.with_spans([Span(0, 9, "CASUALTY"), *HARBOUR.spans[1:]])
    scores = score_tolls([told(toll(0), toll(8, 2))], [told(toll(0), toll(8, 2), document=shorter)])
    assert scores["exact"].support == 1
    assert scores["whole: count"].value == 1 / 2


def test_groups_are_right_if_all_are_in_whatever_order() -> None:
    gold = (toll(0, group=("man", "civilian")), toll(8, group=("child",)))
    read = (toll(0, group=("civilian", "man")), toll(8, group=("child", "civilian")))
    assert of("group", gold, read) == (1 / 2, 2)


def test_links_are_scored_by_entity_whatever_its_clitics_and_spelling() -> None:
    assert of("by", (toll(0, by=(4,)),), (toll(0, by=(6,)),)) == (1, 1)
    assert of("place", (toll(0, place=(2,)),), (toll(0, place=(7,)),)) == (1, 1)
    assert of("by", (toll(0, by=(4,)),), (toll(0, by=(5,)),)) == (0, 1)


def test_two_mentions_of_an_entity_are_one_link() -> None:
    assert of("by", (toll(0, by=(4, 6)),), (toll(0, by=(4,)),)) == (1, 1)


def test_links_too_many_and_too_few_lower_f1() -> None:
    gold = (toll(0, place=(2, 3)), toll(8, 2, place=(7,)))
    read = (toll(0, place=(2,)), toll(8, 2, place=(2, 3)))
    assert of("place", gold, read) == (2 * 2 / (3 + 3), 3)
    assert of("place", gold, read[:1]) == (2 * 1 / (3 + 1), 3)


@pytest.mark.parametrize("role", ["party", "by", "accused", "source"])
def test_each_role_is_scored_by_itself(role: str) -> None:
    links: dict[str, Any] = {role: (1,)}
    gold, read = (toll(0, party=(1,), by=(4,), accused=(4,), source=(5,)),), (toll(0, **links),)
    assert of(role, gold, read) == (float(role == "party"), 1)


@pytest.mark.parametrize("relation", ["part_of", "same_as", "revises"])
def test_relations_are_scored_as_pairs_of_spans_in_their_direction(relation: str) -> None:
    gold = (toll(0), toll(8, 2, **{relation: 0}), toll(9, 3, **{relation: 0}))
    read = (toll(0), toll(8, 2, **{relation: 0}), toll(9, 3, **{relation: 1} if relation != "same_as" else {}))
    assert of(relation, gold, read) == (2 * 1 / (2 + (1 if relation == "same_as" else 2)), 2)
    assert of(relation, gold[:2], (toll(0, **{relation: 1}), toll(8, 2))) == (0, 1)


def test_grouping_into_incidents_is_scored_as_pairs_of_tolls() -> None:
    gold = (toll(0), toll(8, 2), toll(9, 3))
    read = (toll(0), toll(8, 2), toll(9, 3, incident=2))
    assert of("incident", gold, read) == (2 * 1 / (3 + 1), 3)
    assert of("incident", gold, tuple(toll(one.span, one.low, incident=7) for one in gold)) == (1, 3)


def test_cumulative_tolls_share_no_incident() -> None:
    cumulative = (toll(0, scope="cumulative"), toll(8, scope="cumulative"))
    assert of("incident", cumulative, cumulative) == (None, 0)
    assert of("scope", cumulative, (toll(0), cumulative[1])) == (1 / 2, 2)


def test_status_is_scored_over_all_tolls_and_side_and_date_where_gold_has_them() -> None:
    may = DateInterval.parse("2019-05-01")
    gold = (toll(0, status="disputed", source=(5,), side="third", date=may), toll(8, 2), toll(9, 3, source=(5,)))
    read = (
        toll(0, source=(5,), side="own", date=DateInterval(may.first, dt.date(2019, 5, 2))),
        toll(8, 2, date=may),
        toll(9, 3, source=(5,), side="own"),
    )
    assert of("status", gold, read) == (2 / 3, 3)
    assert of("side", gold, read) == (0, 1)
    assert of("date", gold, read) == (0, 1)
    assert of("date", gold, gold) == (1, 1)


def test_words_that_date_are_right_if_they_overlap_golds_and_wrong_where_gold_has_none() -> None:
    gold = (toll(0, when=(0, 6)), toll(8, 2, when=(0, 6)), toll(9, 3))
    assert of("when", gold, (toll(0, when=(2, 8)), toll(8, 2), toll(9, 3, when=(0, 6)))) == (2 * 1 / (2 + 2), 2)
    assert of("when", gold, gold) == (1, 2)


def test_words_of_a_source_are_right_if_they_overlap_golds() -> None:
    gold = (toll(0, source_words=(0, 6)), toll(8, 2, source_words=(0, 6)), toll(9, 3))
    read = (toll(0, source_words=(2, 8)), toll(8, 2, source_words=(6, 9)), toll(9, 3))
    assert of("source_words", gold, read) == (2 * 1 / (2 + 2), 2)


def test_a_whole_toll_is_right_as_far_as_one_looks() -> None:
    gold = tuple(toll(span, party=(1,), place=(2,), by=(4,)) for span in (0, 8, 9, 0))
    read = (
        gold[0],
        toll(8, party=(1,), place=(7,), by=(5,)),
        toll(9, party=(1,), place=(2, 3), by=(4,)),
        toll(0, 6, party=(1,), place=(2,), by=(4,)),
    )
    levels = ("span", "count", "party", "place", "all")
    assert [of(f"whole: {level}", gold, read)[0] for level in levels] == [1, 3 / 4, 3 / 4, 2 / 4, 1 / 4]
    assert of("whole: party", gold, (toll(0), *read[1:]))[0] == 2 / 4


@pytest.mark.parametrize(
    "change",
    [{"kind": "dual"}, {"status": "disputed"}, {"group": ("man",)}, {"accused": (5,)}, {"part_of": 0}],
    ids=lambda change: next(iter(change)),
)
def test_every_field_counts_in_a_whole_toll(change: dict[str, object]) -> None:
    assert of("whole: all", (toll(0), toll(8, 2)), (toll(0), toll(8, 2, **change))) == (1 / 2, 2)


def test_the_killed_of_a_text_are_compared_with_and_without_relations() -> None:
    gold = (toll(0, 5), toll(8, 2, part_of=0), toll(9, 3, harm=("wounded",)))
    read = (toll(0, 5), toll(8, 2), toll(9, 3, harm=("wounded",)))
    assert of("killed", gold, read) == (7 / 5, 5)
    assert of("killed", gold, gold) == (1, 5)
    assert of("killed, summed", gold, gold) == (7 / 5, 5)


def test_the_share_of_exact_sums_is_over_texts_that_tell_of_killed_people() -> None:
    part = told(toll(0, 5), toll(8, 2, part_of=0))
    wounded = told(toll(9, 3, harm=("wounded",)))
    scores = score_tolls([part, part, wounded], [part, told(toll(0, 5), toll(8, 2)), wounded])
    assert (scores["killed exact"].value, scores["killed exact"].support) == (1 / 2, 2)
    assert scores["killed exact, summed"].value == 0


def test_what_nobody_annotated_is_left_out_and_what_was_not_read_is_missed() -> None:
    unknown = Document("2", HARBOUR.text, HARBOUR.spans)
    scores = score_tolls([told(toll(0)), unknown], [unknown, told(toll(0))])
    assert scores["whole: count"] == TollScore(0.0, 1, (0.0, 0.0))


def test_without_texts_there_is_nothing_to_measure() -> None:
    assert set(score_tolls([], []).values()) == {TollScore(None, 0, None)}
    assert set(score_tolls([], [])) == set(MEASURES)


def test_as_many_texts_must_be_read_as_there_are() -> None:
    with pytest.raises(ValueError, match="1 gold texts but 0 read"):
        score_tolls([HARBOUR], [])


def test_annotated_passages_are_wholly_right_against_themselves() -> None:
    gold = read_corpus(ROOT / "data/composed/gaza.jsonl")[:30]
    scores = score_tolls(gold, gold)
    right = {name: score.value for name, score in scores.items() if score.value is not None and "summed" not in name}
    assert right.pop("log error") == 0
    assert set(right.values()) == {1}
    assert {"party", "by", "place", "source", "part_of", "incident", "whole: all"} <= set(right)


def test_an_interval_is_scipys_percentile_bootstrap_over_texts() -> None:
    right = np.random.default_rng(5).integers(0, 3, 30)
    gold = [told(toll(0), toll(8)) for _ in right]
    read = [told(*(toll(span, 5 if n < many else 9) for n, span in enumerate((0, 8)))) for many in right.tolist()]
    theirs = scipys_interval(len(right), lambda drawn: right[drawn].sum(axis=-1) / (2 * drawn.shape[-1]))
    assert score_tolls(gold, read)["exact"].interval == pytest.approx(
        theirs, abs=2 * NEAR
    )  # which vary more than F1 does


def test_the_runs_of_a_model_are_drawn_together_and_support_counts_one() -> None:
    gold = [told(toll(0)), told(toll(8, 2))]
    once = score_tolls(gold, [gold[0], told(toll(8, 3))])
    twice = score_tolls(gold * 2, [gold[0], told(toll(8, 3))] * 2, runs=2)
    assert twice == once
