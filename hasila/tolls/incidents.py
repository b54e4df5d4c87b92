"""Incidents: rows that follow from the tolls of one text or of many, in which nobody is counted twice."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Literal

from hasila.document import Document
from hasila.toll import HARMS, DateInterval, Harm, Side
from hasila.tolls.estimates import Estimate, Policy
from hasila.tolls.figures import IncidentFigures, killed_of
from hasila.tolls.joining import Account, LocatedPlace, joined
from hasila.tolls.standing import LeftReason
from hasila.tolls.tellings import Telling, name_of, names_any, tellings_of, words_at

DatePrecision = Literal["day", "days", "week", "month", "longer"]
"""How closely the days are known: one; two to six; seven; up to 31; more."""
IncidentFlag = Literal[
    "rivals",
    "enemy_claim",
    "disputed",
    "died_later",
    "several_incidents",
    "cumulative",
    "released",
    "counted_elsewhere",
    "no_number",
]
"""What a reader of a row must know.

| flag | the row |
|---|---|
| rivals | rests on figures of several sources that differ |
| enemy_claim | has a best figure that rests, for some people at least, on what a side claims of its enemy's losses |
| disputed | uses a toll that somebody denies |
| died_later | counts people who died later of their wounds |
| several_incidents | is a total over several incidents of the text, which have no rows of their own |
| cumulative, released, counted_elsewhere, no_number | has no figures; all its tolls are left out for such a reason |
"""
Resolver = Callable[[Sequence[str], Sequence[str]], LocatedPlace | None]
"""Gives the place of a toll's place words, innermost first, and all place words of the text."""


@dataclass(frozen=True, slots=True)
class TollUsed:
    """A toll that a row rests on: the document's id and the toll's index in it."""

    document: str
    toll: int


@dataclass(frozen=True, slots=True)
class TollLeft:
    """A toll that is in no figure of a row, and why (`LeftReason`)."""

    document: str
    toll: int
    reason: LeftReason


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says: how many people of which party, in its words. The source of the narrator is None."""

    harm: tuple[Harm, ...]
    low: int
    high: int | None
    source: str | None
    side: Side | None
    party: tuple[str, ...]
    document: str
    toll: int


@dataclass(frozen=True, slots=True)
class JointCount:
    """People who were counted together over several harms («35 بين قتيل وجريح»); in no count of one harm.

    Raises ValueError for impossible bounds.
    """

    harms: tuple[Harm, ...]
    low: int
    high: int | None

    def __post_init__(self) -> None:
        Estimate(self.low, self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One attack or clash, as one text or several tell of it.

    `incident` counts the rows from 1. `docs` are the ids of the texts. The days are those of the harm, None where no
    text dates it. `place` holds words of the text, innermost first; the country (ISO 3166 alpha-2), the first-level
    division, degrees and precision are as the resolver found them. `side_b` lost people, `side_a` harmed them or lost
    people too; `killed_a` and `killed_b` are the killed of these sides. An estimate is None where no toll counts, never
    0. The killed of a group, or of a nation (ISO 3166 alpha-2), are those of whom the texts say it, which may be fewer
    than there were. `joint` counts are in no other. `claims` is what each source said. `evidence` are the tolls that
    the figures rest on, `left_out` all others.
    """

    incident: int
    docs: tuple[str, ...]
    date_start: date | None = None
    date_end: date | None = None
    date_precision: DatePrecision | None = None
    place: tuple[str, ...] = ()
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    where_precision: Literal["city", "near", "admin1", "country"] | None = None
    side_a: str | None = None
    side_b: str | None = None
    killed: Estimate | None = None
    wounded: Estimate | None = None
    captured: Estimate | None = None
    missing: Estimate | None = None
    killed_a: Estimate | None = None
    killed_b: Estimate | None = None
    killed_civilians: Estimate | None = None
    killed_children: Estimate | None = None
    killed_women: Estimate | None = None
    killed_nations: tuple[tuple[str, Estimate], ...] = ()
    joint: JointCount | None = None
    claims: tuple[Claim, ...] = ()
    sources: tuple[str, ...] = ()
    flags: tuple[IncidentFlag, ...] = ()
    evidence: tuple[TollUsed, ...] = ()
    left_out: tuple[TollLeft, ...] = ()

    @property
    def has_figures(self) -> bool:
        """Whether any toll is counted: rows of cumulative tolls and of people freed have no figures."""
        return bool(self.evidence)


def incidents(
    documents: Iterable[Document], policy: Policy = "range", resolve: Resolver | None = None
) -> list[Incident]:
    """Return the incidents of documents, by their first day (those without one last), then by text.

    Texts are taken by their row's date, if they have one, and by id; the order in which they are given does not matter.
    Ids should differ, since rows name texts by them.

    Within an incident, harm and party a total stands, and its parts only fill the groups; without a total the parts are
    added. Tellings of the same people count once, and a revised figure not at all. With several sources low is the
    lowest, high the highest, best a third party's. Where it is open whether people are the same, they are counted once.

    Every toll of the texts is in exactly one row's `evidence` or `left_out`. Cumulative tolls (those of one source,
    place and time together) and incidents in which people were only freed have rows without any figure, so that the
    columns can be added up; what was said of them stands in the `claims`, and a flag says what they are.

    >>> from hasila.spans import Span
    >>> from hasila.toll import Toll
    >>> toll = Toll(span=0, harm=("killed",), low=4, high=4, kind="integer", incident=1)
    >>> [row] = incidents([Document("a", "قُتل أربعة", (Span(0, 10, "CASUALTY"),), tolls=(toll,))])
    >>> row.killed, row.wounded
    (Estimate(low=4, best=4, high=4), None)
    """
    texts = enumerate(sorted(documents, key=text_order))
    accounts = [account for order, document in texts for account in accounts_of(order, document, resolve)]
    rows = [incident_of(group, policy) for group in joined(accounts)]
    ordered = sorted(rows, key=lambda row: (row.date_start is None, row.date_start or date.min))
    return [replace(row, incident=number) for number, row in zip(count(1), ordered, strict=False)]


def text_order(document: Document) -> tuple[str, int, str, str]:
    """Return what texts are ordered by: the date, if they have one, and the id."""
    return str(document.meta.get("date") or ""), len(document.id), document.id, document.text


def accounts_of(order: int, document: Document, resolve: Resolver | None) -> Iterator[Account]:
    """Yield what a text, which has the place `order` among all texts, tells of each of its incidents."""
    rows: dict[Hashable, list[Telling]] = defaultdict(list)
    for telling in tellings_of(order, document):
        rows[telling.row].append(telling)
    for tellings in rows.values():
        place = _place(tellings)
        yield Account.of(tellings, place, resolve(place, _places(document)) if resolve and place else None)


def _place(tellings: Sequence[Telling]) -> tuple[str, ...]:
    """Return the words of the place of the toll that names most of them; tolls that count go before those left out."""
    placed = [telling for telling in tellings if telling.toll.place]
    fullest = max(placed, key=lambda one: (one.reason is None, len(one.toll.place)), default=None)
    return fullest.words_of("place") if fullest else ()


def _places(document: Document) -> list[str]:
    spans = [index for index, span in enumerate(document.spans) if span.label == "LOCATION"]
    return list(words_at(document, spans))


def incident_of(accounts: Sequence[Account], policy: Policy) -> Incident:
    """Return the row of the accounts of one incident, numbered 1."""
    tellings = sorted((one for account in accounts for one in account.tellings), key=lambda one: one.place)
    figures = IncidentFigures.of(tellings, policy)
    used = [telling for telling in tellings if telling.place not in figures.left]
    days, claims, (side_a, side_b) = _days(accounts), tuple(map(_claim, _claimed(tellings))), _sides(used or tellings)
    spot = min(accounts, key=_vagueness)
    located = spot.located
    return Incident(
        incident=1,
        docs=tuple(dict.fromkeys(telling.document.id for telling in tellings)),
        date_start=days.first if days else None,
        date_end=days.last if days else None,
        date_precision=_precision(days) if days else None,
        place=spot.place,
        country=located.country if located else None,
        admin1=(located.admin1.name or located.admin1.code) if located and located.admin1 else None,
        latitude=located.latitude if located else None,
        longitude=located.longitude if located else None,
        where_precision=located.precision if located else None,
        side_a=side_a,
        side_b=side_b,
        killed=figures.harms["killed"].estimate,
        wounded=figures.harms["wounded"].estimate,
        captured=figures.harms["captured"].estimate,
        missing=figures.harms["missing"].estimate,
        killed_a=killed_of(tellings, name_of(side_a), policy).estimate if side_a else None,
        killed_b=killed_of(tellings, name_of(side_b), policy).estimate if side_b else None,
        killed_civilians=figures.groups["civilian"].estimate,
        killed_children=figures.groups["child"].estimate,
        killed_women=figures.groups["woman"].estimate,
        killed_nations=tuple((nation, its.estimate) for nation, its in figures.nations.items() if its.estimate),
        joint=_joint(used, figures.joint.estimate),
        claims=claims,
        sources=tuple(dict.fromkeys(claim.source for claim in claims if claim.source)),
        flags=tuple(_flags(figures, tellings, used)),
        evidence=tuple(TollUsed(telling.document.id, telling.index) for telling in used),
        left_out=tuple(
            TollLeft(telling.document.id, telling.index, figures.left[telling.place])
            for telling in tellings
            if telling.place in figures.left
        ),
    )


def _days(accounts: Iterable[Account]) -> DateInterval | None:
    """Return the days from the first to the last that the accounts give."""
    known = [account.days for account in accounts if account.days]
    return DateInterval(min(days.first for days in known), max(days.last for days in known)) if known else None


_LONGEST: tuple[tuple[int, DatePrecision], ...] = ((1, "day"), (6, "days"), (7, "week"), (31, "month"))


def _precision(days: DateInterval) -> DatePrecision:
    length = (days.last - days.first).days + 1
    return next((precision for longest, precision in _LONGEST if length <= longest), "longer")


_CLOSENESS = ("city", "near", "admin1", "country")


def _vagueness(account: Account) -> tuple[int, int]:
    """Return how vague the place of an account is: less for one whose degrees are known, and for more words."""
    located = account.located
    return _CLOSENESS.index(located.precision) if located else len(_CLOSENESS), -len(account.place)


def _sides(tellings: Sequence[Telling]) -> tuple[str | None, str | None]:
    """Return the words of the side that harmed the other, and of that one; in a clash, in the order of the text.

    Where no victim's party is named but that of the first side, the other is whoever harmed it.
    """
    side_a = next((words for telling in tellings for words in telling.words_of("by")), None)
    known = [] if side_a is None else [name_of(side_a)]
    victims = [words for telling in tellings for words in telling.words_of("party")]
    others = [words for telling in tellings if names_any(telling.party, known) for words in telling.words_of("by")]
    return side_a, next((words for words in (*victims, *others) if not names_any([name_of(words)], known)), None)


def _joint(used: Iterable[Telling], estimate: Estimate | None) -> JointCount | None:
    counted = {harm for telling in used if len(telling.toll.harm) > 1 for harm in telling.toll.harm}
    harms = tuple(harm for harm in HARMS if harm in counted)
    return JointCount(harms, estimate.low, estimate.high) if estimate else None


def _claimed(tellings: Sequence[Telling]) -> list[Telling]:
    """Return the tellings that say how many people there were of a kind: no part, none told again or revised."""
    return [one for one in tellings if one.reason in {None, "released", "cumulative"} and one.total is None]


def _claim(telling: Telling) -> Claim:
    toll = telling.toll
    party, source = telling.words_of("party"), telling.source_words()
    return Claim(toll.harm, toll.low, toll.high, source, toll.side, party, telling.document.id, telling.index)


def _flags(figures: IncidentFigures, tellings: Sequence[Telling], used: Sequence[Telling]) -> Iterator[IncidentFlag]:
    tallies = (*figures.harms.values(), figures.joint)
    if any(found.contended for found in (*tallies, *figures.nations.values())):
        yield "rivals"
    if any(found.figure.claimed for found in tallies if found.figure):
        yield "enemy_claim"
    statuses = {telling.toll.status for telling in used}
    if "disputed" in statuses:
        yield "disputed"
    if "died_later" in statuses:
        yield "died_later"
    places = {(telling.order, telling.toll.incident) for telling in tellings if telling.toll.incident is not None}
    if len(places) > len({order for order, _ in places}):
        yield "several_incidents"
    if not used:
        reasons = {figures.left[telling.place] for telling in tellings}
        yield from (flag for flag in _WITHOUT_FIGURES if flag in reasons)


_WITHOUT_FIGURES: tuple[IncidentFlag, ...] = ("cumulative", "released", "counted_elsewhere", "no_number")
