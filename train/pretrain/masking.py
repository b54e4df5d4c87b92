"""Which words a model has to guess: whole words, drawn from the seed and the step, never special pieces."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.pretrain.packing import Batch, Marks

_MASKED, _EXCHANGED = 0.8, 0.1
"""Shares of the guessed pieces that become <mask> and any piece (Devlin et al. 2019); the rest stay as they are."""

WideIds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Masked:
    """What the model reads, and what it has to guess where."""

    ids: WideIds
    """Shape (sequences, length)."""
    indices: WideIds
    """Where pieces are guessed, in the flattened sequences: shape (guesses)."""
    targets: WideIds
    """The pieces that stood there: shape (guesses)."""


@dataclass(frozen=True, slots=True)
class Masker:
    """The pieces that masking needs to know."""

    mask: int
    special: frozenset[int]
    """Pieces that are no text; they are never guessed and never put in."""
    pieces: int
    """How many pieces there are."""

    def masked(self, batch: Batch, share: float, random: np.random.Generator) -> Masked:
        """Return `batch` with `share` of each sequence's words to be guessed (rounded, at least one)."""
        words, numbers = self.words(batch)
        chosen = np.zeros_like(batch.begins)
        for row, number in enumerate(numbers):
            drawn = random.permutation(number)[: max(1, round(share * number))]
            chosen[row] = np.isin(words[row], drawn)
        ids = batch.ids.copy()
        chances = random.random(ids.shape)
        ids[chosen & (chances < _MASKED)] = self.mask
        exchanged = chosen & (chances >= _MASKED) & (chances < _MASKED + _EXCHANGED)
        ids[exchanged] = random.choice(self._text_pieces(), size=int(exchanged.sum()))
        return _guesses(batch, ids, chosen)

    def rounds(self, batch: Batch, number: int) -> list[Masked]:
        """Return `batch` in `number` ways in which each word is masked exactly once, every `number`-th with others."""
        words, _ = self.words(batch)
        found = []
        for turn in range(number):
            chosen = (words >= 0) & (words % number == turn)
            found.append(_guesses(batch, np.where(chosen, self.mask, batch.ids), chosen))
        return found

    def words(self, batch: Batch) -> tuple[WideIds, WideIds]:
        """Return the number of each piece's word in its row, -1 for special pieces, and how many words each row has."""
        text = ~np.isin(batch.ids, list(self.special))
        begins: Marks = batch.begins & text
        words = np.cumsum(begins, axis=1) - 1
        return np.where(text, words, -1), begins.sum(axis=1)

    def _text_pieces(self) -> WideIds:
        return np.setdiff1d(np.arange(self.pieces), list(self.special))


def _guesses(batch: Batch, ids: WideIds, chosen: Marks) -> Masked:
    indices = np.flatnonzero(chosen)
    return Masked(ids, indices, batch.ids.ravel()[indices])
