"""Which casualty spans are of one attack: what most pairs say, with places and days, and not what one pair says."""

from datetime import date
from itertools import combinations
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.toll import DateInterval
from hasila.tolls.attacks import Setting, attacks

SATURDAY = DateInterval(date(2015, 5, 2), date(2015, 5, 2))
SUNDAY = DateInterval(date(2015, 5, 3), date(2015, 5, 3))
WEEKEND = DateInterval(date(2015, 5, 2), date(2015, 5, 3))
TOWN, PORT = frozenset(["المدينه", "مدينه"]), frozenset(["الميناء", "ميناء"])


def both_ways(pairs: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Return the probabilities of pairs for both ways."""
    return {way: sure for (left, right), sure in pairs.items() for way in ((left, right), (right, left))}


def test_spans_of_which_most_pairs_say_so_are_of_one_attack() -> None:
    together = both_ways({(0, 4): 0.95, (0, 7): 0.9, (4, 7): 0.4})
    assert attacks({0: Setting(), 4: Setting(), 7: Setting()}, together, {}) == {0: 1, 4: 1, 7: 1}


def test_one_doubtful_pair_does_not_join_two_attacks() -> None:
    """Each by itself would be enough; the other three pairs speak against it."""
    together = both_ways({(0, 1): 0.99, (2, 3): 0.99, (1, 2): 0.8, (0, 2): 0.1, (0, 3): 0.1, (1, 3): 0.1})
    assert attacks({span: Setting() for span in range(4)}, together, {}) == {0: 1, 1: 1, 2: 2, 3: 2}


def test_attacks_are_numbered_in_the_order_of_the_text() -> None:
    together = both_ways({(1, 2): 0.9, (0, 3): 0.9, (0, 1): 0.0, (0, 2): 0.0, (1, 3): 0.0, (2, 3): 0.0})
    assert attacks({span: Setting() for span in range(4)}, together, {}) == {0: 1, 1: 2, 2: 2, 3: 1}


@pytest.mark.parametrize(
    ("one", "other", "joined", "why"),
    [
        (Setting(), Setting(), False, "the model is not sure enough"),
        (Setting((TOWN,)), Setting((PORT, TOWN)), True, "a place in common adds to it"),
        (Setting((TOWN,)), Setting((PORT,)), False, "other places take from it"),
        (Setting((TOWN,)), Setting(), False, "no place says nothing"),
        (Setting((TOWN,), SATURDAY), Setting((TOWN,), SUNDAY), False, "other days take more"),
        (Setting((TOWN,), SATURDAY), Setting((TOWN,), WEEKEND), True, "a day within others is not apart"),
        (Setting((TOWN,), SATURDAY), Setting((TOWN,)), True, "no day says nothing"),
    ],
)
def test_places_and_days_add_to_what_the_model_says(one: Setting, other: Setting, why: str, *, joined: bool) -> None:
    numbers = attacks({0: one, 1: other}, both_ways({(0, 1): 0.48}), {})
    assert (numbers[0] == numbers[1]) == joined, why


@pytest.mark.parametrize(("probability", "joined"), [(0.85, False), (0.999, True)])
def test_days_apart_speak_against_all_but_a_sure_model(probability: float, *, joined: bool) -> None:
    numbers = attacks({0: Setting(days=SATURDAY), 1: Setting(days=SUNDAY)}, both_ways({(0, 1): probability}), {})
    assert (numbers[0] == numbers[1]) == joined


def test_pairs_of_which_the_model_was_not_asked_speak_neither_for_an_attack_nor_against_it() -> None:
    assert attacks({0: Setting((TOWN,)), 9: Setting((TOWN,))}, {}, {}) == {0: 1, 9: 2}
    near = both_ways({pair: 0.99 for pair in combinations(range(100), 2) if pair[1] - pair[0] <= 32})
    assert set(attacks({span: Setting() for span in range(100)}, near, {}).values()) == {1}, "one attack in a long text"


@pytest.mark.parametrize(
    ("retold", "numbers"),
    [
        ({}, {0: 1, 1: 1, 2: 1, 3: 2}),
        ({(1, 3): 0.7}, {0: 1, 1: 1, 2: 1, 3: 1}),
        ({(1, 3): 0.45}, {0: 1, 1: 1, 2: 1, 3: 2}),  # not sure enough
        ({(0, 1): 0.9}, {0: 1, 1: 1, 2: 1, 3: 2}),  # of one attack already
    ],
)
def test_a_lone_span_goes_where_it_is_retold(retold: dict[tuple[int, int], float], numbers: dict[int, int]) -> None:
    together = both_ways({(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9, (0, 3): 0.1, (1, 3): 0.1, (2, 3): 0.1})
    assert attacks({span: Setting() for span in range(4)}, together, retold) == numbers


def test_a_surer_retelling_stays_whatever_is_retold_less_surely() -> None:
    pairs = dict.fromkeys(combinations(range(6), 2), 0.1) | {(0, 1): 0.9, (2, 3): 0.9, (4, 5): 0.9}
    settings = {span: Setting() for span in range(6)}
    numbers = attacks(settings, both_ways(pairs), {(0, 2): 0.9, (0, 4): 0.6})
    assert numbers[0] == numbers[2] == numbers[4], "the later two tell of the same as the first"
    assert attacks(settings, both_ways(pairs), {(0, 2): 0.9, (2, 4): 0.6})[2] == numbers[0]


def test_what_tells_of_the_same_as_a_span_that_moved_goes_with_it() -> None:
    pairs = dict.fromkeys(combinations(range(5), 2), 0.1) | {(0, 1): 0.9, (2, 3): 0.9}
    retold = {(0, 4): 0.9, (2, 4): 0.8}
    numbers = attacks({span: Setting() for span in range(5)}, both_ways(pairs), retold)
    assert numbers == {0: 1, 1: 1, 2: 1, 3: 2, 4: 1}


@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(0.5, 1), max_size=15))
def test_the_surest_retelling_is_always_of_one_attack(retold: dict[tuple[int, int], float]) -> None:
    pairs = dict.fromkeys(combinations(range(6), 2), 0.1) | {(0, 1): 0.9, (2, 3): 0.9, (4, 5): 0.9}
    numbers = attacks({span: Setting() for span in range(6)}, both_ways(pairs), retold)
    if retold:
        one, other = min(retold, key=lambda pair: (-retold[pair], pair))
        assert numbers[one] == numbers[other]


def test_cumulative_spans_which_are_not_among_the_settings_are_of_no_attack() -> None:
    assert attacks({}, {(0, 1): 0.9}, {}) == {}


@given(st.fixed_dictionaries({pair: st.floats(0.001, 0.999) for pair in combinations(range(6), 2)}))
def test_no_two_attacks_have_enough_between_them_to_be_one(pairs: dict[tuple[int, int], float]) -> None:
    numbers = attacks({span: Setting() for span in range(6)}, both_ways(pairs), {})
    assert list(dict.fromkeys(numbers.values())) == list(range(1, max(numbers.values()) + 1))
    for one, other in combinations(sorted(set(numbers.values())), 2):
        between = [log(p / (1 - p)) for pair, p in pairs.items() if {numbers[span] for span in pair} == {one, other}]
        assert sum(between) / len(between) < 0.25 + 1e-9


def test_of_two_spans_that_have_others_beside_them_the_earlier_goes_where_it_is_retold() -> None:
    """A summary tells of several attacks; what is told of each behind it says which."""
    together = both_ways({(0, 1): 0.9, (2, 3): 0.9, **dict.fromkeys([(0, 2), (0, 3), (1, 2), (1, 3)], 0.1)})
    settings = {span: Setting() for span in range(4)}
    assert attacks(settings, together, {(0, 2): 0.7}) == {0: 1, 1: 2, 2: 1, 3: 1}
