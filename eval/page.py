"""The page of an evaluation: its results as tables and pictures, every passage with gold and predicted side by side.

One HTML file that loads nothing: style and script stand within, and a Content-Security-Policy allows no others. The
template is eval/templates/report.html.jinja; here is what it is given.
"""

import base64
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.chart import Axis, Chart, Line, Point, around, drawn, whisker
from eval.mistakes import NONE, mistakes
from eval.results import KINDS, Calibration, Kind, Results
from hasila.page import PALETTE, style
from hasila.score_table import CAPTION
from hasila.scoring import Score
from hasila.spans import Document, Span

_TEMPLATES = Path(__file__).parent / "templates"
_ABOUT = ("register", "conflict")
"""What a passage's meta says of it that a reader of mistakes wants to know."""
_SHADES = (0.05, 0.25, 0.75)
"""The shares of a row from which on a cell of the confusion is darker by one step."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, in a span or in none; `kind` and the number of its `mistake` where the span is not met."""

    text: str
    span: Span | None = None
    kind: Kind | None = None
    mistake: int | None = None

    @property
    def tag(self) -> str:
        """What stands behind a span: its label, its confidence, what is wrong."""
        assert self.span is not None  # noqa: S101 - the template asks spans alone
        confidence = "" if self.span.score is None else f" {self.span.score:.2f}"
        return f"{self.span.label}{confidence}{f' · {self.kind}' if self.kind else ''}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage as annotated and as one seed predicts it, cut at the edges of their spans."""

    gold: Sequence[Piece]
    predicted: Sequence[Piece]
    mistakes: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with a pair for each seed; `anchor` is its place in the page."""

    anchor: str
    id: str
    about: str
    pairs: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and the numbers behind it, a row a point."""

    chart: Chart
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def page(  # noqa: PLR0913, PLR0917 - one parameter a file that an evaluation reads or writes
    title: str,
    results: Results,
    gold: Sequence[Document],
    runs: Sequence[Sequence[Document]],
    learning: Sequence[Mapping[str, Any]],
    robustness: Mapping[str, Any] | None,
) -> str:
    """Return the page: `runs` are the predictions of each seed on the passages `gold`, in the order of results.runs.

    `learning` is the rows of metrics.jsonl, `robustness` the content of robustness.json. What there is nothing to say
    about has no section.
    """
    passages = [_passage(place, *documents) for place, documents in enumerate(zip(gold, *runs, strict=True), start=1)]
    outcomes = sorted((robustness or {}).get("outcomes", []), key=lambda outcome: outcome["comparison"]["difference"])
    figures = _learning(learning)
    css, js = PALETTE + _read("report.css"), _read("report.js")
    by = {name: list(group) for name, group in groupby(results.slices, key=lambda one: one.by)}
    spans = [span for documents in (gold, *runs) for document in documents for span in document.spans]
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            title=title,
            summary=summary(results),
            policy=f"default-src 'none'; style-src {_hashed(css)}; script-src {_hashed(js)}; "
            "base-uri 'none'; form-action 'none'",
            css=Markup(css),  # noqa: S704 - our own files
            js=Markup(js),  # noqa: S704 - as above
            sections=_sections(results, outcomes, figures),
            caption=CAPTION,
            results=results,
            micro=results.scores["micro"]["strict"],
            scores_axis=_scale([score for row in results.scores.values() for score in row.values()]),
            slices=by,
            slices_axis=_scale([one.score for one in results.slices]) if by else None,
            calibration_figures=_calibration(results.calibration) if results.calibration else (),
            confusion_labels=list(results.confusion),
            none_label=NONE,
            anchors={passage.id: passage.anchor for passage in reversed(passages)},
            outcomes=outcomes,
            robustness_axis=_changes([outcome["comparison"] for outcome in outcomes]) if outcomes else None,
            learning_figures=figures,
            sources=_sources(results),
            labels=_labels(results, spans),
            kinds=_kinds(passages),
            passages=passages,
        )
    )


def summary(results: Results) -> str:
    """Return what was scored, and how well, in a sentence."""
    strict, partial = (results.scores["micro"][scheme] for scheme in ("strict", "partial"))
    return (
        f"{_counted(len(results.runs), 'seed')} on {_counted(results.passages, 'passage')} of "
        f"{'every split' if results.split == 'all' else f'the split {results.split}'} "
        f"({_counted(results.words, 'word')}, {_counted(strict.support, 'gold span')}): "
        f"strict micro F1 {_said(strict.f1, strict.interval)}, partial {_said(partial.f1, partial.interval)}."
    )


def _sections(results: Results, outcomes: Sequence[Any], figures: Sequence[Figure]) -> dict[str, str]:
    """Return the heading of each section that has something to show, by its anchor."""
    present = {
        "scores": ("Scores", True),
        "slices": ("Slices", results.slices),
        "calibration": ("Calibration", results.calibration),
        "confusion": ("Confusion", results.confusion),
        "mistakes": ("Mistakes", any(results.mistakes.values())),
        "robustness": ("Robustness", outcomes),
        "learning": ("Learning", figures),
        "sources": ("What was scored", True),
        "passages": ("Passages", True),
    }
    return {anchor: heading for anchor, (heading, there) in present.items() if there}


def _sources(results: Results) -> Iterator[tuple[str, str]]:
    interval = results.interval
    yield from (("checkpoint", run.checkpoint) for run in results.runs)
    yield "split", results.split
    yield from ((f"{path}, sha256", checksum) for path, checksum in results.corpora.items())
    yield from ((f"label {label}", f"read as {read or 'nothing'}") for label, read in results.label_map.items())
    yield "intervals", f"{interval.confidence:.0%}, {interval.method}, {interval.resamples:,} resamples"


def _labels(results: Results, spans: Sequence[Span]) -> list[str]:
    """Return the labels of the scores' rows, and any other that a span has."""
    rows = [row for row in results.scores if row not in {"micro", "macro"}]
    return list(dict.fromkeys([*rows, *sorted({span.label for span in spans})]))


def _kinds(passages: Sequence[Passage]) -> list[Kind]:
    """Return the kinds of mistake that occur, in their order."""
    found = {
        piece.kind
        for passage in passages
        for pair in passage.pairs
        for pieces in (pair.gold, pair.predicted)
        for piece in pieces
    }
    return [kind for kind in KINDS if kind in found]


# Passages


def _passage(place: int, gold: Document, *predicted: Document) -> Passage:
    about = " · ".join(str(gold.meta[name]) for name in _ABOUT if gold.meta.get(name))
    return Passage(f"p{place}", gold.id, about, [paired(gold, document.spans) for document in predicted])


def paired(gold: Document, predicted: Sequence[Span]) -> Pair:
    """Return the passage `gold` beside the spans `predicted` in it; spans of one mistake have its number."""
    found = list(mistakes(gold, predicted))
    sides = []
    for spans, side in ((gold.spans, "gold"), (predicted, "predicted")):
        wrong = {span: (one.kind, number) for number, one in enumerate(found) for span in getattr(one, side)}
        sides.append(list(_pieces(gold.text, spans, wrong)))
    return Pair(sides[0], sides[1], len(found))


def _pieces(text: str, spans: Sequence[Span], wrong: Mapping[Span, tuple[Kind, int]]) -> Iterator[Piece]:
    end = 0
    for span in spans:
        yield Piece(text[end : span.start])
        yield Piece(text[span.start : span.end], span, *wrong.get(span, (None, None)))
        end = span.end
    yield Piece(text[end:])


# Pictures


def _scale(scores: Sequence[Score]) -> Axis:
    bounds = [bound for score in scores for bound in (score.f1, *(score.interval or ()))]
    return around("F1", [bound * 100 for bound in bounds])


def _changes(comparisons: Sequence[Mapping[str, Any]]) -> Axis:
    bounds = [bound for one in comparisons for bound in (one["difference"], *one["interval"])]
    return around("change", [0, *(bound * 100 for bound in bounds if math.isfinite(bound))])


def _calibration(calibration: Calibration) -> list[Figure]:
    return [_reliability(calibration), _risk_coverage(calibration)]


def _reliability(calibration: Calibration) -> Figure:
    points = [
        Point(one.confidence * 100, one.precision * 100, _in_percent(one.interval) if one.interval else None)
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
        (_percent(one.confidence), f"{one.spans:,}", _percent(one.precision), _interval(one.interval))
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
        (f"{one.threshold:.3f}", *map(_percent, (one.coverage, 1 - one.precision, one.recall)))
        for one in calibration.risk_coverage
    ]
    return Figure(chart, ("threshold", "coverage", "risk", "recall"), rows)


def _learning(rows: Sequence[Mapping[str, Any]]) -> list[Figure]:
    """Return the loss by step and the dev scores by epoch, each where metrics.jsonl has it."""
    losses = [(row["step"], row["loss"]) for row in rows if "loss" in row]
    dev = [(row["epoch"], row["eval_strict_f1"], row["eval_partial_f1"]) for row in rows if "eval_strict_f1" in row]
    figures = []
    if losses:
        chart = Chart(
            "loss",
            "Training loss",
            "The mean loss of the windows since the step before.",
            around("step", [0, *(step for step, _ in losses)]),
            around("loss", [0, *(loss for _, loss in losses)]),
            [Line("loss", [Point(*pair) for pair in losses])],
        )
        figures.append(Figure(chart, ("step", "loss"), [(f"{step:,}", f"{loss:.4f}") for step, loss in losses]))
    if dev:
        strict, partial = ([Point(row[0], row[column] * 100) for row in dev] for column in (1, 2))
        chart = Chart(
            "dev",
            "F1 on the dev split",
            "Micro F1 on the dev split after each epoch that was scored.",
            around("epoch", [0, *(epoch for epoch, *_ in dev)]),
            around("micro F1, %", [point.y for point in (*strict, *partial)]),
            [Line("strict", strict), Line("partial", partial)],
        )
        rows_shown = [(f"{epoch:g}", _percent(one), _percent(other)) for epoch, one, other in dev]
        figures.append(Figure(chart, ("epoch", "strict F1", "partial F1"), rows_shown))
    return figures


# How the template writes values


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "change": _change,
        "change_strip": _change_strip,
        "counted": _counted,
        "drawn": lambda chart: Markup(drawn(chart)),  # noqa: S704 - escapes what it is given
        "exact": exact,
        "interval": _interval,
        "number": lambda value: f"{value:,.6g}" if isinstance(value, float) else f"{value:,}",
        "percent": _percent,
        "said": _said,
        "shade": _shade,
        "strip": _strip,
        "style": style,
    }
    return environment


def exact(text: str) -> Markup:
    """Return `text` for HTML so that a browser holds the same code points; but HTML has no NUL, shown as U+2400.

    A carriage return is written as a reference, since a browser reads a plain one as a line feed.
    """
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\0", "\u2400"))  # noqa: S704 - escaped here


def _percent(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value * 100:.1f}"


def _interval(interval: Interval | None) -> str:
    return "–" if interval is None else "–".join(f"{bound * 100:.0f}" for bound in interval)


def _said(value: float, interval: Interval | None) -> str:
    """Return a score with its interval, as it stands in a sentence."""
    if interval is None:
        return f"{_percent(value)} (no interval)"
    return f"{_percent(value)} (95\u00a0% {' to '.join(_percent(bound) for bound in interval)})"


def _change(value: float) -> str:
    return "–" if math.isnan(value) else f"{value * 100:+z.1f}".replace("+0.0", "0.0")


def _in_percent(interval: Interval) -> Interval:
    return interval[0] * 100, interval[1] * 100


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' if count != 1 else ''}"


def _shade(count: int, row: Mapping[str, int]) -> int:
    share = count / max(1, sum(row.values()))
    return sum(share >= least for least in _SHADES)


def _strip(axis: Axis, score: Score, reference: float) -> Markup:
    interval = _in_percent(score.interval) if score.interval else None
    return Markup(whisker(axis, score.f1 * 100, interval, reference * 100))  # noqa: S704 - numbers alone


def _change_strip(axis: Axis, comparison: Mapping[str, Any]) -> Markup:
    """Return the strip of a change; nothing where passages without any span have none."""
    low, high = comparison["interval"]
    if not all(map(math.isfinite, (comparison["difference"], low, high))):
        return Markup()
    return Markup(whisker(axis, comparison["difference"] * 100, (low * 100, high * 100), 0))  # noqa: S704 - as above


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hashed(source: str) -> str:
    """Return the source expression by which a Content-Security-Policy knows an element with this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
