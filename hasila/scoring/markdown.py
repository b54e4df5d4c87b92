"""Tables in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

import regex

_SIGNS = regex.compile(r"[\\`*~\[\]<>&|]|(?<![^\W_])_|_(?![^\W_])")
"""Characters with a meaning in Markdown or HTML; a _ inside a word has none."""
_BLANKS = regex.compile(r"[\s\x1c-\x1f]+")


def markdown(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, the header first; all columns but the first are right-aligned.

    Each cell shows its words literally (`plain`).
    """
    header, *body = rows
    yield _line(map(plain, header))
    yield _line(["---", *["---:"] * (len(header) - 1)])
    yield from (_line(map(plain, cells)) for cells in body)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(words: str) -> str:
    r"""Return Markdown that shows `words` literally: signs are escaped, and white space becomes one blank.

    >>> plain("a|b\n<i>")
    'a\\|b \\<i\\>'
    """
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", _BLANKS.sub(" ", words))
