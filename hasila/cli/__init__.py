"""The command line: hasila extract, check, stats, bio, jsonl."""

from hasila.cli import corpus, extract
from hasila.cli.app import app
from hasila.program.start import main

__all__ = ["app", "corpus", "extract", "run"]


def run() -> None:
    """Run the command line."""
    main(app, "hasila")
