"""Figures of an incident: each harm, groups of the killed, joint counts, and which tellings these rest on."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from hasila.toll import HARMS, Group, Harm
from hasila.tolls.estimates import Policy
from hasila.tolls.standing import LeftReason
from hasila.tolls.tellings import BareName, Telling, names_any
from hasila.tolls.victims import Tally, tally

KilledGroup = Literal["civilian", "child", "woman"]
_OTHER_KINDS: Mapping[KilledGroup, AbstractSet[Group]] = {
    "civilian": {"military", "armed_group", "police", "official"},
    "child": {"man", "woman"},
    "woman": {"man", "child"},
}
"""What one count may name besides: then it does not say how many are of the group, unless it is of one person."""
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """What the tellings of one incident count, and why the others, by their place among all, are in no figure."""

    harms: Mapping[Harm, Tally]
    groups: Mapping[KilledGroup, Tally]
    joint: Tally
    left: Mapping[_Place, LeftReason]

    @classmethod
    def of(cls, tellings: Sequence[Telling], policy: Policy) -> "IncidentFigures":
        """Return the figures of all tellings of one incident."""
        standing = [telling for telling in tellings if telling.reason is None]
        harms = {harm: tally([one for one in standing if one.toll.harm == (harm,)], policy) for harm in HARMS}
        joint = tally([one for one in standing if len(one.toll.harm) > 1], policy)
        left = {one.place: one.reason for one in tellings if one.reason is not None}
        left |= {place: reason for found in (*harms.values(), joint) for place, reason in found.left.items()}
        members = {group: _of_group(tellings, group, left) for group in _OTHER_KINDS}
        groups = {group: tally(of_group, policy) for group, of_group in members.items()}
        filling = {one.place for group in members for one in members[group] if one.place not in groups[group].left}
        return cls(harms, groups, joint, {place: reason for place, reason in left.items() if place not in filling})


def killed_of(tellings: Sequence[Telling], party: BareName, policy: Policy) -> Tally:
    """Return the killed whose party has a name."""
    of_party = [one for one in tellings if one.reason is None and names_any(one.party, [party])]
    return tally([one for one in of_party if one.toll.harm == ("killed",)], policy)


def _of_group(tellings: Sequence[Telling], group: KilledGroup, left: Mapping[_Place, LeftReason]) -> list[Telling]:
    """Return the tellings of killed people of a group that are part of no other such telling."""
    by_place = {telling.place: telling for telling in tellings}
    chosen = {telling.place: telling for telling in tellings if _tells_of(telling, group)}
    return [
        telling
        for telling in chosen.values()
        if chosen.keys().isdisjoint(one.place for one in _around(telling, by_place))
        and all(left.get(one.place) != "later_figure" for one in (telling, *_around(telling, by_place)))
    ]


def _tells_of(telling: Telling, group: KilledGroup) -> bool:
    toll = telling.toll
    counts = toll.harm == ("killed",) and telling.reason in {None, "part", "counted_elsewhere"}
    return counts and group in toll.group and (toll.high == 1 or _OTHER_KINDS[group].isdisjoint(toll.group))


def _around(telling: Telling, by_place: Mapping[_Place, Telling]) -> Iterator[Telling]:
    """Yield the totals that a telling is part of and that share its row, from the nearest outwards."""
    total = telling.total
    while total is not None and (around := by_place.get((telling.order, total))):
        yield around
        total = around.total
