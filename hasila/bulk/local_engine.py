"""The engine of one machine: some processes, each with a reader of its own."""

import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from hasila.bulk.tasks import BulkTask
from hasila.errors import InputError

Done = TypeVar("Done")
_AHEAD = 2
"""Tasks a process that are handed out: so that none waits for the next."""


def run_locally(work: Callable[[BulkTask], Done], tasks: Iterable[BulkTask], workers: int) -> Iterator[Done]:
    """Yield what `work` returns for each task, as they are done, in as many processes as `workers`.

    A process that is killed costs no task: those under way are done again, one by one. A row that ends its process
    then, too, is passed over. Raises InputError if the process ends before it comes to a row.
    """
    left = deque(tasks)
    while left:
        suspects: list[BulkTask] = []
        yield from _until_broken(work, left, workers, suspects)
        for task in suspects:
            yield _alone(work, task)


def _until_broken(
    work: Callable[[BulkTask], Done], left: deque[BulkTask], workers: int, suspects: list[BulkTask]
) -> Iterator[Done]:
    """Yield what is done of the tasks `left`; those under way as a process was killed go to the `suspects`."""
    under_way: dict[Future[Done], BulkTask] = {}
    try:
        with _pool(min(workers, len(left))) as pool:
            while left or under_way:
                while left and len(under_way) < _AHEAD * workers:
                    under_way[pool.submit(work, left[0])] = left[0]
                    left.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    result = future.result()
                    del under_way[future]
                    yield result
    except BrokenProcessPool:
        suspects.extend(under_way.values())


def _alone(work: Callable[[BulkTask], Done], task: BulkTask) -> Done:
    """Return what is done of a task in a process of its own; after its death row by row, without those that end it."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "row"
        while True:
            with suppress(BrokenProcessPool), _pool(1) as pool:
                return pool.submit(work, task).result()
            task = _warned(task, trace)


def _warned(task: BulkTask, trace: Path) -> BulkTask:
    """Return a task that goes row by row, without the row at which its process ended."""
    if task.trace is None:
        return replace(task, trace=trace)
    if not trace.exists():
        raise InputError(
            f"{task.shard.file.name}: the process that reads it was killed; there may be too little memory"
        )
    row = trace.read_text(encoding="utf-8")
    trace.unlink()
    return replace(task, passed_over=task.passed_over | {row})


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield processes, which end at once with the block, even in the middle of a shard: nothing of it is there then."""
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin)
    try:
        yield pool
    finally:
        for process in list((pool._processes or {}).values()):  # noqa: SLF001 - the pool would wait for them
            with suppress(OSError, ValueError):
                process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Let a process compute on one core, leave Ctrl-C to the program, and end with it, however that ends."""
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent: Any = parent_process()
    parent.join()
    os._exit(1)
