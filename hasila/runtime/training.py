"""How a model was trained, in one form: beside a run as training.json, and within a checkpoint's hasila.json."""

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
    """The pre-trained encoder that training began with."""

    name: str
    """A hub id, a local folder, or `embedded:NAME` for one that hasila brings."""
    revision: str | None = None
    """The branch, tag or commit of a hub id; None for the newest."""
    initialise_from: str | None = None
    """The checkpoint whose weights took the place of the encoder's own; None where there was none."""


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """A file or folder of annotated passages, as the config names it."""

    path: str
    files: Mapping[str, str]
    """The sha256 of each of its files by its path, in hexadecimal."""
    split: str | None = None
    """The split that all its passages are of; None where each passage names its own."""


@dataclass(frozen=True, slots=True)
class LearntText:
    """How much text was learnt from."""

    passages: int
    words: int
    """Punctuation left out."""
    spans: int


@dataclass(frozen=True, slots=True)
class ModelSize:
    """How large a model is."""

    parameters: int
    """How many numbers it holds."""
    trained: int
    """How many of them training moved."""


@dataclass(frozen=True, slots=True)
class DevScore:
    """A score on the dev split: shares between 0 and 1, and F1's 95 % bootstrap interval where it is defined."""

    precision: float
    recall: float
    f1: float
    support: int
    """The annotated spans behind it."""
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """How a model was trained. What an older version of Hasila did not record is None or empty."""

    encoder: EncoderOrigin | None = None
    corpora: tuple[CorpusSource, ...] = ()
    """Where the passages of all splits come from."""
    texts: tuple[str, ...] = ()
    """Files that hold the texts of stand-off annotations (hasila.formats.standoff)."""
    label_map: Mapping[str, str | None] = field(default_factory=dict)
    """Labels of the corpora that were read as another, or (None) left out."""
    train: str | None = None
    """The split that was learnt from; None for all passages."""
    dev: str | None = None
    """The split that was scored in between; None for none."""
    seed: int | None = None
    learnt: LearntText | None = None
    """Without the changed copies of augmentation."""
    size: ModelSize | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    """The version of each package that took part, and of Python."""
    scores: Mapping[str, Mapping[str, DevScore]] = field(default_factory=dict)
    """Scores on the dev split: a label, "micro" or "macro", then the scheme; empty where there was no dev split."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """Every setting of the run, for people to read."""
    format: Literal[1] = 1
    """The version of this form."""

    def files(self) -> dict[str, str]:
        """Return the sha256 of each file of the corpora by its path."""
        return {path: checksum for source in self.corpora for path, checksum in source.files.items()}

    def is_seed_of(self, other: "TrainingRecord") -> bool:
        """Say whether the two were trained with one config, but for the seed and the run's name and folder."""
        return _without_seed(self.config) == _without_seed(other.config)


def _without_seed(config: Mapping[str, Any]) -> dict[str, Any]:
    kept = {part: value for part, value in config.items() if part not in {"name", "runs"}}
    return kept | {"training": {**kept.get("training", {}), "seed": None}}


def write_training(folder: Path, record: TrainingRecord) -> None:
    """Write training.json of the run in `folder`, whole or not at all. Raises OutputError."""
    with whole_file(folder / TRAINING_FILE) as file:
        file.write(json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n")


def read_training(folder: Path) -> TrainingRecord:
    """Return training.json of the run in `folder`. Raises InputError where it is absent, broken or of another form."""
    path = folder / TRAINING_FILE
    try:
        return TypeAdapter(TrainingRecord).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file; train the run again (before it was called so, a run had a scores.json)"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        told = "\n".join(f"{path}: {line}" for line in complaints(error))
        raise InputError(f"{told}\n{path}: is no record of this version of hasila; train the run again") from None
