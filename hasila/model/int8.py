"""Encoders in 8 bits: a folder with a BERT at a quarter of its size, verified by checksums.

A matrix is stored as int8 with one float32 scale a row, weight = integer * scale, scale = largest absolute weight of
the row / 127; so no weight is off by more than half its row's scale. All other weights are float32. The folder is

    config.json, tokenizer.json, tokenizer_config.json    as transformers writes them
    weights.safetensors                                    int8 "NAME" and float32 "NAME:scale", or float32 "NAME",
                                                           with the names of a BertForMaskedLM
    README.md                                              the model card
    SHA256SUMS                                             of all others, as sha256sum writes it
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM, PreTrainedTokenizerBase

from hasila.errors import EncoderError
from hasila.files import whole_folder
from hasila.model.opening import ModelRefusedError, refuse_code

CHECKSUMS = "SHA256SUMS"
WEIGHTS = "weights.safetensors"
_SCALE = ":scale"
_LARGEST = 127
_TIED = "cls.predictions.decoder."
"""The prefix of weights that a BertForMaskedLM also has under another name."""
_MATRIX = 2
"""The number of dimensions of weights that are stored in 8 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """An encoder as read: its configuration, the weights of a BertForMaskedLM as float32, its tokenizer."""

    config: BertConfig
    weights: dict[str, torch.Tensor]
    tokenizer: PreTrainedTokenizerBase


def write(model: BertForMaskedLM, tokenizer: PreTrainedTokenizerBase, card: str, folder: Path) -> None:
    """Write `model` and its `tokenizer` in 8 bits to `folder`, with the model card `card`. Raises OutputError."""
    with whole_folder(folder) as made:
        model.config.save_pretrained(made)
        tokenizer.save_pretrained(made)
        weights = {name: weight for name, weight in model.state_dict().items() if not name.startswith(_TIED)}
        # Not by save_file, which writes a file that its owner alone can read.
        (made / WEIGHTS).write_bytes(save(pack(weights)))
        (made / "README.md").write_text(card, encoding="utf-8")
        write_checksums(made)


def read(folder: Path) -> Packed:
    """Return the encoder in `folder`.

    Raises EncoderError if a file is missing, does not match its checksum, or asks for code of its own.
    """
    if fault := checksum_fault(folder):
        raise EncoderError(fault)
    try:
        refuse_code(str(folder), local=True)
    except ModelRefusedError as refused:
        raise EncoderError(f"{folder}: {refused}") from None
    return Packed(
        BertConfig.from_pretrained(folder),
        unpack(load_file(folder / WEIGHTS)),
        AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False),
    )


def pack(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return `weights` with each matrix as int8 and the scales of its rows, shape (rows, 1)."""
    packed: dict[str, torch.Tensor] = {}
    for name, weight in weights.items():
        if weight.ndim != _MATRIX:
            packed[name] = weight.float().contiguous()
            continue
        scale = weight.float().abs().amax(dim=1, keepdim=True) / _LARGEST
        whole = (weight.float() / scale.where(scale > 0, 1.0)).round()
        packed |= {name: whole.to(torch.int8), name + _SCALE: scale}
    return packed


def unpack(packed: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the weights as float32, each within half its row's scale of what `pack` was given."""
    return {
        name: weight * packed[name + _SCALE] if weight.dtype == torch.int8 else weight
        for name, weight in packed.items()
        if not name.endswith(_SCALE)
    }


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS of all other files in `folder` itself."""
    sums = (f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir()) if _is_summed(path))
    (folder / CHECKSUMS).write_text("".join(sums), encoding="utf-8")


def _is_summed(path: Path) -> bool:
    return path.is_file() and path.name != CHECKSUMS  # a fast form, which is a folder, has checksums of its own


def checksum_fault(folder: Path) -> str | None:
    """Return a message if a file that SHA256SUMS of `folder` names is missing or was changed, else None."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}
        wrong = [name for name, checksum in sums.items() if _sha256(folder / name) != checksum]
    except (OSError, ValueError) as error:
        return f"{folder}: is not a complete model in 8 bits: {error}; install hasila again"
    if wrong or WEIGHTS not in sums:
        return f"{folder}: {', '.join(wrong) or WEIGHTS} does not match {CHECKSUMS}; install hasila again"
    return None


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
