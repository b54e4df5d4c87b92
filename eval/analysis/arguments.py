"""What the command lines of evaluation share."""

from pathlib import Path
from typing import Annotated

import typer

_HELP = "A file with the texts of stand-off annotations; may be given again."

SourceTextsOption = Annotated[list[Path] | None, typer.Option("--texts", help=_HELP)]
"""The option of programs that only read annotations."""

TrainingTextsOption = Annotated[list[Path] | None, typer.Option("--texts", help=f"{_HELP}  [default: as in training]")]
"""The option of programs that score a trained model."""

WidenOption = Annotated[bool, typer.Option("--widen", help="Move the edges of spans out to whole words first.")]
"""The option of programs that learn from annotations or compare them."""

WidenGoldOption = Annotated[
    bool, typer.Option("--widen", help="Move the edges of gold spans out to whole words before scoring.")
]
"""The option of programs that score."""
