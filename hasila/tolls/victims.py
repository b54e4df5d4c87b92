"""How many people the tellings of one incident and one harm count, from whichever sources, nobody of them twice.

Tellings are of the same victims, perhaps, or of others: victims are told apart by whose people they were, else by the
kind of people. What one source says of several is added up; what several sources say of the same is contended.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hasila.tolls.estimates import Estimate, Policy, SourcedFigure, contended, may_be_among, number_of, summed
from hasila.tolls.standing import LeftReason
from hasila.tolls.tellings import BareName, Force, Telling, names_any


@dataclass(frozen=True, slots=True)
class Tally:
    """The figure of some tellings, None if none has a number; why some are not in it; whether sources differ."""

    figure: SourcedFigure | None
    left: Mapping[tuple[int, int], LeftReason] = field(default_factory=dict)
    contended: bool = False

    @property
    def estimate(self) -> Estimate | None:
        """How many people."""
        return self.figure.estimate if self.figure else None


@dataclass(frozen=True, slots=True)
class _Victims:
    """People who may be the same, as several sources tell of them."""

    tellings: tuple[Telling, ...]

    @property
    def sources(self) -> frozenset[Hashable]:
        return frozenset(telling.source for telling in self.tellings)

    @property
    def sides(self) -> frozenset[str | None]:
        return frozenset(telling.toll.side for telling in self.tellings)

    @property
    def forces(self) -> frozenset[Force]:
        return frozenset(telling.force for telling in self.tellings if telling.force)

    @property
    def party(self) -> frozenset[BareName]:
        return frozenset[BareName]().union(*(telling.party for telling in self.tellings))

    @property
    def by(self) -> frozenset[BareName]:
        return frozenset[BareName]().union(*(telling.by for telling in self.tellings))

    @property
    def is_loose(self) -> bool:
        return all(telling.is_loose for telling in self.tellings)


def tally(tellings: Sequence[Telling], policy: Policy, *, compatriots: bool = False) -> Tally:
    """Return the figure of tellings of one incident and one harm, none of which is part of another.

    Those that say neither whose people nor what people were harmed may count everybody: the figure of their source
    contends with what others say of the rest. `compatriots` are all of one nation, of whom one source may call those
    fighters whom another calls soldiers.
    """
    numbered = [telling for telling in tellings if _number(telling, policy)]
    left: dict[tuple[int, int], LeftReason] = {
        telling.place: "no_number" for telling in tellings if not _number(telling, policy)
    }
    latest = _latest(numbered)
    kept = {telling.place for telling in latest}
    left |= {telling.place: "later_figure" for telling in numbered if telling.place not in kept}
    return _tally(latest, policy, left, compatriots=compatriots) if latest else Tally(None, left)


def _number(telling: Telling, policy: Policy) -> Estimate | None:
    return number_of(telling.toll, policy, telling.floor)


def _latest(tellings: Sequence[Telling]) -> list[Telling]:
    """Return the tellings without figures of a source that gave another later, in another text.

    An earlier text's telling stays if the victims are known and none of the source's later texts tells of them or of
    people who are not.
    """
    ordered = sorted(tellings, key=lambda telling: telling.place)
    return [telling for telling in ordered if not any(_supersedes(later, telling) for later in ordered)]


def _supersedes(later: Telling, earlier: Telling) -> bool:
    if later.source != earlier.source or later.order <= earlier.order:
        return False
    return later.is_loose or earlier.is_loose or _key(later) == _key(earlier)


def _key(telling: Telling) -> Hashable:
    """Return whose people the victims were, else the kind of people."""
    return telling.party or telling.force


def _tally(
    tellings: Sequence[Telling], policy: Policy, left: dict[tuple[int, int], LeftReason], *, compatriots: bool
) -> Tally:
    may_be_same = _may_be_same_compatriots if compatriots else _may_be_same
    known = _merged(_grouped([telling for telling in tellings if not telling.is_loose], _key), may_be_same)
    loose = _grouped([telling for telling in tellings if telling.is_loose], lambda telling: telling.source)
    sums = [(victims, _among_sources(victims, policy)) for victims in known]
    views = [_view(victims, sums, policy) for victims in loose]
    covered = {telling.place for view in views for telling in view.tellings}
    if any(telling.place not in covered for victims in known for telling in victims.tellings):
        everybody = [(found.figure, victims.tellings) for victims, found in sums if found.figure]
        views.append(_View(summed([figure for figure, _ in everybody]), tuple(sum((of for _, of in everybody), ()))))
    chosen = [view for view in views if not may_be_among(view.figure, (other.figure for other in views))]
    for _, found in sums:
        left |= found.left
    used = {telling.place for view in chosen for telling in view.tellings} - left.keys()
    left |= {telling.place: "may_be_among" for telling in tellings if telling.place not in used | left.keys()}
    figures = [view.figure for view in chosen]
    rivals = _differ(figures) or any(found.contended for _, found in sums)
    return Tally(contended(figures, policy), left, rivals)


def _differ(figures: Iterable[SourcedFigure]) -> bool:
    return len({figure.estimate for figure in figures}) > 1


@dataclass(frozen=True, slots=True)
class _View:
    """What is said of everybody who was harmed, and the tellings that say it."""

    figure: SourcedFigure
    tellings: tuple[Telling, ...]


def _view(loose: _Victims, sums: Sequence[tuple[_Victims, Tally]], policy: Policy) -> _View:
    """Return what a source says of everybody: its loose figure and the people who are evidently others."""
    beside = [(victims, found) for victims, found in sums if _are_others(loose, victims)]
    figures = [found.figure for _, found in beside if found.figure]
    own = summed([_figure(telling, policy) for telling in loose.tellings])
    tellings = sum((victims.tellings for victims, _ in beside), loose.tellings)
    return _View(summed([own, *figures]), tellings)


def _are_others(loose: _Victims, victims: _Victims) -> bool:
    """Say whether a source told of both, or the ones harmed the others."""
    return bool(loose.sources & victims.sources) or names_any(loose.by, victims.party)


def _figure(telling: Telling, policy: Policy) -> SourcedFigure:
    number = _number(telling, policy)
    assert number is not None  # noqa: S101 - tally leaves the others out
    return SourcedFigure.of(telling.toll, number, loose=telling.is_loose)


def _among_sources(victims: _Victims, policy: Policy) -> Tally:
    """Return the figure of people who may be the same: of each source's sum, contended."""
    by_source = [
        (group, summed([_figure(telling, policy) for telling in group.tellings]))
        for group in _grouped(victims.tellings, lambda telling: telling.source)
    ]
    figures = [figure for _, figure in by_source]
    chosen = [figure for figure in figures if not may_be_among(figure, figures)]
    left: dict[tuple[int, int], LeftReason] = {
        telling.place: "may_be_among"
        for group, figure in by_source
        if may_be_among(figure, figures)
        for telling in group.tellings
    }
    return Tally(contended(chosen, policy), left, _differ(chosen))


def _grouped(tellings: Iterable[Telling], key: Callable[[Telling], Hashable]) -> list[_Victims]:
    """Return the tellings with equal keys together, in order."""
    groups: dict[Hashable, list[Telling]] = defaultdict(list)
    for telling in tellings:
        groups[key(telling)].append(telling)
    return [_Victims(tuple(group)) for group in groups.values()]


def _merged(groups: Sequence[_Victims], may_be_same: Callable[[_Victims, _Victims], bool]) -> list[_Victims]:
    """Return the groups with those put together that may be the same people under other names."""
    merged: list[_Victims] = []
    for group in groups:
        index = next((index for index, other in enumerate(merged) if may_be_same(group, other)), None)
        if index is None:
            merged.append(group)
        else:
            merged[index] = _Victims((*merged[index].tellings, *group.tellings))
    return merged


def _may_be_same(left: _Victims, right: _Victims) -> bool:
    """Say whether two sources may tell of the same people.

    They may if the party or the kind of people is the same, or if one tells of its own losses and the other of its
    enemy's. They do not where a source tells of both, or the ones harmed the others.
    """
    if _are_apart(left, right):
        return False
    same_kind = bool(left.forces) and left.forces == right.forces
    may_be_one_kind = same_kind or not (left.forces and right.forces)
    opposed = {left.sides, right.sides} == {frozenset(["own"]), frozenset(["enemy"])}
    both_own = left.sides == right.sides == {"own"}
    same_party = names_any(left.party, right.party)
    return same_party or (same_kind and not both_own) or (opposed and may_be_one_kind)


def _may_be_same_compatriots(left: _Victims, right: _Victims) -> bool:
    """Say whether two sources may tell of the same people of one nation, who are civilians to neither or to both."""
    civil = [victims.forces == {"civil"} for victims in (left, right)]
    both_own = left.sides == right.sides == {"own"}
    return not _are_apart(left, right) and civil[0] == civil[1] and not both_own


def may_be_compatriots(left: Telling, right: Telling) -> bool:
    """Say whether two tellings of one nation may be of the same people."""
    return left.nation == right.nation and _may_be_same_compatriots(_Victims((left,)), _Victims((right,)))


def _are_apart(left: _Victims, right: _Victims) -> bool:
    """Say whether a source tells of both, or the ones harmed the others."""
    return bool(left.sources & right.sources) or names_any(left.by, right.party) or names_any(left.party, right.by)
