"""Figures of an incident: each harm, groups of the killed, joint counts, and which tellings these rest on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeVar

from hasila.toll import HARMS, Group, Harm
from hasila.tolls.estimates import Policy, number_of
from hasila.tolls.standing import LeftReason
from hasila.tolls.tellings import BareName, Telling, names_any
from hasila.tolls.victims import Tally, may_be_compatriots, tally

KilledGroup = Literal["civilian", "child", "woman"]
_OTHER_KINDS: Mapping[KilledGroup, AbstractSet[Group]] = {
    "civilian": {"military", "armed_group", "police", "official"},
    "child": {"man", "woman"},
    "woman": {"man", "child"},
}
"""What one count may name besides: then it does not say how many are of the group, unless it is of one person."""
_Kind = TypeVar("_Kind")
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """What the tellings of one incident count, and why the others, by their place among all, are in no figure."""

    harms: Mapping[Harm, Tally]
    groups: Mapping[KilledGroup, Tally]
    nations: Mapping[str, Tally]
    """The killed of each nation."""
    joint: Tally
    left: Mapping[_Place, LeftReason]

    @classmethod
    def of(cls, tellings: Sequence[Telling], policy: Policy) -> "IncidentFigures":
        """Return the figures of all tellings of one incident."""
        among = _among_parts(tellings, policy)
        standing = [one for one in tellings if one.reason is None and one.place not in among]
        harms = {harm: tally([one for one in standing if one.toll.harm == (harm,)], policy) for harm in HARMS}
        joint = tally([one for one in standing if len(one.toll.harm) > 1], policy)
        left = {one.place: one.reason for one in tellings if one.reason is not None} | among
        left |= {place: reason for found in (*harms.values(), joint) for place, reason in found.left.items()}
        members = {group: _outermost(tellings, partial(_is_of_group, group=group), left) for group in _OTHER_KINDS}
        groups = {group: tally(of_group, policy) for group, of_group in members.items()}
        citizens = {
            nation: _outermost(tellings, partial(_is_of_nation, nation=nation), left) for nation in _nations(tellings)
        }
        nations = {nation: tally(of_nation, policy, compatriots=True) for nation, of_nation in citizens.items()}
        filling = {*_counting(members, groups), *_counting(citizens, nations)}
        left = {place: reason for place, reason in left.items() if place not in filling}
        return cls(harms, groups, nations, joint, left)


def killed_of(tellings: Sequence[Telling], party: BareName, policy: Policy) -> Tally:
    """Return the killed whose party has a name."""
    of_party = [one for one in tellings if one.reason is None and names_any(one.party, [party])]
    return tally([one for one in of_party if one.toll.harm == ("killed",)], policy)


def _among_parts(tellings: Sequence[Telling], policy: Policy) -> dict[_Place, LeftReason]:
    """Return which tellings contend with a part of another source's total, not with the total itself.

    A ministry that tells only of its own four dead does not say how many of all 35 there were, of whom a monitor says
    that nine were of that nation. Such a source tells of its own people alone, who are no more than the total.
    """
    by_place = {telling.place: telling for telling in tellings}
    inside = [
        (one, around)
        for one in tellings
        for around in _around(one, by_place)
        if one.nation and one.nation != around.nation and around.reason is None and number_of(around.toll, policy)
    ]
    if not inside:
        return {}
    retold = {(one.order, one.toll.same_as) for one in tellings if one.toll.side == "own"}
    own = [one for one in tellings if one.reason is None and (one.toll.side == "own" or one.place in retold)]
    return {
        telling.place: "may_be_among"
        for telling in own
        if any(_contends_inside(telling, part, total, tellings) for part, total in inside)
    }


def _contends_inside(telling: Telling, part: Telling, total: Telling, tellings: Sequence[Telling]) -> bool:
    """Say whether the source of a telling counts no others than those whom another's total has as a part."""
    if telling.toll.harm != total.toll.harm or telling.source == total.source or not may_be_compatriots(telling, part):
        return False
    if names_any(telling.by, total.party) or names_any(total.by, telling.party):
        return False
    told = [one for one in tellings if one.source == telling.source and one.toll.harm == total.toll.harm]
    standing = [one for one in told if one.reason is None and one.toll.side != "enemy"]
    highs = [one.toll.high for one in standing]
    bounded = [high for high in highs if high is not None]
    fits = len(bounded) == len(highs) and sum(bounded) <= total.toll.low
    return fits and all(one.nation == part.nation for one in standing)


def _nations(tellings: Sequence[Telling]) -> list[str]:
    """Return the nations of the killed, in the order of the tellings."""
    return list(dict.fromkeys(one.nation for one in tellings if one.nation and _tells_of_killed(one)))


def _outermost(
    tellings: Sequence[Telling], tells: Callable[[Telling], bool], left: Mapping[_Place, LeftReason]
) -> list[Telling]:
    """Return the tellings of killed people of a kind that are part of no other such telling."""
    by_place = {telling.place: telling for telling in tellings}
    chosen = {one.place: one for one in tellings if _tells_of_killed(one) and tells(one)}
    return [
        telling
        for telling in chosen.values()
        if chosen.keys().isdisjoint(one.place for one in _around(telling, by_place))
        and all(left.get(one.place) != "later_figure" for one in (telling, *_around(telling, by_place)))
    ]


def _counting(members: Mapping[_Kind, Sequence[Telling]], found: Mapping[_Kind, Tally]) -> Iterator[_Place]:
    """Yield which tellings are in a figure of their kind."""
    for kind, chosen in members.items():
        yield from (one.place for one in chosen if one.place not in found[kind].left)


def _tells_of_killed(telling: Telling) -> bool:
    return telling.toll.harm == ("killed",) and telling.reason in {None, "part", "counted_elsewhere"}


def _is_of_group(telling: Telling, group: KilledGroup) -> bool:
    toll = telling.toll
    return group in toll.group and (toll.high == 1 or _OTHER_KINDS[group].isdisjoint(toll.group))


def _is_of_nation(telling: Telling, nation: str) -> bool:
    return telling.nation == nation


def _around(telling: Telling, by_place: Mapping[_Place, Telling]) -> Iterator[Telling]:
    """Yield the totals that a telling is part of and that share its row, from the nearest outwards."""
    total = telling.total
    while total is not None and (around := by_place.get((telling.order, total))):
        yield around
        total = around.total
