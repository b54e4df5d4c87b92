"""hasila bulk: millions of texts into a Parquet dataset, on one machine or a cluster."""

import os
from functools import partial
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from hasila.cli.app import app
from hasila.cli.inputs import BackendOption, CheckpointOption, MinConfidenceOption
from hasila.errors import InputError, require
from hasila.program.start import REJECTS


class _ReadsByDefault(TyperGroup):
    """A group with a command that need not be named: hasila bulk SOURCE."""

    unnamed = "run"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command first where the first word is neither a command nor --help."""
        named = not args or args[0] in {*self.commands, "--help"}
        return super().parse_args(ctx, args if named else [self.unnamed, *args])


bulk = typer.Typer(cls=_ReadsByDefault, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(bulk, name="bulk")


@bulk.callback()
def bulk_group() -> None:
    """Read millions of texts into a Parquet dataset, each once: hasila bulk SOURCE, and hasila bulk status FOLDER."""


@bulk.command()
def run(  # noqa: PLR0913 - one parameter an option
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A file, a folder or a pattern of .jsonl, .csv, .tsv (also .gz, .xz, .zst) or .parquet files, "
            "here or on a file system that pyarrow opens: s3://, gs://, hdfs://.",
        ),
    ],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="The folder of results, here or such a URI.")],
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="What reads: this machine, or a Ray cluster.")
    ] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many readers, a core each.  [default: as many as there are cores]")
    ] = None,
    checkpoint: CheckpointOption = None,
    tolls: Annotated[bool, typer.Option(help="Read tolls besides spans.")] = True,
    incidents: Annotated[
        bool,
        typer.Option("--incidents", help="Also list the incidents of all texts, each with its people counted once."),
    ] = False,
    duplicates: Annotated[
        Literal["mark", "keep"],
        typer.Option(help="Read texts that repeat an earlier one only once and mark them, or read each text."),
    ] = "mark",
    partition_by: Annotated[
        str | None, typer.Option(help="A field of the rows, by whose values the tables are put into folders.")
    ] = None,
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
    id_column: Annotated[str, typer.Option(help="The field or column with the id.")] = "id",
    date_column: Annotated[
        str | None,
        typer.Option(help="The field or column with a text's day as YYYY-MM-DD.  [default: date, if it holds a day]"),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of the files, such as windows-1256.  [default: found out for each]")
    ] = None,
    on_change: Annotated[
        Literal["refuse", "redo"],
        typer.Option(help="What to do where the folder holds results of other texts, settings or another checkpoint."),
    ] = "refuse",
    min_confidence: MinConfidenceOption = 0.0,
    backend: BackendOption = "auto",
    shard_bytes: Annotated[
        int, typer.Option(min=1, help="About how many bytes of rows are read and written together.")
    ] = 1 << 22,
) -> None:
    """Read SOURCE into the folder --output, but for what is there already; exit code 3 if rows were rejected."""
    from hasila.bulk.rows import ColumnNames  # noqa: PLC0415 - --help is shown before the room is loaded
    from hasila.bulk.run import run_bulk  # noqa: PLC0415 - as above
    from hasila.bulk.settings import BulkSettings  # noqa: PLC0415 - as above
    from hasila.model.encoders import READY_MADE  # noqa: PLC0415 - as above

    settings = BulkSettings(
        checkpoint or READY_MADE,
        ColumnNames(column, id_column, date_column),
        tolls=tolls,
        duplicates=duplicates,
        partition_by=partition_by,
        min_confidence=min_confidence,
        backend=backend,
        shard_bytes=shard_bytes,
        encoding=encoding,
    )
    for package in ("datasketch", "pyarrow"):
        require(package, "hasila bulk")
    if incidents and not tolls:
        raise InputError("--incidents are made of tolls; leave out --no-tolls")
    totals = run_bulk(source, output, settings, _engine(engine, workers), on_change=on_change, incidents=incidents)
    typer.echo(
        f"{output}: {totals.rows} texts of {totals.words} words, {totals.duplicates} of them duplicates; "
        f"{totals.spans} spans, {totals.tolls} tolls; {totals.rejects} rows rejected",
        err=True,
    )
    if totals.rejects:
        raise typer.Exit(REJECTS)


@bulk.command()
def status(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of results, here or a URI.")],
) -> None:
    """Say how far the results in FOLDER are."""
    from hasila.bulk.status import status_lines  # noqa: PLC0415 - as above

    for line in status_lines(folder):
        typer.echo(line)


def _engine(name: Literal["local", "ray"], workers: int | None) -> Any:
    from hasila.bulk.local_engine import run_locally  # noqa: PLC0415 - as above
    from hasila.bulk.ray_engine import run_on_ray  # noqa: PLC0415 - as above

    if name == "ray":
        return partial(run_on_ray, workers=workers)
    return partial(run_locally, workers=workers or os.cpu_count() or 1)
