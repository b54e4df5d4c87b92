"""The fast implementation of hasila.runtime.base.Runtime: a fast form run by OpenVINO on a CPU, without torch."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hasila.errors import CheckpointError, MissingExtraError
from hasila.runtime.base import Logits, RowScores, States, TollInputs, TollLogits
from hasila.runtime.batches import longest_of, padded, read_in_batches
from hasila.runtime.fast_form import NETWORK, FormPrecision
from hasila.runtime.toll_head import ArrayTollHead, read_toll_head

_BATCH = 8
"""Rows that go through the network together: one thread reads a fifth more words a second than by single rows."""
_STEP = 16
"""Rows are padded to a multiple of so many subwords: to prepare itself for each new length takes the engine a third
of a first reading of 80,000 words, and it reads a tenth faster where its tiles are full."""


@dataclass(frozen=True, slots=True)
class RowPadding:
    """How rows are padded: with which id, and to how many subwords at most."""

    id: int
    longest: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OpenVinoRuntime:
    """A token classifier in the fast form. Threads may share it; in another process it is opened anew."""

    folder: Path
    """The folder of the fast form."""
    precision: FormPrecision
    tags: tuple[str, ...]
    padding: RowPadding
    toll_head: ArrayTollHead | None
    """Reads tolls from the model's states; None if the model reads spans alone."""
    network: Any
    """The compiled model: from ids and mask, shape (rows, subwords), to logits and, for a toll head, states."""
    unfit: frozenset[int] = frozenset()
    """Lengths of rows that it reads wrongly (`_head_sizes`)."""

    def __repr__(self) -> str:
        return f"openvino {self.precision} on cpu"

    def __reduce__(self) -> "tuple[Callable[..., OpenVinoRuntime], tuple[Any, ...]]":
        """Let pickle open the folder anew: a compiled model stays in its process."""
        return open_network, (self.folder, self.precision, self.tags, self.padding, self.toll_head is not None)

    @property
    def reads_tolls(self) -> bool:
        """Whether it has a toll head."""
        return self.toll_head is not None

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[RowScores]:
        """Yield the scores of each row of subword ids, in order; rows of like length are computed together."""
        request = self.network.create_infer_request()  # threads need one each

        def compute(batch: Sequence[Sequence[int]]) -> tuple[Logits, States | None]:
            logits, *states = request.infer([*padded(batch, self.padding.id, self._length(batch))]).values()
            return logits, states[0] if states else None

        yield from read_in_batches(rows, _BATCH, compute)

    def _length(self, batch: Sequence[Sequence[int]]) -> int:
        """Return to how many subwords a batch is padded: one of few lengths, and none that is read wrongly."""
        longest = longest_of(batch)
        length = max(longest, min(-(-longest // _STEP) * _STEP, self.padding.longest))
        return length + (length in self.unfit)

    def read_tolls(self, inputs: TollInputs) -> TollLogits:
        """Return the logits of pairs of spans and of casualty spans. Raises ValueError without a toll head."""
        if self.toll_head is None:
            raise ValueError("the model has no toll head")
        links = self.toll_head.score_links(inputs.vectors, inputs.pairs, inputs.known)
        return TollLogits(links, self.toll_head.score_properties(inputs.vectors[inputs.casualties], inputs.alone))


def open_network(
    folder: Path,
    precision: FormPrecision,
    tags: tuple[str, ...],
    padding: RowPadding,
    tolls: bool,  # noqa: FBT001 - pickle passes it by position
) -> OpenVinoRuntime:
    """Return the network in the folder of a fast form, ready for inference; with its toll head if it reads tolls.

    Raises MissingExtraError without OpenVINO, and CheckpointError if the files are damaged.
    """
    core = engine().Core()
    try:
        model = core.read_model(folder / NETWORK)
        network = core.compile_model(model, "CPU", _settings(core, precision))
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CheckpointError(f"{folder / NETWORK}: cannot be used: {reason}; write it with: hasila export") from None
    head = read_toll_head(folder) if tolls else None
    return OpenVinoRuntime(folder, precision, tags, padding, head, network, _head_sizes(model))


def _head_sizes(model: Any) -> frozenset[int]:
    """Return how wide the heads of attention are.

    In bfloat16 beside int8, OpenVINO (2026.4) attends wrongly over a row with as many subwords as a head is wide: its
    tags are those of another text. Rows of all other lengths, also these padded by one, are read rightly.
    """
    attention = [node for node in model.get_ops() if node.get_type_name() == "ScaledDotProductAttention"]
    widths = [node.get_output_partial_shape(0)[-1] for node in attention]
    return frozenset(width.get_length() for width in widths if width.is_static)


def engine() -> Any:
    """Return the package openvino, without what it loads to report its use. Raises MissingExtraError without it."""
    # openvino imports openvino-telemetry if it can. None is how Python marks a module that cannot be imported.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("openvino", "the fast reader") from None
    return openvino


def _settings(core: Any, precision: FormPrecision) -> dict[str, object]:
    """Return how OpenVINO computes: bfloat16 beside int8 where the processor has it, and the threads that are left."""
    small = precision != "fp32" and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    threads = os.environ.get("OMP_NUM_THREADS", "")  # as torch and numpy are told
    return {
        "INFERENCE_PRECISION_HINT": "bf16" if small else "f32",
        "INFERENCE_NUM_THREADS": int(threads) if threads.isdecimal() else 0,
        "NUM_STREAMS": 1,
    }
