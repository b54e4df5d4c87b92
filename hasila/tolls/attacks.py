"""Attacks: which casualty spans of a text tell of one attack or clash, by what a model says of pairs, places and days.

Spans are put together by average linkage (Sokal and Michener 1958): the two groups with the most evidence between them
first, as long as it is enough. So one doubtful pair does not join two attacks that all other pairs keep apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from math import log

from hasila.toll import DateInterval

_LEAST = 0.0
"""The least mean evidence between two groups of one attack, as the logarithm of the odds: even odds."""
_PLACE = 1.2
"""What a place in common adds to the evidence, and places of which none is in common take from it."""
_APART = 2.0
"""What days apart take from it: hardly any two casualty spans of one attack have such days in the train passages, but
the days that are read may be wrong."""
_SURE = 0.5
"""How likely a retelling is that takes a span into another attack: likelier than not, since a training fits what its
head says to what is right. By an earlier head, of 139 equal figures in other sentences that were likelier 134 told of
the same people."""
_SMALLEST = 1e-4
"""Probabilities are clipped to this at least, and to one less this at most."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when the people of a casualty span were harmed: the forms of each place's name, and the days."""

    places: tuple[AbstractSet[str], ...] = ()
    days: DateInterval | None = None


def attacks(
    settings: Mapping[int, Setting],
    together: Mapping[tuple[int, int], float],
    retold: Mapping[tuple[int, int], float],
) -> Mapping[int, int]:
    """Return the number of the attack of each casualty span, from 1, in the order of `settings`.

    `together` gives the probability that the first of two spans is of one attack with the second; `retold`, for spans
    that count equally many people, that they tell of the same. Such spans go to one attack: the one that would be
    alone, or else the earlier, as in a summary of several attacks.
    """
    groups = _groups(list(settings), _evidence(settings, together))
    attack_of = {span: group for group, members in groups.items() for span in members}
    settled: set[int] = set()
    for pair, probability in sorted(retold.items(), key=lambda item: (-item[1], item[0])):
        if probability >= _SURE and attack_of.keys() >= set(pair):
            _put_together(attack_of, groups, settled, *pair)
    numbers = {group: number for number, group in enumerate(dict.fromkeys(map(attack_of.__getitem__, settings)), 1)}
    return {span: numbers[attack_of[span]] for span in settings}


def _put_together(
    attack_of: dict[int, int], groups: Mapping[int, list[int]], settled: set[int], one: int, other: int
) -> None:
    """Put one of two spans into the attack of the other: one that is alone in its own, or else the earlier.

    What stands beside it in a summary stays. Spans that surer pairs have `settled` stay as well.
    """
    early, late = sorted((one, other))
    moved, stays = (late, early) if groups[attack_of[late]] == [late] else (early, late)
    if moved in settled:
        moved, stays = stays, moved
    if attack_of[moved] != attack_of[stays] and moved not in settled:
        groups[attack_of[moved]].remove(moved)
        groups[attack_of[stays]].append(moved)
        attack_of[moved] = attack_of[stays]
    if attack_of[one] == attack_of[other]:
        settled |= {one, other}


def _evidence(
    settings: Mapping[int, Setting], together: Mapping[tuple[int, int], float]
) -> Mapping[tuple[int, int], float]:
    """Return the evidence that two spans are of one attack: the mean of both ways, places and days added."""
    said: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for (one, other), probability in together.items():
        if one in settings and other in settings:
            said[min(one, other), max(one, other)].append(_log_odds(probability))
    return {
        (left, right): sum(odds) / len(odds) + _of_settings(settings[left], settings[right])
        for (left, right), odds in said.items()
    }


def _log_odds(probability: float) -> float:
    within = min(max(probability, _SMALLEST), 1 - _SMALLEST)
    return log(within / (1 - within))


def _of_settings(left: Setting, right: Setting) -> float:
    """Return what places and days add to the evidence."""
    apart = left.days is not None and right.days is not None and not left.days.overlaps(right.days)
    days = -_APART if apart else 0.0
    if not left.places or not right.places:
        return days
    shared = any(not one.isdisjoint(other) for one in left.places for other in right.places)
    return days + (_PLACE if shared else -_PLACE)


@dataclass(frozen=True, slots=True)
class _Between:
    """The evidence between two groups: its sum over the pairs of which the model was asked, and how many these are."""

    evidence: float
    pairs: int

    @property
    def mean(self) -> float:
        return self.evidence / self.pairs

    def __add__(self, other: "_Between") -> "_Between":
        return _Between(self.evidence + other.evidence, self.pairs + other.pairs)


def _groups(spans: Iterable[int], evidence: Mapping[tuple[int, int], float]) -> Mapping[int, list[int]]:
    """Return the spans of each group by a number of the group's own.

    Of spans that are far apart in a long text the model is not asked: such pairs speak neither for an attack nor
    against it.
    """
    members = {span: [span] for span in spans}
    beside: defaultdict[int, dict[int, _Between]] = defaultdict(dict)
    for (left, right), odds in evidence.items():
        beside[left][right] = beside[right][left] = _Between(odds, 1)
    surest = [(-odds, left, right) for (left, right), odds in evidence.items() if odds >= _LEAST]
    heapify(surest)
    unused = count(max(members, default=0) + 1)
    while surest:
        _, left, right = heappop(surest)
        if left in members and right in members:
            group = next(unused)
            members[group] = members.pop(left) + members.pop(right)
            for other, between in _both(beside.pop(left), beside.pop(right)).items():
                if other in members:
                    beside[group][other] = beside[other][group] = between
                    if between.mean >= _LEAST:
                        heappush(surest, (-between.mean, other, group))
    return members


def _both(left: Mapping[int, _Between], right: Mapping[int, _Between]) -> Mapping[int, _Between]:
    """Return what two groups together have between them and each other group."""
    nothing = _Between(0.0, 0)
    return {other: left.get(other, nothing) + right.get(other, nothing) for other in (*left, *right)}
