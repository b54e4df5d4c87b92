"""The toll head in numpy: the network of hasila.model.toll_head, from the same file, without torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load

from hasila.errors import CheckpointError
from hasila.runtime.base import Indices, States

HEAD_FILE = "toll_head.safetensors"
"""The head's weights in a checkpoint folder, beside those that transformers reads."""
_AT_ONCE = 2048
"""Pairs that are scored together, at some 10 kB each: a long text has hundreds of thousands."""
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
_ERF_STEP = 0.3275911

_Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ArrayTollHead:
    """Scores pairs of spans, and casualty spans by themselves, from their vectors."""

    weights: Mapping[str, _Values]
    """The weights of a hasila.model.toll_head.TollHead, by their names there."""

    def score_links(self, vectors: States, pairs: Indices, features: Indices) -> _Values:
        """Return logits, shape (pairs, links), from vectors (spans, size), pairs (pairs, 2) and their features."""
        sides = {name: self._layer(name, vectors) for name in ("left", "right", "head", "other")}
        begins = range(0, max(len(pairs), 1), _AT_ONCE)
        return np.concatenate(
            [self._links(sides, pairs[at : at + _AT_ONCE], features[at : at + _AT_ONCE]) for at in begins]
        )

    def _links(self, sides: Mapping[str, _Values], pairs: Indices, features: Indices) -> _Values:
        """Return the logits of some pairs from what each of their spans is, on either side."""
        first, second = pairs.T
        hidden = sides["head"][first] + sides["other"][second]
        hidden += self._layer("both", sides["left"][first] * sides["right"][second])
        self._add_known("known", features, hidden)
        return self._layer("links", gelu(hidden))

    def score_properties(self, vectors: States, features: Indices) -> _Values:
        """Return logits, shape (spans, properties), from the vectors of casualty spans and their features alone."""
        hidden = self._layer("alone", vectors)
        self._add_known("known_alone", features, hidden)
        return self._layer("properties", gelu(hidden))

    def _add_known(self, name: str, features: Indices, hidden: _Values) -> None:
        for column, values in enumerate(features.T):
            hidden += self.weights[f"{name}.{column}.weight"][values]

    def _layer(self, name: str, values: _Values) -> _Values:
        product: _Values = values @ self.weights[f"{name}.weight"].T
        return product + self.weights[f"{name}.bias"] if f"{name}.bias" in self.weights else product


def read_toll_head(folder: Path) -> ArrayTollHead:
    """Return the head in `folder`. Raises CheckpointError if it is missing or damaged."""
    try:
        return ArrayTollHead(load((folder / HEAD_FILE).read_bytes()))
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{folder / HEAD_FILE}: {error}; copy the checkpoint again") from None


def gelu(values: _Values) -> _Values:
    """Return x times the share of a standard normal distribution that is below x, for each x, within 1e-6."""
    return (0.5 * values * (1 + _erf(values / np.sqrt(2)))).astype(np.float32)


def _erf(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the error function within 1.5e-7: formula 7.1.26 of Abramowitz and Stegun, 1964. Numpy has none."""
    sizes = np.abs(values)
    step = 1 / (1 + _ERF_STEP * sizes)
    rest = step * _ERF[0]
    for term in _ERF[1:]:  # in place: new arrays for each term take as long as the arithmetic
        rest += term
        rest *= step
    rest *= np.exp(-(sizes**2))
    return np.copysign(1 - rest, values)
