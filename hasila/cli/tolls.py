"""hasila tolls and hasila incidents: how many people, which harm, whose, by whom, where, when, on whose word."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

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
from hasila.cli.terminal import incidents_in_a_table, tolls_in_tables
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
    write_table,
)
from hasila.document import Document
from hasila.errors import CheckpointError, InputError
from hasila.formats import html
from hasila.formats.output import JSON_LINES
from hasila.formats.tables import rendered_rows
from hasila.formats.texts import ReadSettings
from hasila.runtime.base import Backend
from hasila.tolls.estimates import Policy
from hasila.tolls.incidents import Incident
from hasila.tolls.incidents import incidents as incidents_of
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import TableColumns, column_types, hxl_tags, table_rows
from hasila.tolls.toll_rows import TOLL_TYPES, toll_rows

if TYPE_CHECKING:
    from hasila.extractor import Extractor

TollFormat = Literal["table", "jsonl", "csv", "parquet", "xlsx", "html"]
IncidentFormat = Literal["table", "jsonl", "csv", "parquet", "xlsx"]
_LINES = ("jsonl", "csv")
_BINARY = frozenset(["parquet", "xlsx"])


@app.command()
def tolls(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[
        TollFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="A table to look at, a text a line with its tolls, a toll a row (csv, parquet, xlsx), or a page of "
            "cards.  [default: by the output's ending, else table]",
        ),
    ] = None,
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
    """Count people: how many, which harm, whose, by whom, where, when, on whose word."""
    paths = checked_paths(files, checkpoint, output)
    chosen = chosen_form(form, paths.output, get_args(TollFormat), "table")
    refuse_resume(chosen, _LINES, paths.output, resume=resume)
    if chosen in _BINARY:
        file_for(chosen, paths.output)
    load = partial(
        _reader_of_tolls, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    settings = ReadSettings(column, id_column, encoding)
    with texts_of(Wanted(paths, settings, input_format, date_column, day, rejects, strict, annotated=True)) as texts:
        read = _tolls_by(partial(load, paths.checkpoint), processes)
        options = {"format": chosen, "min-confidence": min_confidence, "backend": backend}
        target = Target(paths.output, partial(texts.fingerprint, paths.read_with, options), resume)
        _write(texts, read, chosen, target)


def _write(texts: Reading, read: Reader, form: TollFormat, target: Target) -> None:
    match form:
        case "table":
            write(tolls_in_tables(texts.watched(read(texts))), target.output)
        case "html":
            write(html.rendered(texts.watched(read(texts))), target.output)
        case "jsonl":
            write_lines(texts, read, JSON_LINES, target)
        case _:
            write_shaped(texts, read, table_shape(texts, form, TOLL_TYPES, toll_rows), form, target)


@app.command()
def incidents(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[
        IncidentFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="A table to look at, or an incident a line or row.  [default: by the output's ending, else table]",
        ),
    ] = None,
    columns: Annotated[TableColumns, typer.Option(help="Whose columns the rows have.")] = "hasila",
    policy: Annotated[
        Policy, typer.Option(help="What vague counts such as «عشرات» become: 20 to 99, ACLED's 10, or no number.")
    ] = "range",
    hxl: Annotated[bool, typer.Option("--hxl", help="Write a row of HXL hashtags below the header of a CSV.")] = False,
    output: OutputOption = None,
    column: ColumnOption = None,
    id_column: IdColumnOption = "id",
    date_column: DateColumnOption = None,
    day: DateOption = None,
    input_format: InputFormatOption = None,
    encoding: EncodingOption = None,
    rejects: RejectsOption = None,
    strict: StrictOption = False,
    min_confidence: MinConfidenceOption = 0.0,
    processes: ProcessesOption = 1,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """List incidents, each with its people counted once. Texts that already have tolls are not read again."""
    paths = checked_paths(files, checkpoint, output)
    chosen = chosen_form(form, paths.output, get_args(IncidentFormat), "table")
    if hxl and chosen != "csv":
        raise InputError(f"--hxl writes a row below the header of a CSV, but --format is {chosen}")
    if chosen in _BINARY:
        file_for(chosen, paths.output)
    load = partial(
        _reader_of_tolls, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    settings = ReadSettings(column, id_column, encoding)
    with texts_of(Wanted(paths, settings, input_format, date_column, day, rejects, strict, annotated=True)) as texts:
        read = _tolls_by(partial(load, paths.checkpoint), processes)
        found = incidents_of(texts.watched(read(texts)), policy, resolve_place)
        _write_incidents(found, chosen, columns, paths.output, hxl=hxl)


def _write_incidents(
    found: Iterable[Incident], form: IncidentFormat, columns: TableColumns, output: Path | None, *, hxl: bool
) -> None:
    tags = hxl_tags(columns)
    match form:
        case "table":
            write([incidents_in_a_table(found)], output)
        case "csv" | "jsonl":
            write(rendered_rows(table_rows(found, columns), form, list(tags), tags if hxl else None), output)
        case _:
            write_table(table_rows(found, columns), column_types(columns), form, file_for(form, output))


def _reader_of_tolls(
    checkpoint: Path | None, *, backend: Backend, device: str | None, batch_size: int | None, min_confidence: float
) -> "Extractor":
    """Return the extractor of a checkpoint. Raises CheckpointError if it reads no tolls."""
    extractor = load_extractor(
        checkpoint, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    if not extractor.runtime.reads_tolls:
        name = "the model in the package" if checkpoint is None else checkpoint
        raise CheckpointError(f"{name}: has no toll head, which reads tolls; train one with tolls.weight=0.5")
    return extractor


def _tolls_by(load: Callable[[], "Extractor"], processes: int) -> Reader:
    """Return what finds the tolls of texts that have none. The extractor is loaded when there is one to read."""

    def read(documents: Iterable[Document]) -> Iterator[Document]:
        extractor: Extractor | None = None
        for has_tolls, group in groupby(documents, lambda document: document.tolls is not None):
            if has_tolls:
                yield from group
            else:
                extractor = extractor or load()
                yield from extractor.stream(group, processes=processes)

    return read
