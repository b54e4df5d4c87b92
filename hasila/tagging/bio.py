"""Spans to BIO tags and back, and which tags may follow each other.

The scheme is IOB2, read strictly: a span is a B and the I tags of the same label that follow it. An I that continues
nothing belongs to no span. seqeval's strict mode reads tags in the same way.
"""

from collections.abc import Iterable, Sequence

from hasila.arabic.words import Word
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges

OUTSIDE = "O"


def tag_names(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of `labels` in the order of a model's outputs: O, then B and I of each label."""
    return (OUTSIDE, *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def labels_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the labels that occur in `tags`, in order of first occurrence."""
    return tuple(dict.fromkeys(tag[2:] for tag in tags if tag != OUTSIDE))


def tags_from_spans(document: Document, words: Sequence[Word]) -> list[str]:
    """Return one tag for each word. Raises ValueError if a span begins or ends inside a word or contains no word."""
    tags = [OUTSIDE] * len(words)
    edges = WordEdges.of(words)
    for span in document.spans:
        if not edges.fits(span):
            raise ValueError(f"{span.label} {span.start}:{span.end} «{document.text_of(span)}» cuts through a word")
        its = edges.touched(span)
        tags[its.start : its.stop] = [f"B-{span.label}", *[f"I-{span.label}"] * (len(its) - 1)]
    return tags


def chunks(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return (first, end, label) of each span in `tags`, counted in tags, end exclusive.

    >>> chunks(["B-ACTOR", "I-ACTOR", "I-LOCATION", "B-ACTOR"])
    [(0, 2, 'ACTOR'), (3, 4, 'ACTOR')]
    """
    found = []
    for first, tag in enumerate(tags):
        if tag != OUTSIDE and tag.startswith("B-"):
            end = first + 1
            while end < len(tags) and tags[end] == f"I-{tag[2:]}":
                end += 1
            found.append((first, end, tag[2:]))
    return found


def spans_from_tags(words: Sequence[Word], tags: Sequence[str], scores: Sequence[float] | None = None) -> list[Span]:
    """Return the spans of `tags` (one for each word), with `scores` (one for each span), if given."""
    found = chunks(tags)
    sure = [None] * len(found) if scores is None else scores
    return [
        Span(words[first].start, words[end - 1].end, label, score)
        for (first, end, label), score in zip(found, sure, strict=True)
    ]


def is_tag(tag: str) -> bool:
    """Say whether `tag` is O, B-LABEL or I-LABEL."""
    return tag == OUTSIDE or (tag[:2] in {"B-", "I-"} and len(tag) > 2)  # noqa: PLR2004 - a label after the prefix


def is_legal(before: str, after: str) -> bool:
    """Say whether the tag `after` may follow `before` in IOB2 (`before` is O at the beginning of a text)."""
    return not after.startswith("I-") or before[2:] == after[2:]
