"""What is timed: a baseline, a checkpoint as each of its readers reads it, or the pipeline of transformers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline.model import BASELINE_FILE
from eval.speed.readers import ReaderKind
from hasila.errors import InputError
from hasila.runtime.base import Backend
from hasila.runtime.choice import chosen_form
from hasila.runtime.fast_form import has_fast_form


@dataclass(frozen=True, slots=True)
class TimedSystem:
    """A model and what reads with it."""

    name: str
    folder: Path
    reader: ReaderKind


def timed_system(folder: Path) -> TimedSystem:
    """Return a model as it is read without further choice: a baseline, or a checkpoint by torch."""
    return next(_systems(folder, "torch", None))


def timed_systems(folders: Iterable[Path], backend: Backend, device: str | None) -> list[TimedSystem]:
    """Return the systems to time, each once.

    A checkpoint with a fast form counts as two, fast and torch, unless `backend` is one of them or the device is not
    the CPU. Raises CheckpointError, MissingExtraError or InputError if a fast form is to be timed and cannot be.
    """
    found = list(dict.fromkeys(system for folder in folders for system in _systems(folder, backend, device)))
    for system in found:
        if system.reader == "fast":
            chosen_form(system.folder, "fast", device, None)
    return found


def _systems(folder: Path, backend: Backend, device: str | None) -> Iterator[TimedSystem]:
    if (folder / BASELINE_FILE).exists():
        yield TimedSystem(str(folder), folder, "baseline")
        return
    on_cpu = device in (None, "cpu")
    if backend == "fast" or (backend == "auto" and on_cpu and has_fast_form(folder)):
        yield TimedSystem(f"{folder}, fast", folder, "fast")
    if backend != "fast":
        yield TimedSystem(f"{folder}, torch", folder, "torch")


def first_checkpoint(systems: Sequence[TimedSystem]) -> Path:
    """Return the folder of the first checkpoint, whose subwords the pipeline reads. Raises InputError without one."""
    folder = next((system.folder for system in systems if system.reader != "baseline"), None)
    if folder is None:
        raise InputError("--pipeline reads the subwords of a checkpoint, and only baselines are given; name one")
    return folder
