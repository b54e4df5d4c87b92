"""How fast models read and what they weigh: python -m eval.speed MODEL... --corpus data/composed.

A model is chosen by its cost as well as its F1. Each measurement is a separate process (stopwatch); the models take
turns in rounds, so that other load on the machine affects all equally. Let it do nothing else: a busy core halves the
figures. Words are counted without punctuation. The last line printed is JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from pydantic import TypeAdapter

from eval.analysis.arguments import SourceTextsOption
from eval.analysis.gold import gold_passages
from eval.speed.machine import machine
from eval.speed.stopwatch import Measurement
from hasila.arabic.words import count_words
from hasila.errors import HasilaError
from hasila.program.start import new_app
from hasila.scoring.markdown import markdown

app = new_app()
ROUNDS = 3
WORDS = 3000
"""How many words are read each time, up to the end of a passage. Twelve layers on two cores take seconds."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several measurements, the lowest and the highest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Speed:
    """The cost of reading with a model: seconds to start, words per second, bytes of memory and of files."""

    cold_start: Spread
    warm_start: Spread
    one_by_one: Spread
    batched: Spread
    memory: Spread
    parameters: int
    size: int
    threads: int
    device: str
    words: int
    """How many words were read each time."""


@app.command()
def speed(  # noqa: PLR0913 - one parameter an option
    models: Annotated[list[Path], typer.Argument(metavar="MODEL...", help="Checkpoints, or folders of eval.baseline.")],
    *,
    corpus: Annotated[list[Path], typer.Option(help="What to read: a .jsonl file or a folder; may be given again.")],
    texts: SourceTextsOption = None,
    split: Annotated[str, typer.Option(help="The split to read; all for every passage.")] = "test",
    rounds: Annotated[int, typer.Option(min=1, help="Processes for each model.")] = ROUNDS,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Measure how fast models start and read (one passage at a time and in batches), their memory and their size."""
    passages = passages_to_read(corpus, split, texts or [])
    taken: dict[Path, list[Measurement]] = {model: [] for model in models}
    for _ in range(rounds):
        for model, measurements in taken.items():
            measurements.append(measurement(model, device, passages))
    speeds = {str(model): summary(measurements, passages) for model, measurements in taken.items()}
    typer.echo("\n".join(markdown(_rows(speeds))))
    told = {model: asdict(its) for model, its in speeds.items()}
    typer.echo(json.dumps({"machine": machine(), "rounds": rounds, "models": told}, ensure_ascii=False))


def passages_to_read(paths: Sequence[Path], split: str, texts: Sequence[Path] = ()) -> list[str]:
    """Return the first passages of a split that together have WORDS words, or all if they have fewer.

    `texts` hold what stand-off annotations are of.
    """
    passages: list[str] = []
    words = 0
    for document in gold_passages(paths, split, {}, texts=texts):
        if words >= WORDS:
            break
        passages.append(document.text)
        words += count_words(document.text)
    return passages


def measurement(model: Path, device: str | None, texts: Sequence[str]) -> Measurement:
    """Measure `model` once, in a separate process. Raises HasilaError with the end of that process's output."""
    arguments = [str(model), *(["--device", device] if device else []), "--since", repr(time.monotonic())]
    command = [sys.executable, "-m", "eval.speed.stopwatch", *arguments]
    done = subprocess.run(  # noqa: S603 - our own program
        command, input=json.dumps(texts), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        end = "\n".join(done.stderr.splitlines()[-5:])
        raise HasilaError(f"{model}: its speed was not measured; python -m eval.speed.stopwatch ended with:\n{end}")
    return TypeAdapter(Measurement).validate_json(done.stdout)


def summary(measurements: Sequence[Measurement], texts: Sequence[str]) -> Speed:
    """Return the summary of `measurements` of one model that read `texts`."""
    words = sum(map(count_words, texts))
    first = measurements[0]
    return Speed(
        cold_start=_spread(one.cold_start for one in measurements),
        warm_start=_spread(one.warm_start for one in measurements),
        one_by_one=_spread(words / seconds for one in measurements for seconds in one.one_by_one),
        batched=_spread(words / seconds for one in measurements for seconds in one.batched),
        memory=_spread(one.memory for one in measurements),
        parameters=first.parameters,
        size=first.size,
        threads=first.threads,
        device=first.device,
        words=words,
    )


def _spread(values: Iterator[float]) -> Spread:
    known = list(values)
    return Spread(median(known), min(known), max(known))


def _rows(speeds: dict[str, Speed]) -> Iterator[tuple[str, ...]]:
    yield ("model", "words/s, one by one", "words/s, batched", "cold start, s", "warm start, s", "memory, MB", "MB")
    for model, its in speeds.items():
        yield (
            model,
            *(f"{s.median:,.0f} ({s.low:,.0f} to {s.high:,.0f})" for s in (its.one_by_one, its.batched)),
            *(f"{s.median:.2f} ({s.low:.2f} to {s.high:.2f})" for s in (its.cold_start, its.warm_start)),
            f"{its.memory.median / 1e6:,.0f}",
            f"{its.size / 1e6:,.1f}",
        )
