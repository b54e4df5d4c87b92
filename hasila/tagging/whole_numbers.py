"""A number is never cut: «34 ألفا و622 شهيدا» is one span, also where the likeliest tags begin another at «و622»."""

from collections.abc import Sequence
from itertools import pairwise

from hasila.arabic.numbers import levelled_parts, read_numerals
from hasila.arabic.words import Word

_NEAR = 6
"""Words on each side of a cut in which its number is looked for."""
_LEAST = 100
"""The least that stands before the cut. «ثلاثة» before «وعشرون جريحا» may be a count of its own."""


def with_whole_numbers(words: Sequence[Word], tags: Sequence[str]) -> list[str]:
    """Return the tags of words, with a span going on where another of its label would begin within a number.

    >>> from hasila.arabic.words import split
    >>> with_whole_numbers(split("34 ألفا و622 شهيدا"), ["B-CASUALTY", "I-CASUALTY", "B-CASUALTY", "I-CASUALTY"])
    ['B-CASUALTY', 'I-CASUALTY', 'I-CASUALTY', 'I-CASUALTY']
    """
    joined = list(tags)
    for index, (before, tag) in enumerate(pairwise(tags), start=1):
        if tag.startswith("B-") and before.endswith(tag[1:]) and _is_cut(words, index):
            joined[index] = f"I{tag[1:]}"
    return joined


def _is_cut(words: Sequence[Word], index: int) -> bool:
    """Say whether a number goes on from the word before `index` to that at it."""
    before, behind = (
        [part for word in its for part in levelled_parts(word.folded)]
        for its in (words[max(index - _NEAR, 0) : index], words[index : index + _NEAR])
    )
    large = any(its.end == len(before) and its.value >= _LEAST for its in read_numerals(before))
    return large and any(its.start < len(before) < its.end for its in read_numerals([*before, *behind]))
