"""Rows that go through a network together: those of like length, so that little is padded."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from hasila.runtime.base import Indices, Logits, RowScores, States

Rows = Sequence[Sequence[int]]
ReadBatch = Callable[[Rows], tuple[Logits, States | None]]
"""From rows to their logits and states, shape (rows, longest row, ...)."""


def read_in_batches(rows: Rows, size: int, compute: ReadBatch) -> Iterator[RowScores]:
    """Yield the scores of each row, in the order of `rows`; at most `size` are computed together."""
    scores: dict[int, RowScores] = {}
    by_length = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    for begin in range(0, len(by_length), size):
        indices = by_length[begin : begin + size]
        logits, states = compute([rows[index] for index in indices])
        for line, index in enumerate(indices):
            length = len(rows[index])
            scores[index] = RowScores(logits[line, :length], None if states is None else states[line, :length])
    yield from (scores[index] for index in range(len(rows)))


def longest_of(rows: Rows) -> int:
    """Return the length of the longest row."""
    return max(map(len, rows))


def padded(rows: Rows, pad: int, length: int) -> tuple[Indices, Indices]:
    """Return the ids of rows, padded to `length`, and a mask that is 1 where they are not: shape (rows, length)."""
    ids = np.full((len(rows), length), pad, dtype=np.int64)
    mask = np.zeros_like(ids)
    for line, row in enumerate(rows):
        ids[line, : len(row)] = row
        mask[line, : len(row)] = 1
    return ids, mask
