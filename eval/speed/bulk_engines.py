"""What the engines of `hasila bulk` take beside `hasila extract`: python -m eval.speed.bulk_engines.

Each reads the first of some texts, few and then many, in a program of its own. Processor time and memory are those of
the program and of all that it starts, which Linux tells in /proc. What the further texts take is the difference of the
two, and what they would not have taken of the first is the start.
"""

import ctypes
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from hasila.errors import HasilaError, InputError
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown

app = new_app()
_EXTRACT = "hasila extract"
_BULK = ("bulk", "run", "--duplicates", "keep", "--shard-bytes", "{shard_bytes}", "--engine")
_PROGRAMS: Mapping[str, Sequence[str]] = {
    _EXTRACT: ("extract", "--format", "jsonl"),
    "hasila bulk, local, 1 worker": (*_BULK, "local", "--workers", "1"),
    "hasila bulk, local, 2 workers": (*_BULK, "local", "--workers", "2"),
    "hasila bulk, Ray, 2 workers": (*_BULK, "ray", "--workers", "2"),
}
_HEAD = ("program", "start, CPU-s", "1,000 texts, CPU-s", "beyond hasila extract", "all, s", "memory, MB")


@app.command()
def compare_engines(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The checkpoint folder to read with.")],
    *,
    texts: Annotated[Path, typer.Option(help="A file of JSON lines.")],
    few: Annotated[int, typer.Option(min=1, help="How many texts are read at first.")] = 200,
    many: Annotated[int, typer.Option(min=2, help="How many are read then.")] = 1200,
    shard_bytes: Annotated[int, typer.Option(min=1, help="What hasila bulk reads at once, in bytes.")] = 100_000,
) -> None:
    """Print what each program takes, as a table in Markdown; memory is that of its largest process, few and many."""
    if not few < many:
        raise InputError(f"--few is {few} and --many {many}; more than few are many")
    with tempfile.TemporaryDirectory() as folder:
        given = [_first(texts, number, Path(folder)) for number in (few, many)]
        _check_that_all_have_work(given[0].stat().st_size, shard_bytes)
        taken = {name: [_run(name, part, checkpoint, shard_bytes) for part in given] for name in _PROGRAMS}
    rows = [_row(name, taken, few, many) for name in taken]
    typer.echo("\n".join(markdown([_HEAD, *rows])))


def _first(texts: Path, number: int, folder: Path) -> Path:
    part = folder / f"{number}.jsonl"
    with texts.open("rb") as lines:
        part.write_bytes(b"".join(islice(lines, number)))
    return part


def _check_that_all_have_work(size: int, shard_bytes: int) -> None:
    """Raise InputError if so many bytes are one shard: the second worker would wait, and its waiting be measured."""
    if size <= shard_bytes:
        raise InputError(
            f"--few texts are {size} bytes, one shard of --shard-bytes {shard_bytes}; two workers need two: "
            "give more --few or less --shard-bytes"
        )


@dataclass(slots=True)
class Usage:
    """What a program and all that it started have taken: `cpu` seconds and the most `memory` in MB, by process.

    `others` were there before it. Among them are those that an earlier program left: Linux keeps their time.
    """

    others: frozenset[int]
    wall: float = 0.0
    cpu: dict[int, float] = field(default_factory=dict)
    memory: dict[int, int] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """The seconds of processor time of all processes."""
        return sum(self.cpu.values())

    def look(self, parent: int) -> None:
        """Take down what the descendants of a process have taken so far."""
        for process in set(_family(parent)) - self.others:
            try:
                stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                status = Path(f"/proc/{process}/status").read_text()
            except OSError:  # it has ended since
                continue
            self.cpu[process] = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
            if found := _PEAK.search(status):  # what has ended, but is not gone, has none
                self.memory[process] = int(found[1]) // 1024


_PEAK = re.compile(r"VmHWM:\s*(\d+) kB")
_EVERY = 0.1
"""Seconds between two looks."""
_ADOPTS = 36
"""PR_SET_CHILD_SUBREAPER: whose parent ends becomes a child of this process, and not of the first one."""


def _family(program: int) -> Iterator[int]:
    """Yield the descendants of a process."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    known = {program}
    while found := {child for child, parent in parents.items() if parent in known} - known:
        known |= found
    yield from known - {program}


def _run(name: str, texts: Path, checkpoint: Path, shard_bytes: int) -> Usage:
    """Return what a program takes. Raises HasilaError with the end of what it told if it fails."""
    output = texts.with_name(f"{texts.stem} {name}")
    options = [option.format(shard_bytes=shard_bytes) for option in _PROGRAMS[name]]
    command = [sys.executable, "-m", "hasila", *options, str(texts), "--output", str(output)]
    return usage_of([*command, "--checkpoint", str(checkpoint)], texts.with_suffix(".err"))


def usage_of(command: Sequence[str], told: Path) -> Usage:
    """Return what a command and all that it starts take; what it tells of errors goes to a file.

    Raises HasilaError with what it told if it fails.
    """
    ctypes.CDLL(None).prctl(_ADOPTS, 1)
    usage, start = Usage(frozenset(_family(os.getpid()))), time.monotonic()
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with (
        told.open("wb") as errors,
        subprocess.Popen(command, env=environment, stderr=errors) as program,  # noqa: S603 - our own
    ):
        while program.poll() is None:
            usage.look(os.getpid())
            time.sleep(_EVERY)
    usage.wall = time.monotonic() - start
    if program.returncode:
        raise HasilaError(f"{' '.join(command)} ended with:\n{told.read_text(encoding='utf-8')}")
    return usage


def _row(name: str, taken: Mapping[str, Sequence[Usage]], few: int, many: int) -> tuple[str, ...]:
    each, plain = (_each(taken[one], few, many) for one in (name, _EXTRACT))
    first, whole = taken[name]
    return (
        name,
        f"{first.seconds - few * each:.1f}",
        f"{1000 * each:.2f}",
        "" if name == _EXTRACT or plain <= 0 else f"{each / plain - 1:.1%}",  # a few texts may take no time
        f"{whole.wall:.0f}",
        " and ".join(f"{max(one.memory.values()):,}" for one in (first, whole)),
    )


def _each(usage: Sequence[Usage], few: int, many: int) -> float:
    """Return the seconds of processor time that a further text takes."""
    return (usage[1].seconds - usage[0].seconds) / (many - few)


if __name__ == "__main__":
    main(app, "python -m eval.speed.bulk_engines")
