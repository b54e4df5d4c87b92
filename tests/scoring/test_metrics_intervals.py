"""Intervals of scores, against scipy."""

import numpy as np
import pytest
from samples.referee import NEAR, f1_from, scipys_interval

from hasila.scoring.metrics import score
from hasila.spans import Span

RANDOM = np.random.default_rng(3)
FOUND = RANDOM.random((24, 5)) < np.repeat(RANDOM.beta(4, 1.5, (24, 1)), 5, axis=1)
GOLD = [[Span(3 * n, 3 * n + 2, "ACTOR") for n in range(5)] for _ in FOUND]
PREDICTED = [
    [span if is_found else Span(span.start, span.end - 1, "ACTOR") for span, is_found in zip(row, found, strict=True)]
    for row, found in zip(GOLD, FOUND.tolist(), strict=True)
]
PREDICTED[0] += [Span(30 + 2 * n, 31 + 2 * n, "ACTOR") for n in range(9)]


@pytest.mark.parametrize("row", ["micro", "ACTOR", "macro"])
def test_the_interval_of_f1_is_scipys_percentile_bootstrap_over_passages(row: str) -> None:
    correct, predicted = FOUND.sum(axis=1), np.array([len(spans) for spans in PREDICTED])
    theirs = scipys_interval(
        len(GOLD),
        lambda drawn: f1_from(correct[drawn].sum(axis=-1), 5 * drawn.shape[-1], predicted[drawn].sum(axis=-1)),
    )
    ours = score(GOLD, PREDICTED, ("ACTOR", "LOCATION"))[row]["strict"]
    assert ours.interval == pytest.approx(theirs, abs=NEAR)
    assert ours.interval is not None
    assert ours.interval[1] - ours.interval[0] > 15 * NEAR


def test_the_seeds_of_a_model_are_drawn_together() -> None:
    correct, predicted = FOUND.sum(axis=1), np.array([len(spans) for spans in PREDICTED])
    theirs = scipys_interval(
        len(GOLD),
        lambda drawn: f1_from(
            (correct + 5)[drawn].sum(axis=-1), 10 * drawn.shape[-1], (predicted + 5)[drawn].sum(axis=-1)
        ),
    )
    ours = score(GOLD * 2, [*PREDICTED, *GOLD], ("ACTOR",), runs=2)["micro"]["strict"]
    assert ours.interval == pytest.approx(theirs, abs=NEAR)
