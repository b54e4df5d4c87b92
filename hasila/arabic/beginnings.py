"""Where a pattern may begin to match: a test of one word, whose answer can be kept for every line that has the word."""

import regex

BEGINNING = r"\S?\w*\W?"
"""A word up to its next sign, and the blank or sign behind it, if there is one."""
_BEGINNING = regex.compile(BEGINNING)
_BEFORE = ("منذ ", "استمر ")
"""What may stand before the tested word: each pattern that looks back finds what it looks for in one of them."""

OPENING_LETTERS = 4
"""Letters of a word that are tested before the whole word: few words begin as a pattern does."""


def beginning_at(line: str, start: int) -> str:
    """Return BEGINNING of the word at `start`.

    >>> beginning_at("في 2019-03-04", 3)
    '2019-'
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
    return any(pattern.match(before + word, len(before), partial=True) for before in _BEFORE)
