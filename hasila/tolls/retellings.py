"""Which tolls of a text tell of the same people again, and which telling of them is the fullest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from math import inf

from hasila.toll import Toll
from hasila.tolls.counts import VictimCount
from hasila.tolls.estimates import WITHOUT_NUMBER
from hasila.tolls.relations import with_relation

_LEAST = 0.15
"""The least probability that two tolls tell of the same people, chosen on the dev splits of data/real, data/composed
and data/real-whole."""


def with_retellings(tolls: Sequence[Toll], retells: Mapping[tuple[int, int], float], rows: Sequence[int]) -> list[Toll]:
    """Return the tolls; those of the same people point at the fullest telling of them (`same_as`).

    `retells` gives the probability that the toll of one casualty span retells that of another, which tells more;
    tolls whose `rows` are the same count other people each. Which
    of two tells more is harder to say than that they tell of the same, so both ways count for it. The surest pairs are
    put together first, and two groups only if any of one may tell of the people of any of the other. The fullest
    telling has a number before one that has none, and then is the one that the others most likely retell: hedged
    ones are the fullest as often as exact ones.
    """
    same = _probabilities(tolls, retells)
    found = list(tolls)
    for group in _groups(tolls, same, rows):
        fullest = max(
            group, key=lambda index: (_has_number(tolls[index]), _retold(tolls, retells, index, group), index)
        )
        for index in (other for other in group if other != fullest):
            sure = max(same.get((min(index, other), max(index, other)), 0) for other in group if other != index)
            found[index] = with_relation(found[index], "same_as", fullest, sure)
    return found


def _probabilities(tolls: Sequence[Toll], retells: Mapping[tuple[int, int], float]) -> Mapping[tuple[int, int], float]:
    """Return the probability that two tolls, the earlier first, tell of the same people, where it is high enough."""
    told: defaultdict[int, list[int]] = defaultdict(list)
    for index, toll in enumerate(tolls):
        told[toll.span].append(index)
    same: dict[tuple[int, int], float] = {}
    for one, other in {(min(pair), max(pair)) for pair in retells}:
        if (sure := either_retells(retells, one, other)) >= _LEAST:
            same |= {(min(pair), max(pair)): sure for pair in product(told[one], told[other])}
    return same


def either_retells(retells: Mapping[tuple[int, int], float], one: int, other: int) -> float:
    """Return the probability that either of two casualty spans retells the other."""
    return 1 - (1 - retells.get((one, other), 0.0)) * (1 - retells.get((other, one), 0.0))


def figure_of(count: Toll | VictimCount) -> tuple[object, ...]:
    """Return what two counts have in common that count exactly as many people, of one harm."""
    return count.harm, count.low, count.high


def _groups(tolls: Sequence[Toll], same: Mapping[tuple[int, int], float], rows: Sequence[int]) -> list[list[int]]:
    """Return the tolls that tell of the same people, several in each group."""
    group_of = {index: [index] for index in range(len(tolls))}
    for left, right in sorted(same, key=lambda pair: (-same[pair], pair)):
        one, other = group_of[left], group_of[right]
        if one is not other and all(_may_be_same(tolls, rows, *pair) for pair in product(one, other)):
            one += other
            group_of |= dict.fromkeys(other, one)
    return [group for index, group in group_of.items() if group[0] == index and len(group) > 1]


def _may_be_same(tolls: Sequence[Toll], rows: Sequence[int], left: int, right: int) -> bool:
    """Say whether two tolls may tell of the same people: of one harm and incident, none in the other or its row."""
    one, other = tolls[left], tolls[right]
    if rows[left] == rows[right]:
        return False
    within = {one.part_of, one.revises} & {right} or {other.part_of, other.revises} & {left}
    agree = max(one.low, other.low) <= min(_most(one), _most(other))
    return not within and agree and one.incident == other.incident and bool(set(one.harm) & set(other.harm))


def _most(toll: Toll) -> float:
    return inf if toll.high is None else toll.high


def _has_number(toll: Toll) -> bool:
    """Say whether a toll has a number of people of its own: not «عشرات», and not «ما يصل إلى 30», who may be none."""
    return toll.kind not in WITHOUT_NUMBER and toll.low > 0


def _retold(tolls: Sequence[Toll], retells: Mapping[tuple[int, int], float], index: int, group: Sequence[int]) -> float:
    """Return how many tolls of a group, by their probabilities, retell one of it."""
    return sum(retells.get((tolls[other].span, tolls[index].span), 0.0) for other in group)
