"""Shortening long lists of faults: the first few of each kind, and how many more there are."""

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

SHOWN = 5
"""How many faults of one kind are listed."""
_PARTICULAR = regex.compile(r"«.*?»|'.*?'|\".*?\"|\d+", regex.DOTALL)


def kind_of(fault: str) -> str:
    """Return the kind of a fault: its message without quotations and numbers.

    >>> kind_of("the span 0:9 has no label") == kind_of("the span 4:71 has no label")
    True
    """
    return _PARTICULAR.sub("", fault)


def abridged(faults: Sequence[tuple[str, str]], hint: str = "") -> Iterator[str]:
    """Yield the first SHOWN lines of each kind in `faults` (kind, line), and how many more there are, with `hint`.

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
