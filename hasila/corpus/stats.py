"""The size of an annotated corpus by any field of its rows, and how its casualties are worded."""

from collections import Counter
from collections.abc import Sequence

from hasila.arabic.casualties import COUNTS, WORDED_HARMS, count_of, harm_of, is_hedged
from hasila.arabic.words import count_words
from hasila.document import Document

Table = list[tuple[str, ...]]
"""Rows of cells, the header first."""


def by_field(documents: Sequence[Document], field: str, labels: Sequence[str]) -> Table:
    """Return a row for each value of `field` and one for all.

    A row counts passages, words, spans by label, all spans, and passages without spans.
    """
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(str(document.meta.get(field, "-")), []).append(document)
    header = (field, "passages", "words", *labels, "spans", "empty")
    rows = [_row(value, members, labels) for value, members in sorted(groups.items())]
    return [header, *rows, _row("all", documents, labels)]


def _row(name: str, documents: Sequence[Document], labels: Sequence[str]) -> tuple[str, ...]:
    counts = Counter(span.label for document in documents for span in document.spans)
    words = sum(count_words(document.text) for document in documents)
    empty = sum(not document.spans for document in documents)
    numbers = (len(documents), words, *(counts[label] for label in labels), counts.total(), empty)
    return (name, *(f"{number:,}" for number in numbers))


def casualty_wordings(documents: Sequence[Document]) -> Table:
    """Return how often casualties are worded in each way, one column for each harm, and how many are hedged."""
    mentions = [document.text_of(span) for document in documents for span in document.spans if span.label == "CASUALTY"]
    seen = Counter((count_of(mention), harm_of(mention)) for mention in mentions)
    hedged = Counter(count_of(mention) for mention in mentions if is_hedged(mention))
    table: Table = [("CASUALTY", *WORDED_HARMS, "all", "hedged")]
    for count in COUNTS:
        numbers = [seen[count, harm] for harm in WORDED_HARMS]
        table.append((count, *map(str, numbers), str(sum(numbers)), str(hedged[count])))
    totals = [sum(seen[count, harm] for count in COUNTS) for harm in WORDED_HARMS]
    table.append(("all", *map(str, totals), str(sum(totals)), str(hedged.total())))
    return table
