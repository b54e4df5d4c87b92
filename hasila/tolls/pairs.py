"""Pairs that a toll may link: each casualty span with what stands near it and with other casualties.

What a model cannot see in the words of the two is counted here: how far apart they are and in which order, what
stands between them, and whether one may be a retelling or a part of the other.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import log2

import numpy as np
import numpy.typing as npt

from hasila.arabic.clitics import bare_forms
from hasila.arabic.dates import DatePhrase
from hasila.arabic.words import Word
from hasila.document import Document
from hasila.runtime.base import Indices
from hasila.spans import LABELS, Span
from hasila.tolls.count_features import ALONE_FEATURES, PAIR_FEATURES, CountedSpan, Neighbours, alone_features
from hasila.tolls.counts import VictimCount, read_counts
from hasila.tolls.dates import dates_of_harms, phrases_seen_from
from hasila.tolls.harms import is_part
from hasila.tolls.mentions import Mention, TextWord, mentions_of, words_of

ACTOR, LOCATION, CASUALTY = LABELS
DATE = "DATE"
CANDIDATES = (*LABELS, DATE)
"""What a casualty span may be paired with: spans by their label, and phrases that date."""
_FAR = 8
"""Sentences between a casualty span and the farthest actor, place or date; those of the first are never too far."""
_MOST = 64
"""The most candidates on each side, and the most of the first sentence: long texts take no longer for each word."""
_MOST_CASUALTIES = 32
"""The most casualty spans on each side, whose people may be told of again far away."""
_WORDS, _SENTENCES, _SPANS = 16, 8, 6
"""The farthest distances that are told apart: in half doublings of words, in steps of sentences, in spans."""
_STEPS = (6, 9, 17)
"""The distances in sentences, beyond five, at which a new step begins."""
FEATURES = {
    "label": len(CANDIDATES),
    "words": 2 * _WORDS + 1,
    "sentences": 2 * _SENTENCES + 1,
    "spans": 2 * _SPANS + 1,
    "headline": 4,
    "name": 2,
    "date": 3,
    **PAIR_FEATURES,
}
"""What is known of a pair, and how many values each has, which are numbers from 0."""
_BY_RULES = 2
"""The feature `date` of the phrase that rules take for the date; that of another phrase is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs of a text: indices, shape (pairs, 2), casualty span first; FEATURES, a column each.

    An index is that of a span, or, behind the last span, that of a phrase, as in `candidates_of`. `casualties` are the
    indices of the casualty spans, `alone` their ALONE_FEATURES, a column each, and `counts` their counts, all in the
    order of the text; `words` are those of the text, `phrases` those that date.
    """

    spans: Indices
    features: Indices
    casualties: Indices
    alone: Indices
    counts: Sequence[tuple[VictimCount, ...]]
    words: Sequence[TextWord]
    phrases: Sequence[DatePhrase]

    def dated_by_rules(self) -> npt.NDArray[np.bool_]:
        """Say of each pair whether the second is the phrase that rules take for the date of the first."""
        chosen: npt.NDArray[np.bool_] = self.features[:, list(FEATURES).index("date")] == _BY_RULES
        return chosen


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a span or a phrase stands: its label, its words, and their sentence."""

    index: int
    label: str
    start: int
    end: int
    sentence: int
    ranks: tuple[int, ...]
    """How many of each label are before it, in the order of CANDIDATES."""
    repeats: bool
    counted: CountedSpan | None
    dated: int | None
    """The index of the phrase that rules take for the date of a casualty span."""


def phrases_of(document: Document, words: Sequence[Word] | None = None) -> tuple[DatePhrase, ...]:
    """Return the phrases that may date the harms of a document: none without a casualty span.

    Dates that need one are resolved against the day in the document's field `date`, YYYY-MM-DD, or its year. `words`
    are those of its text as `split` gives them, where the caller knows them.
    """
    if all(span.label != CASUALTY for span in document.spans):
        return ()
    return phrases_seen_from(document.text, document.meta.get("date"), words)


def candidates_of(document: Document, phrases: Iterable[DatePhrase]) -> tuple[Span, ...]:
    """Return what casualty spans are paired with: the spans of a document, and behind them its phrases, as spans."""
    return (*document.spans, *(Span(phrase.start, phrase.end, DATE) for phrase in phrases))


def pairs_of(
    document: Document, words: Sequence[Word] | None = None, phrases: Sequence[DatePhrase] | None = None
) -> Pairs:
    """Return the pairs of a document. Spans with other labels than LABELS are in none.

    `words` are those of its text as `split` gives them, and `phrases` what `phrases_of` gives, where the caller knows
    them.
    """
    phrases = phrases_of(document, words) if phrases is None else phrases
    text_words = words_of(document.text, words)
    casualties = [(span.start, span.end) for span in document.spans if span.label == CASUALTY]
    counts = read_counts(text_words, casualties)
    numbers = {phrase: number for number, phrase in enumerate(phrases, start=len(document.spans))}
    dated = [None if its is None else numbers[its] for its in dates_of_harms(text_words, casualties, phrases)]
    candidates = candidates_of(document, phrases)
    places = _places(document.text, candidates, text_words, zip(counts, dated, strict=True))
    spans: list[tuple[int, int]] = []
    features: list[tuple[int, ...]] = []
    counted = [number for number, place in enumerate(places) if place.counted is not None]
    for number, head in enumerate(places):
        if head.counted is not None:
            others = [places[other] for other in _candidates(places, number, counted)]
            spans += ((head.index, other.index) for other in others)
            features += _features(head, head.counted, others)
    heads = [places[number].index for number in counted]
    return Pairs(
        _rows(spans, 2),
        _rows(features, len(FEATURES)),
        np.array(heads, dtype=np.int64),
        _rows([alone_features(first) for first, *_ in counts], len(ALONE_FEATURES)),
        counts,
        text_words,
        phrases,
    )


def _rows(values: Sequence[Sequence[int]], columns: int) -> Indices:
    return np.array(values, dtype=np.int64).reshape(-1, columns)


def _places(
    text: str,
    candidates: Sequence[Span],
    words: Sequence[TextWord],
    casualties: Iterator[tuple[tuple[VictimCount, ...], int | None]],
) -> list[_Place]:
    """Return where all candidates stand, in the text's order; `casualties` are the counts and date of each."""
    ranks = dict.fromkeys(CANDIDATES, 0)
    names: set[str] = set()
    places = []
    mentions = mentions_of(words, [(one.start, one.end) for one in candidates])
    for one, index, mention in sorted(zip(candidates, range(len(candidates)), mentions, strict=True), key=_in_text):
        counted = dated = None
        forms: frozenset[str] = frozenset()
        if one.label == CASUALTY:
            counts, dated = next(casualties)
            counted = CountedSpan(index, counts[0], is_part(words, mention))
        elif one.label != DATE:
            forms = bare_forms(text[one.start : one.end])
        sentence = words[min(mention.start, len(words) - 1)].sentence
        repeats = not names.isdisjoint(forms)
        names |= forms
        if one.label in ranks:
            before = tuple(ranks.values())
            at = mention.start, mention.end, sentence
            places.append(_Place(index, one.label, *at, before, repeats, counted, dated))
            ranks[one.label] += 1
    return places


def _in_text(candidate: tuple[Span, int, Mention]) -> tuple[int, int]:
    span, index, _ = candidate
    return span.start, index


def _candidates(places: Sequence[_Place], number: int, counted: Sequence[int]) -> list[int]:
    """Return where the candidates of a casualty span are in `places`: near it, in the first sentence, or counted.

    `counted` are the places of all casualty spans.
    """
    sentence, order = places[number].sentence, bisect_left(counted, number)
    near = range(max(number - _MOST, 0), min(number + _MOST + 1, len(places)))
    found = {other for other in near if abs(places[other].sentence - sentence) <= _FAR}
    found.update(takewhile(lambda other: places[other].sentence == 0, range(min(_MOST, len(places)))))
    found.update(counted[max(order - _MOST_CASUALTIES, 0) : order + _MOST_CASUALTIES + 1])
    return sorted(found - {number})


def _features(head: _Place, counted: CountedSpan, others: Sequence[_Place]) -> Iterator[tuple[int, ...]]:
    neighbours = Neighbours(counted, [other.counted for other in others if other.counted is not None])
    for other in others:
        yield _stand(head, other) + (_NO_COUNT if other.counted is None else neighbours.features(other.counted))


_NO_COUNT = (0,) * len(PAIR_FEATURES)


def _stand(head: _Place, other: _Place) -> tuple[int, ...]:
    """Return how a casualty span and another candidate stand to each other in the text."""
    label = CANDIDATES.index(other.label)
    return (
        label,
        _signed(_doublings(head, other), _WORDS),
        _signed(_steps(other.sentence - head.sentence), _SENTENCES),
        _signed(other.ranks[label] - head.ranks[label], _SPANS),
        2 * (head.sentence == 0) + (other.sentence == 0),
        int(other.repeats),
        0 if other.label != DATE else _BY_RULES if other.index == head.dated else 1,
    )


def _signed(value: int, most: int) -> int:
    """Return a distance between -most and most as a number from 0."""
    return min(max(value, -most), most) + most


def _steps(sentences: int) -> int:
    """Return a distance in sentences in steps, which grow with it."""
    far = abs(sentences)
    steps = min(far, _STEPS[0] - 1) + sum(far >= step for step in _STEPS)
    return steps if sentences > 0 else -steps


def _doublings(head: _Place, other: _Place) -> int:
    """Return the words between two spans in half doublings, below 0 for a span before the casualty span."""
    if other.start >= head.end:
        return round(2 * log2(other.start - head.end + 1)) + 1
    return -round(2 * log2(max(head.start - other.end, 0) + 1)) - 1
