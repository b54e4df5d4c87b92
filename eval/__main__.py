"""The program that scores a model on annotated text: python -m eval CHECKPOINT [CHECKPOINT ...]."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from eval.analysis.arguments import TrainingTextsOption, WidenGoldOption
from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import check_labels, gold_source, learnt_passages, scored_passages, texts_of
from eval.analysis.tolls import with_gold_tolls
from eval.report.folder import closing, heading, write
from eval.report.tolls import toll_heading
from hasila.cli.inputs import BackendOption, BatchSizeOption, DeviceOption
from hasila.errors import InputError
from hasila.files import checked_name
from hasila.program.start import main, new_app
from hasila.runtime.manifest import Manifest, read_manifest

app = new_app()


@app.command()
def evaluate_checkpoints(  # noqa: PLR0913 - one parameter an option
    checkpoints: Annotated[
        list[Path], typer.Argument(metavar="CHECKPOINT...", help="A checkpoint folder, or one for each seed.")
    ],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(help="A .jsonl or .conll file; may be given again.  [default: the checkpoint's own corpus]"),
    ] = None,
    texts: TrainingTextsOption = None,
    split: Annotated[str, typer.Option(help="The split to score; all for every passage.")] = "test",
    widen: WidenGoldOption = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: the split's name, beside CHECKPOINT]"),
    ] = None,
    batch_size: BatchSizeOption = None,
    backend: BackendOption = "auto",
    device: DeviceOption = None,
) -> None:
    """Score a model: strict and partial F1 with intervals, slices, calibration, tolls, every prediction and mistake."""
    manifests = [read_manifest(checkpoint) for checkpoint in checkpoints]
    _check_seeds(checkpoints, manifests)
    if output is None and len(checkpoints) > 1:
        raise InputError("--output is missing: several checkpoints have no common folder; name one")
    folder = output or checkpoints[0].parent / checked_name(split, "--split")
    manifest = manifests[0]
    paths, asked = gold_source(manifest.training, split, corpus)
    scored = scored_passages(
        paths, asked, manifest.training.label_map, widen=widen, texts=texts_of(manifest.training, texts)
    )
    check_labels(str(checkpoints[0]), manifest.labels, scored.gold)

    # --help and faults of the input are shown before torch and rich are loaded.
    from hasila.extractor import Extractor  # noqa: PLC0415
    from hasila.scoring.table import show  # noqa: PLC0415
    from hasila.scoring.toll_table import show_tolls  # noqa: PLC0415

    seeds, with_tolls = [], with_gold_tolls(scored.gold)
    for checkpoint, its in zip(checkpoints, manifests, strict=True):
        extractor = Extractor.from_checkpoint(checkpoint, backend=backend, device=device, batch_size=batch_size)
        predicted = list(extractor.stream(scored.gold))
        on_gold = list(extractor.read_tolls(with_tolls)) if extractor.runtime.reads_tolls else None
        seeds.append(Seed(str(checkpoint), predicted, its.temperature, on_gold, repr(extractor.runtime)))
    evaluation = evaluate(scored, seeds, learnt_passages(manifest.training), manifest.labels)
    names = write(folder, evaluation, checkpoints[0].parent)
    show(evaluation.results.scores, heading(evaluation.results))
    if (tolls := evaluation.results.tolls) is not None:
        show_tolls(tolls.columns, toll_heading(tolls))
    typer.echo("\n".join(closing(folder, evaluation, names)))


def _check_seeds(checkpoints: Sequence[Path], manifests: Sequence[Manifest]) -> None:
    """Raise InputError, naming each, if the checkpoints do not share one config."""
    first = manifests[0]
    others = [
        str(checkpoint)
        for checkpoint, manifest in zip(checkpoints, manifests, strict=True)
        if manifest.labels != first.labels or not manifest.training.is_seed_of(first.training)
    ]
    if others:
        raise InputError(
            f"{', '.join(others)}: was not trained with the config of {checkpoints[0]}, so they are not seeds of one "
            f"model; score them one by one, and compare them with: python -m eval.compare"
        )


if __name__ == "__main__":
    main(app, "python -m eval")
