"""A model opened for reading, whatever reads: one text or many, and the facts of how it computes.

Each opener imports what it needs: what another reader needs is no part of its start.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eval.baseline import model as baseline

if TYPE_CHECKING:
    from torch.nn import Module

    from hasila.extractor import Extractor

ReaderKind = Literal["baseline", "fast", "torch", "pipeline"]
"""What reads: a model of eval.baseline, the fast form of a checkpoint, torch, or transformers' pipeline."""
_FAST_FILES = ("hasila.json", "fast/*")
"""What the fast form of a checkpoint is read from."""
_NAMES = {"bf16": "bfloat16", "f32": "float32"}
"""The names of precisions, by what OpenVINO calls them."""


@dataclass(frozen=True, slots=True)
class ReaderFacts:
    """How a model computes."""

    parameters: int | None
    """None if that was not recorded: a fast form does not tell."""
    threads: int
    """The number of computing threads."""
    device: str
    precision: str
    """What the network computes in; empty if there is no network."""


@dataclass(frozen=True, slots=True)
class OpenReader:
    """A model that is ready to read."""

    read: Callable[[str], object]
    """Reads one text."""
    read_all: Callable[[Sequence[str]], object]
    """Reads all texts as a stream."""
    facts: Callable[[], ReaderFacts]
    """Tells how it computes. Counting the parameters of a CRF takes a second, so this is no part of the start."""


def open_reader(reader: ReaderKind, folder: Path, device: str | None) -> OpenReader:
    """Return the model in `folder`, ready to read. Raises CheckpointError if it is not complete."""
    return _OPENERS[reader](folder, device)


def size_on_disk(reader: ReaderKind, folder: Path) -> int:
    """Return the bytes of the files that a model is read from, with the encoder that a checkpoint in 8 bits needs."""
    if reader == "fast":
        return _size(path for pattern in _FAST_FILES for path in folder.glob(pattern))
    own = _size(path for path in folder.rglob("*") if path.is_file() and path.parent.name != "fast")
    return own + (_size_of_encoder(folder) if reader == "torch" else 0)


def _size_of_encoder(checkpoint: Path) -> int:
    from hasila.model.packed import encoder_folder, is_packed  # noqa: PLC0415 - as the module says

    folder = encoder_folder(checkpoint) if is_packed(checkpoint) else None
    return _size(folder.iterdir()) if folder else 0


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _baseline(folder: Path, _: str | None) -> OpenReader:
    opened = baseline.load(folder)
    return OpenReader(
        opened,
        lambda texts: list(opened.stream(texts)),
        lambda: ReaderFacts(opened.model.parameters, threads=1, device="cpu", precision=""),
    )


def _fast(folder: Path, _: str | None) -> OpenReader:
    from hasila.extractor import Extractor  # noqa: PLC0415 - as the module says

    opened = Extractor.from_checkpoint(folder, backend="fast")
    return OpenReader(opened, lambda texts: list(opened.stream(texts)), lambda: _facts_of_fast(opened, folder))


def _facts_of_fast(opened: "Extractor", folder: Path) -> ReaderFacts:
    from hasila.runtime.manifest import read_manifest  # noqa: PLC0415 - as the module says
    from hasila.runtime.openvino_runtime import OpenVinoRuntime  # noqa: PLC0415 - as the module says

    runtime = opened.runtime
    assert isinstance(runtime, OpenVinoRuntime)  # noqa: S101 - what "fast" reads with
    size = read_manifest(folder).training.size
    computed = _NAMES[runtime.network.get_property("INFERENCE_PRECISION_HINT").to_string()]
    return ReaderFacts(
        parameters=size.parameters if size else None,
        threads=runtime.network.get_property("INFERENCE_NUM_THREADS"),
        device="cpu",
        precision=f"int8 and {computed}" if runtime.precision == "int8" else computed,
    )


def _torch(folder: Path, device: str | None) -> OpenReader:
    from hasila.extractor import Extractor  # noqa: PLC0415 - as the module says

    opened = Extractor.from_checkpoint(folder, backend="torch", device=device)
    return OpenReader(opened, lambda texts: list(opened.stream(texts)), lambda: _facts_of_extractor(opened))


def _facts_of_extractor(opened: "Extractor") -> ReaderFacts:
    from hasila.model.torch_runtime import TorchRuntime  # noqa: PLC0415 - as the module says

    assert isinstance(opened.runtime, TorchRuntime)  # noqa: S101 - what "torch" reads with
    return _facts_of_torch(opened.runtime.model)


def _pipeline(folder: Path, device: str | None) -> OpenReader:
    from eval.speed.pipeline import open_pipeline  # noqa: PLC0415 - as the module says

    opened = open_pipeline(folder, device)
    return OpenReader(opened, opened.stream, lambda: _facts_of_torch(opened.made.model))


def _facts_of_torch(model: "Module") -> ReaderFacts:
    import torch  # noqa: PLC0415 - as the module says

    weights = list(model.parameters())
    return ReaderFacts(
        parameters=sum(each.numel() for each in weights),
        threads=torch.get_num_threads(),
        device=str(weights[0].device),
        precision=str(weights[0].dtype).removeprefix("torch."),
    )


_OPENERS: Mapping[ReaderKind, Callable[[Path, str | None], OpenReader]] = {
    "baseline": _baseline,
    "fast": _fast,
    "torch": _torch,
    "pipeline": _pipeline,
}
