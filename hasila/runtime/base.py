"""The interface to a trained model: rows of subwords in, logits out, and what is said of their spans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Backend = Literal["auto", "fast", "torch"]
"""What reads: the fast form of a checkpoint, torch, or the fast form where it can be used."""
Logits = npt.NDArray[np.float32]
"""The logits of a row: shape (subwords, tags)."""
States = npt.NDArray[np.float32]
"""The encoder's last states of a row: shape (subwords, size)."""
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RowScores:
    """What a model says of a row. `states` are there if it reads tolls, which are read from them."""

    logits: Logits
    states: States | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TollInputs:
    """What the toll head reads of a text.

    `vectors` has a row for each span and, behind them, for each phrase that dates: the mean of its subwords' states.
    `pairs` and `casualties` are indices of its rows; `known` are the features of each pair and `alone` those of each
    casualty span, a column each.
    """

    vectors: States
    pairs: Indices
    known: Indices
    casualties: Indices
    alone: Indices


@dataclass(frozen=True, slots=True, eq=False)
class TollLogits:
    """What a model says of pairs of spans and of casualty spans (hasila.tolls.fields).

    The shapes are (pairs, links) and (casualty spans, properties).
    """

    links: npt.NDArray[np.float32]
    properties: npt.NDArray[np.float32]


class Runtime(Protocol):
    """A trained model, ready for inference. Implementations use torch, a faster engine, or a fake for tests."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its outputs, in order."""

    @property
    def reads_tolls(self) -> bool:
        """Whether it has a toll head."""

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[RowScores]:
        """Yield the scores of each row of subword ids, special ones included, in the order of `rows`."""

    def read_tolls(self, inputs: TollInputs) -> TollLogits:
        """Return the logits of pairs of spans and of casualty spans. Raises ValueError without a toll head."""
