"""The program that perturbs a text and scores again: python -m eval.robustness CHECKPOINT.

Each perturbation changes every passage and moves the gold spans with it; the same checkpoint reads both, and the two
are compared passage by passage.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.gold import corpora_of, gold_passages, label_map_of, learnt_passages
from eval.perturbations import perturbations
from eval.significance import Comparison, Counts, compare, passage_counts
from hasila.checkpoint import Manifest, read_manifest
from hasila.corpus import checksums
from hasila.files import whole_file
from hasila.gazetteer import GAZETTEER, Gazetteer, read_gazetteer
from hasila.program import main, new_app
from hasila.scoring import f1_of
from hasila.spans import Document

app = new_app()
_WORST = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a perturbation does to a checkpoint."""

    name: str
    changed: int
    """How many passages the perturbation changes at all."""
    f1: float
    """Strict micro F1 on the perturbed passages."""
    comparison: Comparison
    """Perturbed beside clean."""
    worst: Sequence[tuple[str, float]]
    """The passages that lose most: id, and the change of their F1."""


@app.command()
def robustness(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(help="Files or folders; may be given again.  [default: what the checkpoint was trained on]"),
    ] = None,
    split: Annotated[str, typer.Option(help="The split that is perturbed; all for every passage.")] = "test",
    gazetteer: Annotated[Path, typer.Option(help="Names by kind, for `names exchanged`.")] = GAZETTEER,
    seed: Annotated[int, typer.Option(help="Decides where the perturbations strike.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: robustness, beside CHECKPOINT]"),
    ] = None,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Say how much of its strict F1 a checkpoint keeps when spelling, typography or names change."""
    manifest = read_manifest(checkpoint)
    paths = corpora_of(manifest, corpus)
    gold = gold_passages(paths, split, label_map_of(manifest))
    known = read_gazetteer(gazetteer)
    suite = perturbations(known, known.without(_seen(manifest, known)))

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and a wrong input answer before torch is loaded

    extractor = Extractor.from_checkpoint(checkpoint, device=device)

    def counts(documents: Sequence[Document]) -> Counts:
        predicted = [document.spans for document in extractor.stream(documents)]
        return passage_counts([document.spans for document in documents], [predicted])

    clean = counts(gold)
    outcomes = []
    for name, perturb in suite.items():
        random = np.random.default_rng(seed)
        perturbed = [perturb(document, random) for document in gold]
        outcomes.append(_outcome(name, gold, perturbed, clean, counts(perturbed)))
    folder = output or checkpoint.parent / "robustness"
    facts = {"checkpoint": str(checkpoint), "corpora": checksums(paths), "split": split, "seed": seed}
    with whole_file(folder / "robustness.json") as file:
        rows = [asdict(outcome) for outcome in outcomes]
        json.dump({**facts, "outcomes": rows}, file, ensure_ascii=False, indent=2)
    text = report(str(checkpoint), float(f1_of(clean.sum(axis=0))), len(gold), outcomes)
    with whole_file(folder / "robustness.md") as file:
        file.write(text)
    typer.echo(text)
    typer.echo(f"Wrote {folder}/robustness.md and robustness.json.")


def _seen(manifest: Manifest, known: Gazetteer) -> set[str]:
    """Return the known names that stand in a mention of the checkpoint's training text, or may, where that is gone."""
    learnt = learnt_passages(manifest)
    mentions = "\n".join(document.words_of(span) for document in learnt for span in document.spans)
    return {name for names in known.kinds.values() for name in names if name in mentions}


def _outcome(
    name: str, gold: Sequence[Document], perturbed: Sequence[Document], clean: Counts, found: Counts
) -> Outcome:
    changes = np.nan_to_num(f1_of(found) - f1_of(clean))
    worst = [(gold[place].id, float(changes[place])) for place in np.argsort(changes, kind="stable")[:_WORST]]
    return Outcome(
        name,
        sum(before.text != after.text for before, after in zip(gold, perturbed, strict=True)),
        float(f1_of(found.sum(axis=0))),
        compare(clean, found),
        [(identity, change) for identity, change in worst if change < 0],
    )


def report(checkpoint: str, clean: float, passages: int, outcomes: Sequence[Outcome]) -> str:
    """Return the table of `outcomes` in Markdown, the largest loss first, with the passages that lose most."""
    lines = [
        f"# Robustness of {checkpoint}",
        "",
        f"Strict micro F1 on the {passages} passages as they are: {clean * 100:.1f}.",
        "",
        "| perturbation | passages changed | strict F1 | change | 95 % | p | loses most |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for outcome in sorted(outcomes, key=lambda outcome: outcome.comparison.difference):
        low, high = outcome.comparison.interval
        worst = ", ".join(f"{identity} ({change * 100:+.0f})" for identity, change in outcome.worst)
        lines.append(
            f"| {outcome.name} | {outcome.changed} | {outcome.f1 * 100:.1f} "
            f"| {outcome.comparison.difference * 100:+.1f} | {low * 100:+.1f} to {high * 100:+.1f} "
            f"| {outcome.comparison.p:.4f} | {worst or '-'} |"
        )
    lines += ["", "change: perturbed less clean, paired bootstrap over passages; p: approximate randomisation.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(app, "python -m eval.robustness")
