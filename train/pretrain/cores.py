"""Work on the parts of a text in all cores, with the results in the order of the parts."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

_AHEAD = 2
"""How many parts a process are taken from their source before the first result is asked for."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def on_all_cores(work: Callable[[Given], Made], parts: Iterable[Given]) -> Iterator[Made]:
    """Yield what `work` makes of each part, in order. A single part is not worth a process: it is done in this one."""
    parts = iter(parts)
    first = list(islice(parts, 2))
    cores = os.cpu_count() or 1
    if len(first) < 2 or cores == 1:  # noqa: PLR2004 - as the docstring says
        yield from map(work, chain(first, parts))
        return
    # New interpreters and no forks: this process may have loaded torch, whose threads a fork would wait for.
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        coming: deque[Future[Made]] = deque()
        for part in chain(first, parts):
            coming.append(pool.submit(work, part))
            if len(coming) > _AHEAD * cores:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def in_parts(rows: Iterable[Given], size: int) -> Iterator[list[Given]]:
    """Yield `rows` in lists of `size`, the last one shorter."""
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part
