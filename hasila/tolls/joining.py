"""Joining: which texts tell of the same incident. What is not evident is not joined."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal, Protocol

from hasila.toll import HARMS, DateInterval, Harm
from hasila.tolls.estimates import Estimate
from hasila.tolls.tellings import BareName, Telling, name_of, names_any
from hasila.tolls.victims import tally


class NamedDivision(Protocol):
    """A first-level division: its code and its name, if known."""

    @property
    def code(self) -> str: ...  # noqa: D102 - see the class
    @property
    def name(self) -> str | None: ...  # noqa: D102


class LocatedPlace(Protocol):
    """Where a place is: as hasila.tolls.places finds it."""

    @property
    def country(self) -> str: ...  # noqa: D102 - see hasila.tolls.places
    @property
    def admin1(self) -> NamedDivision | None: ...  # noqa: D102
    @property
    def latitude(self) -> float | None: ...  # noqa: D102
    @property
    def longitude(self) -> float | None: ...  # noqa: D102
    @property
    def precision(self) -> Literal["city", "near", "admin1", "country"]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Account:
    """What one text tells of one incident: its tellings, the words of the place, innermost first, and the days."""

    tellings: tuple[Telling, ...]
    place: tuple[str, ...]
    located: LocatedPlace | None
    days: DateInterval | None
    counts: Mapping[Harm, Estimate]
    parties: frozenset[BareName]
    doers: frozenset[BareName]

    @classmethod
    def of(cls, tellings: Sequence[Telling], place: tuple[str, ...], located: LocatedPlace | None) -> "Account":
        """Return the account that these tellings of one text give."""
        standing = [telling for telling in tellings if telling.reason is None]
        return cls(
            tuple(tellings),
            place,
            located,
            _days(standing or tellings),
            {harm: estimate for harm in HARMS if (estimate := _count(standing, harm))},
            frozenset[BareName]().union(*(telling.party for telling in standing)),
            frozenset[BareName]().union(*(telling.by for telling in standing)),
        )

    @property
    def order(self) -> int:
        """The place of the text among all texts."""
        return self.tellings[0].order


def _days(tellings: Iterable[Telling]) -> DateInterval | None:
    """Return the shortest stretch of days that dates the harm; among equal ones the first that is told."""
    days = [telling.toll.date for telling in tellings if telling.toll.date]
    return min(days, key=lambda interval: interval.last - interval.first, default=None)


def _count(tellings: Sequence[Telling], harm: Harm) -> Estimate | None:
    return tally([telling for telling in tellings if telling.toll.harm == (harm,)], "range").estimate


def joined(accounts: Sequence[Account]) -> list[list[Account]]:
    """Return the accounts of each incident together, in order.

    Two texts tell of the same incident if they are the same text, or if all of this holds:
    the days are known, one or two of them, and at most a day apart;
    the place is the same town by its degrees (a quarter is in its town if the counts are equal), or, where the town is
    not known to both, has the same words;
    no two different parties lost people, and all counts of the same harm may be equal; or else both name the same
    party and the same doer.
    Accounts of one text are never joined, not even through another text's, and neither are other texts whose days are
    further apart, through a text of a day between. Pairs with equal counts are joined first.
    """
    groups = [[index] for index in range(len(accounts))]
    home = list(range(len(accounts)))
    for left, right in sorted(_pairs(accounts), key=lambda pair: (not _equal(accounts, pair), pair)):
        first, second = sorted((home[left], home[right]))
        if first == second or _share_text(accounts, groups[first], groups[second]):
            continue
        if not _same_text(accounts[left], accounts[right]) and _apart(accounts, groups[first] + groups[second]):
            continue
        for index in groups[second]:
            home[index] = first
        groups[first] += groups[second]
        groups[second] = []
    return [[accounts[index] for index in sorted(group)] for group in groups if group]


def _same_text(left: Account, right: Account) -> bool:
    return left.tellings[0].document.text == right.tellings[0].document.text


def _apart(accounts: Sequence[Account], group: Iterable[int]) -> bool:
    """Say whether two accounts of a group tell of days that are more than one apart."""
    known = [days for index in group if (days := accounts[index].days)]
    return bool(known) and max(days.first for days in known) - min(days.last for days in known) > _NIGHT


def _share_text(accounts: Sequence[Account], left: Iterable[int], right: Iterable[int]) -> bool:
    return not {accounts[index].order for index in left}.isdisjoint(accounts[index].order for index in right)


def _equal(accounts: Sequence[Account], pair: tuple[int, int]) -> bool:
    left, right = pair
    return accounts[left].counts == accounts[right].counts


def _pairs(accounts: Sequence[Account]) -> set[tuple[int, int]]:
    """Return the pairs of accounts that tell of the same incident; only those of a block are compared.

    Many texts tell of one attack in the same words: of accounts that are alike in what is compared, one is.
    """
    compare = comparison_of(accounts)
    return {
        pair
        for block in _blocks(accounts)
        for pair in combinations(block, 2)
        if may_be_joined(accounts[pair[0]], accounts[pair[1]], compare)
    }


def comparison_of(accounts: Iterable[Account]) -> "AccountsCompared":
    """Return `_tell_of_one` for these accounts, which does not look twice at accounts that are alike to it."""
    numbers: dict[Hashable, int] = {}
    kinds = {
        id(one): numbers.setdefault(
            (one.place, _degrees(one), one.parties, one.doers, frozenset(one.counts.items())), len(numbers)
        )
        for one in accounts
    }
    known: dict[tuple[int, int], bool] = {}

    def compare(left: Account, right: Account) -> bool:
        kind = kinds[id(left)], kinds[id(right)]
        if kind not in known:
            known[kind] = _tell_of_one(left, right)
        return known[kind]

    return compare


def _blocks(accounts: Sequence[Account]) -> Iterator[list[int]]:
    """Yield accounts of the same text, and of the same place on neighbouring days."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for index, account in enumerate(accounts):
        for point in meeting_points(account):
            blocks[point].append(index)
    yield from (block for block in blocks.values() if len(block) > 1)


def meeting_points(account: Account) -> Iterator[Hashable]:
    """Yield what an account shares with every other that may tell of the same: its text, and a place with a day."""
    if any(telling.reason is None for telling in account.tellings):
        yield account.tellings[0].document.text, account.tellings[0].row
        for day in _days_around(account):
            for where in _wheres(account):
                yield where, day


_NIGHT = timedelta(days=1)


def _days_around(account: Account) -> Iterator[date]:
    """Yield the days on which an account may meet another's: its own and the one after."""
    days = account.days
    if days and account.place and days.last - days.first <= _NIGHT:
        last = min(days.last.toordinal() + 1, date.max.toordinal())
        yield from map(date.fromordinal, range(days.first.toordinal(), last + 1))


def _wheres(account: Account) -> Iterator[Hashable]:
    """Yield the innermost words of the place and the degrees of its town, which not every text lets a resolver find."""
    yield name_of(account.place[0])
    if town := _town(account):
        yield town.country, town.latitude, town.longitude


def _town(account: Account) -> LocatedPlace | None:
    """Return where the town of an account is, if that is known."""
    located = account.located
    return located if located and located.precision in {"city", "near"} else None


def _degrees(account: Account) -> Hashable:
    located = account.located
    return None if located is None else (located.country, located.latitude, located.longitude, located.precision)


def _tell_of_one(left: Account, right: Account) -> bool:
    """Say whether accounts of two different texts tell of the same place and may count the same people."""
    return _same_place(left, right) and _agree(left, right)


AccountsCompared = Callable[[Account, Account], bool]


def may_be_joined(left: Account, right: Account, compare: AccountsCompared = _tell_of_one) -> bool:
    """Say whether two accounts with a meeting point tell of the same incident, as far as the two alone show."""
    if left.order == right.order:
        return False
    if _same_text(left, right):
        return left.tellings[0].row == right.tellings[0].row
    return compare(left, right)


def _same_place(left: Account, right: Account) -> bool:
    """Say whether two accounts of one block tell of the same place, not only of the same town."""
    towns = [town for town in (_town(left), _town(right)) if town]
    both_known = len(towns) > 1
    if both_known and len({(town.country, town.latitude, town.longitude) for town in towns}) > 1:
        return False
    if name_of(left.place[0]) == name_of(right.place[0]):
        return both_known or _within(left.place, right.place)
    precisions = [town.precision for town in towns]
    return both_known and (precisions == ["city", "city"] or ("city" in precisions and left.counts == right.counts))


def _within(left: Sequence[str], right: Sequence[str]) -> bool:
    """Say whether one list of places names all of the other, and more than «المدينة»."""
    names, others = {name_of(place) for place in left}, {name_of(place) for place in right}
    return (names <= others or others <= names) and not (names & others) <= _NO_NAMES


_NO_NAMES = frozenset(
    name_of(noun)
    for noun in (
        "المدينة",
        "البلدة",
        "القرية",
        "المنطقة",
        "المحافظة",
        "الولاية",
        "البلاد",
        "الحدود",
        "العاصمة",
        "السوق",
    )
)
"""Nouns that name a place only by what the text said before."""


def _agree(left: Account, right: Account) -> bool:
    """Say whether two accounts of the same place and days may count the same people."""
    same_party = names_any(left.parties, right.parties)
    if same_party and names_any(left.doers, right.doers):
        return True
    if left.parties and right.parties and not same_party:
        return False
    shared = left.counts.keys() & right.counts.keys()
    return bool(shared) and all(_may_be_equal(left.counts[harm], right.counts[harm]) for harm in shared)


def _may_be_equal(left: Estimate, right: Estimate) -> bool:
    low, high = max(left.low, right.low), [one.high for one in (left, right) if one.high is not None]
    return not high or low <= min(high)
