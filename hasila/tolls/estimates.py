"""Estimates: how many people at least, most likely and at most, and how figures add up or contend with each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from hasila.toll import Side, Toll, written_count

Policy = Literal["range", "acled", "blank"]
"""How vague counts become numbers.

| policy | «عشرات» | «مئات», «آلاف», … | «بضعة» | «قتلى», «عدد من» | several figures |
|---|---|---|---|---|---|
| range | 20 to 99 | their low and high | 3 to 9 | 2, no upper bound | low, best and high |
| acled | 10 | the power of ten | 3 | no number | the lowest |
| blank | no number | no number | no number | no number | low, best and high |
"""
POLICIES: tuple[Policy, ...] = get_args(Policy)
UNKNOWN_PLURAL = frozenset(["number_of", "plural"])
"""Kinds of counts that say no more than that there were several."""
_ROUND = frozenset(["tens", "hundreds", "thousands"])
WITHOUT_NUMBER = UNKNOWN_PLURAL | _ROUND | {"few"}
"""Kinds of counts without a number of their own."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of people: at least `low`, most likely `best`, at most `high`, None where there is no upper bound.

    Raises ValueError unless 0 <= low <= best <= high.
    """

    low: int
    best: int
    high: int | None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.best or (self.high is not None and self.high < self.best):
            raise ValueError(f"low, best and high cannot be {self.low}, {self.best} and {self.high}")

    def __str__(self) -> str:
        """Return low to high, and the best figure where it is neither: «4-9», «20+», «4-9 (6)»."""
        is_between = self.high is not None and self.low < self.best < self.high
        return written_count(self.low, self.high) + (f" ({self.best})" if is_between else "")


def number_of(toll: Toll, policy: Policy, floor: int = 0) -> Estimate | None:
    """Return how many people a toll counts under a policy; None where the policy takes its words for no number.

    `floor` is how many of them are counted by themselves: under `range`, «قتلى» with five children are at least five.

    >>> number_of(Toll(span=0, harm=("killed",), low=20, high=99, kind="tens", incident=1), "acled")
    Estimate(low=10, best=10, high=10)
    """
    if policy == "blank" and toll.kind in WITHOUT_NUMBER:
        return None
    if policy == "acled" and toll.kind in UNKNOWN_PLURAL:
        return None
    if policy == "acled" and toll.kind in _ROUND and toll.low:
        tens = 10 ** (len(str(toll.low)) - 1)
        return Estimate(tens, tens, tens)
    if policy == "acled" and toll.kind == "few":
        return Estimate(toll.low, toll.low, toll.low)
    low = max(toll.low, floor) if policy == "range" and (toll.high is None or floor <= toll.high) else toll.low
    return Estimate(low, low, toll.high)


_Standing = Literal["third", "party", "enemy"]
"""Who gives a figure: nobody of the two sides, a side of itself, a side of the enemy's losses."""
_STANDING: Mapping[Side | None, _Standing] = {None: "third", "third": "third", "own": "party", "admitted": "party"}
_TRUSTED: tuple[_Standing, ...] = ("third", "party", "enemy")


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """An estimate and who gives it.

    `small` figures count people one by one («مقتل سائق»). `loose` ones do not say of all people whose or of which kind
    they were. `claimed` ones rest on what a side claims of its enemy's losses, if only for some of the people.
    """

    estimate: Estimate
    standing: _Standing
    claimed: bool = False
    small: bool = False
    loose: bool = False

    @classmethod
    def of(cls, toll: Toll, estimate: Estimate, *, loose: bool) -> "SourcedFigure":
        """Return the figure that a toll gives."""
        standing = _STANDING.get(toll.side, "enemy")
        return cls(estimate, standing, standing == "enemy", toll.kind in {"singular", "coordinated"}, loose)


def summed(figures: Sequence[SourcedFigure]) -> SourcedFigure:
    """Return the figure of people who are all different; there is at least one figure."""
    low = sum(figure.estimate.low for figure in figures)
    best = sum(figure.estimate.best for figure in figures)
    highs = [figure.estimate.high for figure in figures if figure.estimate.high is not None]
    standings = {figure.standing for figure in figures}
    return SourcedFigure(
        Estimate(low, best, sum(highs) if len(highs) == len(figures) else None),
        standings.pop() if len(standings) == 1 else "party",
        any(figure.claimed for figure in figures),
        all(figure.small for figure in figures),
        any(figure.loose for figure in figures),
    )


def contended(figures: Sequence[SourcedFigure], policy: Policy) -> SourcedFigure:
    """Return the figure that follows from those of several sources for the same people; there is at least one.

    Low is the lowest and high the highest. Best is a third party's, else a side's of itself; among several of these the
    lowest. What a side claims of its enemy's losses sets high alone, unless there is nothing else. Under `acled` all
    three are the lowest.
    """
    if len(figures) == 1:
        return figures[0]
    trusted = min(figures, key=lambda figure: (_TRUSTED.index(figure.standing), figure.estimate.best))
    low = min(figure.estimate.low for figure in figures if policy == "acled" or _may_set_low(figure, trusted))
    highs = [figure.estimate.high for figure in figures if figure.estimate.high is not None]
    high = max(highs) if len(highs) == len(figures) else None
    estimate = Estimate(low, low, low) if policy == "acled" else Estimate(low, trusted.estimate.best, high)
    small, loose = all(one.small for one in figures), any(one.loose for one in figures)
    return SourcedFigure(estimate, trusted.standing, trusted.claimed, small, loose)


def _may_set_low(figure: SourcedFigure, trusted: SourcedFigure) -> bool:
    return figure.standing != "enemy" or trusted.standing == "enemy"


def may_be_among(figure: SourcedFigure, others: Iterable[SourcedFigure]) -> bool:
    """Say whether the people of a figure may be among those of another, so that it does not contend with it.

    They may if it is smaller and counts them one by one, or if only one of the two says who they were: 12 people, and
    five medics. What a side says of its own or its enemy's losses contends all the same, and what it claims of its
    enemy's is no measure of others.
    """
    return any(
        figure.estimate.low < other.estimate.low
        and not other.claimed
        and (figure.small or (figure.loose != other.loose and (figure.loose or figure.standing == "third")))
        for other in others
    )
