"""How reliable the confidences of links are."""

import numpy as np
import pytest
from samples.referee import NEAR, scipys_interval
from samples.texts import ROOT
from samples.told import HARBOUR, told, toll

from eval.analysis.links import link_calibration
from eval.analysis.results import LinkCalibration
from eval.analysis.tolls import read_by_rules
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.scoring.tolls import score_tolls
from hasila.toll import RELATIONS, ROLES, Toll


def measured(name: str, gold: tuple[Toll, ...], *runs: tuple[Toll, ...]) -> LinkCalibration | None:
    """Return the calibration of one kind of link in the harbour's text."""
    return link_calibration([told(*gold)], [[told(*run)] for run in runs]).get(name)


def test_an_entity_that_takes_a_role_counts_once_with_its_surest_link() -> None:
    gold = (toll(0, by=(4,)), toll(8, 2, by=(4,)))
    read = (toll(0, by=(4, 6), scores={"by": (0.5, 0.75)}), toll(8, 2, by=(1,), scores={"by": (0.25,)}))
    found = measured("by", gold, read)
    assert found is not None
    assert (found.links, found.confidence, found.precision) == (2, 0.5, 0.5)


def test_a_pair_of_spans_counts_once_in_a_relation_and_its_direction_matters() -> None:
    gold = (toll(0), toll(8, 2, part_of=0), toll(9, 3))
    read = (
        toll(0),
        toll(8, 2, part_of=0, scores={"part_of": (0.75,)}),
        toll(8, 3, part_of=0, scores={"part_of": (0.5,)}),
        toll(9, 3, part_of=1, scores={"part_of": (0.25,)}),
    )
    found = measured("part_of", gold, read)
    assert found is not None
    assert (found.links, found.confidence, found.precision) == (2, 0.5, 0.5)
    backwards = measured("part_of", (toll(0, part_of=1), toll(8, 2)), read)
    assert backwards is not None
    assert backwards.precision == 0


def test_links_of_a_toll_that_gold_lacks_are_wrong_and_those_of_every_seed_count() -> None:
    gold = (toll(0, party=(1,)),)
    first = (toll(0, party=(1,), scores={"party": (0.5,)}), toll(8, 2, party=(1,), scores={"party": (0.5,)}))
    found = measured("party", gold, first, gold, first)
    assert found is not None
    assert (found.links, found.precision) == (4, 0.5)


def test_kinds_without_a_link_that_has_a_confidence_are_left_out() -> None:
    plain = told(toll(0, party=(1,)), toll(8, 2, part_of=0))
    assert link_calibration([plain], [[plain], [HARBOUR]]) == {}


@pytest.fixture(scope="module")
def passages() -> list[Document]:
    """Return annotated passages of the corpus."""
    return read(ROOT / "data/composed/syria.jsonl")[:40]


def test_as_many_links_are_right_as_the_measure_of_the_same_name_counts(passages: list[Document]) -> None:
    by_rules = list(map(read_by_rules, passages))
    found, scores = link_calibration(passages, [by_rules]), score_tolls(passages, by_rules)
    backwards = score_tolls(by_rules, passages)
    assert set(found) >= {"party", "by", "place", "source", "part_of"}
    for name in (*ROLES, *RELATIONS):
        right = found[name].precision * found[name].links if name in found else 0.0
        assert backwards[name].support == (found[name].links if name in found else 0)
        assert 2 * right == pytest.approx((scores[name].value or 0) * (scores[name].support + backwards[name].support))


def mixed(passages: int) -> LinkCalibration:
    """Return the calibration of links to parties, a passage each; every other one is right, and less sure."""
    gold = [told(toll(0, party=(1,)))] * passages
    right, wrong = (told(toll(0, party=(by,), scores={"party": (sure,)})) for by, sure in ((1, 0.25), (4, 0.75)))
    return link_calibration(gold, [[right, wrong] * (passages // 2)])["party"]


def test_few_links_are_one_bin_so_that_no_bin_is_chance() -> None:
    assert mixed(38).error == 0
    assert mixed(40).error == 0.75


def test_the_interval_of_the_error_is_scipys_over_passages() -> None:
    distance = np.array([0.25 - 1, 0.75] * 19)
    theirs = scipys_interval(38, lambda drawn: abs(distance[drawn].mean(axis=-1)))
    assert mixed(38).interval == pytest.approx(theirs, abs=4 * NEAR)
