"""hasila export: the fast form of a checkpoint."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from hasila.cli.app import app


@app.command()
def export(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The checkpoint folder to write into.")],
    *,
    precision: Annotated[
        Literal["int8", "bf16", "fp32"],
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
    from hasila.export import export as write  # noqa: PLC0415 - loads torch

    figures = write(checkpoint, precision, gate, texts)
    typer.echo(
        f"{checkpoint}: has a fast form in {precision}: F1 is {100 * figures.f1:.2f} and was "
        f"{100 * figures.f1_of_torch:.2f} on {figures.passages} passages; {100 * figures.identical:.1f} % of the spans "
        f"of {figures.texts} texts are the same; confidences moved by {figures.confidence_shift:.4f}",
        err=True,
    )
