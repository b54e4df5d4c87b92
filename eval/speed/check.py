"""How long `hasila check` takes as documents grow: python -m eval.speed.check.

A document is invented: its words are drawn from a list, and a span of one to four words begins at every fifth. Twice
the words should take twice the time.
"""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import typer

from hasila.corpus.check import check
from hasila.document import Document
from hasila.formats.jsonl import write_jsonl
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown
from hasila.spans import LABELS, Span

app = new_app()
SIZES = (5_000, 20_000, 50_000, 150_000)
"""The numbers of words in a document."""
_DIFFERENT = 3_000
"""How many different words there are to draw from."""
_EVERY, _LONGEST_SPAN = 5, 4


@app.command()
def measure() -> None:
    """Print the seconds that one document of each size takes, as a table in Markdown."""
    typer.echo("\n".join(markdown([("words", "seconds", "microseconds per word"), *map(_row, SIZES)])))


def _row(size: int) -> tuple[str, ...]:
    seconds = _seconds(invented(size))
    return (f"{size:,}", f"{seconds:.1f}", f"{seconds / size * 1e6:.0f}")


def _seconds(document: Document) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.jsonl"
        write_jsonl(path, [document])
        start = perf_counter()
        check(path)
        return perf_counter() - start


def invented(size: int) -> Document:
    """Return a document of `size` words, the same each time."""
    draw = random.Random(size)  # noqa: S311 - no secret
    words = [f"كلمة{draw.randrange(_DIFFERENT)}" for _ in range(size)]
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    return Document(f"words-{size}", " ".join(words), tuple(_spans(starts, draw)))


def _spans(starts: list[int], draw: random.Random) -> Iterator[Span]:
    for first in range(0, len(starts) - _EVERY, _EVERY):
        end = first + draw.randint(1, _LONGEST_SPAN)
        yield Span(starts[first], starts[end] - 1, draw.choice(LABELS))


if __name__ == "__main__":
    main(app, "python -m eval.speed.check")
