"""The program that perturbs a text and scores again: python -m eval.robustness CHECKPOINT.

Each perturbation changes every passage and moves its gold spans along. The same checkpoint reads both, and the two are
compared passage by passage.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.analysis.arguments import TrainingTextsOption, WidenGoldOption
from eval.analysis.gold import gold_source, learnt_passages, scored_passages, texts_of
from eval.analysis.mistakes import mistakes
from eval.analysis.significance import Comparison, PassageCounts, compare, passage_counts
from eval.report.edges import off_edges_note
from eval.report.markdown import BRACKETS, in_context
from eval.robustness.perturbations import perturbations
from hasila.arabic.gazetteer import GAZETTEER, Gazetteer, read_gazetteer
from hasila.cli.inputs import BackendOption, DeviceOption
from hasila.document import Document
from hasila.files import whole_file
from hasila.program.start import new_app
from hasila.runtime.manifest import read_manifest
from hasila.runtime.training_record import TrainingRecord
from hasila.scoring.markdown import markdown, plain
from hasila.scoring.metrics import f1_of
from hasila.scoring.notation import change, percent

app = new_app()
_WORST = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A perturbed passage with a large loss."""

    passage: str
    """The passage's id."""
    change: float
    """The change of its F1, between -1 and 0."""
    mistakes: Sequence[str]
    """The mistakes in it: gold in [brackets], predicted in {braces}, in one line of context."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The effect of a perturbation on a checkpoint."""

    name: str
    changed: int
    """How many passages the perturbation changes at all."""
    f1: float
    """Strict micro F1 on the perturbed passages."""
    comparison: Comparison
    """Perturbed passages compared with clean ones."""
    worst: Sequence[Example]
    """The passages with the largest losses."""


@app.command()
def robustness(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(help="Files or folders; may be given again.  [default: the checkpoint's own corpus]"),
    ] = None,
    texts: TrainingTextsOption = None,
    split: Annotated[str, typer.Option(help="The split to perturb; all for every passage.")] = "test",
    widen: WidenGoldOption = False,
    gazetteer: Annotated[Path, typer.Option(help="Names by kind, for `names exchanged`.")] = GAZETTEER,
    seed: Annotated[int, typer.Option(min=0, help="The seed that perturbations are drawn with.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: robustness, beside CHECKPOINT]"),
    ] = None,
    backend: BackendOption = "auto",
    device: DeviceOption = None,
) -> None:
    """Measure how much strict F1 a checkpoint loses when spelling, typography or names change."""
    training = read_manifest(checkpoint).training
    paths, asked = gold_source(training, split, corpus)
    scored = scored_passages(paths, asked, training.label_map, widen=widen, texts=texts_of(training, texts))
    gold = scored.gold
    known = read_gazetteer(gazetteer)
    suite = perturbations(known, known.without(_seen(training, known)))

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and faults of the input are shown before torch is loaded

    extractor = Extractor.from_checkpoint(checkpoint, backend=backend, device=device)

    clean = _counts(gold, list(extractor.stream(gold)))
    outcomes = []
    for name, perturb in suite.items():
        random = np.random.default_rng(seed)
        perturbed = [perturb(document, random) for document in gold]
        outcomes.append(_outcome(name, gold, perturbed, clean, list(extractor.stream(perturbed))))
    folder = output or checkpoint.parent / "robustness"
    facts = {"checkpoint": str(checkpoint), "corpora": scored.corpora, "split": asked, "seed": seed, "widened": widen}
    with whole_file(folder / "robustness.json") as file:
        rows = [asdict(outcome) for outcome in outcomes]
        json.dump({**facts, "outcomes": rows}, file, ensure_ascii=False, indent=2)
    text = robustness_report(str(checkpoint), float(f1_of(clean.sum(axis=0))), len(gold), outcomes)
    with whole_file(folder / "robustness.md") as file:
        file.write(f"{text}\n{examples(outcomes)}")
    typer.echo(text)
    if note := off_edges_note(scored):
        typer.echo(note)
    typer.echo(f"Wrote {folder}/robustness.md and robustness.json.")


def _seen(training: TrainingRecord, known: Gazetteer) -> set[str]:
    """Return the known names in mentions of the checkpoint's training text; all of them if that text is gone."""
    learnt = learnt_passages(training)
    mentions = "\n".join(document.text_of(span) for document in learnt for span in document.spans)
    return {name for names in known.kinds.values() for name in names if name in mentions}


def _counts(gold: Sequence[Document], predicted: Sequence[Document]) -> PassageCounts:
    return passage_counts([document.spans for document in gold], [[document.spans for document in predicted]])


def _outcome(
    name: str,
    gold: Sequence[Document],
    perturbed: Sequence[Document],
    clean: PassageCounts,
    predicted: Sequence[Document],
) -> Outcome:
    found = _counts(perturbed, predicted)
    changes = np.nan_to_num(f1_of(found) - f1_of(clean))
    worst = [index for index in np.argsort(changes, kind="stable")[:_WORST].tolist() if changes[index] < 0]
    return Outcome(
        name,
        sum(before.text != after.text for before, after in zip(gold, perturbed, strict=True)),
        float(f1_of(found.sum(axis=0))),
        compare(clean, found),
        [
            Example(
                gold[index].id,
                float(changes[index]),
                [in_context(mistake) for mistake in mistakes(perturbed[index], predicted[index].spans)],
            )
            for index in worst
        ],
    )


def robustness_report(checkpoint: str, clean: float, passages: int, outcomes: Sequence[Outcome]) -> str:
    """Return the table of `outcomes` in Markdown, the largest loss first."""
    lines = [
        f"# Robustness of {plain(checkpoint)}",
        "",
        f"Strict micro F1 on the {passages} passages as they are: {clean * 100:.1f}.",
        "",
    ]
    header = ("perturbation", "passages changed", "strict F1", "change", "95 %", "p")
    lines += markdown([header, *map(_row, sorted(outcomes, key=_loss))])
    lines += ["", "change: perturbed less clean, paired bootstrap over passages; p: approximate randomisation.", ""]
    return "\n".join(lines)


def examples(outcomes: Sequence[Outcome]) -> str:
    """Return the mistakes in the passages that lose most, in Markdown, with perturbations in the table's order."""
    lines = ["## Worst examples", "", BRACKETS, ""]
    for outcome in sorted(outcomes, key=_loss):
        if outcome.worst:
            lines += [f"### {outcome.name}", ""]
        for example in outcome.worst:
            lines += [f"{plain(example.passage)} ({example.change * 100:+.0f}):", ""]
            lines += [*(f"- {mistake}" for mistake in example.mistakes), ""]
    return "\n".join(lines)


def _loss(outcome: Outcome) -> float:
    return outcome.comparison.difference


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        outcome.name,
        str(outcome.changed),
        percent(outcome.f1),
        change(outcome.comparison.difference),
        " to ".join(map(change, outcome.comparison.interval)),
        f"{outcome.comparison.p:.4f}",
    )
