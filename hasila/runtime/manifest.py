"""hasila.json: what transformers' files in a checkpoint do not record. Read without torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from hasila.arabic import words
from hasila.errors import CheckpointError
from hasila.runtime.format_1 import ManifestOfFormat1
from hasila.runtime.training_record import TrainingRecord
from hasila.spans import checked_labels
from hasila.tagging.bio import tag_names
from hasila.tagging.decoding import Matrix
from hasila.tagging.windows import WindowSettings
from hasila.validation import complaints

MANIFEST = "hasila.json"
FORMAT = 2
_COOLEST, _WARMEST = 0.1, 100.0
"""A temperature outside these is damage: a fitted one is one of hasila.tagging.confidence.TEMPERATURES."""
_STEEPEST = 50.0
"""The largest absolute value of a transition. It is the logarithm of a ratio of counts, and no text is large enough for
a ratio of e to the 50; confidences stay finite up to there."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of hasila.json."""

    labels: tuple[str, ...]
    window: WindowSettings
    transitions: tuple[tuple[float, ...], ...] | None = None
    """How likely tags are to follow each other: hasila.tagging.decoding.learnt_transitions of the training text."""
    temperature: float = 1.0
    """The temperature of confidences (hasila.tagging.confidence), fitted on the dev split; 1 without one."""
    training: TrainingRecord = field(default_factory=TrainingRecord)
    """How the model was trained."""
    tolls: str | None = None
    """What the toll head was asked (hasila.tolls.fields.QUESTIONS); None if the checkpoint has none."""
    words: str = words.VERSION
    """The rules that split and folded words (hasila.arabic.words.VERSION)."""
    format: int = FORMAT
    """The version of this file's format."""


def transition_rows(table: Matrix) -> tuple[tuple[float, ...], ...]:
    """Return transitions as hasila.json holds them: rounded to six digits."""
    return tuple(map(tuple, table.round(6).tolist()))


def read_manifest(folder: Path) -> Manifest:
    """Return hasila.json of `folder`, also of format 1.

    Raises CheckpointError if it is absent, broken or of another version, or if its values cannot belong to a model.
    """
    path = folder / MANIFEST
    values = _values(path)
    _check_version(path, values)
    try:
        manifest = _from_values(values)
    except ValidationError as error:
        told = "\n".join(f"{path}: {line}" for line in complaints(error))
        raise CheckpointError(f"{told}\n{path}: is damaged; copy the checkpoint again") from None
    if faults := [*_faults(manifest)]:
        raise CheckpointError(f"{path}: {'; '.join(faults)}; copy the checkpoint again, or retrain it")
    return manifest


def _values(path: Path) -> Mapping[str, Any]:
    """Return the content of the file, without validation."""
    try:
        values = from_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise CheckpointError(f"{path.parent}: {_what_is_there(path.parent)}") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}; copy the checkpoint again") from None
    except ValueError as error:
        raise CheckpointError(f"{path}: is not JSON: {error}; copy the checkpoint again") from None
    if not isinstance(values, dict):
        raise CheckpointError(f"{path}: does not contain `key: value` pairs; copy the checkpoint again")
    return values


def _what_is_there(folder: Path) -> str:
    if not folder.is_dir():
        return "there is no such checkpoint folder"
    within = folder / "checkpoint"
    hint = f"; did you mean {within}?" if (within / MANIFEST).is_file() else ""
    return f"is not a Hasila checkpoint: it has no {MANIFEST}{hint}"


def _from_values(values: Mapping[str, Any]) -> Manifest:
    if values.get("format", 1) == FORMAT:
        return TypeAdapter(Manifest).validate_python(values)
    old = TypeAdapter(ManifestOfFormat1).validate_python(values)
    return Manifest(old.labels, old.window, old.transitions, old.temperature, old.training())


def _check_version(path: Path, values: Mapping[str, Any]) -> None:
    its_format, its_words = values.get("format", 1), values.get("words", words.VERSION)
    if its_format not in (1, FORMAT) or its_words != words.VERSION:
        version = next((told["hasila"] for told in _packages(values) if "hasila" in told), "unknown")
        raise CheckpointError(
            f"{path}: was written in format {its_format} with {its_words}, but this version of hasila reads formats 1 "
            f"to {FORMAT} with {words.VERSION}; train it again, or read it with the hasila that wrote it ({version})"
        )


def _packages(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what may be the package versions, wherever the file's format puts them."""
    training = values.get("training")
    for told in (values, training if isinstance(training, dict) else {}):
        if isinstance(packages := told.get("packages"), dict):
            yield packages


def _faults(manifest: Manifest) -> Iterator[str]:
    try:
        checked_labels(manifest.labels)
    except ValueError as error:
        yield f"labels: {error}"
    if not _COOLEST <= manifest.temperature <= _WARMEST:
        yield f"temperature is {manifest.temperature}, but must be between {_COOLEST} and {_WARMEST:g}"
    tags = len(tag_names(manifest.labels))
    rows = manifest.transitions
    if rows is not None and [len(row) for row in rows] != [tags] * (tags + 1):
        yield f"transitions are not a table of {tags + 1} by {tags} numbers"
    if not all(abs(value) <= _STEEPEST for row in rows or () for value in row):
        yield f"transitions contain values that are not between -{_STEEPEST:g} and {_STEEPEST:g}"
