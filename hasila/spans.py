"""Spans: labelled stretches of texts. Impossible ones cannot be built."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

LABELS = ("ACTOR", "LOCATION", "CASUALTY")


def checked_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return `labels` if a model can have them. Raises ValueError, saying what labels must be.

    White space would end the label's column in a CoNLL file.
    """
    if not labels or len(set(labels)) < len(labels) or any(label.split() != [label] for label in labels):
        raise ValueError(f"{list(labels)} are not one or more different names without white space")
    return labels


def ordered_labels(labels: Iterable[str]) -> list[str]:
    """Return each of `labels` once: LABELS first, in their order, then others by name.

    >>> ordered_labels(["PERS", "LOCATION", "ACTOR", "LOCATION"])
    ['ACTOR', 'LOCATION', 'PERS']
    """
    found = set(labels)
    return [label for label in LABELS if label in found] + sorted(found - set(LABELS))


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A labelled stretch of a text: code points from `start` up to, not including, `end`.

    `score` is the model's confidence between 0 and 1, None for an annotated span; comparison ignores it.
    Raises TypeError if `start` or `end` is not a whole number or `label` not a str, and ValueError if the stretch is
    empty, reversed or begins before the text, if the label is empty, or if the score is not between 0 and 1.
    """

    start: int
    end: int
    label: str
    score: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not (isinstance(self.start, int) and isinstance(self.end, int)):
            raise TypeError(f"a span starts and ends at whole numbers, not at {self.start!r} and {self.end!r}")
        if not isinstance(self.label, str):
            raise TypeError(f"the label of the span {self.start}:{self.end} is a str, not {self.label!r}")
        if self.start < 0:
            raise ValueError(f"a span starts at 0 or later, not at {self.start}")
        if self.end <= self.start:
            raise ValueError(f"a span ends after its start, but {self.end} <= {self.start}")
        if not self.label:
            raise ValueError(f"the span {self.start}:{self.end} has no label")
        if self.score is not None and not 0 <= self.score <= 1:
            raise ValueError(f"the score of the span {self.start}:{self.end} is between 0 and 1, not {self.score}")

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def to_dict(self) -> dict[str, Any]:
        """Return start, end and label, and the score if there is one, as values for JSON."""
        scored = {} if self.score is None else {"score": self.score}
        return {"start": self.start, "end": self.end, "label": self.label, **scored}

    @classmethod
    def from_dict(cls, row: Any) -> Self:
        """Return the span of `row`; other fields are ignored. Raises ValueError if the row is not a span."""
        known = isinstance(row, dict) and isinstance(row.get("label"), str)
        if not (known and type(row.get("start")) is type(row.get("end")) is int):
            raise ValueError(f"a span is an object with whole numbers start and end and a label, not {row!r}")
        score = row.get("score")
        if not isinstance(score, int | float | None):
            raise ValueError(f"the score of the span {row['start']}:{row['end']} is a number, not {score!r}")  # noqa: TRY004 - one kind for all faults of a row
        return cls(row["start"], row["end"], row["label"], score)
