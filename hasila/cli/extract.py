"""hasila extract: the spans of texts."""

import os
import sys
from collections.abc import Iterator
from functools import partial
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
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CHECKPOINT] [FILE ...|-]",
            help="Files to read (.txt, .jsonl, .csv, .parquet), or - for standard input. "
            "A folder in the first place is the checkpoint to read with.",
        ),
    ] = None,
    *,
    checkpoint: Annotated[
        Path | None, typer.Option(help="The checkpoint folder to read with.  [default: the model in the package]")
    ] = None,
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
    """Find the spans of texts."""
    checkpoint, inputs = _checkpoint_and_inputs(checkpoint, files or [])
    output = None if output == _STDOUT else output
    if output is not None:
        refuse_input(output, inputs)
        if STDIN in inputs:
            refuse_standard_input(output)
    documents = read_texts(inputs, column, input_format)

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and faults of the input are shown before torch is loaded

    load = Extractor.default if checkpoint is None else partial(Extractor.from_checkpoint, checkpoint)
    extractor = load(device=device, batch_size=batch_size, min_confidence=min_confidence)
    _write(rendered(extractor.stream(documents), form), output)


def _checkpoint_and_inputs(checkpoint: Path | None, given: list[Path]) -> tuple[Path | None, list[Path]]:
    """Return the checkpoint, None for the one in the package, and what to read."""
    if checkpoint is None and given and _names_a_folder(given[0]):
        checkpoint, *given = given
    return checkpoint, given or [STDIN]


def _names_a_folder(path: Path) -> bool:
    """Say whether `path` is a folder, or is not there and has no ending, as a mistyped folder."""
    return path.is_dir() or not (path == STDIN or path.suffix or path.exists())


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
