"""hasila tolls and hasila incidents: how many people, which harm, whose, by whom, where, when, on whose word."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

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
from hasila.cli.terminal import incidents_in_a_table, tolls_in_tables
from hasila.document import Document
from hasila.errors import CheckpointError, InputError
from hasila.files import whole_file
from hasila.formats.output import rendered
from hasila.formats.parquet import write_rows
from hasila.formats.tables import TableFormat, rendered_rows
from hasila.formats.texts import read_texts
from hasila.runtime.base import Backend
from hasila.tolls.estimates import Policy
from hasila.tolls.incidents import incidents as incidents_of
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import Cell, TableColumns, column_type, hxl_tags, table_rows
from hasila.tolls.toll_rows import TOLL_COLUMNS, toll_rows

if TYPE_CHECKING:
    from hasila.extractor import Extractor

DateOption = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The day of texts whose rows have none: «أمس» is the day before it."
    ),
]
DateColumnOption = Annotated[
    str | None,
    typer.Option(help="The field or column with a text's day as YYYY-MM-DD.  [default: date, if it holds a day]"),
]


@app.command()
def tolls(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[
        Literal["table", "jsonl", "csv", "parquet", "html"],
        typer.Option(
            "--format",
            "-f",
            help="A table to look at, a text a line with its tolls, a toll a row (csv, parquet), or a page of cards.",
        ),
    ] = "table",
    output: OutputOption = None,
    column: ColumnOption = "text",
    date_column: DateColumnOption = None,
    day: DateOption = None,
    input_format: InputFormatOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """Count people: how many, which harm, whose, by whom, where, when, on whose word."""
    paths = checked_paths(files, checkpoint, output)
    if form == "parquet":
        _file_for_bytes(paths.output)
    texts = _dated(read_texts(paths.inputs, column, input_format), date_column, _day(day))
    load = partial(
        _reader_of_tolls, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    read = _with_tolls(texts, partial(load, paths.checkpoint))
    match form:
        case "table":
            write(tolls_in_tables(read), paths.output)
        case "csv" | "parquet":
            rows = (row for document in read for row in toll_rows(document))
            _write_rows(rows, form, {name: column_type(name) for name in TOLL_COLUMNS}, paths.output)
        case _:
            write(rendered(read, form), paths.output)


@app.command()
def incidents(  # noqa: PLR0913 - one parameter an option
    files: FilesArgument = None,
    *,
    checkpoint: CheckpointOption = None,
    form: Annotated[
        Literal["table", "jsonl", "csv", "parquet"],
        typer.Option("--format", "-f", help="A table to look at, or an incident a line or row."),
    ] = "table",
    columns: Annotated[TableColumns, typer.Option(help="Whose columns the rows have.")] = "hasila",
    policy: Annotated[
        Policy, typer.Option(help="What vague counts such as «عشرات» become: 20 to 99, ACLED's 10, or no number.")
    ] = "range",
    hxl: Annotated[bool, typer.Option("--hxl", help="Write a row of HXL hashtags below the header of a CSV.")] = False,
    output: OutputOption = None,
    column: ColumnOption = "text",
    date_column: DateColumnOption = None,
    day: DateOption = None,
    input_format: InputFormatOption = None,
    min_confidence: MinConfidenceOption = 0.0,
    backend: BackendOption = "auto",
    batch_size: BatchSizeOption = None,
    device: DeviceOption = None,
) -> None:
    """List incidents, each with its people counted once. Texts that already have tolls are not read again."""
    if hxl and form != "csv":
        raise InputError(f"--hxl writes a row below the header of a CSV, but --format is {form}")
    paths = checked_paths(files, checkpoint, output)
    if form == "parquet":
        _file_for_bytes(paths.output)
    texts = _dated(read_texts(paths.inputs, column, input_format), date_column, _day(day))
    load = partial(
        _reader_of_tolls, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
    )
    read = _with_tolls(texts, partial(load, paths.checkpoint))
    found = incidents_of(read, policy, resolve_place)
    if form == "table":
        write([incidents_in_a_table(found)], paths.output)
        return
    tags = hxl_tags(columns)
    types = {name: column_type(name, columns) for name in tags}
    _write_rows(table_rows(found, columns), form, types, paths.output, tags if hxl else None)


def _write_rows(
    rows: Iterable[Mapping[str, Cell]],
    form: TableFormat | Literal["parquet"],
    columns: Mapping[str, type],
    output: Path | None,
    tags: Mapping[str, str] | None = None,
) -> None:
    if form == "parquet":
        with whole_file(_file_for_bytes(output)) as file:
            write_rows(rows, columns, file.buffer)
    else:
        write(rendered_rows(rows, form, list(columns), tags), output)


def _file_for_bytes(output: Path | None) -> Path:
    if output is None:
        raise InputError("--format parquet writes bytes, not lines; name a file: --output FILE.parquet")
    return output


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


def _with_tolls(documents: Iterable[Document], load: Callable[[], "Extractor"]) -> Iterator[Document]:
    """Yield documents with their spans and tolls: those of their rows if they have any, else those that are read."""
    extractor: Extractor | None = None
    for annotated, group in groupby(documents, lambda document: {"spans", "tolls"} <= document.meta.keys()):
        if annotated:
            yield from map(_annotated, group)
        else:
            extractor = extractor or load()
            yield from extractor.stream(group)


def _annotated(document: Document) -> Document:
    try:
        return Document.from_dict({**document.meta, "id": document.id, "text": document.text})
    except ValueError as error:
        raise InputError(f"{document.where}: {str(error).replace(chr(10), '; ')}") from None


def _day(given: str | None) -> str | None:
    if given is not None and not _is_day(given):
        raise InputError(f"--date is {given!r}, but must be a day as YYYY-MM-DD")
    return given


def _dated(documents: Iterable[Document], column: str | None, day: str | None) -> Iterator[Document]:
    """Yield documents with their day in the field date: that of the named column, else `day` where they have none.

    Raises InputError for a row whose named column holds something else than a day.
    """
    for document in documents:
        its = str(document.meta.get(column or "date") or "")
        if column is not None and its and not _is_day(its[:_DAY]):
            raise InputError(f"{document.where}: {column} is {its!r}, but must be a day as YYYY-MM-DD")
        chosen = its[:_DAY] if _is_day(its[:_DAY]) else day
        yield document if chosen is None else replace(document, meta={**document.meta, "date": chosen})


_DAY = len("YYYY-MM-DD")
"""What follows a day, such as a time, is left aside."""


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words  # it also reads other forms of ISO 8601
    except ValueError:
        return False
