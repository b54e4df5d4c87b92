"""hasila.json: what transformers' files of a checkpoint do not say. Read without torch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hasila.arabic import words
from hasila.errors import CheckpointError
from hasila.tagging.bio import tag_names
from hasila.tagging.windows import WindowSettings

MANIFEST = "hasila.json"

FORMAT = 1
_COOLEST, _WARMEST = 0.1, 100.0
"""Temperatures beyond these are damage: a fitted one is one of hasila.tagging.confidence.TEMPERATURES."""
_STEEPEST = 50.0
"""A transition is the logarithm of a ratio of counts, so e to the 50 is more than any text counts; confidences stay
finite up to there."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of hasila.json."""

    labels: tuple[str, ...]
    window: WindowSettings
    transitions: tuple[tuple[float, ...], ...] | None = None
    """How likely tags follow each other: hasila.tagging.decoding.learnt_transitions of the training text."""
    temperature: float = 1.0
    """What confidences are cooled by (hasila.tagging.confidence), fitted on the dev split; 1 where there was none."""
    config: dict[str, Any] = field(default_factory=dict)
    """The resolved config of the run."""
    corpora: dict[str, str] = field(default_factory=dict)
    """The sha256 of each corpus file by its path."""
    packages: dict[str, str] = field(default_factory=dict)
    """The version of each package that took part."""
    scores: dict[str, Any] = field(default_factory=dict)
    """Scores by split, as scores.json holds them."""
    words: str = words.VERSION
    """The rules that split and folded words (hasila.arabic.words.VERSION)."""
    format: int = FORMAT
    """The version of this file's own form."""


def read_manifest(folder: Path) -> Manifest:
    """Return hasila.json of `folder`.

    Raises CheckpointError where it is absent, broken, of another version or holds values that nothing can be read with.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: there is no such checkpoint folder; train one with: python -m train CONFIG")
    try:
        manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"{folder}: is no checkpoint of Hasila: {_what_is_there(folder)}") from None
    except ValidationError as error:
        raise CheckpointError(f"{path}: cannot be read: {_mistakes(error)}; copy the checkpoint again") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}; copy the checkpoint again") from None
    if (manifest.format, manifest.words) != (FORMAT, words.VERSION):
        raise CheckpointError(
            f"{path}: was written in format {manifest.format} with {manifest.words}, but this version of hasila reads "
            f"format {FORMAT} with {words.VERSION}; install the version it names ({manifest.packages.get('hasila')})"
        )
    if faults := [*_faults(manifest)]:
        raise CheckpointError(f"{path}: {'; '.join(faults)}; copy the checkpoint again, or train it anew")
    return manifest


def _what_is_there(folder: Path) -> str:
    within = folder / "checkpoint"
    hint = f"; did you mean {within}?" if (within / MANIFEST).is_file() else ""
    return f"it holds no {MANIFEST}{hint}"


def _mistakes(error: ValidationError) -> str:
    """Return the first mistakes in one line."""
    found = error.errors(include_url=False, include_input=False)
    told = [": ".join([*filter(None, [".".join(map(str, one["loc"]))]), one["msg"]]) for one in found[:3]]
    return "; ".join(told) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")  # noqa: PLR2004 - as above


def _faults(manifest: Manifest) -> Iterator[str]:
    if not manifest.labels or len(set(manifest.labels)) < len(manifest.labels) or "" in manifest.labels:
        yield f"labels are {list(manifest.labels)}, but must be one or more different names"
    if not _COOLEST <= manifest.temperature <= _WARMEST:
        yield f"temperature is {manifest.temperature}, but must be between {_COOLEST} and {_WARMEST:g}"
    tags = len(tag_names(manifest.labels))
    rows = manifest.transitions
    if rows is not None and [len(row) for row in rows] != [tags] * (tags + 1):
        yield f"transitions are no table of {tags + 1} by {tags} numbers"
    if not all(abs(value) <= _STEEPEST for row in rows or () for value in row):
        yield f"transitions hold values that are not between -{_STEEPEST:g} and {_STEEPEST:g}"
