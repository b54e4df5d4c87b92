"""Spans and the documents that hold them; impossible values cannot be built."""

from dataclasses import dataclass, field

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
