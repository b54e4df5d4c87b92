"""Long lists of faults made short: the first few of each kind, and how many more there are."""

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

SHOWN = 5
"""Faults of one kind that are listed."""
_PARTICULAR = regex.compile(r"«.*?»|'.*?'|\".*?\"|\d+", regex.DOTALL)


def kind_of(fault: str) -> str:
    """Return what a fault has in common with others of its kind: all but what it quotes and its numbers.

    >>> kind_of("the span 0:9 leaves the text") == kind_of("the span 4:71 leaves the text")
    True
    """
    return _PARTICULAR.sub("", fault)


def abridged(faults: Sequence[tuple[str, str]], hint: str = "") -> Iterator[str]:
    """Yield the lines of `faults`, (kind, line), but after SHOWN of a kind how many more there are, with `hint`.

    >>> list(abridged([("a", "1"), ("a", "2"), ("a", "3"), ("a", "4"), ("a", "5"), ("a", "6"), ("b", "7")]))
    ['1', '2', '3', '4', '5', 'and 1 more of this kind', '7']
    """
    all_of = Counter(kind for kind, _ in faults)
    met: Counter[str] = Counter()
    for kind, line in faults:
        met[kind] += 1
        if met[kind] <= SHOWN:
            yield line
        if met[kind] == SHOWN and all_of[kind] > SHOWN:
            yield f"and {all_of[kind] - SHOWN} more of this kind{hint}"
