"""A checkpoint in 8 bits: python -m train.pack CHECKPOINT --output FOLDER.

A packed checkpoint holds what training changed of an encoder in the package, at a quarter of its size
(hasila.model.packed). `hasila extract` and `python -m eval` read it as any other.
"""

from pathlib import Path
from typing import Annotated

import typer

from hasila.errors import InputError
from hasila.files import refuse_foreign, refuse_input
from hasila.model.encoders import EMBEDDED
from hasila.program.start import main, new_app
from hasila.runtime.manifest import MANIFEST

app = new_app()


@app.command()
def pack(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    encoder: Annotated[
        str, typer.Option(help="The encoder in the package whose tokenizer the model has, and whose weights it shares.")
    ] = EMBEDDED,
    card: Annotated[
        Path | None, typer.Option(help="The model card to put in as README.md.  [default: that of CHECKPOINT]")
    ] = None,
) -> None:
    """Write CHECKPOINT in 8 bits to a folder."""
    refuse_input(output, [checkpoint])
    refuse_foreign(output, MANIFEST)
    words = _card(card or checkpoint / "README.md")

    from hasila.model.checkpoint import load, save_packed  # noqa: PLC0415 - --help is shown before torch is loaded

    save_packed(load(checkpoint), encoder, output, words)
    size = sum(path.stat().st_size for path in output.iterdir())
    typer.echo(f"Wrote {output}: {size / 1e6:.1f} MB.")


def _card(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the model card cannot be read: {error}; name one with --card") from None


if __name__ == "__main__":
    main(app, "python -m train.pack")
