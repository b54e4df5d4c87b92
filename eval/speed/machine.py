"""The machine and the packages that figures were made with."""

import os
import platform
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

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
    lines = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
