"""The command line: hasila extract, tolls, incidents, check, stats, bio, jsonl."""

from hasila.cli import corpus, extract, tolls
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "corpus", "extract", "run", "tolls"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
