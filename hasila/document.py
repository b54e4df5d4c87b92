"""A text with the spans that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hasila.spans import Span


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its spans, sorted and flat, and whatever else its row says (`meta`: split, source, ...).

    Raises ValueError where spans overlap or leave the text.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", tuple(sorted(self.spans)))
        for left, right in pairwise(self.spans):
            if left.overlaps(right):
                raise ValueError(f"the spans {left.start}:{left.end} and {right.start}:{right.end} overlap")
        if self.spans and self.spans[-1].end > len(self.text):
            last = self.spans[-1]
            raise ValueError(f"the span {last.start}:{last.end} leaves the text of {len(self.text)} code points")

    def text_of(self, span: Span) -> str:
        """Return the span's own stretch of the text."""
        return self.text[span.start : span.end]
