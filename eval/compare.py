"""The program that compares models on the same passages: python -m eval.compare A B [C ...].

Each of A, B, ... is a folder that `python -m eval` wrote for one seed or several, or several such folders separated by
commas: the seeds of one model.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import lcm
from pathlib import Path
from typing import Annotated, cast, get_args

import typer
from rich.console import Console
from rich.table import Table

from eval.analysis.arguments import SourceTextsOption
from eval.analysis.gold import gold_passages
from eval.analysis.results import Results, read_results
from eval.analysis.significance import Comparison, PassageCounts, compare, holm, passage_counts, verdict
from eval.report.folder import read_predictions
from hasila.document import Document
from hasila.errors import InputError
from hasila.files import refuse_input, whole_file
from hasila.program.start import main, new_app
from hasila.scoring.metrics import Scheme, f1_of
from hasila.spans import Span

app = new_app()


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """A model's evaluations, each of one seed or of several, all on the same passages."""

    name: str
    folders: tuple[Path, ...]


@app.command()
def compare_models(
    models: Annotated[
        list[str],
        typer.Argument(metavar="A B...", help="Evaluation folders; separate the seeds of one model by commas."),
    ],
    *,
    scheme: Annotated[str, typer.Option(help=f"One of {', '.join(get_args(Scheme))}.")] = "strict",
    texts: SourceTextsOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Also write the figures as JSON.")] = None,
) -> None:
    """Say whether each model is better than the first, by how much, and how certain that is."""
    if len(models) < 2:  # noqa: PLR2004 - a comparison needs two
        raise InputError("A B: name at least two models")
    if scheme not in get_args(Scheme):
        raise InputError(f"--scheme is {scheme!r}; known are {', '.join(get_args(Scheme))}")
    named = [ComparedModel(name, tuple(map(Path, name.split(",")))) for name in models]
    if output is not None:
        refuse_input(output, (file for model in named for folder in model.folders for file in folder.glob("*")))
    gold = _gold(named, texts or [])
    spans = [document.spans for document in gold]
    runs = [_runs(model, gold) for model in named]
    of_each = lcm(*map(len, runs))  # counts are swapped between models, so those of fewer seeds are repeated
    counts = [passage_counts(spans, its * (of_each // len(its)), cast("Scheme", scheme)) for its in runs]
    compared = [compare(counts[0], other) for other in counts[1:]]
    adjusted = holm([comparison.p for comparison in compared])
    seeds = [(model.name, len(its)) for model, its in zip(named, runs, strict=True)]
    Console().print(_table(seeds, counts, compared, adjusted, scheme))
    for model, comparison, p in zip(named[1:], compared, adjusted, strict=True):
        typer.echo(verdict(named[0].name, model.name, comparison, p))
    if output is not None:
        rows = [
            {"model": model.name, "than": named[0].name, **asdict(comparison), "p_holm": p}
            for model, comparison, p in zip(named[1:], compared, adjusted, strict=True)
        ]
        with whole_file(output) as file:
            json.dump(
                {"scheme": scheme, "passages": len(gold), "comparisons": rows}, file, ensure_ascii=False, indent=2
            )


def _gold(models: Sequence[ComparedModel], texts: Sequence[Path]) -> list[Document]:
    """Return the passages that all evaluations scored. Raises InputError if they scored different ones."""
    said = {folder: read_results(folder) for model in models for folder in model.folders}
    first_folder, first = next(iter(said.items()))
    faults = [
        f"{folder}: was scored on other passages than {first_folder}; score both on the same: "
        f"python -m eval CHECKPOINT --corpus FILE --split {first.split}{' --widen' if first.widened else ''}"
        for folder, other in said.items()
        if _scored_on(other) != _scored_on(first)
    ]
    if faults:
        raise InputError("\n".join(faults))
    return gold_passages(map(Path, first.corpora), first.split, first.label_map, widen=first.widened, texts=texts)


def _scored_on(results: Results) -> tuple[list[str], str, bool]:
    return sorted(results.corpora.values()), results.split, results.widened


def _runs(model: ComparedModel, gold: Sequence[Document]) -> list[list[tuple[Span, ...]]]:
    return [
        [document.spans for document in run]
        for folder in model.folders
        for run in read_predictions(folder, read_results(folder), gold)
    ]


def _table(
    models: Sequence[tuple[str, int]],
    counts: Sequence[PassageCounts],
    compared: Sequence[Comparison],
    adjusted: Sequence[float],
    scheme: str,
) -> Table:
    table = Table(box=None, padding=(0, 1), title=f"{scheme} micro F1, {len(counts[0])} passages", title_justify="left")
    for name in ("model", "seeds", "F1", "difference", "95 %", "p", "p (Holm)", "superiority"):
        table.add_column(name, justify="left" if name == "model" else "right")
    for index, ((name, seeds), count) in enumerate(zip(models, counts, strict=True)):
        row = [name, str(seeds), f"{float(f1_of(count.sum(axis=0))) * 100:.1f}"]
        if index:
            comparison = compared[index - 1]
            low, high = comparison.interval
            row += [
                f"{comparison.difference * 100:+.1f}",
                f"{low * 100:+.1f} to {high * 100:+.1f}",
                f"{comparison.p:.4f}",
                f"{adjusted[index - 1]:.4f}",
                f"{comparison.superiority:.2f}",
            ]
        table.add_row(*row)
    return table


if __name__ == "__main__":
    main(app, "python -m eval.compare")
