"""Spans to BIO tags and back; which tag sequences are legal; the best sequence from a model's scores.

The scheme is IOB2, read strictly: a span is a B and the I of the same label that follow it; an I that continues
nothing belongs to no span. seqeval's strict mode reads tags in the same way.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from hasila.spans import Document, Span
from hasila.words import Word

OUTSIDE = "O"


def tag_names(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of `labels` in the order of a model's outputs: O, then B and I of each label."""
    return (OUTSIDE, *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def labels_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that occur in `tags`, in order of first occurrence."""
    return tuple(dict.fromkeys(tag[2:] for tag in tags if tag != OUTSIDE))


def tags_from_spans(document: Document, words: Sequence[Word]) -> list[str]:
    """Return one tag a word. Raises ValueError where a span begins or ends within a word or holds none."""
    tags = [OUTSIDE] * len(words)
    starts = {word.start: place for place, word in enumerate(words)}
    ends = {word.end: place for place, word in enumerate(words)}
    for span in document.spans:
        if span.start not in starts or span.end not in ends:
            raise ValueError(f"{span.label} {span.start}:{span.end} «{document.words_of(span)}» cuts through a word")
        first, last = starts[span.start], ends[span.end]
        tags[first] = f"B-{span.label}"
        tags[first + 1 : last + 1] = [f"I-{span.label}"] * (last - first)
    return tags


def chunks(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (first, end, label) of each span in `tags`, counted in tags, end exclusive.

    >>> chunks(["B-ACTOR", "I-ACTOR", "I-LOCATION", "B-ACTOR"])
    [(0, 2, 'ACTOR'), (3, 4, 'ACTOR')]
    """
    found = []
    for first, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = first + 1
            while end < len(tags) and tags[end] == f"I-{tag[2:]}":
                end += 1
            found.append((first, end, tag[2:]))
    return found


def spans_from_tags(words: Sequence[Word], tags: Sequence[str], scores: Sequence[float] | None = None) -> list[Span]:
    """Return the spans that `tags` (one a word) say, with `scores` (one a span), if given."""
    found = chunks(tags)
    sure = [None] * len(found) if scores is None else scores
    return [
        Span(words[first].start, words[end - 1].end, label, score)
        for (first, end, label), score in zip(found, sure, strict=True)
    ]


def is_tag(tag: str) -> bool:
    """Say whether `tag` is O, B-LABEL or I-LABEL."""
    return tag == OUTSIDE or (tag[:2] in {"B-", "I-"} and len(tag) > 2)  # noqa: PLR2004 - a label behind the prefix


def is_legal(before: str, after: str) -> bool:
    """Say whether the tag `after` may follow `before` in IOB2 (`before` is O at the beginning of a text)."""
    return not after.startswith("I-") or before[2:] == after[2:]


Matrix = npt.NDArray[np.float64]


def legal_transitions(tags: Sequence[str]) -> Matrix:
    """Return the scores of going from one tag to the next where legality alone counts: 0, or minus infinity.

    Shape (tags + 1, tags): row i follows tag i, the last row begins a text, which is as after O.
    """
    rows = [[0.0 if is_legal(before, after) else -np.inf for after in tags] for before in (*tags, OUTSIDE)]
    return np.array(rows)


def learnt_transitions(tagged: Iterable[Sequence[str]], tags: Sequence[str]) -> Matrix:
    """Return log P(next | tag) - log P(next), counted in `tagged` sequences with half a count added to each pair.

    Added to a model's log-probabilities of words, which it gives each for itself, these make the most probable sequence
    by P(tags | text) ~ prod P(tag | text) P(tag | tag before) / P(tag): the hybrid of a network and a hidden Markov
    model (Bourlard & Morgan 1994). Shape as in `legal_transitions`, which must be added: all values here are finite.
    """
    pairs = np.full((len(tags) + 1, len(tags)), 0.5)
    for sequence in tagged:
        places = [tags.index(tag) for tag in sequence]
        for before, after in zip([len(tags), *places], places, strict=False):
            pairs[before, after] += 1
    conditional = np.log(pairs / pairs.sum(axis=1, keepdims=True))
    prior = np.log(pairs.sum(axis=0) / pairs.sum())
    scores: Matrix = conditional - prior
    return scores


def best_tags(log_probabilities: npt.NDArray[np.float32], tags: Sequence[str], transitions: Matrix) -> list[str]:
    """Return the tag sequence with the highest sum of scores (Viterbi 1967).

    `log_probabilities` has shape (words, tags), `transitions` that of `legal_transitions`.
    """
    if not len(log_probabilities):
        return []
    best = log_probabilities[0] + transitions[-1]
    came_from = np.zeros(log_probabilities.shape, dtype=np.intp)
    for place in range(1, len(log_probabilities)):
        paths = best[:, None] + transitions[:-1]
        came_from[place] = paths.argmax(axis=0)
        best = paths.max(axis=0) + log_probabilities[place]
    path = [int(best.argmax())]
    for place in range(len(log_probabilities) - 1, 0, -1):
        path.append(int(came_from[place, path[-1]]))
    return [tags[choice] for choice in reversed(path)]
