"""Cross-validation over a small corpus: python -m train.crossval CONFIG --folds K.

Every passage of the config's corpora, whatever its split, is predicted once by a model that has not seen it. For a
corpus of one article this is the honest estimate; a test split of a few passages would say little. There is no dev
split and therefore no early stopping.
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
from train.arguments import ConfigArgument, OverridesArgument, OverwriteOption
from train.finetune.passages import all_passages
from train.finetune.settings import Settings
from train.run_folder import CONFIG_FILE, check_same, only_one, refuse, run_folder

app = new_app()
CROSSVAL_FILE = "crossval.json"


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """The content of crossval.json."""

    corpora: Mapping[str, str]
    """The sha256 of each corpus file by its path."""
    folds: int
    passages: int
    seeds: Mapping[int, Scores]
    """The scores of all predictions of each seed."""
    pooled: Scores
    """The scores of all seeds' predictions together; a passage is resampled with its predictions of every seed."""
    format: Literal[1] = 1
    """The version of this format."""


_FORM = TypeAdapter(CrossValidation)


@app.command()
def crossval(
    config: ConfigArgument,
    overrides: OverridesArgument = None,
    *,
    overwrite: OverwriteOption = False,
    folds: Annotated[int, typer.Option(min=2, help="How many folds the passages are divided into.")] = 5,
    seeds: Annotated[str, typer.Option(help="Seeds, separated by commas; each trains on all folds.")] = "0",
) -> None:
    """Train CONFIG on all but one fold of its passages, for each fold in turn, and score the predictions together."""
    settings = load_config(Settings, config, overrides or [])
    settings = replace(settings, training=replace(settings.training, patience=None))
    numbers = _numbers(seeds)
    run = run_folder(settings, config)
    folder = run.with_name(f"{run.name}-crossval")
    if (folder / CROSSVAL_FILE).is_file() and not overwrite:
        _show(_done(settings, folder, folds, numbers))
        typer.echo(f"{folder} is already done with these settings; --overwrite runs it again.")
        return
    documents = _passages(settings, folds)
    with only_one(folder):
        predicted = {seed: _predict(settings, documents, folds, seed) for seed in numbers}
        scored = _scored(settings, documents, folds, predicted)
        _write(folder, settings, predicted, scored)
    _show(scored)
    typer.echo(f"Wrote {folder}/{CROSSVAL_FILE}, config.yaml and predictions-SEED.jsonl.")


def _done(settings: Settings, folder: Path, folds: int, seeds: Sequence[int]) -> CrossValidation:
    """Return the result in `folder`. Raises ConfigError if it was made with other settings or from other corpora."""
    check_same(settings, folder)
    done = read_crossval(folder)
    asked = {"--folds": (done.folds, folds), "--seeds": ([*done.seeds], [*seeds])}
    changed = [f"{option} is {there} there and {here} here" for option, (there, here) in asked.items() if there != here]
    if done.corpora != checksums(settings.corpus.named()):
        changed.append("the corpora have changed since")
    if changed:
        refuse(folder, changed)
    return done


def read_crossval(folder: Path) -> CrossValidation:
    """Return crossval.json of `folder`. Raises InputError if it is absent, broken or of another format."""
    path = folder / CROSSVAL_FILE
    try:
        return _FORM.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; run python -m train.crossval CONFIG again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        told = "\n".join(f"{path}: {line}" for line in complaints(error))
        raise InputError(
            f"{told}\n{path}: is of another version; run python -m train.crossval again, with --overwrite"
        ) from None


def _passages(settings: Settings, folds: int) -> list[Document]:
    if settings.corpus.share < 1:
        raise ConfigError("corpus.share is below 1, but every passage is predicted once in cross-validation")
    documents = all_passages(settings)
    if folds > len(documents):
        raise ConfigError(f"--folds is {folds}, but there are only {len(documents)} passages")
    return documents


def _scored(
    settings: Settings, documents: Sequence[Document], folds: int, predicted: Mapping[int, Sequence[Document]]
) -> CrossValidation:
    gold = [document.spans for document in documents]
    found = {seed: [document.spans for document in run] for seed, run in predicted.items()}
    every = [spans for run in found.values() for spans in run]
    return CrossValidation(
        checksums(settings.corpus.named()),
        folds,
        len(documents),
        {seed: score(gold, run, settings.corpus.labels) for seed, run in found.items()},
        score(gold * len(found), every, settings.corpus.labels, runs=len(found)),
    )


def _show(scored: CrossValidation) -> None:
    """Print the scores of each seed, of all together if there are several, and the mean."""
    from hasila.scoring.table import show  # noqa: PLC0415 - rich is slow to load

    for seed, scores in scored.seeds.items():
        show(scores, f"seed {seed}: {scored.folds} folds over {scored.passages} passages")
    if len(scored.seeds) > 1:
        title = f"seeds {','.join(map(str, scored.seeds))}: all predictions together"
        show(scored.pooled, f"{title}, passages resampled with their predictions of every seed")
    typer.echo(_mean_line([*scored.seeds.values()]))


def deal(passages: int, folds: int, seed: int) -> list[list[int]]:
    """Divide the indices below `passages` into `folds` parts whose sizes differ by at most one, shuffled by `seed`."""
    order = np.random.default_rng(seed).permutation(passages).tolist()
    return [sorted(order[fold::folds]) for fold in range(folds)]


def _numbers(seeds: str) -> list[int]:
    try:
        return [int(seed) for seed in seeds.split(",")]
    except ValueError:
        raise ConfigError(f"--seeds is {seeds!r}; expected whole numbers separated by commas, such as 0,1,2") from None


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
    from hasila.extractor import Extractor  # noqa: PLC0415 - --help is shown before torch is loaded
    from train.finetune.loop import Job, fit  # noqa: PLC0415 - as above
    from train.finetune.run import start_tagger  # noqa: PLC0415 - as above

    tagger = start_tagger(settings)
    rest = [document for index, document in enumerate(documents) if index not in held_out]
    tagger = fit(tagger, Job(settings, rest, title=title))
    extractor = Extractor.from_tagger(tagger, settings.reads)
    return extractor.stream([documents[index] for index in held_out])


def _mean_line(scores: Sequence[Scores]) -> str:
    values = [run["micro"]["strict"].f1 * 100 for run in scores]
    spread = f" (standard deviation {np.std(values, ddof=1):.1f})" if len(values) > 1 else ""
    return f"strict micro F1, mean of {len(values)} seeds: {np.mean(values):.1f}{spread}"


def _write(
    folder: Path, settings: Settings, predicted: Mapping[int, Sequence[Document]], scored: CrossValidation
) -> None:
    """Write the folder's files. crossval.json, which marks the folder as done, is removed first and written last."""
    (folder / CROSSVAL_FILE).unlink(missing_ok=True)
    with whole_file(folder / CONFIG_FILE) as file:
        file.write(dump_config(settings))
    for seed, documents in predicted.items():
        write_jsonl(folder / f"predictions-{seed}.jsonl", documents)
    with whole_file(folder / CROSSVAL_FILE) as file:
        file.write(_FORM.dump_json(scored, indent=2).decode() + "\n")


if __name__ == "__main__":
    main(app, "python -m train.crossval")
