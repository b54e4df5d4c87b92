"""The command line: hasila extract, tolls, incidents, check, stats, bio, jsonl, export."""

from hasila.cli import corpus, export, extract, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "corpus", "export", "extract", "run", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
