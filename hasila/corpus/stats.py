"""The size of an annotated corpus by any field of its rows, how its casualties are worded, what its tolls say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from hasila.arabic.casualties import COUNTS, WORDED_HARMS, count_of, harm_of, is_hedged
from hasila.arabic.words import count_words
from hasila.document import Document
from hasila.toll import HARMS, RELATIONS, ROLES, CountKind, Toll

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


def toll_contents(documents: Sequence[Document]) -> Table:
    """Return how many tolls have each kind, role and relation, one column for each harm and one for joint counts.

    The last rows count all tolls, and the passages that have one.
    """
    by_passage = [document.tolls or () for document in documents]
    seen = Counter(
        (trait, column)
        for tolls in by_passage
        for toll in tolls
        for trait in _traits(toll)
        for column in _columns(toll)
    )
    seen += Counter(
        ("passages", column) for tolls in by_passage for column in {c for toll in tolls for c in _columns(toll)}
    )
    rows = [(trait, *(f"{seen[trait, column]:,}" for column in _TOLL_COLUMNS)) for trait in _TOLL_TRAITS]
    return [("tolls", *_TOLL_COLUMNS), *rows]


_TOLL_COLUMNS = (*HARMS, "joint", "all")
_FILLED = (*ROLES, "source_words", "when", "date", *RELATIONS)
_TOLL_TRAITS = (*get_args(CountKind), *_FILLED, "cumulative", "all", "passages")


def _traits(toll: Toll) -> Iterator[str]:
    """Yield the rows of the table that count a toll."""
    yield toll.kind
    yield from (name for name in _FILLED if getattr(toll, name) not in (None, ()))
    if toll.scope == "cumulative":
        yield "cumulative"
    yield "all"


def _columns(toll: Toll) -> tuple[str, str]:
    return (toll.harm[0] if len(toll.harm) == 1 else "joint", "all")
