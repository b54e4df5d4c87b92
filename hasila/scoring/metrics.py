"""Strict and partial precision, recall and F1 of spans, with bootstrap intervals: pure functions.

Four schemes after SemEval-2013 task 9 (Segura-Bedmar et al. 2013). A predicted span is matched with gold spans that it
overlaps; each gold span is matched once.

| scheme  | full credit                    | half credit     | wrong            |
|---------|--------------------------------|-----------------|------------------|
| strict  | same boundaries and same label | -               | any other overlap |
| exact   | same boundaries                | -               | any other overlap |
| partial | same boundaries                | any overlap     | -                |
| type    | any overlap with the same label | -              | any other overlap |

`strict` equals seqeval's strict mode over IOB2 tags; all four equal nervaluate.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hasila.spans import Span

Scheme = Literal["strict", "exact", "partial", "type"]
SCHEMES: tuple[Scheme, ...] = ("strict", "exact", "partial", "type")
RESAMPLES = 10_000
CONFIDENCE = 0.95

_FULL_CREDIT: Mapping[Scheme, Callable[[Span, Span], bool]] = {
    "strict": lambda gold, found: gold == found,
    "exact": lambda gold, found: (gold.start, gold.end) == (found.start, found.end),
    "partial": lambda gold, found: (gold.start, gold.end) == (found.start, found.end),
    "type": lambda gold, found: gold.label == found.label,
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How the spans of a text were matched: MUC's five classes (Chinchor & Sundheim 1993)."""

    correct: int
    incorrect: int
    partial: int
    missed: int
    spurious: int


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 (0 to 1), the gold spans behind them (of one run), and F1's bootstrap interval.

    `interval` is None if F1 is undefined in every resample (no gold or predicted span). `counts` is None for macro.
    """

    precision: float
    recall: float
    f1: float
    support: int
    interval: tuple[float, float] | None
    counts: Counts | None


Row = str  # a label, "micro" or "macro"
Scores = Mapping[Row, Mapping[Scheme, Score]]


def count(gold: Sequence[Span], predicted: Sequence[Span], scheme: Scheme) -> Counts:
    """Return how `predicted` matches `gold` in one text; both are sorted and flat.

    Each predicted span, in order, is matched with a free gold span: the one that gives full credit (with the closest
    boundaries), or else the first that it overlaps.
    """
    full_credit = _FULL_CREDIT[scheme]
    free = list(gold)
    correct = near = spurious = 0
    for found in predicted:
        touched = [span for span in free if span.overlaps(found)]
        full = [span for span in touched if full_credit(span, found)]
        if full:
            free.remove(min(full, key=lambda span: abs(span.start - found.start) + abs(span.end - found.end)))
            correct += 1
        elif touched:
            free.remove(touched[0])
            near += 1
        else:
            spurious += 1
    incorrect, partial = (0, near) if scheme == "partial" else (near, 0)
    return Counts(correct, incorrect, partial, len(free), spurious)


def score(
    gold: Sequence[Sequence[Span]],
    predicted: Sequence[Sequence[Span]],
    labels: Sequence[str],
    *,
    runs: int = 1,
    seed: int = 0,
) -> Scores:
    """Score `predicted` against `gold`, passage by passage, per label, micro and macro, in all four schemes.

    A label's row counts only its spans, as in seqeval and nervaluate; micro counts all. Macro is the plain mean over
    the labels that occur. Intervals are percentile bootstrap over passages (Efron 1979), 10,000 resamples from `seed`,
    leaving out resamples in which F1 is undefined. If both contain the same passages `runs` times, one run of a model
    after another, a passage is resampled with all its runs, and support counts one run.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold passages but {len(predicted)} predicted")
    rows: dict[Row, list[tuple[list[Span], list[Span]]]] = {
        label: [
            ([s for s in g if s.label == label], [s for s in p if s.label == label])
            for g, p in zip(gold, predicted, strict=True)
        ]
        for label in labels
    }
    rows["micro"] = [(list(g), list(p)) for g, p in zip(gold, predicted, strict=True)]
    weights = resamples(len(gold) // runs, seed)
    scores: dict[Row, dict[Scheme, Score]] = {row: {} for row in (*labels, "micro", "macro")}
    for scheme in SCHEMES:
        resampled = {}
        for row, pairs in rows.items():
            counts = np.array([astuple(count(g, p, scheme)) for g, p in pairs], dtype=np.int64).reshape(-1, 5)
            resampled[row] = f1_of(weights @ counts.reshape(runs, -1, 5).sum(axis=0))
            scores[row][scheme] = score_of(counts.sum(axis=0), interval_of(resampled[row]), runs)
        scores["macro"][scheme] = _macro(
            [scores[label][scheme] for label in labels], np.stack([resampled[label] for label in labels])
        )
    return scores


def resamples(passages: int, seed: int) -> npt.NDArray[np.int64]:
    """Return how often each passage is drawn in each resample: shape (RESAMPLES, passages)."""
    if not passages:
        return np.zeros((RESAMPLES, 0), dtype=np.int64)
    return np.random.default_rng(seed).multinomial(passages, np.full(passages, 1 / passages), size=RESAMPLES)


def _ratios(counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], ...]:
    """Return the credit, the predicted spans and the gold spans of `counts`, whose last axis is Counts."""
    correct, incorrect, partial, missed, spurious = np.moveaxis(counts, -1, 0)
    met = correct + incorrect + partial
    return correct + partial / 2, met + spurious, met + missed


def f1_of(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return F1 of `counts`, whose last axis is Counts; NaN if there is no gold or predicted span."""
    credit, actual, possible = _ratios(counts)
    total = actual + possible
    f1: npt.NDArray[np.float64] = np.divide(2 * credit, total, out=np.full(total.shape, np.nan), where=total > 0)
    return f1


def interval_of(values: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    """Return the percentile interval of resampled `values`; None if all are NaN."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.quantile(defined, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def score_of(counts: npt.NDArray[np.int64], interval: tuple[float, float] | None, runs: int = 1) -> Score:
    """Return the score of `counts`, ordered as Counts and summed over `runs` of a model."""
    credit, actual, possible = map(float, _ratios(counts))
    return Score(
        precision=credit / actual if actual else 0.0,
        recall=credit / possible if possible else 0.0,
        f1=2 * credit / (actual + possible) if actual + possible else 0.0,
        support=int(possible) // runs,
        interval=interval,
        counts=Counts(*map(int, counts)),
    )


def _macro(scores: Sequence[Score], resampled: npt.NDArray[np.float64]) -> Score:
    """Return the mean of the labels that occur (`resampled`: shape (labels, RESAMPLES))."""
    occurring = [score for score in scores if score.counts != Counts(0, 0, 0, 0, 0)]
    defined = (~np.isnan(resampled)).sum(axis=0)
    means = np.divide(np.nansum(resampled, axis=0), defined, out=np.full(defined.shape, np.nan), where=defined > 0)

    def mean(name: str) -> float:
        return sum(getattr(score, name) for score in occurring) / len(occurring) if occurring else 0.0

    return Score(
        mean("precision"), mean("recall"), mean("f1"), sum(s.support for s in scores), interval_of(means), None
    )
