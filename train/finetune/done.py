"""A fine-tuning that is done: whether a run's folder holds one, and what it scored. Read without torch."""

from pathlib import Path

from pydantic import TypeAdapter

from hasila.corpus.reading import checksums
from hasila.runtime.manifest import MANIFEST, read_manifest
from hasila.scoring.metrics import Scores
from train.finetune.settings import Settings
from train.folder import check_same, refuse

CHECKPOINT = "checkpoint"


def is_done(folder: Path) -> bool:
    """Say whether `folder` holds a run that came to its end: its checkpoint is written last."""
    return (folder / CHECKPOINT / MANIFEST).is_file()


def check_done(settings: Settings, folder: Path) -> None:
    """Raise ConfigError where the run that is done in `folder` had other settings or other corpora."""
    check_same(settings, folder)
    learnt, now = read_manifest(folder / CHECKPOINT).corpora, checksums(settings.corpus.paths)
    changed = [f"{path} has changed since" for path in sorted({*learnt, *now}) if learnt.get(path) != now.get(path)]
    if changed:
        refuse(folder, changed)


def done_scores(settings: Settings, folder: Path) -> Scores | None:
    """Return the dev scores of the run that is done in `folder`; None without a dev split."""
    scores = read_manifest(folder / CHECKPOINT).scores.get(str(settings.corpus.dev))
    return None if scores is None else TypeAdapter(Scores).validate_python(scores)
