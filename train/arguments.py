"""What the command lines of training have in common."""

import os
from pathlib import Path
from typing import Annotated

import typer

ConfigArgument = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/train/quickstart.yaml")
]


OverridesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings in its place: training.epochs=3")
]


OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Start anew where the folder holds a run already, and replace that.")
]


def is_first_process() -> bool:
    """Say, without torch, whether this process is the first of those that a launcher started: the one that speaks."""
    return os.environ.get("RANK", "0") == "0"
