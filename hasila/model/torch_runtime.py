"""The reference implementation of hasila.runtime.base.Runtime: a model run by torch, on a CPU or a GPU."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from transformers import PreTrainedModel

from hasila.errors import HasilaError, InputError
from hasila.model.toll_head import TollHead
from hasila.runtime.base import Logits, RowScores, States, TollInputs, TollLogits
from hasila.runtime.batches import longest_of, padded, read_in_batches

_CPU_BATCH = 8
"""Default number of rows in a batch on a CPU. Activations of a few rows stay in its caches: it reads a sixth more words
a second than with 32."""
_BATCH = 32
"""The default number of rows in a batch on other devices."""
_PROCESS = os.getpid()
"""The process that loaded this module; a process with another id was forked from it."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TorchRuntime:
    """A token classifier of transformers, on the device where its weights are."""

    model: PreTrainedModel
    tags: tuple[str, ...]
    pad: int
    """The id that pads a row to the length of the longest in its batch."""
    batch_size: int | None = None
    """Rows that go through the model together; None chooses a number that suits the device."""
    toll_head: TollHead | None = None
    """Reads tolls from the model's states; None if the model reads spans alone."""

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError if the batch size is not a whole number above 0."""
        if not isinstance(self.batch_size, int | None):
            raise TypeError(f"batch_size is {self.batch_size!r}, but must be a whole number or None")
        if self.batch_size is not None and self.batch_size < 1:
            raise ValueError(f"batch_size is {self.batch_size}, but must be 1 or more")

    def __repr__(self) -> str:
        return f"torch on {self.model.device}"

    @property
    def reads_tolls(self) -> bool:
        """Whether it has a toll head."""
        return self.toll_head is not None

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[RowScores]:
        """Yield the scores of each row of subword ids, in order; rows of like length are computed together.

        Raises HasilaError in a forked process if the model is not on the CPU.
        """
        if os.getpid() != _PROCESS:
            self._adapt_to_fork()
        size = self.batch_size or (_CPU_BATCH if self.model.device.type == "cpu" else _BATCH)
        yield from read_in_batches(rows, size, self._compute)

    def read_tolls(self, inputs: TollInputs) -> TollLogits:
        """Return the logits of pairs of spans and of casualty spans. Raises ValueError without a toll head."""
        if self.toll_head is None:
            raise ValueError("the model has no toll head")
        given = (inputs.vectors, inputs.pairs, inputs.known, inputs.casualties, inputs.alone)
        vectors, pairs, known, casualties, alone = (torch.from_numpy(one).to(self.model.device) for one in given)
        with torch.inference_mode():
            links = self.toll_head.score_links(vectors, pairs, known)
            properties = self.toll_head.score_properties(vectors[casualties], alone)
        return TollLogits(links.cpu().numpy(), properties.cpu().numpy())

    def _adapt_to_fork(self) -> None:
        """Compute on one thread: a fork has none of its parent's threads, and torch would wait for them forever."""
        if self.model.device.type != "cpu":
            raise HasilaError(
                f"a model on {self.model.device} cannot be used in a forked process; start the processes with "
                f"multiprocessing.get_context('spawn'), and load the checkpoint in each"
            )
        torch.set_num_threads(1)

    def _compute(self, rows: Sequence[Sequence[int]]) -> tuple[Logits, States | None]:
        """Return the logits of a batch, and its states if there is a toll head: shape (rows, longest row, ...)."""
        ids, mask = map(torch.from_numpy, padded(rows, self.pad, longest_of(rows)))
        device = self.model.device
        with torch.inference_mode():
            output = self.model(
                input_ids=ids.to(device), attention_mask=mask.to(device), output_hidden_states=self.reads_tolls
            )
        states = output.hidden_states[-1].float().cpu().numpy() if self.reads_tolls else None
        return output.logits.float().cpu().numpy(), states


def move(model: PreTrainedModel, name: str | None) -> None:
    """Move `model` to the device `name`, by default the GPU if there is one.

    Raises InputError if there is no such device, or if it cannot compute.
    """
    wanted = name or ("cuda" if torch.cuda.is_available() else "cpu")
    if not _computes(wanted):
        raise InputError(f"--device is {wanted!r}, which is not available here; cpu always is")
    torch.nn.Module.to(model, wanted)  # PreTrainedModel decorates `to` in a way that mypy cannot call


def _computes(name: str) -> bool:
    try:
        return bool(torch.ones(1, device=name).item())
    except (RuntimeError, AssertionError, ImportError):  # no such name, no values there, or torch built without it
        return False
