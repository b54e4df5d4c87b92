"""The words around a place in a text, as reports show them."""

from dataclasses import dataclass
from typing import Self

_CONTEXT = 40
"""How many code points are shown on either side."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a text from `start` to `end`, with dots where the text goes on."""

    start: int
    end: int
    opening: str
    closing: str

    @classmethod
    def around(cls, text: str, start: int, end: int) -> Self:
        """Return the excerpt around a stretch of a text."""
        first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
        return cls(first, last, "…" if first else "", "…" if last < len(text) else "")
