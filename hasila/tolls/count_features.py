"""What the counts of casualty spans tell a model, which cannot reckon: which is greater, a sum, nearest; how great."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2, log10
from typing import get_args

from hasila.toll import HARMS, CountKind, Harm
from hasila.tolls.counts import VictimCount

_KINDS: tuple[CountKind, ...] = get_args(CountKind)
_DOUBLINGS = 5
"""The farthest ratio of two counts that is told apart, in doublings."""
_MAGNITUDES = 12
"""Magnitudes of a count that are told apart, in halves of a power of ten."""
PAIR_FEATURES = {"count": 7, "harm": 4, "part": 4, "sum": 4, "ratio": 2 * _DOUBLINGS + 2, "group": 6, "nearest": 5}
"""What is known of two casualty spans, and how many values each has: numbers from 0, which is for other pairs."""
ALONE_FEATURES = {"magnitude": _MAGNITUDES, "harm": 2 * (len(HARMS) + 1), "kind": len(_KINDS)}
"""The same of one casualty span by itself."""


@dataclass(frozen=True, slots=True)
class CountedSpan:
    """A casualty span: its place among the spans of the text, its first count, and whether «بينهم» stands before it."""

    index: int
    count: VictimCount
    part: bool


def alone_features(count: VictimCount) -> tuple[int, ...]:
    """Return the ALONE_FEATURES of a count."""
    harm = HARMS.index(count.harm[0]) if len(count.harm) == 1 else len(HARMS)
    magnitude = min(round(2 * log10(max(count.low, 1))), _MAGNITUDES - 1)
    return magnitude, harm + (len(HARMS) + 1) * count.leans, _KINDS.index(count.kind)


class Neighbours:
    """A casualty span among others of its text, each of which is compared with it."""

    def __init__(self, head: CountedSpan, others: Sequence[CountedSpan]) -> None:
        self.head = head
        self._lows: Mapping[Harm, Counter[int]] = {
            harm: Counter(one.count.low for one in others if harm in one.count.harm) for harm in head.count.harm
        }
        before = [one for one in others if one.index < head.index and _shares_harm(one.count, head.count)]
        self._last = before[-1].index if before else None
        greater = [one.index for one in before if head.count.low <= one.count.low]
        self._last_greater = greater[-1] if greater else None

    def features(self, other: CountedSpan) -> tuple[int, ...]:
        """Return the PAIR_FEATURES of the span and another."""
        head = self.head
        return (
            _order(head.count, other.count),
            _harm(head.count, other.count),
            2 * head.part + other.part,
            self._sum(other.count),
            _ratio(head.count, other.count),
            _group(head.count, other.count),
            self._nearness(other),
        )

    def _sum(self, other: VictimCount) -> int:
        """Return whether a third count makes this and the other one sum: 1 in the other, 2 in this, 3 as the sum."""
        low = self.head.count.low
        thirds = (other.low - low, low - other.low, low + other.low)
        return next((way for way, third in enumerate(thirds, start=1) if self._has(third)), 0)

    def _has(self, low: int) -> bool:
        return low > 0 and any(lows[low] for lows in self._lows.values())

    def _nearness(self, other: CountedSpan) -> int:
        if not _shares_harm(self.head.count, other.count):
            return 0
        if other.index == self._last_greater:
            return 1
        if other.index == self._last:
            return 2
        return 3 if other.index < self.head.index else 4


def _shares_harm(one: VictimCount, other: VictimCount) -> bool:
    """Say whether two counts tell of one harm."""
    return not set(one.harm).isdisjoint(other.harm)


def _order(head: VictimCount, other: VictimCount) -> int:
    if head.low != head.high or other.low != other.high:
        return 4 + (head.low == head.high) + 2 * (other.low == other.high)
    return 1 if head.low == other.low else 2 if head.low < other.low else 3


def _harm(head: VictimCount, other: VictimCount) -> int:
    return 1 if head.harm == other.harm else 2 if _shares_harm(head, other) else 3


def _ratio(head: VictimCount, other: VictimCount) -> int:
    if not head.low or not other.low:
        return 0
    return 1 + _DOUBLINGS + min(max(round(log2(other.low / head.low)), -_DOUBLINGS), _DOUBLINGS)


def _group(head: VictimCount, other: VictimCount) -> int:
    ours, theirs = set(head.group), set(other.group)
    if not ours or not theirs:
        return 1 + bool(theirs) + 2 * bool(ours)
    return 4 if ours == theirs else 5 if ours.isdisjoint(theirs) else 0
