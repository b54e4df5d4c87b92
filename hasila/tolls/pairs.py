"""Pairs of spans that a toll may link: each casualty span with every span near it, and what is known of the two.

What a model cannot see in the words of two spans is counted here: how far apart they are and in which order, what
stands between them, and whether one may be a retelling or a part of the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from math import log2

import numpy as np

from hasila.arabic.clitics import bare_forms
from hasila.arabic.words import Word
from hasila.document import Document
from hasila.runtime.base import Indices
from hasila.spans import LABELS
from hasila.tolls.count_features import ALONE_FEATURES, PAIR_FEATURES, CountedSpan, Neighbours, alone_features
from hasila.tolls.counts import VictimCount, read_counts
from hasila.tolls.harms import is_part
from hasila.tolls.mentions import TextWord, mentions_of, words_of

ACTOR, LOCATION, CASUALTY = LABELS
_FAR = 8
"""Sentences between a casualty span and the farthest candidate; the first sentence is never too far."""
_MOST = 64
"""The most spans on each side that are candidates, and the most of the first sentence: long texts take no longer for
each word."""
_WORDS, _SENTENCES, _SPANS = 16, 5, 6
"""The farthest distances that are told apart: in half doublings of words, in sentences, in spans."""
FEATURES = {
    "label": len(LABELS),
    "words": 2 * _WORDS + 1,
    "sentences": 2 * _SENTENCES + 1,
    "spans": 2 * _SPANS + 1,
    "headline": 4,
    "name": 2,
    **PAIR_FEATURES,
}
"""What is known of a pair, and how many values each has, which are numbers from 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs of a text: indices of its spans, shape (pairs, 2), casualty span first; FEATURES, a column each.

    `casualties` are the indices of the casualty spans, `alone` their ALONE_FEATURES, a column each, and `counts` their
    counts, all in the order of the text; `words` are those of the text.
    """

    spans: Indices
    features: Indices
    casualties: Indices
    alone: Indices
    counts: Sequence[tuple[VictimCount, ...]]
    words: Sequence[TextWord]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a span stands: its label, its words, their sentence, and how many spans of its label are before it."""

    index: int
    label: str
    start: int
    end: int
    sentence: int
    ranks: tuple[int, ...]
    """How many spans of each label are before it, in the order of LABELS."""
    repeats: bool
    counted: CountedSpan | None


def pairs_of(document: Document, words: Sequence[Word] | None = None) -> Pairs:
    """Return the pairs of a document. Spans with other labels than LABELS are in none.

    `words` are those of its text as `split` gives them, where the caller knows them.
    """
    text_words = words_of(document.text, words)
    counts = read_counts(text_words, [(s.start, s.end) for s in document.spans if s.label == CASUALTY])
    places = _places(document, text_words, counts)
    spans: list[tuple[int, int]] = []
    features: list[tuple[int, ...]] = []
    for number, head in enumerate(places):
        if head.counted is not None:
            others = list(_candidates(places, number))
            spans += ((head.index, other.index) for other in others)
            features += _features(head, head.counted, others)
    casualties = [place.index for place in places if place.counted is not None]
    return Pairs(
        _rows(spans, 2),
        _rows(features, len(FEATURES)),
        np.array(casualties, dtype=np.int64),
        _rows([alone_features(first) for first, *_ in counts], len(ALONE_FEATURES)),
        counts,
        text_words,
    )


def _rows(values: Sequence[Sequence[int]], columns: int) -> Indices:
    return np.array(values, dtype=np.int64).reshape(-1, columns)


def _places(document: Document, words: Sequence[TextWord], counts: Sequence[tuple[VictimCount, ...]]) -> list[_Place]:
    unplaced = iter(counts)
    ranks = dict.fromkeys(LABELS, 0)
    names: set[str] = set()
    places = []
    for index, (span, mention) in enumerate(
        zip(document.spans, mentions_of(words, [(s.start, s.end) for s in document.spans]), strict=True)
    ):
        counted = CountedSpan(index, next(unplaced)[0], is_part(words, mention)) if span.label == CASUALTY else None
        forms = bare_forms(document.text_of(span)) if counted is None else frozenset()
        sentence = words[min(mention.start, len(words) - 1)].sentence
        repeats = not names.isdisjoint(forms)
        names |= forms
        if span.label in LABELS:
            before = tuple(ranks.values())
            places.append(_Place(index, span.label, mention.start, mention.end, sentence, before, repeats, counted))
            ranks[span.label] += 1
    return places


def _candidates(places: Sequence[_Place], number: int) -> Iterator[_Place]:
    """Yield the spans near a casualty span, and those of the first sentence, in the order of the text."""
    head, begin = places[number], max(number - _MOST, 0)
    first = takewhile(lambda place: place.sentence == 0, places[: min(begin, _MOST)])
    for other in chain(first, places[begin : number + _MOST + 1]):
        if other is not head and (other.sentence == 0 or abs(head.sentence - other.sentence) <= _FAR):
            yield other


def _features(head: _Place, counted: CountedSpan, others: Sequence[_Place]) -> Iterator[tuple[int, ...]]:
    neighbours = Neighbours(counted, [other.counted for other in others if other.counted is not None])
    for other in others:
        yield _stand(head, other) + (_NO_COUNT if other.counted is None else neighbours.features(other.counted))


_NO_COUNT = (0,) * len(PAIR_FEATURES)


def _stand(head: _Place, other: _Place) -> tuple[int, ...]:
    """Return how two spans stand to each other in the text."""
    label = LABELS.index(other.label)
    return (
        label,
        _signed(_doublings(head, other), _WORDS),
        _signed(other.sentence - head.sentence, _SENTENCES),
        _signed(other.ranks[label] - head.ranks[label], _SPANS),
        2 * (head.sentence == 0) + (other.sentence == 0),
        int(other.repeats),
    )


def _signed(value: int, most: int) -> int:
    """Return a distance between -most and most as a number from 0."""
    return min(max(value, -most), most) + most


def _doublings(head: _Place, other: _Place) -> int:
    """Return the words between two spans in half doublings, below 0 for a span before the casualty span."""
    if other.start >= head.end:
        return round(2 * log2(other.start - head.end + 1)) + 1
    return -round(2 * log2(max(head.start - other.end, 0) + 1)) - 1
