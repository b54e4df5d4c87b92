"""Where sentences and paragraphs begin, by signs and line breaks alone."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import regex

from hasila.arabic.words import Word

SENTENCE_ENDS = frozenset(".!?؟؛…")
"""The signs after which a sentence begins."""
_BLANK_LINE = regex.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r|\u2029")


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


def paragraph_starts(text: str, words: Sequence[Word]) -> list[int]:
    r"""Return the indices of the words of `text`, but for its first, before which a line is blank.

    >>> from hasila.arabic.words import split
    >>> paragraph_starts("غارة على تدمر\n\nقُتل ثلاثة", split("غارة على تدمر\n\nقُتل ثلاثة"))
    [3]
    """
    starts = [word.start for word in words]
    found = {bisect_left(starts, blank.end()) for blank in _BLANK_LINE.finditer(text)}
    return sorted(found - {0, len(words)})
