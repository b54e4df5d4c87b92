"""How much better one model is than another on the same passages, and whether that is more than chance.

Models are compared by micro F1 with passages as the unit: spans of one passage are not independent. If a model has
several seeds, a passage has the predictions of all of them.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from hasila.scoring.metrics import CONFIDENCE, RESAMPLES, Scheme, count, f1_of, interval_of, resamples
from hasila.spans import Span

PassageCounts = npt.NDArray[np.int64]
"""The counts of each passage's spans, all seeds together: shape (passages, 5), columns as in Counts."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Model B compared with model A."""

    difference: float
    """F1 of B minus F1 of A, between -1 and 1."""
    interval: tuple[float, float]
    """The interval of the difference: paired percentile bootstrap over passages."""
    p: float
    """The two-sided p-value, by approximate randomisation."""
    superiority: float
    """Effect size: how likely B is to have the higher F1 on a passage, with ties counted half (McGraw & Wong 1992)."""


def passage_counts(
    gold: Sequence[Sequence[Span]], runs: Sequence[Sequence[Sequence[Span]]], scheme: Scheme = "strict"
) -> PassageCounts:
    """Return the counts of each gold passage, summed over the runs of a model."""
    rows = [
        np.sum([astuple(count(spans, run[index], scheme)) for run in runs], axis=0) for index, spans in enumerate(gold)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 5)


def compare(a: PassageCounts, b: PassageCounts, seed: int = 0) -> Comparison:
    """Compare two models by their counts on the same passages.

    The interval is from the paired bootstrap (Efron & Tibshirani 1993; both models on the same resample). The p-value
    is from approximate randomisation (Noreen 1989; Yeh 2000): how often randomly swapping the two models' outputs on
    each passage makes a difference at least as large, with one added to both counts. Both use 10,000 draws from `seed`.
    """
    difference = float(f1_of(b.sum(axis=0)) - f1_of(a.sum(axis=0)))
    weights = resamples(len(a), seed)
    resampled = f1_of(weights @ b) - f1_of(weights @ a)
    interval = interval_of(resampled) or (float("nan"), float("nan"))
    return Comparison(difference, interval, _randomised(a, b, difference, seed), _superiority(a, b))


def _randomised(a: PassageCounts, b: PassageCounts, difference: float, seed: int) -> float:
    swapped = np.random.default_rng(seed).integers(0, 2, size=(RESAMPLES, len(a)))
    moved = swapped @ (b - a)
    shuffled = f1_of(b.sum(axis=0) - moved) - f1_of(a.sum(axis=0) + moved)
    extreme = int((np.abs(np.nan_to_num(shuffled)) >= abs(difference) - 1e-12).sum())
    return (1 + extreme) / (1 + RESAMPLES)


def _superiority(a: PassageCounts, b: PassageCounts) -> float:
    ours, theirs = f1_of(b), f1_of(a)
    defined = ~(np.isnan(ours) | np.isnan(theirs))
    if not defined.any():
        return 0.5
    return float(((ours > theirs) + (ours == theirs) / 2)[defined].mean())


def holm(p_values: Sequence[float]) -> list[float]:
    """Return `p_values` adjusted for multiple comparisons (Holm 1979), in the same order.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def against_best(f1: Sequence[float], counts: Sequence[PassageCounts]) -> list[float | None]:
    """Return Holm's p-value of each model against the one with the highest `f1`; None for that one.

    `counts` are of the same passages and of equally many runs.
    """
    best = max(range(len(f1)), key=f1.__getitem__)
    others = [index for index in range(len(f1)) if index != best]
    adjusted = holm([compare(counts[best], counts[index]).p for index in others])
    by_place = dict(zip(others, adjusted, strict=True))
    return [by_place.get(index) for index in range(len(f1))]


def verdict(a: str, b: str, comparison: Comparison, p: float) -> str:
    """Return the comparison in a sentence; `p` is the p-value after any correction.

    >>> verdict("A", "B", Comparison(0.031, (0.004, 0.059), 0.02, 0.6), 0.02)
    'B is better than A by 3.1 points (95 % 0.4 to 5.9, p = 0.02).'
    """
    low, high = (bound * 100 for bound in comparison.interval)
    points = comparison.difference * 100
    stated = f"(95 % {low:.1f} to {high:.1f}, p {'< 0.001' if p < 0.001 else f'= {p:.2g}'})"  # noqa: PLR2004
    if p >= 1 - CONFIDENCE:
        return f"No difference shown between {a} and {b}: {points:+.1f} points for {b} {stated}."
    return f"{b} is {'better' if points > 0 else 'worse'} than {a} by {abs(points):.1f} points {stated}."
