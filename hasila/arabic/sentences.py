"""Where sentences begin, by signs and line breaks alone."""

from collections.abc import Sequence
from itertools import pairwise

from hasila.arabic.words import Word

SENTENCE_ENDS = frozenset(".!?؟؛…")
"""The signs after which a sentence begins."""


def sentence_starts(text: str, words: Sequence[Word]) -> list[int]:
    """Return the indices of the words of `text`, but for its first, with which a sentence begins.

    >>> from hasila.arabic.words import split
    >>> sentence_starts("قُتل ثلاثة. وأصيب اثنان", split("قُتل ثلاثة. وأصيب اثنان"))
    [3]
    """
    return [
        index
        for index, (before, word) in enumerate(pairwise(words), start=1)
        if before.folded in SENTENCE_ENDS or "\n" in text[before.end : word.start]
    ]
