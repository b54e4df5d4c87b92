"""What a model got wrong, sorted: missed, spurious, wrong boundary, wrong label."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hasila.spans import Document, Span

Kind = Literal["missed", "spurious", "wrong boundary", "wrong label"]
KINDS: tuple[Kind, ...] = ("missed", "spurious", "wrong boundary", "wrong label")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A gold span, a predicted span, or one of each that overlap, in a document. At least one is there."""

    kind: Kind
    document: Document
    gold: Span | None
    predicted: Span | None

    @property
    def start(self) -> int:
        """Where the mistake begins in the text."""
        return min(span.start for span in (self.gold, self.predicted) if span)


def mistakes(gold: Document, predicted: Sequence[Span]) -> Iterator[Mistake]:
    """Yield the mistakes of a passage, in its order; each span, gold or predicted, that is not exactly met is in one.

    A gold span meets the predicted span that shares most code points with it. The same boundaries with another label
    are a wrong label; the same label with other boundaries, or both different, a wrong boundary.
    """
    exact = set(gold.spans) & set(predicted)
    free = [span for span in predicted if span not in exact]
    found: list[Mistake] = []
    for span in gold.spans:
        if span in exact:
            continue
        touched = [other for other in free if other.overlaps(span)]
        if not touched:
            found.append(Mistake("missed", gold, span, None))
            continue
        other = max(touched, key=lambda candidate: _shared(span, candidate))
        free.remove(other)
        same_edges = (span.start, span.end) == (other.start, other.end)
        found.append(Mistake("wrong label" if same_edges else "wrong boundary", gold, span, other))
    found += [Mistake("spurious", gold, None, span) for span in free]
    yield from sorted(found, key=lambda mistake: mistake.start)


def _shared(left: Span, right: Span) -> int:
    return min(left.end, right.end) - max(left.start, right.start)
