"""One measurement of how fast a model reads: python -m eval.speed.stopwatch MODEL < TEXTS.

TEXTS are a JSON list of strings. eval.speed starts this program again for each measurement, so that none inherits
memory, caches or threads from another, and the peak of memory is the model's own. Prints a Measurement as JSON.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from eval.speed.readers import OpenReader, ReaderKind, open_reader, size_on_disk
from hasila.program.start import main, new_app

_MadeT = TypeVar("_MadeT")

app = new_app()
REPEATS = 3
SENTENCE = "قُتل ثلاثة جنود وأصيب خمسة مدنيين في هجوم شنه مسلحون قرب المدينة."
"""What a model reads to have started."""
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long something took."""

    wall: float
    """By the clock; other work on the machine makes it longer."""
    cpu: float
    """Of processor time, all threads together."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The measurements of one process; memory and size in bytes."""

    cold_start: Seconds
    """From the start of the process to the spans of SENTENCE; files may be in the system's cache."""
    warm_start: Seconds
    """Loading the model again and reading SENTENCE."""
    one_by_one: tuple[Seconds, ...]
    """Reading all texts one after the other, in each repetition."""
    batched: tuple[Seconds, ...]
    """Reading all texts as a stream, in each repetition."""
    memory: int
    """The most memory that the process held."""
    size: int
    """The size of the files that are read with."""
    parameters: int | None
    threads: int
    device: str
    precision: str
    """These four as in eval.speed.readers.ReaderFacts."""


@app.command()
def print_measurement(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="A folder that train or eval.baseline wrote.")],
    *,
    reader: Annotated[ReaderKind, typer.Option(help="What reads.")],
    since: Annotated[float, typer.Option(help="When this process was started, by the system's monotonic clock.")],
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Measure once how fast a model reads the texts on standard input."""
    typer.echo(json.dumps(asdict(measure(folder, reader, device, json.load(sys.stdin), since))))


def measure(folder: Path, reader: ReaderKind, device: str | None, texts: Sequence[str], since: float) -> Measurement:
    """Load the model in `folder` and read `texts` in every way; the process was started at time.monotonic() `since`."""
    _started(reader, folder, device)
    cold_start = Seconds(time.monotonic() - since, time.process_time())
    gc.collect()
    opened, warm_start = _timed(lambda: _started(reader, folder, device))
    return Measurement(
        cold_start,
        warm_start,
        one_by_one=_times(lambda: [opened.read(text) for text in texts]),
        batched=_times(lambda: opened.read_all(texts)),
        memory=peak_memory(),
        size=size_on_disk(reader, folder),
        **asdict(opened.facts()),
    )


def _started(reader: ReaderKind, folder: Path, device: str | None) -> OpenReader:
    opened = open_reader(reader, folder, device)
    opened.read(SENTENCE)
    return opened


def _times(work: Callable[[], object]) -> tuple[Seconds, ...]:
    return tuple(_timed(work)[1] for _ in range(REPEATS))


def _timed(work: Callable[[], _MadeT]) -> tuple[_MadeT, Seconds]:
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, Seconds(time.perf_counter() - wall, time.process_time() - cpu)


def peak_memory() -> int:
    """Return the most bytes that this process held.

    Linux reports it for the program alone (VmHWM). getrusage also counts the time before the process became the
    program, when it was a copy of its parent.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resident(resource.getrusage(resource.RUSAGE_SELF))


def resident(usage: resource.struct_rusage) -> int:
    """Return the peak of memory in `usage` in bytes; macOS counts bytes, others kibibytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(app, "python -m eval.speed.stopwatch")
