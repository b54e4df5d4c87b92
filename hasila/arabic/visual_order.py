"""Text in visual order: letters from left to right as they stand on a page, which some PDFs give for Arabic."""

import unicodedata

import regex

_FORWARD = regex.compile(r"\bال\p{L}{2,}|\p{L}{2,}[ةى]\b")
"""The article at the beginning of words, and letters that only end them."""
_BACKWARD = regex.compile(r"\p{L}{2,}لا\b|\b[ةى]\p{L}{2,}")
_FEWEST, _TIMES = 3, 3
"""How many signs of backward words there are at least, and how many times as many as of forward ones."""
_EXAMINED = 5000
"""How many code points of a text are examined."""


def is_visual(text: str) -> bool:
    """Say whether the words of a text are written backwards.

    >>> plain = "المدينة القديمة والقرية الكبرى"
    >>> is_visual(plain), is_visual(plain[::-1])
    (False, True)
    """
    head = unicodedata.normalize("NFKC", text[:_EXAMINED])
    backward = len(_BACKWARD.findall(head))
    return backward >= _FEWEST and backward >= _TIMES * len(_FORWARD.findall(head))
