"""hasila.json: what transformers' files of a checkpoint do not say. Read without torch."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hasila.arabic import words
from hasila.errors import CheckpointError
from hasila.tagging.windows import WindowSettings

MANIFEST = "hasila.json"


FORMAT = 1


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
    """Return hasila.json of `folder`. Raises CheckpointError where it is absent, broken or of another version."""
    path = folder / MANIFEST
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: there is no such checkpoint folder; train one with: python -m train CONFIG")
    try:
        manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"{folder}: is no checkpoint of Hasila: it holds no {MANIFEST}") from None
    except (OSError, ValidationError) as error:
        raise CheckpointError(f"{path}: cannot be read: {error}; copy the checkpoint again") from None
    if (manifest.format, manifest.words) != (FORMAT, words.VERSION):
        raise CheckpointError(
            f"{path}: was written in format {manifest.format} with {manifest.words}, but this version of hasila reads "
            f"format {FORMAT} with {words.VERSION}; install the version it names ({manifest.packages.get('hasila')})"
        )
    return manifest
