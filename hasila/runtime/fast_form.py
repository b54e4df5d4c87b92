"""The fast form of a checkpoint: the folder fast/ in it, what it was made from, and whether that still holds.

A checkpoint may hold its fast form without the weights that it was made from, as the one in the package does once it is
installed. The folder, which hasila.export writes, is

    form.json                form, checksums of what it was made from and of its own files, and the gate's figures
    model.xml, model.bin     the network, as OpenVINO stores it
    tokenizer.json           the subwords, as the library tokenizers stores them
    toll_head.safetensors    where the checkpoint has a toll head
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from tokenizers import Tokenizer

from hasila.errors import CheckpointError
from hasila.runtime.tokenizer import SubwordTokenizer

FAST = "fast"
"""The name of the fast form's folder in a checkpoint."""
NETWORK = "model.xml"
"""The file that OpenVINO reads; the weights are beside it."""
_FORM = "form.json"
_TOKENIZER = "tokenizer.json"
_SOURCES = ("config.json", "hasila.json", "tokenizer.json", "*.safetensors")
"""The files of a checkpoint that decide what it reads."""

FormPrecision = Literal["int8", "bf16", "fp32"]


@dataclass(frozen=True, slots=True)
class GateFigures:
    """How the fast form compares with the model that it was made from. All but the passages and texts are shares."""

    passages: int
    """How many annotated passages were scored."""
    f1_of_torch: float
    """Strict micro F1 on them, as torch reads."""
    f1: float
    """The same, as the fast form reads."""
    texts: int
    """How many texts were compared span by span."""
    identical: float
    """The spans that both find, twice, of all spans that either finds."""
    alone: float
    """The same of the fast form with itself: each text alone, and all texts in one stream."""
    confidence_shift: float
    """The mean distance of the confidences of spans that both find."""


@dataclass(frozen=True, slots=True)
class FastForm:
    """The content of form.json."""

    precision: FormPrecision
    cls: int
    sep: int
    pad: int
    unk: int
    """The ids of the special subwords (hasila.runtime.tokenizer)."""
    gate: GateFigures
    made_from: Mapping[str, str]
    """The sha256 of each file of the checkpoint that decides what it reads, by its name."""
    files: Mapping[str, str]
    """The sha256 of each other file of the fast form, by its name."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """The versions of what made it."""
    engine: Literal["openvino"] = "openvino"
    format: Literal[1] = 1
    """The version of this file's format."""


def source_checksums(checkpoint: Path) -> dict[str, str]:
    """Return the sha256 of each file of a checkpoint that decides what it reads, by its name."""
    return _checksums(sorted(path for pattern in _SOURCES for path in checkpoint.glob(pattern)))


def form_checksums(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file of a fast form but form.json, by its name."""
    return _checksums(sorted(path for path in folder.iterdir() if path.name != _FORM))


def _checksums(paths: Iterable[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def has_fast_form(checkpoint: Path) -> bool:
    """Say whether a checkpoint has a fast form, usable or not."""
    return (checkpoint / FAST / _FORM).is_file()


def read_form(checkpoint: Path) -> FastForm:
    """Return the fast form of a checkpoint.

    Raises CheckpointError, with the command that writes it anew, if there is none, or if it is damaged or was made from
    other files than the checkpoint has.
    """
    path = checkpoint / FAST / _FORM
    renew = f"write it with: hasila export {checkpoint}"
    try:
        form = TypeAdapter(FastForm).validate_json(path.read_bytes())
        whole = form_checksums(checkpoint / FAST) == form.files
    except FileNotFoundError:
        raise CheckpointError(f"{checkpoint}: has no fast form; {renew}") from None
    except (OSError, ValidationError):
        raise CheckpointError(f"{path}: is damaged or of another version of hasila; {renew}") from None
    if not whole:
        raise CheckpointError(f"{path.parent}: has other files than {_FORM} records, so it is damaged; {renew}")
    if changed := _changed(form.made_from, source_checksums(checkpoint)):
        raise CheckpointError(
            f"{path.parent}: is stale: {', '.join(changed)} changed in {checkpoint} after it was made; {renew}"
        )
    return form


def _changed(recorded: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return the files that are not as recorded; one that is absent says nothing: a form may stand without weights."""
    return sorted(name for name, checksum in found.items() if recorded.get(name) != checksum)


def write_form(form: FastForm, folder: Path) -> None:
    """Write form.json into the existing `folder`, the last of its files."""
    (folder / _FORM).write_text(json.dumps(asdict(form), indent=2) + "\n", encoding="utf-8")


def write_tokenizer(tokenizer: SubwordTokenizer, folder: Path) -> None:
    """Write the tokenizer of a fast form into the existing `folder`."""
    (folder / _TOKENIZER).write_text(tokenizer.backend.to_str(), encoding="utf-8")


def read_tokenizer(form: FastForm, checkpoint: Path) -> SubwordTokenizer:
    """Return the tokenizer of the fast form of a checkpoint."""
    text = (checkpoint / FAST / _TOKENIZER).read_text(encoding="utf-8")
    return SubwordTokenizer(Tokenizer.from_str(text), form.cls, form.sep, form.pad, form.unk)
