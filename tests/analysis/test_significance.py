"""Differences between models, against scipy and against definitions."""

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.referee import NEAR, f1_from, scipys_interval
from scipy.stats import permutation_test  # type: ignore[import-untyped]

from eval.analysis.significance import PassageCounts, compare, holm

PASSAGES = 12


def outputs(accuracy: float, seed: int) -> PassageCounts:
    """Draw the counts of a model on passages of eight gold spans, columns as in Counts."""
    random = np.random.default_rng(seed)
    correct = random.binomial(8, accuracy, PASSAGES)
    nothing = np.zeros_like(correct)
    return np.stack([correct, nothing, nothing, 8 - correct, random.binomial(8, 1 - accuracy, PASSAGES)], axis=1)


def strict_f1(counts: npt.NDArray[np.int64]) -> Any:
    """Return F1 of the passages together, which are the last axis but one."""
    total = counts.sum(axis=-2)
    return f1_from(total[..., 0], total[..., 0] + total[..., 3], total[..., 0] + total[..., 4])


PAIRS = [
    (outputs(0.8, 2 * seed), outputs(0.8 + gain, 2 * seed + 1)) for seed, gain in enumerate((0.0, 0.05, 0.1, 0.02))
]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_interval_of_a_difference_is_scipys_with_both_models_on_the_same_passages(
    a: PassageCounts, b: PassageCounts
) -> None:
    theirs = scipys_interval(PASSAGES, lambda drawn: strict_f1(b[drawn]) - strict_f1(a[drawn]))
    assert compare(a, b).interval == pytest.approx(theirs, abs=NEAR)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_p_value_is_scipys_exact_one_of_all_swaps_of_the_two_outputs(a: PassageCounts, b: PassageCounts) -> None:
    both = np.concatenate([a, b])
    theirs = permutation_test(
        (np.arange(PASSAGES), np.arange(PASSAGES) + PASSAGES),
        lambda ours, others, axis: (
            strict_f1(both[np.moveaxis(others, axis, -1)]) - strict_f1(both[np.moveaxis(ours, axis, -1)])
        ),
        permutation_type="samples",
        n_resamples=np.inf,
        vectorized=True,
    )
    found = compare(a, b)
    assert found.difference == pytest.approx(theirs.statistic)
    assert found.p == pytest.approx(theirs.pvalue, abs=0.015)  # three standard errors of 10,000 swaps


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holms_p_values_are_the_worst_of_bonferroni_over_every_family_of_hypotheses(
    p_values: list[float],
) -> None:
    def closed(index: int) -> float:
        families = (
            family
            for size in range(1, len(p_values) + 1)
            for family in combinations(range(len(p_values)), size)
            if index in family
        )
        return max(min(1.0, len(family) * min(p_values[one] for one in family)) for family in families)

    assert holm(p_values) == pytest.approx([closed(index) for index in range(len(p_values))])
