"""Cross-validation over a small corpus: python -m train.crossval CONFIG --folds K.

Every passage of the config's corpora, whatever its split, is predicted once by a model that has not seen it. With one
article that is the honest estimate: a test split of a few passages says little. There is no dev split in it, so no
early stopping either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import typer
from pydantic import TypeAdapter, ValidationError

from hasila.corpus.reading import checksums
from hasila.document import Document
from hasila.errors import ConfigError, InputError
from hasila.files import whole_file
from hasila.formats.jsonl import write_jsonl
from hasila.program.config import dump_config, load_config
from hasila.program.start import main, new_app
from hasila.scoring.metrics import Scores, score
from hasila.validation import complaints
from train.arguments import ConfigArgument, OverridesArgument
from train.finetune.passages import all_passages
from train.finetune.settings import Settings

app = new_app()

CROSSVAL_FILE = "crossval.json"


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The content of crossval.json."""

    folds: int
    corpora: Mapping[str, str]
    """The sha256 of each corpus file by its path."""
    seeds: Mapping[int, Scores]
    """The scores of all predictions of each seed."""
    pooled: Scores
    """The scores of all seeds' predictions together, passages resampled with their predictions of every seed."""
    format: Literal[1] = 1
    """The version of this form."""


@app.command()
def crossval(
    config: ConfigArgument,
    overrides: OverridesArgument = None,
    *,
    folds: Annotated[int, typer.Option(min=2, help="How many parts the passages are dealt into.")] = 5,
    seeds: Annotated[str, typer.Option(help="Seeds with commas between; each trains on all folds.")] = "0",
) -> None:
    """Train CONFIG on all but one fold of its passages, for each fold in turn, and score the predictions together."""
    settings = load_config(Settings, config, overrides or [])
    settings = replace(settings, training=replace(settings.training, patience=None))
    if settings.corpus.share < 1:
        raise ConfigError("corpus.share is below 1, but every passage is predicted once in cross-validation")
    documents = all_passages(settings)
    if folds > len(documents):
        raise ConfigError(f"--folds is {folds}, but there are only {len(documents)} passages")

    from hasila.scoring.table import show  # noqa: PLC0415 - --help answers before torch is loaded

    folder = settings.runs / f"{settings.name or config.stem}-crossval"
    predicted = {seed: _predict(settings, documents, folds, seed) for seed in _numbers(seeds)}
    gold = [document.spans for document in documents]
    by_seed = {seed: score(gold, [d.spans for d in run], settings.corpus.labels) for seed, run in predicted.items()}
    for seed, scores in by_seed.items():
        show(scores, f"seed {seed}: {folds} folds over {len(documents)} passages")
    runs = len(predicted)
    found = [document.spans for run in predicted.values() for document in run]
    pooled = score(gold * runs, found, settings.corpus.labels, runs=runs)
    if runs > 1:
        show(
            pooled, f"seeds {seeds}: all predictions together, passages resampled with their predictions of every seed"
        )
    typer.echo(_mean_line(list(by_seed.values())))
    result = CrossValidation(folds, checksums(settings.corpus.named()), by_seed, pooled)
    _write(folder, settings, predicted, result)
    typer.echo(f"Wrote {folder}/{CROSSVAL_FILE}, config.yaml and predictions-SEED.jsonl.")


def read_crossval(folder: Path) -> CrossValidation:
    """Return crossval.json of `folder`. Raises InputError where it is absent, broken or of another form."""
    path = folder / CROSSVAL_FILE
    try:
        return TypeAdapter(CrossValidation).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; run python -m train.crossval CONFIG again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        told = "\n".join(f"{path}: {line}" for line in complaints(error))
        raise InputError(f"{told}\n{path}: is of another version; run python -m train.crossval CONFIG again") from None


def deal(passages: int, folds: int, seed: int) -> list[list[int]]:
    """Deal the places 0 to `passages` into `folds` hands that differ by at most one, shuffled by `seed`."""
    order = np.random.default_rng(seed).permutation(passages).tolist()
    return [sorted(order[fold::folds]) for fold in range(folds)]


def _numbers(seeds: str) -> list[int]:
    try:
        return [int(seed) for seed in seeds.split(",")]
    except ValueError:
        raise ConfigError(
            f"--seeds is {seeds!r}; whole numbers with commas between are wanted, such as 0,1,2"
        ) from None


def _predict(settings: Settings, documents: Sequence[Document], folds: int, seed: int) -> list[Document]:
    """Return each document with the spans that a model trained without its fold finds."""
    seeded = replace(settings, training=replace(settings.training, seed=seed))
    found: dict[int, Document] = {}
    for fold, held_out in enumerate(deal(len(documents), folds, seed), start=1):
        title = f"seed {seed}, fold {fold} of {folds}"
        found |= zip(held_out, _predict_fold(seeded, documents, held_out, title), strict=True)
    return [found[index] for index in range(len(documents))]


def _predict_fold(
    settings: Settings, documents: Sequence[Document], held_out: Sequence[int], title: str
) -> Iterator[Document]:
    from hasila.extractor import Extractor  # noqa: PLC0415 - --help answers before torch is loaded
    from train.finetune.loop import Job, fit  # noqa: PLC0415 - as above
    from train.finetune.run import start_tagger  # noqa: PLC0415 - as above

    tagger = start_tagger(settings)
    rest = [document for index, document in enumerate(documents) if index not in held_out]
    tagger = fit(tagger, Job(settings, rest, title=title))
    extractor = Extractor.from_tagger(tagger, settings.window)
    return extractor.stream([documents[index] for index in held_out])


def _mean_line(scores: Sequence[Scores]) -> str:
    values = [run["micro"]["strict"].f1 * 100 for run in scores]
    spread = f" (standard deviation {np.std(values, ddof=1):.1f})" if len(values) > 1 else ""
    return f"strict micro F1, mean of {len(values)} seeds: {np.mean(values):.1f}{spread}"


def _write(folder: Path, settings: Settings, predicted: dict[int, list[Document]], result: CrossValidation) -> None:
    with whole_file(folder / "config.yaml") as file:
        file.write(dump_config(settings))
    with whole_file(folder / CROSSVAL_FILE) as file:
        file.write(TypeAdapter(CrossValidation).dump_json(result, indent=2).decode() + "\n")
    for seed, documents in predicted.items():
        write_jsonl(folder / f"predictions-{seed}.jsonl", documents)


if __name__ == "__main__":
    main(app, "python -m train.crossval")
