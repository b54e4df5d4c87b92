"""Confidence: the probability that a span's tags are exactly these, whatever the tags around them.

It is the constrained forward-backward of Culotta & McCallum (2004, "Confidence estimation for information extraction"),
over the distribution that decoding maximises: P(tags) ~ exp(score(tags) / temperature), where a sequence's score is the
sum of its words' log-probabilities and its transitions. A temperature above 1 makes the model less sure; it does not
change which sequence is best (Guo et al. 2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hasila.tagging.abreast import Abreast
from hasila.tagging.bio import chunks
from hasila.tagging.decoding import Matrix

TEMPERATURES = np.geomspace(0.5, 8, 57)
"""The temperatures from which one is chosen, each 5 % above the one before."""
_SURE = 1e-6
"""Confidences are clipped this far from 0 and 1, so that one wrong span cannot have infinite loss."""


def confidences(
    texts: Sequence[npt.NDArray[np.float32]],
    transitions: Matrix,
    tags: Sequence[Sequence[str]],
    names: Sequence[str],
    temperatures: npt.NDArray[np.float64],
) -> list[Matrix]:
    """Return the confidences of each text's spans in `tags`, at each temperature: shape (temperatures, spans).

    `texts` are the log-probabilities of their words, shape (words, tags), with columns in the order of `names`;
    `transitions` is shaped as hasila.tagging.decoding.legal_transitions.
    """
    if not texts:
        return []
    abreast = Abreast.of([len(text) for text in texts])
    words = np.exp(abreast.rows(texts).astype(np.float64)[:, None, :] / temperatures[:, None])
    steps = np.exp(transitions / temperatures[:, None, None])
    before, scale = _forward(words, steps, abreast)
    after = _backward(words, steps, scale, abreast)
    parts = zip(*map(abreast.sequences, (words, before, after, scale)), tags, strict=True)
    return [_of_spans(_Lattice(steps, *its), chunks(own), names) for *its, own in parts]


@dataclass(frozen=True, slots=True, eq=False)
class _Lattice:
    """All tag sequences of a text, each weighed; of `steps`, shape (temperatures, tags + 1, tags)."""

    steps: Matrix
    words: Matrix
    before: Matrix
    after: Matrix
    """What the words are worth, and what leads to them and from them: shape (words, temperatures, tags)."""
    scale: Matrix
    """What each word's values were divided by: shape (words, temperatures)."""


def _of_spans(its: _Lattice, spans: Sequence[tuple[int, int, str]], names: Sequence[str]) -> Matrix:
    found = [
        _mass(its, first, end, names.index(f"B-{label}"), names.index(f"I-{label}")) for first, end, label in spans
    ]
    return np.clip(np.stack(found, axis=-1), 0.0, 1.0) if found else np.empty((its.steps.shape[0], 0))


def _mass(its: _Lattice, first: int, end: int, begin: int, inside: int) -> Matrix:
    """Return the share of sequences in which exactly the words from `first` to `end` are a span of a label."""
    at = begin
    mass = its.before[first, :, at]
    for index in range(first + 1, end):
        mass = mass * its.steps[:, at, inside] * its.words[index, :, inside] / its.scale[index]
        at = inside
    if end < len(its.words):
        onward = its.steps[:, at] * its.words[end] * its.after[end] / its.scale[end, :, None]
        mass = mass * (onward.sum(axis=-1) - onward[:, inside])
    return mass


def _forward(words: Matrix, steps: Matrix, abreast: Abreast) -> tuple[Matrix, Matrix]:
    """Return the forward probabilities, scaled to sum to 1 at each word, and the scales (Rabiner 1989)."""
    before, scale = np.empty_like(words), np.empty(words.shape[:2])
    reached, onward = np.repeat(steps[None, :, -1:], abreast.width, axis=0), steps[:, :-1]
    for rows in abreast.steps:
        row, its, total = words[rows, :, None], before[rows, :, None], scale[rows, :, None]
        np.multiply(reached[: len(row)], row, out=its)
        np.add.reduce(its, axis=-1, out=total)
        np.divide(its, total[..., None], out=its)
        np.matmul(its, onward, out=reached[: len(row)])
    return before, scale


def _backward(words: Matrix, steps: Matrix, scale: Matrix, abreast: Abreast) -> Matrix:
    after = np.ones_like(words)
    ahead, onward = np.empty_like(words[: abreast.width]), steps[:, :-1]
    for before, here in reversed(abreast.onward()):
        its = ahead[: here.stop - here.start]
        np.multiply(words[here], after[here], out=its)
        np.divide(its, scale[here, :, None], out=its)
        np.matmul(onward, its[..., None], out=after[before, :, :, None])
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
