"""The command line itself: its common options."""

from importlib.metadata import version
from typing import Annotated

import typer

from hasila.program.start import new_app

app = new_app(no_args_is_help=True)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if wanted:
        typer.echo(f"hasila {version('hasila')}")
        raise typer.Exit


@app.callback()
def hasila(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read Arabic conflict news: who acted, where, and how many were killed, wounded, captured or missing."""
