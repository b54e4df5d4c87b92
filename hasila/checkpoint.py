"""A checkpoint on disk: the folder that transformers writes, plus hasila.json.

hasila.json says what transformers' files do not: the labels, the rules that split words, the window, and where the
model comes from (resolved config, corpus checksums, package versions, scores).
"""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError

from hasila import words
from hasila.encoders import Tagger
from hasila.errors import CheckpointError, LabelError
from hasila.files import whole_folder
from hasila.tagging import Matrix, labels_of, tag_names

MANIFEST = "hasila.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """How a long text is cut for the encoder."""

    pieces: int = 256
    """Pieces a window, special ones included."""
    overlap: int = 64
    """Pieces that a window shares with the one before."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of hasila.json."""

    labels: tuple[str, ...]
    window: WindowSettings
    transitions: tuple[tuple[float, ...], ...] | None = None
    """How likely tags follow each other: hasila.tagging.learnt_transitions of the training text."""
    temperature: float = 1.0
    """What confidences are cooled by (hasila.confidence), fitted on the dev split; 1 where there was none."""
    config: dict[str, Any] = field(default_factory=dict)
    """The resolved config of the run."""
    corpora: dict[str, str] = field(default_factory=dict)
    """The sha256 of each corpus file by its path."""
    packages: dict[str, str] = field(default_factory=dict)
    """The version of each package that took part."""
    scores: dict[str, Any] = field(default_factory=dict)
    """Scores by split, as scores.json holds them."""
    words: str = words.VERSION
    """The rules that split and folded words (hasila.words.VERSION)."""
    format: int = FORMAT
    """The version of this file's own form."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained tagger and what is known of it."""

    tagger: Tagger
    manifest: Manifest


def save(checkpoint: Checkpoint, folder: Path, card: str = "") -> None:
    """Write `checkpoint` to `folder`, whole or not at all; weights as safetensors. Raises OutputError.

    `card`, if any, is its model card (README.md).
    """
    with whole_folder(folder) as made:
        try:
            checkpoint.tagger.model.save_pretrained(made)
        except SafetensorError as error:  # a full disk, which safetensors reports as an error of its own
            raise OSError(str(error)) from error
        checkpoint.tagger.tokenizer.save_pretrained(made)
        text = json.dumps(asdict(checkpoint.manifest), ensure_ascii=False, indent=2) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")
        if card:
            (made / "README.md").write_text(card, encoding="utf-8")


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


def load(folder: Path) -> Checkpoint:
    """Return the checkpoint in `folder`, ready on the CPU.

    Raises CheckpointError, naming the part, where something is missing or damaged; LabelError where the labels of
    hasila.json are not those of the model.
    """
    manifest = read_manifest(folder)
    missing = [name for name in ("config.json", "model.safetensors", "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise CheckpointError(f"{folder}: lacks {', '.join(missing)}; copy the checkpoint again, or train it anew")
    tagger = _load_tagger(folder)
    _check_labels(folder, manifest, tagger)
    tagger = replace(tagger, transitions=_transitions(folder, manifest), temperature=manifest.temperature)
    return Checkpoint(tagger, manifest)


def _transitions(folder: Path, manifest: Manifest) -> Matrix | None:
    if manifest.transitions is None:
        return None
    tags = len(tag_names(manifest.labels))
    if [len(row) for row in manifest.transitions] != [tags] * (tags + 1):
        raise CheckpointError(f"{folder}/{MANIFEST}: transitions are no table of {tags + 1} by {tags} numbers")
    return np.array(manifest.transitions)


def _load_tagger(folder: Path) -> Tagger:
    import torch  # noqa: PLC0415 - only what needs a model imports torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer  # noqa: PLC0415 - as above

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model, report = AutoModelForTokenClassification.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
        )
    except Exception as error:  # transformers, tokenizers and safetensors have no error in common for a damaged file
        raise CheckpointError(f"{folder}: is damaged: {error}; copy the checkpoint again, or train it anew") from error
    if report["missing_keys"] or report["mismatched_keys"]:
        absent = sorted([*report["missing_keys"], *(str(key) for key in report["mismatched_keys"])])
        raise CheckpointError(f"{folder}/model.safetensors: lacks the weights {', '.join(absent[:3])}; train it anew")
    model.eval()
    return Tagger(model, tokenizer)


def _check_labels(folder: Path, manifest: Manifest, tagger: Tagger) -> None:
    tags = [tag for _, tag in sorted((tagger.model.config.id2label or {}).items())]
    if tuple(tags) != tag_names(manifest.labels):
        raise LabelError(
            f"{folder}: config.json has the labels {', '.join(labels_of(tags)) or 'none'}, but {MANIFEST} has "
            f"{', '.join(manifest.labels)}; the two files are of different checkpoints"
        )
