"""The learning rate on the way through a run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.pretrain.schedule import rate
from train.pretrain.settings import PretrainOptimizerSettings


@pytest.mark.parametrize(
    ("step", "expected"), [(0, 0.25), (3, 1.0), (50, 1.0), (89, 1.0), (90, 1.0), (95, 0.5), (99, 0.1)]
)
def test_the_rate_climbs_stays_and_falls_to_nothing(step: int, expected: float) -> None:
    settings = PretrainOptimizerSettings(learning_rate=1.0, warmup=4, decay=10)
    assert rate(step, 100, settings) == pytest.approx(expected)
    assert rate(step, 100, PretrainOptimizerSettings(learning_rate=2.0, warmup=0, decay=0)) == pytest.approx(2.0)


@pytest.mark.parametrize(("second", "expected"), [(0, 0.1), (9, 1.0), (40, 1.0), (120, 0.5), (199, 1 / 160)])
def test_parts_below_one_are_shares_of_the_run(second: float, expected: float) -> None:
    settings = PretrainOptimizerSettings(learning_rate=1.0, warmup=0.05, decay=0.8)
    assert rate(second, 200, settings) == pytest.approx(expected)


@given(st.floats(0, 300), st.floats(0, 0.4), st.floats(0, 0.6))
def test_the_rate_is_never_above_its_highest_and_reaches_zero_at_the_end(
    spent: float, warmup: float, decay: float
) -> None:
    settings = PretrainOptimizerSettings(learning_rate=3e-4, warmup=warmup, decay=decay)
    assert 0 <= rate(spent, 300, settings) <= 3e-4
    assert decay == 0 or rate(300, 300, settings) == 0
