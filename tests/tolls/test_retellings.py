"""Tests of hasila.tolls.retellings."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.toll import Toll
from hasila.tolls.retellings import with_retellings


def told(span: int, low: int, high: int | None = -1, **fields: Any) -> Toll:
    exact = low if high == -1 else high
    return Toll(
        span=span,
        harm=("killed",),
        low=low,
        high=exact,
        **{"modifier": "none", "kind": "integer", "incident": 1, **fields},
    )


def retold(*tolls: Toll, **sure: float) -> list[int | None]:
    retells = {(int(way[1]), int(way[2])): probability for way, probability in sure.items()}
    return [toll.same_as for toll in with_retellings(tolls, retells, list(range(len(tolls))))]


def test_both_ways_count_for_the_same_people() -> None:
    pair = told(0, 9), told(1, 9)
    assert retold(*pair, _01=0.1) == [None, None]
    assert retold(*pair, _01=0.1, _10=0.1) == [1, None]


def test_who_is_retold_more_surely_is_the_fullest() -> None:
    assert retold(told(0, 9), told(1, 9), _01=0.3, _10=0.4) == [None, 0]


@pytest.mark.parametrize(
    "vaguer", [told(1, 2, None, kind="plural"), told(1, 2, 9, kind="few"), told(1, 0, 9, modifier="at_most")]
)
def test_who_has_a_number_tells_more_than_who_has_none(vaguer: Toll) -> None:
    assert retold(told(0, 9), vaguer, _01=0.9) == [None, 0]


def test_a_hedged_count_may_be_the_fullest() -> None:
    assert retold(told(0, 9), told(1, 9, None, modifier="at_least"), _01=0.9) == [1, None]


def test_no_telling_points_at_one_that_points_on() -> None:
    assert retold(told(0, 9), told(1, 9), told(2, 9), _01=0.9, _12=0.9) == [2, 2, None]


@pytest.mark.parametrize(
    "other",
    [
        told(1, 8),  # another count
        told(1, 9, incident=2),
        told(1, 9, part_of=0),
        told(1, 9, revises=0),
        Toll(span=1, harm=("wounded",), low=9, high=9, modifier="none", kind="integer", incident=1),
    ],
)
def test_people_who_cannot_be_the_same_are_not(other: Toll) -> None:
    assert retold(told(0, 9), other, _01=0.9, _10=0.9) == [None, None]


def test_people_of_one_row_are_not_the_same() -> None:
    tolls, ways = [told(0, 5), told(1, 5), told(2, 5)], {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.7}
    assert [toll.same_as for toll in with_retellings(tolls, ways, [1, 1, 2])] == [None, 2, None]
    assert [toll.same_as for toll in with_retellings(tolls, ways, [1, 1, 1])] == [None, None, None]


def test_a_toll_is_put_to_a_group_only_if_it_may_be_the_same_as_each_in_it() -> None:
    tens = told(1, 20, 99)
    assert retold(told(0, 30), tens, told(2, 40), _10=0.9, _12=0.8) == [None, 0, None]


def test_the_confidence_is_that_of_the_surest_telling_of_the_same_people() -> None:
    first, *_ = with_retellings([told(0, 9), told(1, 9)], {(0, 1): 0.5, (1, 0): 0.5}, [0, 1])
    assert first.scores == {"same_as": (0.75,)}


WAYS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0, 1), max_size=20)


@given(st.lists(st.integers(1, 3), min_size=5, max_size=5), WAYS)
def test_chains_never_arise(counts: list[int], ways: Mapping[tuple[int, int], float]) -> None:
    tolls = [told(index, count) for index, count in enumerate(counts)]
    found = with_retellings(tolls, ways, list(range(len(counts))))
    assert all(found[toll.same_as].same_as is None for toll in found if toll.same_as is not None)
