"""A checkpoint on disk: the folder that transformers writes, or its form in 8 bits, plus hasila.json.

hasila.json records what transformers' files do not: the labels, the rules that split words, the window, and how the
model was trained (resolved config, corpus checksums, package versions, scores).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError

from hasila.errors import CheckpointError, LabelError
from hasila.files import whole_folder
from hasila.model.encoders import Tagger, longest_window
from hasila.runtime.fast_form import has_fast_form
from hasila.runtime.manifest import MANIFEST, Manifest, read_manifest
from hasila.tagging.bio import labels_of, tag_names
from hasila.tolls.fields import check_questions

if TYPE_CHECKING:
    from transformers import PreTrainedConfig

_UNUSED = ("position_ids", "pooler.")
"""Parts of the names of weights that older files have and no tagger needs."""
_CAUSAL = ("is_decoder", "is_causal", "add_cross_attention")
"""Settings that change what a word attends to."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained tagger and the record of its training."""

    tagger: Tagger
    manifest: Manifest


def save(checkpoint: Checkpoint, folder: Path, card: str = "") -> None:
    """Write `checkpoint` to `folder`, whole or not at all; weights as safetensors. Raises OutputError.

    `card`, if any, is its model card (README.md).
    """
    with _whole(folder) as made:
        checkpoint.tagger.model.save_pretrained(made)
        checkpoint.tagger.tokenizer.save_pretrained(made)
        if checkpoint.tagger.toll_head is not None:
            from hasila.model import toll_head  # noqa: PLC0415 - only what needs a model imports torch

            toll_head.write(checkpoint.tagger.toll_head, made)
        _write_words(made, checkpoint.manifest, card)


def save_packed(checkpoint: Checkpoint, encoder: str, folder: Path, card: str) -> None:
    """Write `checkpoint` to `folder` in 8 bits (hasila.model.packed), whole or not at all.

    `encoder` is the name of the encoder in the package that it builds on, and `card` its model card. Raises
    OutputError, and EncoderError if the encoder does not fit.
    """
    from hasila.model import int8, packed  # noqa: PLC0415 - only what needs a model imports torch

    with _whole(folder) as made:
        packed.write(checkpoint.tagger, encoder, made)
        _write_words(made, checkpoint.manifest, card)
        int8.write_checksums(made)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Yield a folder that becomes `folder` at the end. Raises OutputError if it cannot be written."""
    with whole_folder(folder) as made:
        try:
            yield made
        except SafetensorError as error:  # a full disk, which safetensors reports as an error of its own
            raise OSError(str(error)) from error


def _write_words(folder: Path, manifest: Manifest, card: str) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    if card:
        (folder / "README.md").write_text(card, encoding="utf-8")


def load(folder: Path, *, tolls: bool = True) -> Checkpoint:
    """Return the checkpoint in `folder`, ready on the CPU; without `tolls`, as if it had no toll head.

    Raises CheckpointError, naming the file, if something is missing or damaged, and LabelError if the labels in
    hasila.json differ from the model's.
    """
    manifest = read_manifest(folder)
    manifest = manifest if tolls else replace(manifest, tolls=None)
    check_questions(folder, manifest.tolls)
    tagger = _load_tagger(folder, manifest, tolls=tolls)
    _check_labels(folder, manifest, tagger)
    _check_tolls(folder, manifest, tagger)
    _check_window(folder, manifest, tagger)
    transitions = None if manifest.transitions is None else np.array(manifest.transitions)
    return Checkpoint(replace(tagger, transitions=transitions, temperature=manifest.temperature), manifest)


def _load_tagger(folder: Path, manifest: Manifest, *, tolls: bool) -> Tagger:
    from hasila.model import packed, toll_head  # noqa: PLC0415 - only what needs a model imports torch
    from hasila.model.opening import ModelRefusedError, open_classifier  # noqa: PLC0415 - as above

    if packed.is_packed(folder):
        return packed.read(folder, tolls=tolls)
    missing = [name for name in ("config.json", "model.safetensors", "tokenizer.json") if not (folder / name).is_file()]
    if "model.safetensors" in missing and has_fast_form(folder):
        raise CheckpointError(
            f"{folder}: has a fast form alone, and no weights that torch reads; let the backend be fast"
        )
    if missing:
        raise CheckpointError(f"{folder}: lacks {', '.join(missing)}; copy the checkpoint again, or retrain it")
    try:
        opened = open_classifier(str(folder), local=True)
    except ModelRefusedError as refused:
        raise CheckpointError(f"{folder}: {refused}") from None
    except Exception as error:  # transformers, tokenizers and safetensors have no error in common for a damaged file
        reason = str(error).strip().partition("\n")[0]
        raise CheckpointError(f"{folder}: is damaged: {reason}; copy the checkpoint again, or retrain it") from error
    _check_reading(folder, opened.config)
    if opened.lacking:
        raise CheckpointError(
            f"{folder}/model.safetensors: lacks the weights {', '.join(opened.lacking[:3])}; retrain it"
        )
    if spare := [name for name in opened.left_over if not any(part in name for part in _UNUSED)]:
        raise CheckpointError(
            f"{folder}: model.safetensors has weights that config.json has no place for, such as {spare[0]}; "
            f"copy the checkpoint again, or retrain it"
        )
    head = None if manifest.tolls is None else toll_head.read(folder)
    return Tagger(opened.model, opened.tokenizer, toll_head=head)


def _check_reading(folder: Path, config: "PreTrainedConfig") -> None:
    """Refuse models that write texts: a word would be tagged without the words after it."""
    if set_ := [name for name in _CAUSAL if getattr(config, name, False)]:
        raise CheckpointError(
            f"{folder}/config.json: {set_[0]} is true, but a tagger reads a window as a whole; "
            f"copy the checkpoint again, or retrain it"
        )


def _check_window(folder: Path, manifest: Manifest, tagger: Tagger) -> None:
    longest = longest_window(tagger.model.config)
    if manifest.window.pieces > longest:
        raise CheckpointError(
            f"{folder}/{MANIFEST}: has windows of {manifest.window.pieces} subwords, but the model reads at most "
            f"{longest}; copy the checkpoint again, or retrain it"
        )


def _check_tolls(folder: Path, manifest: Manifest, tagger: Tagger) -> None:
    if (manifest.tolls is None) != (tagger.toll_head is None):
        lacking, having = ("hasila.json", "the weights") if tagger.toll_head else ("the weights", "hasila.json")
        raise CheckpointError(f"{folder}: no toll head in {lacking}, but one in {having}; copy the checkpoint again")


def _check_labels(folder: Path, manifest: Manifest, tagger: Tagger) -> None:
    if tagger.tags != tag_names(manifest.labels):
        raise LabelError(
            f"{folder}: config.json has the labels {', '.join(labels_of(tagger.tags)) or 'none'}, but {MANIFEST} has "
            f"{', '.join(manifest.labels)}; the two files are of different checkpoints"
        )
