"""hasila export: the fast form of a checkpoint."""

from pathlib import Path
from typing import Annotated

import typer

from hasila.cli.app import app
from hasila.errors import require
from hasila.runtime.fast_form import FAST, FormPrecision


@app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The checkpoint folder to write into.")],
    *,
    precision: Annotated[
        FormPrecision,
        typer.Option(help="How the fast form computes: int8 is the fastest, fp32 the closest to torch."),
    ] = "int8",
    gate: Annotated[
        Path | None,
        typer.Option(help="Annotated passages to score.  [default: the dev split of the checkpoint's training]"),
    ] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            help="Texts whose spans are compared with torch's, and on which int8 is calibrated.  "
            "[default: the passages; for int8, the training split]"
        ),
    ] = None,
) -> None:
    """Write the fast form of a checkpoint, which reads without torch, if it reads as well."""
    require("nncf", "hasila export")  # the extra that brings it brings torch
    from hasila import export as exporting  # noqa: PLC0415 - loads torch

    figures = exporting.export(checkpoint, precision, gate, texts)
    typer.echo(f"Wrote {checkpoint / FAST} in {precision}: {exporting.told(figures)}.", err=True)
