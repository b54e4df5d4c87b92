"""The devices of a run: its processes, and what they compute best in (numbers of the forward pass, attention)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, cast

import torch
from accelerate import PartialState
from transformers import PreTrainedModel

from hasila.errors import ConfigError

Precision = Literal["fp32", "bf16", "fp16"]


def processes() -> PartialState:
    """Return the processes that a launcher started, as this one sees them.

    accelerate has to be told that they compute on CPUs: it would take each for a run of its own.
    """
    return PartialState(cpu=not torch.cuda.is_available())


def is_main_process() -> bool:
    """Say whether this process is the one that reports, of those that a launcher started."""
    return bool(processes().is_main_process)


def wait_for_everyone() -> None:
    """Go on when all processes that a launcher started have come here."""
    processes().wait_for_everyone()


def leave_the_others() -> None:
    """End what connects this process with the others, as the last thing that a program does.

    Python may abort where threads that exchange gradients still stand when it ends.
    """
    processes().destroy_process_group()


def resolved_precision(precision: str) -> Precision:
    """Return what the setting training.precision means here. Raises ConfigError where the device cannot do it."""
    if precision == "auto":
        return "bf16" if computes_in_bf16() else "fp32"
    if precision == "fp16" and not torch.cuda.is_available():
        raise ConfigError("training.precision is fp16, which needs a GPU; use auto or fp32 here")
    if precision == "bf16" and torch.cuda.is_available() and not torch.cuda.is_bf16_supported():
        raise ConfigError("training.precision is bf16, which this GPU does not have; use fp16 or auto here")
    return cast("Precision", precision)


def computes_in_bf16() -> bool:
    """Say whether the device has bf16 in hardware: elsewhere it is emulated, slower than fp32."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    known = torch.cpu.get_capabilities()
    return bool(known.get("avx512_bf16") or known.get("amx_bf16"))


@contextmanager
def quick_attention(model: PreTrainedModel) -> Iterator[None]:
    """Train with plain attention on a CPU, where the backward pass of torch's fused one takes twice as long."""
    before = model.config._attn_implementation  # noqa: SLF001 - transformers has a setter alone
    if not torch.cuda.is_available():
        model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)
