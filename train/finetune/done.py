"""Finished fine-tuning runs: whether a folder contains one, and its scores. Read without torch."""

from pathlib import Path

from hasila.corpus.reading import checksums
from hasila.runtime.manifest import MANIFEST
from hasila.runtime.training_record import read_training
from hasila.scoring.metrics import Scores
from train.finetune.record import scores_of
from train.finetune.settings import Settings
from train.run_folder import check_same, refuse

CHECKPOINT = "checkpoint"


def is_done(folder: Path) -> bool:
    """Say whether `folder` contains a finished run; the checkpoint is written last."""
    return (folder / CHECKPOINT / MANIFEST).is_file()


def check_done(settings: Settings, folder: Path) -> None:
    """Raise ConfigError if the finished run in `folder` had other settings or other corpora."""
    check_same(settings, folder)
    learnt, now = read_training(folder).files(), checksums(settings.corpus.named())
    changed = [f"{path} has changed since" for path in sorted({*learnt, *now}) if learnt.get(path) != now.get(path)]
    if changed:
        refuse(folder, changed)


def done_scores(folder: Path) -> Scores | None:
    """Return the dev scores of the finished run in `folder`; None without a dev split."""
    return scores_of(read_training(folder))
