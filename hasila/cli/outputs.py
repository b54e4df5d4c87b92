"""Refusing outputs that would overwrite an input."""

from collections.abc import Iterable
from pathlib import Path

from hasila.errors import OutputError


def refuse_input(output: Path, inputs: Iterable[Path]) -> None:
    """Raise OutputError if `output` is one of `inputs`, even under another name (a link, another spelling)."""
    for path in inputs:
        if path.exists() and output.exists() and output.samefile(path):
            raise OutputError(f"{output}: is an input as well ({path}); write to another file")
