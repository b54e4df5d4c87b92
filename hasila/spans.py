"""Spans and the documents that hold them; impossible values cannot be built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

LABELS = ("ACTOR", "LOCATION", "CASUALTY")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A labelled stretch of a text: code points from `start` up to, not including, `end`.

    `score` is the model's confidence between 0 and 1, None for an annotated span; it takes no part in comparison.
    Raises ValueError where the stretch is empty, reversed or begins before the text, or the label is empty.
    """

    start: int
    end: int
    label: str
    score: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.start < 0:
            raise ValueError(f"a span starts at 0 or later, not at {self.start}")
        if self.end <= self.start:
            raise ValueError(f"a span ends after its start, but {self.end} <= {self.start}")
        if not self.label:
            raise ValueError(f"the span {self.start}:{self.end} has no label")

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two share a code point."""
        return self.start < other.end and other.start < self.end


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

    def words_of(self, span: Span) -> str:
        """Return the span's own stretch of the text."""
        return self.text[span.start : span.end]
