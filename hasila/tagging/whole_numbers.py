"""A number is never cut: «34 ألفا و622 شهيدا» is one span, also where the likeliest tags begin another at «و622»."""

from bisect import bisect_left
from collections.abc import Sequence

import regex

from hasila.arabic.numbers import levelled_parts, read_numerals
from hasila.arabic.words import Word
from hasila.spans import Span

_NEAR = 6
"""Words on each side of a cut in which its number is looked for."""
_LEAST = 100
"""The least that stands before the cut. «ثلاثة» before «وعشرون جريحا» may be a count of its own."""
_BETWEEN = frozenset(["", "و", ".", ","])
"""What may stand between the halves, beside blanks."""
_GROUPED = regex.compile(r"\d[.,](?=\d{3}(?!\d))")


def with_whole_numbers(text: str, words: Sequence[Word], spans: Sequence[Span]) -> list[Span]:
    """Return the spans of a text, and of two between which a number is cut one, as sure as the less sure of them.

    >>> from hasila.arabic.words import split
    >>> text = "34 ألفا و622 شهيدا"
    >>> with_whole_numbers(text, split(text), [Span(0, 7, "CASUALTY", 0.9), Span(8, 18, "CASUALTY", 0.8)])
    [Span(start=0, end=18, label='CASUALTY', score=0.8)]
    """
    whole: list[Span] = []
    for span in spans:
        if whole and whole[-1].label == span.label and _is_cut(text, words, whole[-1], span):
            before = whole.pop()
            score = None if before.score is None or span.score is None else min(before.score, span.score)
            whole.append(Span(before.start, span.end, span.label, score))
        else:
            whole.append(span)
    return whole


def _is_cut(text: str, words: Sequence[Word], left: Span, right: Span) -> bool:
    """Say whether a number goes on from the end of one span to the next, in one line."""
    gap = text[left.end : right.start]
    if "\n" in gap or gap.strip() not in _BETWEEN:
        return False
    if (grouped := _GROUPED.search(text, left.start, right.end)) and grouped.end() == right.start:
        return True
    first, middle, last = (bisect_left(words, at, key=_start) for at in (left.start, right.start, right.end))
    before = _parts(words[max(first, middle - _NEAR) : middle])
    behind = _parts(words[middle : min(last, middle + _NEAR)])
    end = len(before) - (before[-1:] == ["و"])
    large = any(its.end == end and its.value >= _LEAST for its in read_numerals(before[:end]))
    return large and any(its.start < end < its.end for its in read_numerals([*before, *behind]))


def _start(word: Word) -> int:
    return word.start


def _parts(words: Sequence[Word]) -> list[str]:
    return [part for word in words for part in levelled_parts(word.folded)]
