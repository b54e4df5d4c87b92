"""The devices of a run: its processes and its numeric precision."""

from typing import Literal, cast

import torch
from accelerate import PartialState

from hasila.errors import ConfigError

Precision = Literal["fp32", "bf16", "fp16"]


def processes() -> PartialState:
    """Return the state of the processes that a launcher started, seen from this one.

    accelerate must be told that they compute on CPUs; otherwise it would treat each as a separate run.
    """
    return PartialState(cpu=not torch.cuda.is_available())


def is_main_process() -> bool:
    """Say whether this process is the one that reports, among those that a launcher started."""
    return bool(processes().is_main_process)


def wait_for_everyone() -> None:
    """Wait until all processes that a launcher started have reached this point."""
    processes().wait_for_everyone()


def leave_the_others() -> None:
    """Close the connection to the other processes; call this last in a program.

    Python may abort if threads that exchange gradients still run when it exits.
    """
    processes().destroy_process_group()


def resolved_precision(precision: str) -> Precision:
    """Return what the setting training.precision means on this device. Raises ConfigError if it is not supported."""
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
