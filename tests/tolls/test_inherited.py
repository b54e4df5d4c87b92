"""Tests of hasila.tolls.inherited."""

from typing import Any

import pytest

from hasila.toll import Toll
from hasila.tolls.inherited import with_inherited


def told(span: int, low: int = 9, **fields: Any) -> Toll:
    usual = {"harm": ("killed",), "high": low, "modifier": "none", "kind": "integer", "incident": 1}
    return Toll(span=span, low=low, **{**usual, **fields})


SURE = {"party": (0.9,), "place": (0.6,)}


def test_a_telling_is_where_an_earlier_telling_of_its_people_is() -> None:
    _, second, third = with_inherited([told(0, place=(7, 8), same_as=1, scores=SURE), told(1), told(2)])
    assert (second.place, second.scores["place"]) == ((7, 8), (0.6,))
    assert third.place == ()


def test_the_nearest_earlier_telling_comes_first_and_a_place_of_its_own_before_all() -> None:
    *_, third, fourth = with_inherited(
        [told(0, place=(7,), same_as=2), told(1, place=(8,), same_as=2), told(2), told(3, place=(9,), same_as=2)]
    )
    assert (third.place, fourth.place) == ((8,), (9,))


def test_nothing_is_taken_from_what_is_told_later() -> None:
    first, _ = with_inherited([told(0, same_as=1), told(1, place=(7,), party=(6,), scores={"same_as": (0.9,), **SURE})])
    assert (first.place, first.party) == ((), ())


def test_a_part_is_where_its_total_is() -> None:
    _, part = with_inherited([told(0, place=(7,), party=(6,), scores=SURE), told(1, 3, part_of=0)])
    assert (part.place, part.party) == ((7,), ())


@pytest.mark.parametrize(
    ("retells", "sure", "low", "taken"),
    [(0.6, 0.9, 9, True), (0.4, 0.9, 9, False), (0.6, 0.6, 9, False), (0.6, 0.9, 8, False)],
)
def test_a_party_is_taken_over_if_both_surely_count_the_same_people(
    retells: float,
    sure: float,
    low: int,
    taken: bool,  # noqa: FBT001
) -> None:
    first = told(0, low, party=(6,), same_as=1, scores={"same_as": (retells,), "party": (sure,)})
    _, second = with_inherited([first, told(1)])
    assert second.party == ((6,) if taken else ())
    _, second = with_inherited([first, told(1, by=(6,))])
    assert second.party == (), "who did it"
