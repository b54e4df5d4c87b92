"""hasila extract: the spans of texts, and their tolls."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal, cast, get_args

import typer

from hasila.cli.app import app
from hasila.cli.inputs import (
    BackendOption,
    BatchSizeOption,
    CheckpointOption,
    ColumnOption,
    DateColumnOption,
    DateOption,
    DeviceOption,
    EncodingOption,
    FilesArgument,
    IdColumnOption,
    InputFormatOption,
    MinConfidenceOption,
    OutputOption,
    ProcessesOption,
    RejectsOption,
    ResumeOption,
    StrictOption,
    checked_paths,
    load_extractor,
)
from hasila.cli.texts import Reading, Wanted, texts_of
from hasila.cli.writing import (
    Reader,
    Target,
    chosen_form,
    file_for,
    refuse_resume,
    table_shape,
    write,
    write_lines,
    write_shaped,
)
from hasila.formats import html
from hasila.formats.forms import Form, write_form
from hasila.formats.found_rows import SPAN_COLUMNS, TableShape, span_rows, text_columns, text_row
from hasila.formats.output import CONLL, JSON_LINES
from hasila.formats.texts import ReadSettings

ExtractFormat = Literal["jsonl", "conll", "csv", "html", "parquet", "xlsx", "label-studio", "doccano", "brat", "spacy"]
RowsPer = Literal["span", "text"]
_LINES = ("jsonl", "conll", "csv")
_TABLES = frozenset(["csv", "parquet", "xlsx"])


@app.command()
def extract(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[
        ExtractFormat | None,
        typer.Option("--format", "-f", help="What to write.  [default: by the output's ending, else jsonl]"),
    ] = None,
    one_row_per: Annotated[RowsPer, typer.Option(help="What a row of csv, parquet and xlsx is.")] = "span",
    output: OutputOption = None,
    column: ColumnOption = None,
    id_column: IdColumnOption = "id",
    date_column: DateColumnOption = None,
    day: DateOption = None,
    input_format: InputFormatOption = None,
    encoding: EncodingOption = None,
    rejects: RejectsOption = None,
    strict: StrictOption = False,
    resume: ResumeOption = False,
    min_confidence: MinConfidenceOption = 0.0,
    processes: ProcessesOption = 1,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """Find the spans of texts, and their tolls."""
    paths = checked_paths(files, checkpoint, output)
    chosen = chosen_form(form, paths.output, get_args(ExtractFormat), "jsonl")
    refuse_resume(chosen, _LINES, paths.output, resume=resume)
    if chosen not in {*_LINES, "html"}:
        file_for(chosen, paths.output)
    settings = ReadSettings(column, id_column, encoding)
    with texts_of(Wanted(paths, settings, input_format, date_column, day, rejects, strict)) as texts:
        extractor = load_extractor(
            paths.checkpoint, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
        )
        options = {"format": chosen, "one-row-per": one_row_per, "min-confidence": min_confidence, "backend": backend}
        target = Target(paths.output, partial(texts.fingerprint, paths.read_with, options), resume)
        read = partial(extractor.stream, processes=processes)
        if chosen in _TABLES:
            write_shaped(texts, read, _shape(texts, chosen, one_row_per, extractor.labels), chosen, target)
        else:
            _write(texts, read, chosen, target)


def _write(texts: Reading, read: Reader, form: ExtractFormat, target: Target) -> None:
    match form:
        case "jsonl" | "conll":
            write_lines(texts, read, JSON_LINES if form == "jsonl" else CONLL, target)
        case "html":
            write(html.rendered(texts.watched(read(texts))), target.output)
        case _:
            write_form(file_for(form, target.output), list(texts.watched(read(texts))), cast("Form", form))


def _shape(texts: Reading, form: str, per: RowsPer, labels: Sequence[str]) -> TableShape:
    if per == "span":
        return table_shape(texts, form, SPAN_COLUMNS, span_rows)
    return table_shape(texts, form, text_columns(labels), lambda document: [text_row(document, labels)])
