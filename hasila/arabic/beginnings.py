"""Where a pattern may begin to match: a test of one word, whose answer can be kept for every line that has the word."""

import regex

_BEGINNING = regex.compile(r"\S?\w*")
_BEFORE = "منذ "
"""What stands before the tested word, for patterns that look back; those of lengths of time also match without."""

OPENING_LETTERS = 2
"""Letters of a word that are tested before the whole word: few words begin as a pattern does."""


def beginning_at(line: str, start: int) -> str:
    """Return what the word at `start` begins with, up to its next sign; nothing if a blank or no word is there.

    >>> beginning_at("في 2019-03-04", 3)
    '2019'
    """
    found = _BEGINNING.match(line, start)
    return found[0] if found else ""


def may_begin(pattern: regex.Pattern[str], word: str) -> bool:
    """Say whether `pattern` may match a line from `word` on: it matches the word, or would if the line went on.

    >>> may_begin(regex.compile("منذ ايام"), "منذ"), may_begin(regex.compile("منذ ايام"), "من")
    (True, True)
    >>> may_begin(regex.compile("منذ ايام"), "مند")
    False
    """
    return pattern.match(_BEFORE + word, len(_BEFORE), partial=True) is not None
