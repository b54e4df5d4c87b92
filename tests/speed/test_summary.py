"""Measurements summed up."""

from eval.speed.stopwatch import Measurement, Seconds
from eval.speed.summary import Spread, summary


def measured(*walls: float) -> Measurement:
    """Return a measurement with readings of so many seconds, half of them processor time."""
    read = tuple(Seconds(wall, wall / 2) for wall in walls)
    facts = {"parameters": 3, "threads": 1, "device": "cpu", "precision": "float32"}
    return Measurement(Seconds(2.0, 1.5), Seconds(1.0, 0.5), read, read, memory=10, size=5, **facts)  # type: ignore[arg-type]


def test_rates_are_words_a_second_as_median_and_range_of_all_rounds() -> None:
    its = summary([measured(1.0, 2.0), measured(0.5)], ["قتل جنديان، في", "حلب"])
    assert its.words == 4
    assert its.one_by_one == its.batched == Spread(4.0, 2.0, 8.0)
    assert its.one_by_one_cpu == its.batched_cpu == Spread(8.0, 4.0, 16.0)
    assert (its.cold_start, its.cold_start_cpu) == (Spread(2.0, 2.0, 2.0), Spread(1.5, 1.5, 1.5))
    assert (its.warm_start, its.warm_start_cpu) == (Spread(1.0, 1.0, 1.0), Spread(0.5, 0.5, 0.5))
