"""The interface to a trained model: rows of subwords in, logits out."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Logits = npt.NDArray[np.float32]
"""The logits of a row: shape (subwords, tags)."""


class Runtime(Protocol):
    """A trained model, ready for inference. Implementations use torch, a faster engine, or a fake for tests."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its outputs, in order."""

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[Logits]:
        """Yield the logits of each row of subword ids, special ones included, in the order of `rows`."""
