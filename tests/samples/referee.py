"""Intervals by scipy, the referee of our own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap  # type: ignore[import-untyped]

NEAR = 0.006
"""How far two bootstraps of 10,000 resamples may be apart: four standard errors of a bound where F1 varies by 0.05."""


def scipys_interval(
    passages: int, statistic: Callable[[npt.NDArray[np.intp]], Any], method: str = "percentile"
) -> tuple[float, float]:
    """Return scipy's interval of `statistic`, which is given drawn passages: shape (resamples, passages)."""
    found = bootstrap(
        (np.arange(passages),),
        lambda drawn, axis: statistic(drawn),  # noqa: ARG005 - scipy names the axis
        n_resamples=10_000,
        confidence_level=0.95,
        method=method,
        vectorized=True,
        rng=np.random.default_rng(1),
    ).confidence_interval
    return float(found.low), float(found.high)


def f1_from(correct: Any, gold: Any, predicted: Any) -> Any:
    """Return F1 as the harmonic mean of precision and recall."""
    precision, recall = correct / predicted, correct / gold
    return 2 * precision * recall / (precision + recall)
