"""A text with the spans that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from hasila.spans import Span


@dataclass(frozen=True, order=True, slots=True)
class Origin:
    """Where a document begins: a file and a line of it, counted from 1 (of a .parquet file, a row)."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its spans, sorted and flat, and whatever else its row says (`meta`: split, source, ...).

    An id that is no string in the row is one here, and stands in `meta` as the row gives it. `origin` is where the
    document was read, for errors to say; it takes no part in comparison.

    Raises ValueError where spans overlap or leave the text.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", tuple(sorted(self.spans)))
        for left, right in pairwise(self.spans):
            if left.overlaps(right):
                raise ValueError(f"the spans {left.start}:{left.end} and {right.start}:{right.end} overlap")
        if self.spans and self.spans[-1].end > len(self.text):
            last = self.spans[-1]
            raise ValueError(f"the span {last.start}:{last.end} leaves the text of {len(self.text)} code points")

    @property
    def where(self) -> str:
        """How an error names the document: where it was read, if that is known, and its id."""
        return self.id if self.origin is None else f"{self.origin}: {self.id}"

    def text_of(self, span: Span) -> str:
        """Return the span's own stretch of the text."""
        return self.text[span.start : span.end]
