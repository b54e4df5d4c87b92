"""hasila extract: the spans of texts."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hasila.cli.app import app
from hasila.errors import OutputError
from hasila.files import refuse_input, refuse_standard_input, whole_file
from hasila.formats.output import OutputFormat, rendered
from hasila.formats.texts import STDIN, InputFormat, read_texts

_STDOUT = Path("-")
_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def _named_file(given: str) -> Path:
    """Return the path of an output. Raises OutputError if `given` names a folder, there already or not."""
    if given.endswith(_SEPARATORS) or Path(given).is_dir():
        raise OutputError(f"{given}: is a folder; name the file to write in it")
    return Path(given)


@app.command()
def extract(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE ...|-]", help="Files to read (.txt, .jsonl, .csv, .parquet), or - for standard input."
        ),
    ] = None,
    *,
    form: Annotated[OutputFormat, typer.Option("--format", "-f", help="What to write.")] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=_named_file,
            metavar="PATH",
            help="The file to write, or - for standard output.  [default: standard output]",
        ),
    ] = None,
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
    input_format: Annotated[
        InputFormat | None,
        typer.Option(help="The format of the files, whatever their ending. Standard input is txt unless given."),
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out spans with a lower confidence.")] = 0.0,
    batch_size: Annotated[
        int | None,
        typer.Option(min=1, help="Windows that go through the encoder together.  [default: 8 on a CPU, 32 elsewhere]"),
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="cpu, cuda, cuda:1, ...  [default: the GPU if there is one]")
    ] = None,
) -> None:
    """Find the spans of texts with a checkpoint."""
    inputs = files or [STDIN]
    output = None if output == _STDOUT else output
    if output is not None:
        refuse_input(output, inputs)
        if STDIN in inputs:
            refuse_standard_input(output)
    documents = read_texts(inputs, column, input_format)

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and faults of the input are shown before torch is loaded

    extractor = Extractor.from_checkpoint(
        checkpoint, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    _write(rendered(extractor.stream(documents), form), output)


def _write(parts: Iterator[str], output: Path | None) -> None:
    if output is None:
        try:
            sys.stdout.writelines(parts)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"standard output: cannot be written: {error.strerror or error}") from None
        return
    with whole_file(output) as file:
        file.writelines(parts)
