"""Tables in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

import regex

_SIGNS = regex.compile(r"[\\`*\[\]<>&|]|~~|(?<!\w)_|_(?!\w)")
"""What Markdown or HTML would read as more than a letter; a _ within a word it does not."""


def markdown(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the header first; all columns but the first are set right.

    Each cell shows its words as they are (`plain`), whatever Markdown they would be.
    """
    header, *body = rows
    yield _line(map(plain, header))
    yield _line(["---", *["---:"] * (len(header) - 1)])
    yield from (_line(map(plain, cells)) for cells in body)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(words: str) -> str:
    r"""Return what Markdown shows as `words`: signs escaped, line breaks and other white space as one blank.

    >>> plain("a|b\n<i>")
    'a\\|b \\<i\\>'
    """
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", " ".join(words.split()))
