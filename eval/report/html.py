"""The page of an evaluation: its results as tables and pictures, every passage with gold and predicted side by side.

The page is one HTML file that loads nothing: it contains its style and script, and a Content-Security-Policy allows no
others. The template is eval/report/templates/report.html.jinja; this module prepares its values.
"""

import base64
import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.analysis.evaluation import Evaluation
from eval.analysis.mistakes import NONE
from eval.analysis.results import Results, TollResults
from eval.report.chart import Axis, around, drawn, whisker
from eval.report.edges import off_edges_note
from eval.report.figures import Figure, calibration_figures, learning_figures
from eval.report.pairs import passage
from eval.report.tolls import LINK_CAPTION, MISTAKE_CAPTION, by_field, in_excerpt, link_rows, made, toll_heading
from hasila.formats.html import PALETTE, direction, style
from hasila.scoring.metrics import Score
from hasila.scoring.notation import change, counted, interval, number, percent, said
from hasila.scoring.table import CAPTION
from hasila.scoring.toll_table import TOLL_CAPTION, toll_rows
from hasila.spans import Span

_TEMPLATES = Path(__file__).parent / "templates"
_SHADES = (0.05, 0.25, 0.75)
"""The shares of a row at which a cell of the confusion matrix becomes one step darker."""


def page(
    title: str, evaluation: Evaluation, learning: Sequence[Mapping[str, Any]], robustness: Mapping[str, Any] | None
) -> str:
    """Return the page of `evaluation`.

    `learning` is the rows of metrics.jsonl, `robustness` the content of robustness.json. Sections without content are
    left out.
    """
    results, gold = evaluation.results, evaluation.scored.gold
    runs = [seed.predicted for seed in evaluation.seeds]
    css, js = PALETTE + _read("report.css"), _read("report.js")
    policy = (
        f"default-src 'none'; style-src {_hashed(css)}; script-src {_hashed(js)}; base-uri 'none'; form-action 'none'"
    )
    passages = [passage(index, *documents) for index, documents in enumerate(zip(gold, *runs, strict=True), start=1)]
    outcomes = sorted((robustness or {}).get("outcomes", []), key=lambda outcome: outcome["comparison"]["difference"])
    learnt = learning_figures(learning)
    template = _environment().get_template("report.html.jinja")
    return template.render(
        title=title,
        policy=policy,
        css=Markup(css),  # noqa: S704 - our own files
        js=Markup(js),  # noqa: S704 - as above
        sections=_sections(results, outcomes, learnt),
        **_scored(results),
        **_tolls(results.tolls),
        toll_mistakes=by_field(evaluation.toll_mistakes),
        edges=off_edges_note(evaluation.scored),
        outcomes=outcomes,
        robustness_axis=_changes([outcome["comparison"] for outcome in outcomes]),
        learning_figures=learnt,
        labels=_labels(results, [span for run in (gold, *runs) for document in run for span in document.spans]),
        anchors={one.id: one.anchor for one in reversed(passages)},
        passages=passages,
    )


def _scored(results: Results) -> dict[str, Any]:
    """Return the template's values from `results`."""
    return {
        "results": results,
        "summary": page_summary(results),
        "caption": CAPTION,
        "micro": results.scores["micro"]["strict"],
        "scores_axis": _scale([score for row in results.scores.values() for score in row.values()]),
        "slices": {
            by: [one for one in results.slices if one.by == by]
            for by in dict.fromkeys(one.by for one in results.slices)
        },
        "slices_axis": _scale([one.score for one in results.slices]),
        "calibration_figures": calibration_figures(results.calibration) if results.calibration else [],
        "none_label": NONE,
        "sources": list(_sources(results)),
    }


def _tolls(results: TollResults | None) -> dict[str, Any]:
    """Return the template's values from the scores of tolls: its tables, each with the header first."""
    return {
        "toll_heading": toll_heading(results) if results else "",
        "toll_caption": TOLL_CAPTION,
        "toll_rows": list(toll_rows(results.columns)) if results else [],
        "link_caption": LINK_CAPTION,
        "link_rows": list(link_rows(results.calibration)) if results and results.calibration else [],
        "mistake_caption": MISTAKE_CAPTION,
    }


def page_summary(results: Results) -> str:
    """Return what was scored, and how well, in a sentence."""
    strict, partial = (results.scores["micro"][scheme] for scheme in ("strict", "partial"))
    return (
        f"{counted(len(results.runs), 'seed')} on {counted(results.passages, 'passage')} of "
        f"{'every split' if results.split == 'all' else f'the split {results.split}'} "
        f"({counted(results.words, 'word')}, {counted(strict.support, 'gold span')}): "
        f"strict micro F1 {said(strict.f1, strict.interval)}, partial {said(partial.f1, partial.interval)}."
    )


def _sections(results: Results, outcomes: Sequence[Any], figures: Sequence[Figure]) -> dict[str, str]:
    """Return the heading of each section that is not empty, by its anchor."""
    present = {
        "scores": ("Scores", True),
        "tolls": ("Tolls", results.tolls),
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
    made = results.interval
    yield from (("model", run.model) for run in results.runs)
    yield "split", results.split
    yield from ((f"{path}, sha256", checksum) for path, checksum in results.corpora.items())
    yield from ((f"label {label}", f"read as {read or 'nothing'}") for label, read in results.label_map.items())
    yield "intervals", f"{made.confidence:.0%}, {made.method}, {made.resamples:,} resamples"


def _labels(results: Results, spans: Sequence[Span]) -> list[str]:
    """Return the labels of the scores' rows, and any other that a span has."""
    rows = [row for row in results.scores if row not in {"micro", "macro"}]
    return list(dict.fromkeys([*rows, *sorted({span.label for span in spans})]))


def _scale(scores: Sequence[Score]) -> Axis:
    """Return the axis that the strips of a table of `scores` share."""
    bounds = [bound for score in scores for bound in (score.f1, *(score.interval or ()))]
    return around("F1", [bound * 100 for bound in bounds] or [0, 100])


def _changes(comparisons: Sequence[Mapping[str, Any]]) -> Axis:
    """Return the axis that the strips of the robustness table share; it includes zero."""
    bounds = [bound for one in comparisons for bound in (one["difference"], *one["interval"])]
    return around("change", [0, *(bound * 100 for bound in bounds if math.isfinite(bound))])


# How the template writes values


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "change": change,
        "change_strip": _change_strip,
        "counted": counted,
        "direction": direction,
        "drawn": lambda chart: Markup(drawn(chart)),  # noqa: S704 - escapes what it is given
        "exact": exact,
        "in_excerpt": in_excerpt,
        "interval": interval,
        "made": made,
        "number": number,
        "percent": percent,
        "said": said,
        "shade": _shade,
        "strip": _strip,
        "style": style,
    }
    return environment


def exact(text: str) -> Markup:
    """Return `text` for HTML with the same code points in a browser, except NUL, which HTML lacks: it becomes U+2400.

    A carriage return is written as a reference, since a browser reads a plain one as a line feed.
    """
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\0", "\u2400"))  # noqa: S704 - escaped here


def _shade(count: int, row: Mapping[str, int]) -> int:
    share = count / max(1, sum(row.values()))
    return sum(share >= least for least in _SHADES)


def _strip(axis: Axis, score: Score, reference: float) -> Markup:
    bounds = (score.interval[0] * 100, score.interval[1] * 100) if score.interval else None
    return Markup(whisker(axis, score.f1 * 100, bounds, reference * 100))  # noqa: S704 - numbers alone


def _change_strip(axis: Axis, comparison: Mapping[str, Any]) -> Markup:
    """Return the strip of a change; empty if there is none because passages have no spans."""
    low, high = comparison["interval"]
    if not all(map(math.isfinite, (comparison["difference"], low, high))):
        return Markup()
    return Markup(whisker(axis, comparison["difference"] * 100, (low * 100, high * 100), 0))  # noqa: S704 - as above


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hashed(source: str) -> str:
    """Return the source expression of an element with this text, for a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
