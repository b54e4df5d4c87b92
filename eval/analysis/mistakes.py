"""The mistakes of a model: sorted by kind, counted, and those that it repeats.

Gold and predicted spans that do not match exactly are grouped where they overlap; each group is one mistake:

| kind        | gold | predicted | what differs                                                      |
|-------------|------|-----------|-------------------------------------------------------------------|
| missed      | 1    | -         |                                                                   |
| spurious    | -    | 1         |                                                                   |
| wrong label | 1    | 1         | the label alone                                                   |
| clitic      | 1    | 1         | conjunctions, prepositions or articles written as their own word  |
| too long    | 1    | 1         | the predicted span holds the gold one                             |
| too short   | 1    | 1         | the gold span holds the predicted one                             |
| shifted     | 1    | 1         | each has words that the other lacks                               |
| merged      | 2+   | any       | gold spans that one predicted span touches, or a chain of such    |
| split       | 1    | 2+        | predicted spans that one gold span touches                        |

Boundary kinds do not look at the label, which may differ as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.analysis.results import MISTAKE_KINDS, MistakeKind, Repeated
from hasila.arabic.spelling import level
from hasila.arabic.words import split
from hasila.document import Document
from hasila.spans import Span

NONE = "none"
"""The missing side of a mistake in a confusion matrix."""
_CLITICS = frozenset(["و", "ف", "ب", "ل", "ك", "س", "ال", "لل", "وال", "بال", "فال"])


@dataclass(frozen=True, slots=True)
class Mistake:
    """Gold and predicted spans of a document that overlap without matching. At least one span is there."""

    kind: MistakeKind
    document: Document
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where the mistake begins in the text."""
        return min(span.start for span in (*self.gold, *self.predicted))

    @property
    def end(self) -> int:
        """Where the mistake ends in the text."""
        return max(span.end for span in (*self.gold, *self.predicted))


def mistakes(gold: Document, predicted: Sequence[Span]) -> Iterator[Mistake]:
    """Yield the mistakes of a passage, in order; each span without an exact match is in one of them."""
    exact = set(gold.spans) & set(predicted)
    left = sorted(
        [(span, True) for span in gold.spans if span not in exact]
        + [(span, False) for span in predicted if span not in exact],
        key=lambda one: (one[0].start, one[0].end),
    )
    group: list[tuple[Span, bool]] = []
    end = 0
    for span, is_gold in left:
        if group and span.start >= end:
            yield _mistake(gold, group)
            group = []
        group.append((span, is_gold))
        end = max(end, span.end)
    if group:
        yield _mistake(gold, group)


def _mistake(document: Document, group: Sequence[tuple[Span, bool]]) -> Mistake:
    gold = tuple(span for span, is_gold in group if is_gold)
    predicted = tuple(span for span, is_gold in group if not is_gold)
    return Mistake(_kind(document, gold, predicted), document, gold, predicted)


def _kind(document: Document, gold: Sequence[Span], predicted: Sequence[Span]) -> MistakeKind:
    if not gold or not predicted:
        return "missed" if gold else "spurious"
    if len(gold) > 1:
        return "merged"
    if len(predicted) > 1:
        return "split"
    return _boundary(document, gold[0], predicted[0])


def _boundary(document: Document, gold: Span, predicted: Span) -> MistakeKind:
    if (gold.start, gold.end) == (predicted.start, predicted.end):
        return "wrong label"
    if _disputed(document, gold, predicted) <= _CLITICS:
        return "clitic"
    if predicted.start <= gold.start and gold.end <= predicted.end:
        return "too long"
    if gold.start <= predicted.start and predicted.end <= gold.end:
        return "too short"
    return "shifted"


def _disputed(document: Document, gold: Span, predicted: Span) -> set[str]:
    """Return the words that are in only one of the two spans."""
    edges = sorted((gold.start, gold.end, predicted.start, predicted.end))
    parts = (document.text[edges[0] : edges[1]], document.text[edges[2] : edges[3]])
    return {word.folded for part in parts for word in split(part)}


def confusion(
    labels: Sequence[str], gold: Sequence[Document], predicted: Sequence[Sequence[Span]]
) -> dict[str, dict[str, int]]:
    """Return how often each gold label met each predicted one.

    NONE is the column of missed spans and the row of spurious ones. Where spans overlap without matching, each gold
    span is counted with each predicted span that it overlaps.
    """
    counts = {row: dict.fromkeys((*labels, NONE), 0) for row in (*labels, NONE)}
    for document, spans in zip(gold, predicted, strict=True):
        for span in set(document.spans) & set(spans):
            counts[span.label][span.label] += 1
        for mistake in mistakes(document, spans):
            for left, right in _met(mistake):
                counts[left][right] += 1
    return counts


def _met(mistake: Mistake) -> Iterator[tuple[str, str]]:
    for span in mistake.gold:
        touched = [other for other in mistake.predicted if other.overlaps(span)]
        yield from ((span.label, other.label) for other in touched)
        if not touched:
            yield span.label, NONE
    for span in mistake.predicted:
        if not any(other.overlaps(span) for other in mistake.gold):
            yield NONE, span.label


def by_kind(found: Sequence[Mistake]) -> Mapping[MistakeKind, int]:
    """Return how many mistakes there are of each kind."""
    counts = Counter(mistake.kind for mistake in found)
    return {kind: counts[kind] for kind in MISTAKE_KINDS}


def repeated_mistakes(found: Sequence[Mistake]) -> list[Repeated]:
    """Return the mistakes made at more than one place, the most frequent first; words are compared levelled.

    A mistake that several seeds make at one place counts once.
    """
    groups: dict[tuple[MistakeKind, str, str], dict[tuple[str, int], Mistake]] = defaultdict(dict)
    for mistake in found:
        key = (mistake.kind, _levelled(mistake.document, mistake.gold), _levelled(mistake.document, mistake.predicted))
        groups[key].setdefault((mistake.document.id, mistake.start), mistake)
    common = [list(group.values()) for group in groups.values() if len(group) > 1]
    return [_repeated(group) for group in sorted(common, key=len, reverse=True)]


def _repeated(group: Sequence[Mistake]) -> Repeated:
    first = group[0]
    return Repeated(
        first.kind,
        _described(first.document, first.gold),
        _described(first.document, first.predicted),
        len(group),
        tuple(dict.fromkeys(mistake.document.id for mistake in group)),
    )


def _described(document: Document, spans: Sequence[Span]) -> str:
    return " + ".join(f"{span.label} {' '.join(document.text_of(span).split())}" for span in spans)


def _levelled(document: Document, spans: Sequence[Span]) -> str:
    words = (split(document.text_of(span)) for span in spans)
    named = zip(spans, words, strict=True)
    return " + ".join(f"{span.label} {' '.join(level(word.folded) for word in its)}" for span, its in named)
