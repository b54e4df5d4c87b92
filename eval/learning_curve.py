"""The learning curve: F1 against the amount of training text, as a table and a picture.

python -m eval.learning_curve runs/learning-curve/results.json --output data/composed/learning-curve.svg

Each system of a benchmark is a share of one corpus; several benchmarks are drawn together. A power law,
error = a words^-b, is fitted to the shares (the usual form: Hestness et al. 2017, arXiv 1712.00409) and extrapolated to
twice the text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Annotated, Any

import numpy as np
import typer

from eval.benchmark.picture import new_figure, save
from hasila.errors import InputError
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown
from hasila.scoring.notation import percent

app = new_app()


@dataclass(frozen=True, slots=True)
class Curve:
    """Mean strict F1 (0 to 1) and its lowest and highest seed on a corpus, for each number of training words."""

    corpus: str
    words: tuple[int, ...]
    f1: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, words: float) -> float:
        """Return the F1 that the power law gives for `words`."""
        slope, intercept = np.polyfit(np.log(self.words), np.log1p(-np.array(self.f1)), 1)
        return float(1 - np.exp(intercept + slope * np.log(words)))


@app.command()
def learning_curve(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULTS...", help="results.json of a benchmark of shares of one corpus.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The picture to write, an .svg.")],
) -> None:
    """Print the curves as a table in Markdown for each benchmark, and draw them together."""
    found = [read_curves(path) for path in results]
    typer.echo("\n\n".join(map(table, found)))
    _draw(
        [_named(curve, path, among=results) for path, curves in zip(results, found, strict=True) for curve in curves],
        output,
    )


def _named(curve: Curve, path: Path, among: Sequence[Path]) -> Curve:
    """Return a curve under the name of its corpus, and of its benchmark's folder if there are several."""
    return curve if len(among) == 1 else replace(curve, corpus=f"{path.parent.name}: {curve.corpus}")


def read_curves(path: Path) -> list[Curve]:
    """Return the curve on each corpus of a benchmark's results. Raises InputError."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
        corpora = dict.fromkeys(entry["corpus"] for entry in entries)
        curves = [_curve(corpus, [entry for entry in entries if entry["corpus"] == corpus]) for corpus in corpora]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path}: is not a results.json of python -m eval.benchmark: {error}") from None
    if not curves or any(len(set(curve.words)) < 2 or max(curve.f1) == 1 for curve in curves):  # noqa: PLR2004 - a line
        raise InputError(
            f"{path}: a curve needs systems that were trained on different numbers of words, and none without error"
        )
    return curves


def _curve(corpus: str, entries: Sequence[dict[str, Any]]) -> Curve:
    points = sorted((round(mean(entry["cost"]["words"])), entry["by_seed"]) for entry in entries)
    words, seeds = zip(*points, strict=True)
    return Curve(corpus, words, *(tuple(of(by_seed) for by_seed in seeds) for of in (mean, min, max)))


def table(curves: Sequence[Curve]) -> str:
    """Return a row for each number of words and one for twice the last, a column for each corpus, in Markdown."""
    words = curves[0].words
    twice = 2 * words[-1]
    rows = [(f"{number:,}", *(percent(curve.f1[index]) for curve in curves)) for index, number in enumerate(words)]
    beyond = (f"{twice:,}, by power law", *(percent(curve.at(twice)) for curve in curves))
    return "\n".join(markdown([("words", *(curve.corpus for curve in curves)), *rows, beyond]))


def _draw(curves: Sequence[Curve], output: Path) -> None:
    figure = new_figure(6.4, 4.0)
    axes = figure.add_subplot()
    for curve in curves:
        errors = np.array([np.subtract(curve.f1, curve.low), np.subtract(curve.high, curve.f1)]) * 100
        line = axes.errorbar(curve.words, np.multiply(curve.f1, 100), errors, marker="o", capsize=3, label=curve.corpus)
        beyond = [curve.words[-1], 2 * curve.words[-1]]
        axes.plot(beyond, [curve.at(words) * 100 for words in beyond], ":", color=line.lines[0].get_color())
    axes.set_xscale("log")
    axes.set_xlabel("training words (dotted: power law)")
    axes.set_ylabel("strict micro F1, mean and range of seeds")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    save(figure, output)


if __name__ == "__main__":
    main(app, "python -m eval.learning_curve")
