"""Tables in Markdown."""

from collections.abc import Iterable, Iterator, Sequence


def markdown(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the header first; all columns but the first are set right."""
    header, *body = rows
    for cells in (header, ("---", *["---:"] * (len(header) - 1)), *body):
        yield f"| {' | '.join(cells)} |"
