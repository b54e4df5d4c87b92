"""Which tolls of a text count: who is told again, which figure another revises, and who is part of whom."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hasila.toll import Toll

LeftReason = Literal[
    "same_as",
    "revised",
    "released",
    "cumulative",
    "part",
    "counted_elsewhere",
    "later_figure",
    "may_be_among",
    "no_number",
]
"""Why a toll is in none of its row's figures.

| reason | the toll |
|---|---|
| same_as | tells of people whom another toll counts |
| revised | is a figure that another toll replaces |
| released | counts people who were freed |
| cumulative | covers more than a day: the war's toll |
| part | is part of a total, and no group of its own |
| counted_elsewhere | is part of the total of another row |
| later_figure | is an earlier figure of a source that gave another later |
| may_be_among | counts people who may be among those of a larger figure |
| no_number | has no number under the policy |
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the tolls of a text stand to each other, by their index.

    `rows` says which tolls share a row: those with equal values. `totals` is the toll of the same harm that a toll is
    part of. `reasons` says why a toll counts nobody by itself; None for those that do.
    """

    rows: tuple[Hashable, ...]
    totals: tuple[int | None, ...]
    reasons: tuple[LeftReason | None, ...]


def standing_of(tolls: Sequence[Toll]) -> Standing:
    """Return how the tolls of a text stand, in time linear in their number but for long chains.

    A toll that is told again or revised goes to the row of the one that stands for it, and so do its parts. The row of
    a total over several incidents takes in the rows whose tolls are all part of it.
    """
    finals = _finals(tolls)
    totals = _totals(tolls, finals)
    rows = _absorbed(tolls, finals, totals, [_row(tolls, finals[index], totals) for index in range(len(tolls))])
    reasons = tuple(_reason(tolls, index, finals, totals, rows) for index in range(len(tolls)))
    return Standing(tuple(rows), tuple(totals.get(index) for index in range(len(tolls))), reasons)


def _apart(toll: Toll) -> LeftReason | None:
    """Return why a toll is kept apart from an incident's figures, or None."""
    if toll.scope == "cumulative":
        return "cumulative"
    return "released" if toll.status == "released" else None


def _alike(left: Toll, right: Toll) -> bool:
    """Say whether two tolls count the same harm, and are kept apart from others or not."""
    return left.harm == right.harm and _apart(left) == _apart(right)


def _end(links: Mapping[int, int], index: int) -> int:
    """Return where a chain of links ends, which never comes back to itself."""
    while index in links:
        index = links[index]
    return index


def _finals(tolls: Sequence[Toll]) -> list[int]:
    """Return, for each toll, the one that stands for it: the fullest telling, or the last revision of that."""
    same = [index if toll.same_as is None else toll.same_as for index, toll in enumerate(tolls)]
    revised: dict[int, int] = {}
    for index, toll in enumerate(tolls):
        if toll.revises is None:
            continue
        old, new = _end(revised, same[toll.revises]), same[index]
        if _alike(tolls[old], tolls[new]) and _end(revised, new) != old:
            revised[old] = new
    return [_end(revised, index) for index in same]


def _totals(tolls: Sequence[Toll], finals: Sequence[int]) -> dict[int, int]:
    """Return the total of each toll that stands and is part of one, as any of its tellings says."""
    totals: dict[int, int] = {}
    for index in sorted(range(len(tolls)), key=lambda index: finals[index] != index):
        part, whole = finals[index], tolls[index].part_of
        if whole is None or part in totals:
            continue
        total = finals[whole]
        if _alike(tolls[part], tolls[total]) and _end(totals, total) != part:
            totals[part] = total
    return totals


def _row(tolls: Sequence[Toll], index: int, totals: Mapping[int, int]) -> Hashable:
    """Return the row of a toll that stands: its incident; if cumulative, what its outermost total is about."""
    if tolls[index].incident is not None:
        return "incident", tolls[index].incident
    total = tolls[_end(totals, index)]
    return "cumulative", total.date, total.place, total.source, total.source_words


def _absorbed(
    tolls: Sequence[Toll], finals: Sequence[int], totals: Mapping[int, int], rows: Sequence[Hashable]
) -> list[Hashable]:
    """Return the rows of tolls, with those taken in whose tolls are all part of another row's."""
    outer: dict[Hashable, set[Hashable]] = defaultdict(set)
    for index in sorted(set(finals)):
        if _apart(tolls[index]) is None:
            outer[rows[index]].add(_row_around(index, totals, rows))
    into = {row: next(iter(around)) for row, around in outer.items() if len(around) == 1}
    return [_last_row(into, row) for row in rows]


def _row_around(index: int, totals: Mapping[int, int], rows: Sequence[Hashable]) -> Hashable:
    """Return the nearest other row that a toll is part of; its own if there is none."""
    at = index
    while at in totals and rows[at] == rows[index]:
        at = totals[at]
    return rows[at]


def _last_row(into: Mapping[Hashable, Hashable], row: Hashable) -> Hashable:
    while into.get(row, row) != row:
        row = into[row]
    return row


def _reason(
    tolls: Sequence[Toll], index: int, finals: Sequence[int], totals: Mapping[int, int], rows: Sequence[Hashable]
) -> LeftReason | None:
    if tolls[index].same_as is not None:
        return "same_as"
    if finals[index] != index:
        return "revised"
    if apart := _apart(tolls[index]):
        return apart
    if index not in totals:
        return None
    return "part" if rows[totals[index]] == rows[index] else "counted_elsewhere"


def outermost(members: Iterable[int], totals: Sequence[int | None]) -> list[int]:
    """Return those of `members` that are part of no other member, however far out."""
    chosen = list(members)
    within = set(chosen)
    return [index for index in chosen if not any(around in within for around in _around(index, totals))]


def _around(index: int, totals: Sequence[int | None]) -> Iterable[int]:
    at = totals[index]
    while at is not None:
        yield at
        at = totals[at]
