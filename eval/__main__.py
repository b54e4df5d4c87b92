"""The program that scores a checkpoint on annotated text: python -m eval CHECKPOINT."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eval.gold import LabelMap, corpora_of, gold_passages, label_map_of
from eval.mistakes import mistakes
from eval.report import report
from hasila.checkpoint import Manifest, read_manifest
from hasila.corpus import checksums
from hasila.errors import LabelError
from hasila.files import whole_file
from hasila.program import main, new_app
from hasila.scoring import CONFIDENCE, RESAMPLES, Scores, as_json, score
from hasila.spans import Document
from hasila.writers import rendered

app = new_app()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A checkpoint's predictions on annotated passages, and their scores."""

    label_map: LabelMap
    """How the corpus's labels were read."""
    gold: Sequence[Document]
    predicted: Sequence[Document]
    scores: Scores


@app.command()
def evaluate(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            help="A .jsonl or .conll file; may be given again.  [default: what the checkpoint was trained on]"
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="The split that is scored; all for every passage.")] = "test",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: the split's name, beside CHECKPOINT]"),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Windows that go through the encoder together.")] = 32,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Score a checkpoint: strict and partial F1 with intervals, every prediction, every mistake."""
    manifest = read_manifest(checkpoint)
    paths, label_map = corpora_of(manifest, corpus), label_map_of(manifest)
    gold = gold_passages(paths, split, label_map)
    _check_labels(checkpoint, manifest, gold)

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and a wrong input answer before torch is loaded
    from hasila.score_table import show  # noqa: PLC0415 - as above

    extractor = Extractor.from_checkpoint(checkpoint, device=device, batch_size=batch_size)
    predicted = list(extractor.stream(gold))
    scores = score([d.spans for d in gold], [d.spans for d in predicted], manifest.labels)
    folder = output or checkpoint.parent / split
    _write(folder, checkpoint, paths, split, Evaluation(label_map, gold, predicted, scores))
    show(scores, f"{checkpoint}: {split}, {len(gold)} passages")
    typer.echo(f"Wrote {folder}/scores.json, predictions.jsonl and report.md.")


def _check_labels(checkpoint: Path, manifest: Manifest, gold: Sequence[Document]) -> None:
    foreign = {
        span.label: document.id for document in gold for span in document.spans if span.label not in manifest.labels
    }
    if foreign:
        where = ", ".join(f"{label} (in {identity})" for label, identity in sorted(foreign.items()))
        raise LabelError(
            f"{checkpoint}: knows the labels {', '.join(manifest.labels)}, but the corpus has {where}; "
            f"score it with a checkpoint trained on those labels"
        )


def _write(folder: Path, checkpoint: Path, paths: Sequence[Path], split: str, made: Evaluation) -> None:
    found = [
        mistake
        for gold, predicted in zip(made.gold, made.predicted, strict=True)
        for mistake in mistakes(gold, predicted.spans)
    ]
    summary = {
        "checkpoint": str(checkpoint),
        "corpora": checksums(paths),
        "split": split,
        "label_map": made.label_map,
        "passages": len(made.gold),
        "interval": {"method": "percentile bootstrap over passages", "resamples": RESAMPLES, "confidence": CONFIDENCE},
        "scores": as_json(made.scores),
    }
    facts = {
        "checkpoint": f"`{checkpoint}`",
        "corpus": ", ".join(f"`{path}`" for path in paths),
        "split": split,
        "passages": str(len(made.gold)),
    }
    with whole_file(folder / "scores.json") as file:
        json.dump(summary, file, ensure_ascii=False, indent=2)
    with whole_file(folder / "predictions.jsonl") as file:
        file.writelines(rendered(made.predicted, "jsonl"))
    with whole_file(folder / "report.md") as file:
        file.write(report(f"Evaluation of {checkpoint}", facts, made.scores, found))


if __name__ == "__main__":
    main(app, "python -m eval")
