"""How reliable confidences are: reliability, expected calibration error, risk against coverage, thresholds.

A predicted span is right if it equals a gold span (strict). Intervals are percentile bootstrap over passages, like
those of every score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.analysis.results import Bin, Calibration, Kept, Threshold
from hasila.document import Document
from hasila.scoring.metrics import interval_of, resamples

BINS = 10
WANTED = (0.8, 0.85, 0.9, 0.95, 0.98)
_STEPS = 20
"""Points of the risk-coverage curve."""
_FEWEST = 20
"""The fewest spans that a threshold must keep; with fewer, precision is chance."""
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Predicted:
    """Predicted spans of all seeds, in order of increasing confidence; each array has shape (spans,)."""

    confidence: _Floats
    right: npt.NDArray[np.bool_]
    passage: npt.NDArray[np.intp]
    gold: int
    """How many gold spans there are, counted once for each seed."""


def calibration(
    gold: Sequence[Document], runs: Sequence[Sequence[Document]], temperature: Sequence[float], seed: int = 0
) -> Calibration | None:
    """Return how well confidences predict which spans are right; None if no span has one.

    Bins contain equally many spans, as nearly as possible (Nguyen & O'Connor 2015): so many spans are very confident
    that most bins of equal width would be empty. `temperature` is that of each checkpoint.
    """
    spans = _predicted(gold, runs)
    if spans is None:
        return None
    weights = resamples(len(gold), seed)
    bins = np.arange(len(spans.right)) * BINS // len(spans.right)
    error = interval_of(_error(spans, bins, weights))
    return Calibration(
        temperature=tuple(temperature),
        error=float(_error(spans, bins, np.ones((1, len(gold)), dtype=np.int64))[0]),
        interval=error,
        bins=tuple(_bin(spans, bins == index, weights) for index in np.unique(bins)),
        risk_coverage=tuple(_kept(spans, len(spans.right) * step // _STEPS) for step in range(_STEPS)),
        thresholds=tuple(Threshold(wanted, _reaching(spans, wanted)) for wanted in WANTED),
    )


def _predicted(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> _Predicted | None:
    rows = [
        (span.score, span in document.spans, index)
        for run in runs
        for index, (document, predicted) in enumerate(zip(gold, run, strict=True))
        for span in predicted.spans
    ]
    if not rows or any(score is None for score, _, _ in rows):
        return None
    confidence, right, passage = (np.array(column) for column in zip(*sorted(rows), strict=True))
    return _Predicted(confidence, right, passage, len(runs) * sum(len(document.spans) for document in gold))


def _by_passage(
    spans: _Predicted, chosen: npt.NDArray[np.bool_], values: npt.NDArray[np.generic], passages: int
) -> _Floats:
    """Return the sum of the chosen spans' values in each passage: shape (passages,)."""
    indices, weights = spans.passage[chosen], values[chosen].astype(np.float64)
    return np.bincount(indices, weights=weights, minlength=passages).astype(np.float64)


def _error(spans: _Predicted, bins: npt.NDArray[np.intp], weights: npt.NDArray[np.int64]) -> _Floats:
    """Return the expected calibration error in each resample of passages: shape (resamples,)."""
    gaps = np.zeros(len(weights))
    for index in np.unique(bins):
        gap = _by_passage(spans, bins == index, spans.confidence - spans.right, weights.shape[1])
        gaps += np.abs(weights @ gap)
    total = weights @ _by_passage(spans, np.ones_like(spans.right), np.ones(len(spans.right)), weights.shape[1])
    error: _Floats = np.divide(gaps, total, out=np.full(len(gaps), np.nan), where=total > 0)
    return error


def _bin(spans: _Predicted, chosen: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64]) -> Bin:
    right, total = (
        weights @ _by_passage(spans, chosen, values, weights.shape[1])
        for values in (spans.right, np.ones(len(spans.right)))
    )
    precision = np.divide(right, total, out=np.full(len(right), np.nan), where=total > 0)
    return Bin(
        spans=int(chosen.sum()),
        confidence=float(spans.confidence[chosen].mean()),
        precision=float(spans.right[chosen].mean()),
        interval=interval_of(precision),
    )


def _kept(spans: _Predicted, first: int) -> Kept:
    """Return what is kept of the spans from index `first` on."""
    right = spans.right[first:]
    return Kept(
        threshold=float(spans.confidence[first]) if first else 0.0,
        coverage=len(right) / len(spans.right),
        precision=float(right.mean()),
        recall=float(right.sum() / spans.gold) if spans.gold else 0.0,
    )


def _reaching(spans: _Predicted, wanted: float) -> Kept | None:
    """Return what is kept by the lowest threshold with a precision of at least `wanted`; None if that is too little."""
    precision = np.cumsum(spans.right[::-1])[::-1] / np.arange(len(spans.right), 0, -1)
    starts = np.flatnonzero(np.diff(spans.confidence, prepend=-1.0) > 0)  # a threshold keeps all of one confidence
    reached = starts[(precision[starts] >= wanted) & (starts <= len(spans.right) - _FEWEST)]
    return _kept(spans, int(reached[0])) if len(reached) else None
