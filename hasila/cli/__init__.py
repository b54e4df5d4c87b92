"""The command line: hasila extract, tolls, incidents, convert, serve, export, check, stats, bio."""

from hasila.cli import convert, corpus, export, extract, serve, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "convert", "corpus", "export", "extract", "run", "serve", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
