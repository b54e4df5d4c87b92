"""How reliable confidences are: reliability, expected calibration error, risk against coverage, thresholds.

A predicted span is right if it equals a gold span (strict). Intervals are percentile bootstrap over passages, like
those of every score.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from eval.analysis.results import Bin, Calibration, Kept, Threshold
from hasila.document import Document
from hasila.scoring.metrics import interval_of, resamples

BINS = 10
WANTED = (0.8, 0.85, 0.9, 0.95, 0.98)
_STEPS = 20
"""Points of the risk-coverage curve."""
FEWEST = 20
"""The fewest readings of which a share says something; with fewer it is chance."""
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """What all seeds read with a confidence, in order of increasing confidence; each array has shape (readings,)."""

    confidence: _Floats
    right: npt.NDArray[np.bool_]
    passage: npt.NDArray[np.intp]
    """The index of the passage, the same for every seed."""

    @classmethod
    def of(cls, rows: Iterable[tuple[float, bool, int]]) -> Self:
        """Return readings, at least one, of their confidence, whether they are right, and their passage."""
        return cls(*(np.array(column) for column in zip(*sorted(rows), strict=True)))


def calibration(
    gold: Sequence[Document], runs: Sequence[Sequence[Document]], temperature: Sequence[float], seed: int = 0
) -> Calibration | None:
    """Return how well confidences predict which spans are right; None if no span has one.

    `temperature` is that of each checkpoint.
    """
    spans = _predicted(gold, runs)
    if spans is None:
        return None
    known = len(runs) * sum(len(document.spans) for document in gold)
    weights = resamples(len(gold), seed)
    bins = equal_bins(len(spans.right), BINS)
    error, interval = calibration_error(spans, bins, weights)
    return Calibration(
        temperature=tuple(temperature),
        error=error,
        interval=interval,
        bins=tuple(_bin(spans, bins == index, weights) for index in np.unique(bins)),
        risk_coverage=tuple(_kept(spans, len(spans.right) * step // _STEPS, known) for step in range(_STEPS)),
        thresholds=tuple(Threshold(wanted, _reaching(spans, wanted, known)) for wanted in WANTED),
    )


def _predicted(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> Judged | None:
    rows = [
        (span.score, span in document.spans, index)
        for run in runs
        for index, (document, predicted) in enumerate(zip(gold, run, strict=True))
        for span in predicted.spans
    ]
    scored = [(score, right, index) for score, right, index in rows if score is not None]
    return Judged.of(scored) if scored and len(scored) == len(rows) else None


def equal_bins(readings: int, bins: int) -> npt.NDArray[np.intp]:
    """Return the bin of each reading; bins contain equally many, as nearly as possible (Nguyen & O'Connor 2015).

    So many readings are very confident that most bins of equal width would be empty.
    """
    return np.arange(readings) * bins // readings


def calibration_error(
    read: Judged, bins: npt.NDArray[np.intp], weights: npt.NDArray[np.int64]
) -> tuple[float, tuple[float, float] | None]:
    """Return the expected calibration error, and its interval by how often `weights` draw each passage."""
    once = np.ones((1, weights.shape[1]), dtype=np.int64)
    return float(_error(read, bins, once)[0]), interval_of(_error(read, bins, weights))


def _by_passage(read: Judged, chosen: npt.NDArray[np.bool_], values: npt.NDArray[np.generic], passages: int) -> _Floats:
    """Return the sum of the chosen readings' values in each passage: shape (passages,)."""
    indices, weights = read.passage[chosen], values[chosen].astype(np.float64)
    return np.bincount(indices, weights=weights, minlength=passages).astype(np.float64)


def _error(read: Judged, bins: npt.NDArray[np.intp], weights: npt.NDArray[np.int64]) -> _Floats:
    """Return the expected calibration error in each resample of passages: shape (resamples,)."""
    gaps = np.zeros(len(weights))
    for index in np.unique(bins):
        gap = _by_passage(read, bins == index, read.confidence - read.right, weights.shape[1])
        gaps += np.abs(weights @ gap)
    total = weights @ _by_passage(read, np.ones_like(read.right), np.ones(len(read.right)), weights.shape[1])
    error: _Floats = np.divide(gaps, total, out=np.full(len(gaps), np.nan), where=total > 0)
    return error


def _bin(spans: Judged, chosen: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64]) -> Bin:
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


def _kept(spans: Judged, first: int, gold: int) -> Kept:
    """Return what is kept of the spans from index `first` on; `gold` counts the gold spans, once for each seed."""
    right = spans.right[first:]
    return Kept(
        threshold=float(spans.confidence[first]) if first else 0.0,
        coverage=len(right) / len(spans.right),
        precision=float(right.mean()),
        recall=float(right.sum() / gold) if gold else 0.0,
    )


def _reaching(spans: Judged, wanted: float, gold: int) -> Kept | None:
    """Return what is kept by the lowest threshold with a precision of at least `wanted`; None if that is too little."""
    precision = np.cumsum(spans.right[::-1])[::-1] / np.arange(len(spans.right), 0, -1)
    starts = np.flatnonzero(np.diff(spans.confidence, prepend=-1.0) > 0)  # a threshold keeps all of one confidence
    reached = starts[(precision[starts] >= wanted) & (starts <= len(spans.right) - FEWEST)]
    return _kept(spans, int(reached[0]), gold) if len(reached) else None
