"""The engine of one machine: some processes, each with a reader of its own."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from hasila.bulk.tasks import BulkTask

_Made = TypeVar("_Made")
_AHEAD = 2
"""Tasks a process that are handed out: so that none waits for the next."""


def run_locally(work: Callable[[BulkTask], _Made], tasks: Iterable[BulkTask], workers: int) -> Iterator[_Made]:
    """Yield what `work` returns for each task, as they are done, in as many processes as `workers`.

    A process that is killed costs no task: those under way are done again, one by one, so that a task which ends its
    process ends no other's.
    """
    left = deque(tasks)
    cut_off: deque[BulkTask] = deque()
    while left or cut_off:
        if cut_off:
            yield from _until_broken(work, deque([cut_off.popleft()]), 1, cut_off)
        else:
            yield from _until_broken(work, left, workers, cut_off)


def _until_broken(
    work: Callable[[BulkTask], _Made], left: deque[BulkTask], workers: int, cut_off: deque[BulkTask]
) -> Iterator[_Made]:
    """Yield what is done until all is, or until a process is killed; `cut_off` then gets the tasks under way."""
    under_way: dict[Future[_Made], BulkTask] = {}
    try:
        with _pool(min(workers, len(left))) as pool:
            while left or under_way:
                while left and len(under_way) < _AHEAD * workers:
                    under_way[pool.submit(work, left[0])] = left[0]
                    left.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    made = future.result()
                    del under_way[future]
                    yield made
    except BrokenProcessPool:
        cut_off.extend(under_way.values())


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
