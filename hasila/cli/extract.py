"""hasila extract: the spans of texts, and their tolls."""

from typing import Annotated

import typer

from hasila.cli.app import app
from hasila.cli.inputs import (
    BackendOption,
    BatchSizeOption,
    CheckpointOption,
    ColumnOption,
    DeviceOption,
    FilesArgument,
    InputFormatOption,
    MinConfidenceOption,
    OutputOption,
    checked_paths,
    load_extractor,
    write,
)
from hasila.formats.output import OutputFormat, rendered
from hasila.formats.texts import read_texts


@app.command()
def extract(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[OutputFormat, typer.Option("--format", "-f", help="What to write.")] = "jsonl",
    output: OutputOption = None,
    column: ColumnOption = "text",
    input_format: InputFormatOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """Find the spans of texts, and their tolls."""
    paths = checked_paths(files, checkpoint, output)
    documents = read_texts(paths.inputs, column, input_format)
    extractor = load_extractor(
        paths.checkpoint, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    write(rendered(extractor.stream(documents), form), paths.output)
