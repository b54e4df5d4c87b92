"""Which words are masked: whole words, drawn from the seed and the step, never special tokens."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.pretrain.packing import Batch, Marks

_MASKED, _EXCHANGED = 0.8, 0.1
"""Shares of the selected tokens that become <mask> and a random token (Devlin et al. 2019); the rest are unchanged."""

WideIds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked input of a model, and the targets to predict."""

    ids: WideIds
    """Shape (sequences, length)."""
    indices: WideIds
    """The positions of the targets in the flattened sequences: shape (targets)."""
    targets: WideIds
    """The original subwords at these positions: shape (targets)."""


@dataclass(frozen=True, slots=True)
class Masker:
    """Masking with a vocabulary."""

    mask: int
    special: frozenset[int]
    """Special tokens; they are never masked and never inserted."""
    pieces: int
    """The size of the vocabulary."""

    def masked(self, batch: Batch, share: float, random: np.random.Generator) -> Masked:
        """Return `batch` with `share` of each sequence's words masked (rounded, at least one)."""
        chosen = _chosen(*self.words(batch), share, random)
        ids = batch.ids.copy()
        chances = random.random(ids.shape)
        ids[chosen & (chances < _MASKED)] = self.mask
        exchanged = chosen & (chances >= _MASKED) & (chances < _MASKED + _EXCHANGED)
        ids[exchanged] = random.choice(self._text_pieces(), size=int(exchanged.sum()))
        return _guesses(batch, ids, chosen)

    def rounds(self, batch: Batch, number: int) -> list[Masked]:
        """Return `number` copies of `batch`, each with every `number`-th word masked, each word in one of them."""
        words, _ = self.words(batch)
        found = []
        for turn in range(number):
            chosen = (words >= 0) & (words % number == turn)
            found.append(_guesses(batch, np.where(chosen, self.mask, batch.ids), chosen))
        return found

    def words(self, batch: Batch) -> tuple[WideIds, WideIds]:
        """Return each subword's word, numbered in its row (-1 for special tokens), and each row's count of words."""
        text = ~np.isin(batch.ids, list(self.special))
        begins: Marks = batch.begins & text
        words = np.cumsum(begins, axis=1) - 1
        return np.where(text, words, -1), begins.sum(axis=1)

    def _text_pieces(self) -> WideIds:
        return np.setdiff1d(np.arange(self.pieces), list(self.special))


def _chosen(words: WideIds, numbers: WideIds, share: float, random: np.random.Generator) -> Marks:
    """Return which subwords belong to the words that are drawn: those of the lowest of random numbers, in each row."""
    drawn = random.random((len(numbers), int(numbers.max()) + 1))
    drawn[np.arange(drawn.shape[1]) >= numbers[:, None]] = 1  # no words; special tokens look into the last column
    wanted = np.maximum(1, np.round(share * numbers)).astype(np.int64)
    highest = np.take_along_axis(np.sort(drawn, axis=1), wanted[:, None] - 1, axis=1)
    chosen: Marks = np.take_along_axis((drawn <= highest) & (drawn < 1), words, axis=1)
    return chosen


def _guesses(batch: Batch, ids: WideIds, chosen: Marks) -> Masked:
    indices = np.flatnonzero(chosen)
    return Masked(ids, indices, batch.ids.ravel()[indices])
