"""The pictures of an evaluation."""

import pytest
from samples.evaluation import sample

from eval.analysis.results import Bin, Calibration, Kept
from eval.report.figures import calibration_figures, learning_figures

CALIBRATION = Calibration(
    temperature=(1.0,),
    error=0.1,
    interval=None,
    bins=(Bin(40, 0.6, 0.5, (0.4, 0.62)), Bin(40, 0.95, 0.9, None)),
    risk_coverage=(Kept(0.3, 1.0, 0.75, 0.8), Kept(0.9, 0.5, 1.0, 0.4)),
    thresholds=(),
)


def test_a_bin_stands_at_its_confidence_and_precision_beside_the_diagonal() -> None:
    reliability, _ = calibration_figures(CALIBRATION)
    bins, diagonal = reliability.chart.lines
    assert [(point.x, point.y, point.interval) for point in bins.points] == [(60, 50, (40, 62)), (95, 90, None)]
    assert all(point.x == point.y for point in diagonal.points)
    assert reliability.rows[0] == ("60.0", "40", "50.0", "40–62")


def test_risk_is_the_share_of_wrong_spans_among_those_kept() -> None:
    _, risk = calibration_figures(CALIBRATION)
    assert [(point.x, point.y) for point in risk.chart.lines[0].points] == [(100, 25), (50, 0)]
    assert risk.rows == [("0.300", "100.0", "25.0", "80.0"), ("0.900", "50.0", "0.0", "40.0")]


def test_learning_is_shown_as_far_as_it_was_logged() -> None:
    assert learning_figures([]) == []
    (loss,) = learning_figures([{"step": 10, "epoch": 0.1, "loss": 1.5}])
    assert loss.rows == [("10", "1.5000")]
    scored = {"step": 90, "epoch": 3.0, "eval_strict_f1": 0.8, "eval_partial_f1": 0.9}
    (dev,) = learning_figures([scored])
    assert dev.rows == [("3", "80.0", "90.0")]
    assert [line.points[0].y for line in dev.chart.lines] == [pytest.approx(80), pytest.approx(90)]


def test_a_figure_has_a_row_a_point() -> None:
    made = sample()
    assert made.results.calibration is not None
    for figure in (*calibration_figures(made.results.calibration), *learning_figures(made.learning)):
        assert {len(row) for row in figure.rows} == {len(figure.columns)}
        assert len(figure.rows) == len(figure.chart.lines[0].points)
