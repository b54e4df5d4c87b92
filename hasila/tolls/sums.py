"""Explicit sums: two counts told one after the other that add up to a total told before are its parts."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import pairwise

from hasila.toll import Toll, leads_back

_LEAST = 4
"""The least total that is taken for a sum. In the train passages, both counts of 52 such pairs of 71 are its parts, one
count of 9 more; of those that add up to three, both of 20 in 38."""


_SURE = 0.73
"""How sure a part is: the share of these 71 pairs."""


def with_sums(tolls: Sequence[Toll]) -> list[Toll]:
    """Return the tolls with the parts of explicit sums: «26» and «تسعة» behind «35 قتيلا».

    The counts are exact, of one harm and one incident; the total is the nearest of them before the two. A whole that
    is less sure gives way to the total.
    """
    found = list(tolls)
    totals: dict[Hashable, int] = {}
    for left, right in pairwise(range(len(tolls))):
        first, second = found[left], found[right]
        total = totals.get(_key(first, first.low + second.low))
        if total is not None and _may_be_parts(found, (left, right), total):
            found[left], found[right] = _part(first, total), _part(second, total)
        if first.low == first.high:
            totals[_key(first, first.low)] = left
    return found


def _part(toll: Toll, total: int) -> Toll:
    if toll.part_of == total:
        return toll
    return replace(toll, part_of=total, scores={**toll.scores, "part_of": (_SURE,)})


def _key(toll: Toll, low: int) -> Hashable:
    return toll.harm, toll.incident, low


def _may_be_parts(tolls: Sequence[Toll], parts: tuple[int, int], total: int) -> bool:
    """Say whether two tolls are exact, of one harm and one incident, surely in no other whole, and many enough."""
    first, second = (tolls[part] for part in parts)
    if any(leads_back(tolls, "part_of", part, total) for part in parts):
        return False
    alike = first.incident is not None and (first.harm, first.incident) == (second.harm, second.incident)
    return alike and _is_free(first, total) and _is_free(second, total) and first.low + second.low >= _LEAST


def _is_free(toll: Toll, total: int) -> bool:
    """Say whether a toll counts somebody exactly, revises no other, and surely is inside none but the total."""
    sure = toll.part_of not in {None, total} and toll.scores.get("part_of", (1.0,))[0] >= _SURE
    return 0 < toll.low == toll.high and toll.revises is None and not sure
