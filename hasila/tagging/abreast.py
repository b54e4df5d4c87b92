"""Sequences of different lengths as rows that are walked abreast: all first rows, then all second ones, and so on.

A step of numpy takes as long for one row as for dozens, so that texts are decoded several times as fast together. No
row is padded, and each is computed as it would be alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

_ValueT = TypeVar("_ValueT", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Abreast:
    """How sequences stand abreast, the longest first, so that those that go on are always the first rows of a step."""

    lengths: Sequence[int]
    order: npt.NDArray[np.intp]
    """The index of each row among the rows of all sequences, one sequence after the other."""
    steps: Sequence[slice]
    """The rows of each step."""

    @classmethod
    def of(cls, lengths: Sequence[int]) -> "Abreast":
        """Return how sequences of these lengths stand."""
        ranks = np.argsort(np.argsort(np.negative(lengths), kind="stable"))
        step_of_row = np.concatenate([np.arange(0), *map(np.arange, lengths)])
        ends = np.cumsum(np.bincount(step_of_row)).tolist()
        steps = [slice(*bounds) for bounds in pairwise([0, *ends])]
        return cls(lengths, np.lexsort((np.repeat(ranks, lengths), step_of_row)), steps)

    def rows(self, sequences: Sequence[npt.NDArray[_ValueT]]) -> npt.NDArray[_ValueT]:
        """Return the rows of sequences, which are arrays of rows, abreast."""
        return np.concatenate(sequences)[self.order]

    def sequences(self, rows: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
        """Return the sequences of rows that stand abreast: the inverse of `rows`."""
        apart = np.empty_like(rows)
        apart[self.order] = rows
        return np.split(apart, np.cumsum(self.lengths)[:-1])

    def onward(self) -> list[tuple[slice, slice]]:
        """Return the rows of each step but the first, behind those that they follow."""
        return [(slice(one.start, one.start + _size(next_)), next_) for one, next_ in pairwise(self.steps)]

    @property
    def width(self) -> int:
        """The most rows of a step."""
        return _size(self.steps[0]) if self.steps else 0


def _size(rows: slice) -> int:
    return int(rows.stop - rows.start)
