"""Confidence: the probability that a span's tags are exactly these, whatever the tags around them.

It is the constrained forward-backward of Culotta & McCallum (2004, "Confidence estimation for information extraction"),
over the distribution that decoding maximises: P(tags) ~ exp(score(tags) / temperature), where a sequence's score is the
sum of its words' log-probabilities and its transitions. A temperature above 1 makes the model less sure; it does not
change which sequence is best (Guo et al. 2017).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hasila.tagging.bio import chunks
from hasila.tagging.decoding import Matrix

TEMPERATURES = np.geomspace(0.5, 8, 57)
"""The temperatures from which one is chosen, each 5 % above the one before."""
_SURE = 1e-6
"""Confidences are clipped this far from 0 and 1, so that one wrong span cannot have infinite loss."""


def confidences(
    log_probabilities: npt.NDArray[np.float32],
    transitions: Matrix,
    tags: Sequence[str],
    names: Sequence[str],
    temperatures: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return the confidence of each span in `tags` at each temperature: shape (temperatures, spans).

    `log_probabilities` has shape (words, tags), with its columns in the order of `names`; `transitions` is shaped as
    hasila.tagging.decoding.legal_transitions.
    """
    spans = chunks(tags)
    if not spans:
        return np.empty((len(temperatures), 0))
    words = np.exp(log_probabilities.astype(np.float64)[:, None, :] / temperatures[:, None])
    steps = np.exp(transitions / temperatures[:, None, None])
    before, scale = _forward(words, steps)
    after = _backward(words, steps, scale)
    found = []
    for first, end, label in spans:
        inside = names.index(f"I-{label}")
        at = names.index(f"B-{label}")
        mass = before[first, :, at]
        for index in range(first + 1, end):
            mass = mass * steps[:, at, inside] * words[index, :, inside] / scale[index]
            at = inside
        if end < len(words):
            onward = steps[:, at] * words[end] * after[end] / scale[end, :, None]
            mass = mass * (onward.sum(axis=-1) - onward[:, inside])
        found.append(mass)
    return np.clip(np.stack(found, axis=-1), 0.0, 1.0)


def _forward(words: Matrix, steps: Matrix) -> tuple[Matrix, Matrix]:
    """Return the forward probabilities, scaled to sum to 1 at each word, and the scales (Rabiner 1989)."""
    before, scale = np.empty_like(words), np.empty(words.shape[:2])
    reached, onward = steps[:, -1:].copy(), steps[:, :-1]
    for row, its, total in zip(words[:, :, None], before[:, :, None], scale[:, :, None], strict=True):
        np.multiply(reached, row, out=its)
        np.add.reduce(its, axis=-1, out=total)
        np.divide(its, total[:, :, None], out=its)
        np.matmul(its, onward, out=reached)
    return before, scale


def _backward(words: Matrix, steps: Matrix, scale: Matrix) -> Matrix:
    after = np.ones_like(words)
    ahead, onward = np.empty_like(words[0]), steps[:, :-1]
    for index in range(len(words) - 1, 0, -1):
        np.multiply(words[index], after[index], out=ahead)
        np.divide(ahead, scale[index, :, None], out=ahead)
        np.matmul(onward, ahead[:, :, None], out=after[index - 1, :, :, None])
    return after


def fitted_temperature(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Return the one of TEMPERATURES at which confidences best predict which spans are right (lowest log-loss).

    `confidence` has shape (temperatures, spans), `right` is whether each span equals a gold span. Returns 1 if there
    are no spans.
    """
    if not len(right):
        return 1.0
    sure = np.clip(confidence, _SURE, 1 - _SURE)
    loss = -np.where(right, np.log(sure), np.log1p(-sure)).mean(axis=-1)
    return float(TEMPERATURES[int(loss.argmin())])
