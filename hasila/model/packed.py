"""Checkpoints in 8 bits: a fine-tuned model as what it adds to an encoder in the package.

Weights are stored as in hasila.model.int8, without those that training left as the encoder has them, such as frozen
embeddings. The folder is

    hasila.json, config.json     as in any checkpoint
    weights.safetensors          with the names of a BertForTokenClassification, and those of a toll head behind
                                 "toll_head."; the metadata "encoder" names the encoder that has the other weights
                                 and the tokenizer
    LICENSE, README.md           the encoder's licence, and the model card
    SHA256SUMS                   of all others, as sha256sum writes it
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from transformers import BertConfig, BertForTokenClassification

from hasila.errors import CheckpointError, EncoderError
from hasila.model import int8
from hasila.model.encoders import Tagger, shipped_folder
from hasila.model.toll_head import TollHead, with_weights

_ENCODER = "encoder"
_TOLL_HEAD = "toll_head."
"""What the names of the toll head's weights begin with."""


def write(tagger: Tagger, encoder: str, folder: Path) -> None:
    """Write config.json, the weights and the licence of `tagger` into the existing `folder`.

    `encoder` is the name of the encoder in the package that supplies what the weights leave out. Raises EncoderError if
    there is no such encoder or if its tokenizer is another.
    """
    base, source = _encoder(encoder)
    if tagger.tokenizer.backend_tokenizer.to_str() != base.tokenizer.backend_tokenizer.to_str():
        raise EncoderError(f"{encoder}: has another tokenizer than the model to write")
    changed = {
        name: weight
        for name, weight in tagger.model.state_dict().items()
        if name not in base.weights or not torch.equal(weight, base.weights[name])
    }
    if tagger.toll_head is not None:
        changed |= {_TOLL_HEAD + name: weight for name, weight in tagger.toll_head.state_dict().items()}
    tagger.model.config.save_pretrained(folder)
    # Not by save_file, which writes a file that its owner alone can read.
    (folder / int8.WEIGHTS).write_bytes(save(int8.pack(changed), {_ENCODER: encoder}))
    shutil.copyfile(source / "LICENSE", folder / "LICENSE")


def is_packed(folder: Path) -> bool:
    """Say whether the checkpoint in `folder` is stored in 8 bits."""
    return (folder / int8.WEIGHTS).is_file()


def encoder_folder(folder: Path) -> Path | None:
    """Return the folder of the encoder in the package that the checkpoint in `folder` builds on; None if it is gone."""
    with safe_open(folder / int8.WEIGHTS, "pt") as file:
        return shipped_folder((file.metadata() or {}).get(_ENCODER, ""))


def read(folder: Path, *, tolls: bool = True) -> Tagger:
    """Return the tagger in `folder`, with float32 weights, and with its toll head if it has one and `tolls` is true.

    Raises CheckpointError if a file is missing or damaged, and EncoderError if the encoder that it needs is.
    """
    if fault := int8.checksum_fault(folder):
        raise CheckpointError(fault)
    try:
        config = BertConfig.from_pretrained(folder)
        with safe_open(folder / int8.WEIGHTS, "pt") as file:
            encoder = (file.metadata() or {}).get(_ENCODER, "")
            own = int8.unpack({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118 - not a mapping
    except (OSError, ValueError, SafetensorError) as error:
        raise CheckpointError(f"{folder}: is damaged: {error}; install hasila again") from None
    base, _ = _encoder(encoder)
    model = BertForTokenClassification(config)
    weights = {name: own.get(name, base.weights.get(name)) for name in model.state_dict()}
    if lacking := [name for name, weight in weights.items() if weight is None]:
        path = folder / int8.WEIGHTS
        raise CheckpointError(f"{path}: lacks the weights {', '.join(lacking[:3])}; install hasila again")
    model.load_state_dict(weights)
    model.train(mode=False)
    return Tagger(model, base.tokenizer, toll_head=_toll_head(folder, own) if tolls else None)


def _toll_head(folder: Path, weights: Mapping[str, torch.Tensor]) -> TollHead | None:
    its = {name.removeprefix(_TOLL_HEAD): weight for name, weight in weights.items() if name.startswith(_TOLL_HEAD)}
    try:
        return with_weights(its) if its else None
    except ValueError as error:
        raise CheckpointError(f"{folder / int8.WEIGHTS}: {error}; install hasila again") from None


def _encoder(name: str) -> tuple[int8.Packed, Path]:
    folder = shipped_folder(name)
    if folder is None:
        raise EncoderError(f"{name or 'no name'}: there is no such encoder in the package")
    return int8.read(folder), folder
