"""The pictures of an evaluation, each with its numbers: calibration, and the course of training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.analysis.results import Calibration
from eval.report.chart import Axis, Chart, Line, Point, around
from hasila.scoring.notation import interval, number, percent


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and its numbers, one row for each point."""

    chart: Chart
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def calibration_figures(calibration: Calibration) -> list[Figure]:
    """Return precision by confidence, and risk by coverage."""
    return [_reliability(calibration), _risk_coverage(calibration)]


def _reliability(calibration: Calibration) -> Figure:
    points = [
        Point(
            one.confidence * 100,
            one.precision * 100,
            (one.interval[0] * 100, one.interval[1] * 100) if one.interval else None,
        )
        for one in calibration.bins
    ]
    bounds = [bound for point in points for bound in (point.x, point.y, *(point.interval or ()))]
    x, y = around("mean confidence, %", bounds), around("strict precision, %", bounds)
    diagonal = Line("as sure as right", [Point(x.low, y.low), Point(x.high, y.high)], guide=True)
    chart = Chart(
        "reliability",
        "Confidence and precision",
        "Predicted spans by their confidence, in bins of equally many: how sure the model is, how often it is right. "
        "Above the diagonal it is right more often than it says.",
        x,
        y,
        [Line("spans of one bin, 95 %", points), diagonal],
    )
    rows = [
        (percent(one.confidence), number(one.spans), percent(one.precision), interval(one.interval))
        for one in calibration.bins
    ]
    return Figure(chart, ("confidence", "spans", "precision", "95 %"), rows)


def _risk_coverage(calibration: Calibration) -> Figure:
    points = [Point(one.coverage * 100, (1 - one.precision) * 100) for one in calibration.risk_coverage]
    chart = Chart(
        "risk",
        "Risk and coverage",
        "Which share of the predicted spans is wrong (risk) when only the surest are kept (coverage).",
        Axis("spans kept, %", 0, 100),
        around("wrong among these, %", [0, *(point.y for point in points)]),
        [Line("risk", points)],
    )
    rows = [
        (f"{one.threshold:.3f}", *map(percent, (one.coverage, 1 - one.precision, one.recall)))
        for one in calibration.risk_coverage
    ]
    return Figure(chart, ("threshold", "coverage", "risk", "recall"), rows)


def learning_figures(rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Return the loss by step and the dev scores by epoch, as far as `rows` of metrics.jsonl have them."""
    losses = [(row["step"], row["loss"]) for row in rows if "loss" in row]
    dev = [(row["epoch"], row["eval_strict_f1"], row["eval_partial_f1"]) for row in rows if "eval_strict_f1" in row]
    return [*([_loss(losses)] if losses else []), *([_dev(dev)] if dev else [])]


def _loss(losses: Sequence[tuple[int, float]]) -> Figure:
    chart = Chart(
        "loss",
        "Training loss",
        "The mean loss of the windows since the step before.",
        around("step", [0, *(step for step, _ in losses)]),
        around("loss", [0, *(loss for _, loss in losses)]),
        [Line("loss", [Point(step, loss) for step, loss in losses])],
    )
    return Figure(chart, ("step", "loss"), [(number(step), f"{loss:.4f}") for step, loss in losses])


def _dev(scores: Sequence[tuple[float, float, float]]) -> Figure:
    strict = [Point(epoch, f1 * 100) for epoch, f1, _ in scores]
    partial = [Point(epoch, f1 * 100) for epoch, _, f1 in scores]
    chart = Chart(
        "dev",
        "F1 on the dev split",
        "Micro F1 on the dev split after each epoch that was scored.",
        around("epoch", [0, *(point.x for point in strict)]),
        around("micro F1, %", [point.y for point in (*strict, *partial)]),
        [Line("strict", strict), Line("partial", partial)],
    )
    rows = [(f"{epoch:g}", percent(first), percent(second)) for epoch, first, second in scores]
    return Figure(chart, ("epoch", "strict F1", "partial F1"), rows)
