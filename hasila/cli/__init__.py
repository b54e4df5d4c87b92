"""The command line: hasila bulk, extract, tolls, incidents, convert, export, check, stats, bio."""

from hasila.cli import bulk, convert, corpus, export, extract, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "bulk", "convert", "corpus", "export", "extract", "run", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
