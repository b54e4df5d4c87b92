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
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.baseline import model as baseline
from hasila.program.start import main, new_app

if TYPE_CHECKING:
    from hasila.extractor import Extractor

app = new_app()
REPEATS = 3
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Measurement:
    """The measurements of one process: times in seconds, memory and size in bytes."""

    cold_start: float
    """From the start of the process to the first text read; files may be in the system's cache."""
    warm_start: float
    """Loading the model again and reading the first text."""
    one_by_one: tuple[float, ...]
    """Reading all texts one after the other, in each repetition."""
    batched: tuple[float, ...]
    """Reading all texts as a stream, in each repetition."""
    memory: int
    """The most memory that the process held."""
    parameters: int
    size: int
    """The size of all files of the model."""
    threads: int
    """The number of computing threads."""
    device: str


@app.command()
def print_measurement(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="A folder that train or eval.baseline wrote.")],
    *,
    since: Annotated[float, typer.Option(help="When this process was started, by the system's monotonic clock.")],
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...  [default: the GPU if there is one]")] = None,
) -> None:
    """Measure once how fast a model reads the texts on standard input."""
    typer.echo(json.dumps(asdict(measure(folder, device, json.load(sys.stdin), since))))


def measure(folder: Path, device: str | None, texts: Sequence[str], since: float) -> Measurement:
    """Load the model in `folder` and read `texts` in every way; the process was started at time.monotonic() `since`."""
    reader = _load(folder, device)
    reader(texts[0])
    cold_start = time.monotonic() - since
    del reader
    gc.collect()
    begun = time.monotonic()
    reader = _load(folder, device)
    reader(texts[0])
    warm_start = time.monotonic() - begun
    return Measurement(
        cold_start,
        warm_start,
        one_by_one=_times(lambda: [reader(text) for text in texts]),
        batched=_times(lambda: list(reader.stream(texts))),
        memory=peak_memory(),
        size=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        **_facts(reader),
    )


def _load(folder: Path, device: str | None) -> "baseline.Baseline | Extractor":
    if (folder / baseline.BASELINE_FILE).exists():
        return baseline.load(folder)

    from hasila.extractor import Extractor  # noqa: PLC0415 - a baseline's start is without torch

    return Extractor.from_checkpoint(folder, device=device)


def _facts(reader: "baseline.Baseline | Extractor") -> dict[str, Any]:
    """Return the parameters, threads and device of a model.

    Counting the parameters of a CRF takes a second, so this is not part of the start.
    """
    if isinstance(reader, baseline.Baseline):
        return {"parameters": reader.model.parameters, "threads": 1, "device": "cpu"}

    import torch  # noqa: PLC0415 - only what needs a model imports torch

    from hasila.model.torch_runtime import TorchRuntime  # noqa: PLC0415 - as above

    if not isinstance(reader.runtime, TorchRuntime):
        raise TypeError(f"{type(reader.runtime).__name__} does not say how many parameters it has")
    model = reader.runtime.model
    parameters = sum(weights.numel() for weights in model.parameters())
    return {"parameters": parameters, "threads": torch.get_num_threads(), "device": str(model.device)}


def _times(work: Callable[[], object]) -> tuple[float, ...]:
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return tuple(times)


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
