"""The machine and the packages that figures were made with."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from hasila.runtime.openvino_runtime import engine

_CPUINFO = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """Return the processor, its number of cores, and the system."""
    return {"cpu": cpu(), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.machine()}"}


def packages() -> dict[str, str]:
    """Return the versions of Python and of every package that is installed."""
    installed = sorted((package.name, package.version) for package in distributions())
    return {"python": platform.python_version(), **dict(installed)}


def cpu() -> str:
    """Return the processor's name, as far as the system knows it."""
    return next(_cpuinfo("model name"), platform.processor() or platform.machine())


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What the processor computes in besides float32."""

    bfloat16: bool
    """Half of the width of float32, as OpenVINO finds it."""
    vnni: bool | None
    """Four products of 8 bits in one instruction, as the system lists it; None where it has no such list."""


def arithmetic() -> Arithmetic:
    """Return what the processor computes in. Raises MissingExtraError without OpenVINO."""
    capabilities = engine().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return Arithmetic("BF16" in capabilities, _vnni())


def _vnni() -> bool | None:
    flags = next(_cpuinfo("flags"), None)
    return None if flags is None else "vnni" in flags


def _cpuinfo(name: str) -> Iterator[str]:
    """Yield what the system lists under a name, for each processor; nothing where it has no list."""
    lines = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    split = (line.partition(":") for line in lines)
    return (value.strip() for key, _, value in split if key.strip() == name)
