"""Transitions between tags, legal and learnt, and the best sequence from a model's scores."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from hasila.tagging.abreast import Abreast
from hasila.tagging.bio import OUTSIDE, is_legal

Matrix = npt.NDArray[np.float64]


def legal_transitions(tags: Sequence[str]) -> Matrix:
    """Return the scores of going from one tag to the next if only legality counts: 0 or minus infinity.

    Shape (tags + 1, tags): row i is for what follows tag i, and the last row for the beginning of a text, which is like
    O.
    """
    rows = [[0.0 if is_legal(before, after) else -np.inf for after in tags] for before in (*tags, OUTSIDE)]
    return np.array(rows)


def learnt_transitions(tagged: Iterable[Sequence[str]], tags: Sequence[str]) -> Matrix:
    """Return log P(next | tag) - log P(next), counted in `tagged` sequences, with half a count added to each pair.

    Added to a model's log-probabilities, which score each word independently, these give the most probable sequence by
    P(tags | text) ~ prod P(tag | text) P(tag | tag before) / P(tag): the hybrid of a network and a hidden Markov model
    (Bourlard & Morgan 1994). Shape as in `legal_transitions`, which must be added: all values here are finite.
    """
    pairs = np.full((len(tags) + 1, len(tags)), 0.5)
    for sequence in tagged:
        indices = [tags.index(tag) for tag in sequence]
        for before, after in zip([len(tags), *indices], indices, strict=False):
            pairs[before, after] += 1
    conditional = np.log(pairs / pairs.sum(axis=1, keepdims=True))
    prior = np.log(pairs.sum(axis=0) / pairs.sum())
    scores: Matrix = conditional - prior
    return scores


def best_tags(texts: Sequence[npt.NDArray[np.float32]], tags: Sequence[str], transitions: Matrix) -> list[list[str]]:
    """Return the tag sequence of each text with the highest sum of scores (Viterbi 1967).

    `texts` are the log-probabilities of their words, shape (words, tags); `transitions` has that of
    `legal_transitions`.
    """
    return [_best_path(best, tags, transitions) for best in _best_scores(texts, transitions)]


def _best_path(best: Matrix, tags: Sequence[str], transitions: Matrix) -> list[str]:
    """Return the tags that lead to the best of the last word's scores."""
    if not len(best):
        return []
    came_from = (best[:-1, :, None] + transitions[:-1]).argmax(axis=1).tolist()
    path = [int(best[-1].argmax())]
    for before in reversed(came_from):
        path.append(before[path[-1]])
    return [tags[choice] for choice in reversed(path)]


def _best_scores(texts: Sequence[npt.NDArray[np.float32]], transitions: Matrix) -> list[Matrix]:
    """Return, for each text, the score of the best sequence that ends with each word and tag: shape (words, tags)."""
    if not texts:
        return []
    abreast = Abreast.of([len(text) for text in texts])
    best = abreast.rows(texts).astype(np.float64)
    best[: abreast.width] += transitions[-1]
    steps = transitions[:-1]
    paths = np.empty((abreast.width, *steps.shape))
    for before, here in abreast.onward():
        onto = paths[: here.stop - here.start]
        np.add(best[before, :, None], steps, out=onto)
        best[here] += np.maximum.reduce(onto, axis=1)  # a ufunc's reduce starts faster than an array's max
    return abreast.sequences(best)
