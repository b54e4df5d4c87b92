"""Outputs that would take the place of what is read."""

from collections.abc import Iterable
from pathlib import Path

from hasila.errors import OutputError


def refuse_input(output: Path, inputs: Iterable[Path]) -> None:
    """Raise OutputError where `output` is one of `inputs`, also by another name: a link, another spelling."""
    for path in inputs:
        if path.exists() and output.exists() and output.samefile(path):
            raise OutputError(f"{output}: is an input as well ({path}); write to another file")
