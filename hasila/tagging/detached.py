"""A conjunction that stands apart, «8 أطفال و 6 نساء», is nobody: models tag it like the one in «و6 نساء»."""

from collections.abc import Sequence

from hasila.arabic.words import fold
from hasila.spans import Span

_CONJUNCTIONS = frozenset(["و", "ف"])


def without_detached(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans of a text without those that are a conjunction alone.

    >>> without_detached("8 أطفال و 6 نساء", [Span(8, 9, "CASUALTY"), Span(10, 16, "CASUALTY")])
    [Span(start=10, end=16, label='CASUALTY', score=None)]
    """
    return [span for span in spans if fold(text[span.start : span.end]) not in _CONJUNCTIONS]
