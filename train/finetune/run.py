"""A config is a run: from its settings to a folder with checkpoint/, config.yaml, metrics.jsonl and scores.json."""

import json
import platform
import shutil
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer
from transformers import set_seed

from hasila.corpus.reading import checksums
from hasila.document import Document
from hasila.errors import ConfigError
from hasila.files import whole_file
from hasila.model import checkpoint
from hasila.model.checkpoint import Checkpoint
from hasila.model.encoders import Tagger, longest_window, new_tagger
from hasila.program.config import as_plain, dump_config
from hasila.runtime.manifest import Manifest
from hasila.scoring.metrics import Scores, as_json
from train.devices import is_main_process, wait_for_everyone
from train.finetune.dev import calibrated
from train.finetune.initialise import initialise
from train.finetune.loop import Job, fit, newest_state
from train.finetune.model_card import model_card
from train.finetune.optimizer import sizes
from train.finetune.passages import dev_passages, learnt_from, training_passages
from train.finetune.settings import Settings

_PACKAGES = ("hasila", "torch", "transformers", "tokenizers", "accelerate", "numpy")


def start_tagger(settings: Settings) -> Tagger:
    """Return the untrained tagger of `settings`. Raises ConfigError where the window does not fit the encoder."""
    set_seed(settings.training.seed)  # the head's first weights
    encoder, window = settings.encoder, settings.window
    tagger = new_tagger(
        encoder.name,
        encoder.revision,
        settings.corpus.labels,
        layers=encoder.layers,
        dropout=encoder.dropout,
        attention_dropout=encoder.attention_dropout,
    )
    longest = longest_window(tagger.model.config)
    if window.pieces > longest:
        raise ConfigError(f"window.pieces is {window.pieces}, but {encoder.name} reads at most {longest}")
    if encoder.initialise_from is not None:
        source = checkpoint.load(encoder.initialise_from)
        shared = initialise(tagger, source, str(encoder.initialise_from))
        if is_main_process():
            typer.echo(
                f"Began with the weights of {encoder.initialise_from}, and with its head for {', '.join(shared)}."
            )
    return tagger


def run(settings: Settings, folder: Path) -> Scores | None:
    """Train as `settings` say, write the run to `folder` and return the dev scores (None without a dev split).

    A run that was cut off goes on from its newest state if its settings are the same, and starts anew otherwise.
    """
    train, dev = training_passages(settings), dev_passages(settings)
    tagger = start_tagger(settings)
    states = folder / "states"
    if is_main_process():
        _prepare(settings, folder, states)
    wait_for_everyone()  # no process may look for states that are about to be forgotten
    tagger = fit(tagger, Job(settings, train, dev, states, folder.name))
    if not is_main_process():
        return None
    scores = None
    if dev:
        tagger, scores = calibrated(tagger, settings, dev)
    _write(folder, settings, train, tagger, scores)
    shutil.rmtree(states, ignore_errors=True)
    return scores


def _prepare(settings: Settings, folder: Path, states: Path) -> None:
    """Forget the states of a run with other settings; write down the settings of this one."""
    config = dump_config(settings)
    path = folder / "config.yaml"
    same = path.exists() and path.read_text(encoding="utf-8") == config
    if not same or newest_state(states) is None:
        shutil.rmtree(states, ignore_errors=True)
    with whole_file(path) as file:
        file.write(config)


def _write(folder: Path, settings: Settings, train: Sequence[Document], tagger: Tagger, scores: Scores | None) -> None:
    dev = {} if scores is None else {str(settings.corpus.dev): as_json(scores)}
    parameters = sizes(tagger.model)
    with whole_file(folder / "scores.json") as file:
        json.dump({**learnt_from(train), **parameters, "scores": dev}, file, ensure_ascii=False, indent=2)
    manifest = Manifest(
        labels=settings.corpus.labels,
        window=settings.window,
        transitions=None if tagger.transitions is None else tuple(map(tuple, tagger.transitions.round(6).tolist())),
        temperature=round(tagger.temperature, 4),
        config=as_plain(settings),
        corpora=checksums(settings.corpus.paths),
        packages=package_versions(),
        scores=dev,
    )
    card = model_card(settings, manifest, train, parameters, scores)
    checkpoint.save(Checkpoint(tagger, manifest), folder / "checkpoint", card)


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that decide a run's numbers."""
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions
