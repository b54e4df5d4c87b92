"""How fast models read and what they take: python -m eval.speed MODEL...

A model is chosen by its cost as well as its F1. Each measurement is a separate process (stopwatch); the systems take
turns in rounds, so that other load on the machine affects all equally. Let it do nothing else: a busy core halves the
words a second by the clock; those a second of processor time suffer less. Words are counted without punctuation. The
last line printed is JSON.
"""

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from tqdm import tqdm

from eval.speed.installed import installed
from eval.speed.machine import Arithmetic, arithmetic, machine
from eval.speed.pipeline import NAME, write_random_model
from eval.speed.programs import printed_by
from eval.speed.stopwatch import Measurement
from eval.speed.summary import summary
from eval.speed.systems import TimedSystem, first_checkpoint, timed_systems
from eval.speed.table import SpeedEntry, lacking, notes, size_note, tables
from eval.speed.texts import WORDS, texts_to_read
from hasila.errors import InputError
from hasila.program.start import new_app
from hasila.runtime.base import Backend

app = new_app()
ROUNDS = 3
ALL = "all"
"""As many threads as the libraries choose."""
_THREADS = ("1", ALL)


@app.command()
def speed(  # noqa: PLR0913 - one parameter an option
    models: Annotated[list[Path], typer.Argument(metavar="MODEL...", help="Checkpoints, or folders of eval.baseline.")],
    *,
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            help="What to read: a file that hasila extract reads; may be given again.  "
            "[default: the article and the test passages of data/composed]"
        ),
    ] = None,
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
    words: Annotated[int, typer.Option(min=1, help="How many words to read, up to the end of a text.")] = WORDS,
    joined: Annotated[bool, typer.Option("--joined", help="Read all the texts as one, a paragraph each.")] = False,
    backend: Annotated[Backend, typer.Option(help="fast or torch; auto for both where there is a fast form.")] = "auto",
    threads: Annotated[
        list[str] | None,
        typer.Option(help="Computing threads: a number, or all; may be given again.  [default: 1 and all]"),
    ] = None,
    pipeline: Annotated[
        bool, typer.Option("--pipeline", help="Also time transformers' pipeline with a model of CAMeLBERT's shape.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Processes for each row of the table.")] = ROUNDS,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Measure how fast models start and read (one text at a time and as a stream), their memory and their size."""
    asked = [_checked(given) for given in dict.fromkeys(threads or _THREADS)]
    systems = timed_systems(models, backend, device)
    read = texts_to_read(texts or [], column, words)
    read = ["\n".join(read)] if joined else read
    with _with_pipeline(systems, wanted=pipeline) as every:
        entries = _measured(every, asked, read, rounds, device)
    fast = any(system.reader == "fast" for system in systems)
    _print(entries, len(read), rounds, arithmetic() if fast else None)


def _checked(threads: str) -> str:
    if threads != ALL and not (threads.isdecimal() and int(threads)):
        raise InputError(f"--threads is {threads!r}, but must be a whole number above 0, or {ALL}")
    return threads


@contextmanager
def _with_pipeline(systems: Sequence[TimedSystem], *, wanted: bool) -> Iterator[list[TimedSystem]]:
    """Yield `systems`, and if `wanted` the pipeline, whose model is deleted afterwards."""
    if not wanted:
        yield [*systems]
        return
    checkpoint = first_checkpoint(systems)
    with tempfile.TemporaryDirectory() as folder:
        write_random_model(checkpoint, Path(folder))
        yield [*systems, TimedSystem(NAME, Path(folder), "pipeline")]


def _measured(
    systems: Sequence[TimedSystem], threads: Sequence[str], texts: Sequence[str], rounds: int, device: str | None
) -> list[SpeedEntry]:
    """Return the speed of each system with each number of threads. They take turns."""
    turns = list(product(threads, systems))
    taken: dict[tuple[str, TimedSystem], list[Measurement]] = {turn: [] for turn in turns}
    for turn in tqdm(turns * rounds, unit="process"):
        asked, system = turn
        taken[turn].append(measurement(system, device, texts, None if asked == ALL else int(asked)))
    return [SpeedEntry(system.name, asked, summary(its, texts)) for (asked, system), its in taken.items()]


def measurement(
    system: TimedSystem, device: str | None, texts: Sequence[str], threads: int | None = None
) -> Measurement:
    """Measure a system once, in a separate process; without `threads`, it has as many as the libraries choose.

    Raises HasilaError with the end of that process's output.
    """
    arguments = [str(system.folder), "--reader", system.reader, *(["--device", device] if device else [])]
    started = ["--since", repr(time.monotonic())]
    failure = f"{system.name}: its speed was not measured"
    printed = printed_by("eval.speed.stopwatch", [*arguments, *started], texts, threads, failure)
    return TypeAdapter(Measurement).validate_json(printed)


def _print(entries: Sequence[SpeedEntry], texts: int, rounds: int, its: Arithmetic | None) -> None:
    """Print the tables, how to read them, and all as JSON; what the processor lacks is said if `its` is given."""
    on, sizes = machine(), installed()
    known = [*notes(entries, texts, rounds), size_note(sizes), *(lacking(its) if its else ())]
    typer.echo("\n".join([tables(entries), "", f"On {on['cpu']}, {on['cores']} cores.", *known]))
    facts = {"machine": on, "arithmetic": its and asdict(its), "installed": asdict(sizes), "rounds": rounds}
    typer.echo(json.dumps({**facts, "texts": texts, "systems": [*map(asdict, entries)]}, ensure_ascii=False))
