"""Tables in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

import regex

_SIGNS = regex.compile(r"[\\`*_\[\]|~]")
_BREAKS = regex.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


def markdown(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the header first; all columns but the first are set right."""
    header, *body = rows
    for cells in (header, ("---", *["---:"] * (len(header) - 1)), *body):
        yield f"| {' | '.join(cells)} |"
