"""What counts say of each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.toll import Harm
from hasila.tolls.count_features import ALONE_FEATURES, PAIR_FEATURES, CountedSpan, Neighbours, alone_features
from hasila.tolls.counts import VictimCount


def killed(low: int, high: int | None = None, harm: tuple[Harm, ...] = ("killed",)) -> VictimCount:
    """Return a plain count of the killed, or of another harm."""
    return VictimCount(harm, low, low if high is None else high, "none", "integer")


def features_of(counts: list[VictimCount], head: int, other: int) -> dict[str, int]:
    """Return what is known of two of the casualty spans with these counts, by name."""
    spans = [CountedSpan(index, count, part=False) for index, count in enumerate(counts)]
    neighbours = Neighbours(spans[head], [span for span in spans if span.index != head])
    return dict(zip(PAIR_FEATURES, neighbours.features(spans[other]), strict=True))


@pytest.mark.parametrize(
    ("counts", "head", "other", "is_sum"),
    [
        ([35, 26, 9], 1, 0, 1),  # 26 and a third one, 9, make 35
        ([35, 26, 9], 0, 1, 2),
        ([35, 26, 9], 1, 2, 3),
        ([36, 26, 9], 1, 0, 0),
        ([35, 26], 1, 0, 0),
    ],
)
def test_a_sum_of_three_counts_is_seen(counts: list[int], head: int, other: int, is_sum: int) -> None:
    assert features_of([killed(low) for low in counts], head, other)["sum"] == is_sum


def test_people_of_another_harm_are_no_part_of_a_sum() -> None:
    counts = [killed(35), killed(26), killed(9, harm=("wounded",))]
    assert features_of(counts, 1, 0)["sum"] == 0


@pytest.mark.parametrize(("other", "nearest"), [(0, 1), (1, 2), (2, 0), (4, 4)])
def test_the_nearest_earlier_count_that_may_hold_another_is_seen(other: int, nearest: int) -> None:
    counts = [killed(9), killed(2), killed(7, harm=("wounded",)), killed(4), killed(4)]
    assert features_of(counts, 3, other)["nearest"] == nearest


@pytest.mark.parametrize(("head", "other", "ratio"), [(4, 4, 6), (4, 8, 7), (8, 4, 5), (1, 10_000, 11), (0, 4, 0)])
def test_a_ratio_is_told_in_doublings(head: int, other: int, ratio: int) -> None:
    assert features_of([killed(head), killed(other)], 0, 1)["ratio"] == ratio


def test_a_great_count_differs_from_a_small_one_by_itself() -> None:
    assert alone_features(killed(3))[0] < alone_features(killed(300))[0] < alone_features(killed(30_000))[0]


HARM = st.sampled_from([("killed",), ("wounded",), ("killed", "wounded"), ("captured",), ("missing",)])
NUMBER = st.integers(0, 10**9)
COUNT = st.builds(killed, NUMBER, harm=HARM) | st.builds(
    VictimCount, HARM, NUMBER, st.none(), st.just("over"), st.just("few")
)


@given(st.lists(COUNT, min_size=2, max_size=6))
def test_every_feature_is_one_of_its_values(counts: list[VictimCount]) -> None:
    found = features_of(counts, 0, 1)
    assert all(0 <= value < PAIR_FEATURES[name] for name, value in found.items())
    alone = dict(zip(ALONE_FEATURES, alone_features(counts[0]), strict=True))
    assert all(0 <= value < ALONE_FEATURES[name] for name, value in alone.items())
