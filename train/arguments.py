"""What the command lines of training share."""

import os
from pathlib import Path
from typing import Annotated

import typer

ConfigArgument = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/train/quickstart.yaml")
]


OverridesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings that replace CONFIG's: training.epochs=3")
]


OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace the run that is already in the folder, and start over.")
]


def is_first_process() -> bool:
    """Say, without torch, whether this process is the first that a launcher started: the one that prints."""
    return os.environ.get("RANK", "0") == "0"
