"""What several processes bring: python -m eval.speed.processes CHECKPOINT.

The same texts are read by one process of one thread, by one of several threads, and by as many processes of one thread.
These take turns, so that other work slows all of them down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from pydantic import TypeAdapter

from eval.speed.programs import printed_by
from eval.speed.stopwatch import Seconds
from eval.speed.texts import texts_to_read
from hasila.arabic.words import count_words
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown

app = new_app()
MILLION = 300 * 1_000_000
"""The words of a million articles."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the work is shared out."""

    processes: int
    threads: int
    """The computing threads of each process."""


@app.command()
def compare_layouts(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint; its fast form reads if it has one.")],
    *,
    texts: Annotated[
        list[Path] | None,
        typer.Option(help="What to read, as for eval.speed.  [default: the article and composed test passages]"),
    ] = None,
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
    words: Annotated[int, typer.Option(min=1, help="How many words to read, up to the end of a text.")] = 50_000,
    processes: Annotated[int, typer.Option(min=2, help="How many processes, and threads of one process.")] = 2,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 3,
) -> None:
    """Compare one process of one thread, one of several threads, and several of one thread."""
    read = texts_to_read(texts or [], column, words)
    layouts = [Layout(1, 1), Layout(1, processes), Layout(processes, 1)]
    turns = [(layout, seconds(checkpoint, read, layout)) for _ in range(rounds) for layout in layouts]
    count = sum(map(count_words, read))
    rows = [_row(layout, [took for other, took in turns if other == layout], count) for layout in layouts]
    typer.echo("\n".join([*markdown([_HEAD, *map(tuple, rows)]), "", f"{count:,} words in {len(read):,} texts."]))


_HEAD = ("processes", "threads of each", "words/CPU-s", "words/s", "core-hours for a million articles of 300 words")


def _row(layout: Layout, taken: Sequence[Seconds], words: int) -> Iterator[str]:
    yield from (str(layout.processes), str(layout.threads))
    yield _spread([words / one.cpu for one in taken])
    yield _spread([words / one.wall for one in taken])
    yield f"{MILLION / 3600 * median(one.cpu for one in taken) / words:.1f}"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


def seconds(checkpoint: Path, texts: Sequence[str], layout: Layout) -> Seconds:
    """Return how long reading took in a program of its own. Raises HasilaError with the end of what that printed."""
    arguments = [str(checkpoint), "--processes", str(layout.processes)]
    printed = printed_by("eval.speed.reading", arguments, texts, layout.threads, f"{checkpoint}: was not measured")
    return TypeAdapter(Seconds).validate_json(printed)


if __name__ == "__main__":
    main(app, "python -m eval.speed.processes")
