"""The record of a training: training.json in a run's folder, and part of a checkpoint's hasila.json."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from hasila.errors import InputError
from hasila.files import whole_file
from hasila.validation import complaints

TRAINING_FILE = "training.json"


@dataclass(frozen=True, slots=True)
class EncoderOrigin:
    """The pre-trained encoder that training started from."""

    name: str
    """A hub id, a local folder, or `embedded:NAME` for one that comes with hasila."""
    revision: str | None = None
    """The branch, tag or commit of a hub id; None for the newest."""
    initialise_from: str | None = None
    """The checkpoint whose weights replaced the encoder's own; None without one."""


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """A file or folder of annotated passages, as the config names it."""

    path: str
    files: Mapping[str, str]
    """The sha256 of each of its files by its path, in hexadecimal."""
    split: str | None = None
    """The split of all its passages; None if each passage names its own."""


@dataclass(frozen=True, slots=True)
class LearntText:
    """The amount of training text."""

    passages: int
    words: int
    """Not counting punctuation."""
    spans: int


@dataclass(frozen=True, slots=True)
class ModelSize:
    """The size of a model."""

    parameters: int
    """The number of its parameters."""
    trained: int
    """The number of those that were trained."""


@dataclass(frozen=True, slots=True)
class DevScore:
    """A score on the dev split: shares between 0 and 1, and the 95 % bootstrap interval of F1 if it is defined."""

    precision: float
    recall: float
    f1: float
    support: int
    """The number of annotated spans."""
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """How a model was trained. What an older version of Hasila did not record is None or empty."""

    encoder: EncoderOrigin | None = None
    corpora: tuple[CorpusSource, ...] = ()
    """The sources of the passages of all splits."""
    texts: tuple[str, ...] = ()
    """Files that hold the texts of stand-off annotations (hasila.formats.standoff)."""
    label_map: Mapping[str, str | None] = field(default_factory=dict)
    """Labels of the corpora that were renamed, or (None) left out."""
    train: str | None = None
    """The split that was trained on; None for all passages."""
    dev: str | None = None
    """The split that was scored during training; None for none."""
    seed: int | None = None
    learnt: LearntText | None = None
    """Not counting the changed copies of augmentation."""
    size: ModelSize | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    """The versions of Python and of the packages used."""
    scores: Mapping[str, Mapping[str, DevScore]] = field(default_factory=dict)
    """Scores on the dev split: a label, "micro" or "macro", then the scheme; empty without a dev split."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """Every setting of the run, for people to read."""
    format: Literal[1] = 1
    """The version of this format."""

    def files(self) -> dict[str, str]:
        """Return the sha256 of each file of the corpora by its path."""
        return {path: checksum for source in self.corpora for path, checksum in source.files.items()}

    def is_seed_of(self, other: "TrainingRecord") -> bool:
        """Say whether both were trained with the same config, except for the seed and the run's name and folder."""
        return _without_seed(self.config) == _without_seed(other.config)


def _without_seed(config: Mapping[str, Any]) -> dict[str, Any]:
    kept = {part: value for part, value in config.items() if part not in {"name", "runs"}}
    return kept | {"training": {**kept.get("training", {}), "seed": None}}


def write_training(folder: Path, record: TrainingRecord) -> None:
    """Write training.json of the run in `folder`, whole or not at all. Raises OutputError."""
    with whole_file(folder / TRAINING_FILE) as file:
        file.write(json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n")


def read_training(folder: Path) -> TrainingRecord:
    """Return training.json of the run in `folder`. Raises InputError if it is absent, broken or of another format."""
    path = folder / TRAINING_FILE
    try:
        return TypeAdapter(TrainingRecord).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file; train the run again (older runs have a scores.json instead)"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        told = "\n".join(f"{path}: {line}" for line in complaints(error))
        raise InputError(f"{told}\n{path}: is not a record of this version of hasila; train the run again") from None
