"""A run: from settings to a folder with checkpoint/, config.yaml, metrics.jsonl and training.json."""

import logging
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from transformers import set_seed

from hasila.document import Document
from hasila.errors import ConfigError, HasilaError
from hasila.export import export, told
from hasila.files import whole_file
from hasila.model import checkpoint
from hasila.model.checkpoint import Checkpoint
from hasila.model.encoders import Tagger, longest_window, new_tagger
from hasila.model.toll_head import TollHead
from hasila.program.config import dump_config
from hasila.runtime.fast_form import FAST, FormPrecision
from hasila.runtime.manifest import Manifest, transition_rows
from hasila.runtime.training_record import TRAINING_FILE, write_training
from hasila.scoring.metrics import Scores
from hasila.tolls.fields import QUESTIONS
from train.devices import is_main_process, wait_for_everyone
from train.finetune.dev import calibrated
from train.finetune.done import CHECKPOINT, check_done, is_done
from train.finetune.initialise import initialise
from train.finetune.loop import Job, fit, newest_state
from train.finetune.model_card import model_card
from train.finetune.optimizer import size_of
from train.finetune.passages import dev_passages, training_passages
from train.finetune.record import training_record
from train.finetune.settings import Settings
from train.run_folder import CONFIG_FILE, check_same, only_one

_log = logging.getLogger(__name__)


def start_tagger(settings: Settings) -> Tagger:
    """Return the untrained tagger of `settings`. Raises ConfigError if the window does not fit the encoder."""
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
    if settings.tolls.weight:
        size = tagger.model.config.hidden_size
        tagger = replace(tagger, toll_head=TollHead(size, settings.tolls.hidden, settings.tolls.dropout))
    longest = longest_window(tagger.model.config)
    if (pieces := max(window.pieces, settings.reads.pieces)) > longest:
        raise ConfigError(f"window.pieces is {pieces}, but {encoder.name} reads at most {longest}")
    if encoder.initialise_from is not None:
        source = checkpoint.load(encoder.initialise_from)
        tagger, shared = initialise(tagger, source, str(encoder.initialise_from))
        if is_main_process():
            _log.info(
                "Started from the weights of %s, and from its head for %s.", encoder.initialise_from, ", ".join(shared)
            )
    return tagger


def run(settings: Settings, folder: Path, *, overwrite: bool = False) -> Scores | None:
    """Train as `settings` say, write the run to `folder` and return the dev scores (None without a dev split).

    An interrupted run resumes from its newest state; with `overwrite` it starts over. Raises ConfigError if `folder`
    contains a run with other settings that may not be overwritten, and OutputError if another process trains there.
    """
    train, dev = training_passages(settings), dev_passages(settings)
    tagger = start_tagger(settings)
    if tagger.toll_head is not None and not any(document.tolls for document in train):
        tagger = replace(tagger, toll_head=None)
        if is_main_process():
            _log.info("No passage to train on has tolls, so no toll head is trained.")
    states = folder / "states"
    with only_one(folder) if is_main_process() else nullcontext():
        if is_main_process():
            _prepare(settings, folder, states, overwrite=overwrite)
        wait_for_everyone()  # no process may look for states that are about to be removed
        tagger = fit(tagger, Job(settings, train, dev, states, folder.name))
        if not is_main_process():
            return None
        scores = None
        if dev:
            tagger, scores = calibrated(tagger, settings, dev)
        _write(folder, settings, train, tagger, scores)
        shutil.rmtree(states, ignore_errors=True)
        if settings.export is not None:
            _write_fast_form(folder / CHECKPOINT, settings.export)
    return scores


def _prepare(settings: Settings, folder: Path, states: Path, *, overwrite: bool) -> None:
    """Make room for the run, unless there is one with other settings, and write the settings of this one."""
    if overwrite:
        _forget(folder, states)
    elif is_done(folder):
        check_done(settings, folder)
    elif newest_state(states) is not None:
        check_same(settings, folder)
    else:
        shutil.rmtree(states, ignore_errors=True)
    with whole_file(folder / CONFIG_FILE) as file:
        file.write(dump_config(settings))


def _forget(folder: Path, states: Path) -> None:
    """Remove what a run left, its settings first: a folder without them does not count as a run to resume."""
    for name in (CONFIG_FILE, "metrics.jsonl", TRAINING_FILE):
        (folder / name).unlink(missing_ok=True)
    for part in (states, folder / CHECKPOINT, folder / "tensorboard"):
        shutil.rmtree(part, ignore_errors=True)


def _write(folder: Path, settings: Settings, train: Sequence[Document], tagger: Tagger, scores: Scores | None) -> None:
    size = size_of(tagger.model)
    record = training_record(settings, train, size, scores)
    write_training(folder, record)
    manifest = Manifest(
        labels=settings.corpus.labels,
        window=settings.reads,
        transitions=None if tagger.transitions is None else transition_rows(tagger.transitions),
        temperature=round(tagger.temperature, 4),
        training=record,
        tolls=None if tagger.toll_head is None else QUESTIONS,
    )
    card = model_card(settings, manifest, train, size, scores)
    checkpoint.save(Checkpoint(tagger, manifest), folder / CHECKPOINT, card)


def _write_fast_form(folder: Path, precision: FormPrecision) -> None:
    """Write the fast form into the checkpoint `folder`. The checkpoint is whole without it, so a fault is a warning."""
    try:
        figures = export(folder, precision)
    except HasilaError as error:
        _log.warning("There is no fast form: %s", error)
    else:
        _log.info("Wrote %s: %s.", folder / FAST, told(figures))
