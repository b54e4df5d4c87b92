"""How reliable confidences are."""

import numpy as np
import pytest
from samples.referee import NEAR, scipys_interval

from eval.analysis.calibration import BINS, WANTED, calibration
from eval.analysis.results import Calibration
from hasila.document import Document
from hasila.spans import Span

PASSAGES, SPANS = 200, 10


def predictions(overconfidence: float) -> tuple[list[Document], list[Document]]:
    """Return gold passages, and predictions that are right less often than they are sure by `overconfidence`."""
    random = np.random.default_rng(0)
    gold, predicted = [], []
    for index in range(PASSAGES):
        sure = random.uniform(0.5, 1, size=SPANS)
        right = random.random(SPANS) < sure - overconfidence
        spans = [Span(3 * n, 3 * n + 2, "ACTOR", score) for n, score in enumerate(sure.tolist())]
        text = "ل" * 3 * SPANS
        gold.append(
            Document(str(index), text, tuple(span for span, is_right in zip(spans, right, strict=True) if is_right))
        )
        predicted.append(Document(str(index), text, tuple(spans)))
    return gold, predicted


def measured(overconfidence: float) -> Calibration:
    """Return the calibration of one seed's predictions."""
    gold, predicted = predictions(overconfidence)
    found = calibration(gold, [predicted], [1.0])
    assert found is not None
    return found


@pytest.mark.parametrize("overconfidence", [0.1, 0.3])
def test_the_error_is_how_much_surer_a_model_is_than_it_is_right(overconfidence: float) -> None:
    found = measured(overconfidence)
    assert found.error == pytest.approx(overconfidence, abs=0.03)
    assert found.interval is not None
    assert found.interval[0] < overconfidence < found.interval[1]


def test_intervals_of_the_error_and_of_a_bins_precision_are_scipys_over_passages() -> None:
    gold, predicted = predictions(0.1)
    found = measured(0.1)
    rows = sorted(
        (span.score or 0.0, span in one.spans, index)
        for index, (one, other) in enumerate(zip(gold, predicted, strict=True))
        for span in other.spans
    )
    sums = np.zeros((BINS, 2, PASSAGES))
    for rank, (sure, right, passage) in enumerate(rows):
        sums[rank * BINS // len(rows), :, passage] += (right, sure - right)
    spans = np.zeros((BINS, PASSAGES))
    for rank, (_, _, passage) in enumerate(rows):
        spans[rank * BINS // len(rows), passage] += 1
    first = scipys_interval(PASSAGES, lambda drawn: sums[0, 0][drawn].sum(axis=-1) / spans[0][drawn].sum(axis=-1))
    error = scipys_interval(
        PASSAGES,
        lambda drawn: sum(abs(sums[n, 1][drawn].sum(axis=-1)) for n in range(BINS)) / (SPANS * drawn.shape[-1]),
    )
    assert found.bins[0].interval == pytest.approx(first, abs=NEAR)
    assert found.interval == pytest.approx(error, abs=NEAR / 2)


def test_a_model_that_is_right_as_often_as_it_is_sure_has_little_error() -> None:
    assert measured(0.0).error < 0.03


def test_bins_hold_all_spans_in_equal_parts_from_the_least_sure_on() -> None:
    bins = measured(0.0).bins
    assert [one.spans for one in bins] == [PASSAGES * SPANS // BINS] * BINS
    assert [one.confidence for one in bins] == sorted(one.confidence for one in bins)
    assert all(one.interval and one.interval[0] <= one.precision <= one.interval[1] for one in bins)


def test_risk_falls_as_less_is_kept_and_the_first_point_keeps_everything() -> None:
    found = measured(0.0)
    first, last = found.risk_coverage[0], found.risk_coverage[-1]
    assert (first.threshold, first.coverage) == (0.0, 1.0)
    assert first.recall == 1.0
    assert last.coverage == pytest.approx(0.05)
    assert last.precision > first.precision


def test_a_threshold_is_the_lowest_that_reaches_the_wanted_precision() -> None:
    gold, predicted = predictions(0.0)
    found = calibration(gold, [predicted], [1.0])
    assert found is not None
    pairs = [(span, span in one.spans) for one, other in zip(gold, predicted, strict=True) for span in other.spans]
    assert [one.wanted for one in found.thresholds] == list(WANTED)
    for one in found.thresholds:
        assert one.kept is not None
        least = one.kept.threshold
        precision = {
            bound: np.mean([right for span, right in pairs if (span.score or 0) >= bound])
            for bound in sorted({span.score or 0 for span, _ in pairs})
            if bound <= least
        }
        assert one.kept.precision == pytest.approx(precision[least])
        assert precision[least] >= one.wanted
        assert not [bound for bound, reached in precision.items() if bound < least and reached >= one.wanted]


def test_a_precision_that_only_a_handful_of_spans_reach_is_not_reached() -> None:
    assert measured(0.4).thresholds[-1].kept is None


def test_predictions_without_confidence_or_without_spans_have_no_calibration() -> None:
    gold = [Document("1", "الجيش", (Span(0, 5, "ACTOR"),))]
    assert calibration(gold, [gold], [1.0]) is None
    assert calibration(gold, [[Document("1", "الجيش")]], [1.0]) is None
