"""The seam behind which models stand: what a text in subwords is read with."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Logits = npt.NDArray[np.float32]
"""What a model says of a row: shape (subwords, tags)."""


class Runtime(Protocol):
    """A trained model, ready to read; torch, a faster engine or a fake for tests may compute behind it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its outputs, in their order."""

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[Logits]:
        """Yield the logits of each row of subword ids, special ones included, in the order of `rows`."""
