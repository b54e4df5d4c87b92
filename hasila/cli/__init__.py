"""The command line: hasila extract, tolls, incidents, convert, check, stats, bio."""

from hasila.cli import convert, corpus, extract, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "convert", "corpus", "extract", "run", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
