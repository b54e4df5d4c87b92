"""The command line: hasila extract, tolls, incidents, bulk, convert, serve, export, check, stats, bio."""

from hasila.cli import bulk, convert, corpus, export, extract, serve, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "bulk", "convert", "corpus", "export", "extract", "run", "serve", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
