"""What the command lines of training have in common."""

from pathlib import Path
from typing import Annotated

import typer

ConfigArgument = Annotated[
    Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/train/quickstart.yaml")
]


OverridesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings in its place: training.epochs=3")
]
