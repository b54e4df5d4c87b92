"""Tolls: what a casualty span says of people, and by which other spans of its text. Impossible ones cannot be built."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from hasila.spans import Span
from hasila.validation import complaints

if TYPE_CHECKING:
    from pydantic import TypeAdapter


Harm = Literal["killed", "wounded", "captured", "missing"]
HARMS: tuple[Harm, ...] = get_args(Harm)
CountModifier = Literal["none", "about", "over", "at_least", "under", "at_most", "between", "likely"]
CountKind = Literal[
    "integer", "dual", "singular", "coordinated", "few", "tens", "hundreds", "thousands", "number_of", "plural"
]
Status = Literal["asserted", "disputed", "released", "died_later"]
STATUSES: tuple[Status, ...] = get_args(Status)
Group = Literal[
    "civilian",
    "military",
    "armed_group",
    "police",
    "official",
    "medic",
    "journalist",
    "child",
    "woman",
    "man",
    "foreigner",
]
"""What the words say of the victims."""
GROUPS: tuple[Group, ...] = get_args(Group)
Side = Literal["own", "enemy", "admitted", "third"]
SIDES: tuple[Side, ...] = get_args(Side)
Scope = Literal["event", "cumulative"]
Role = Literal["party", "by", "accused", "place", "source"]
"""How a span of the text takes part in a toll."""
ROLES: Mapping[Role, str] = {
    "party": "ACTOR",
    "by": "ACTOR",
    "accused": "ACTOR",
    "place": "LOCATION",
    "source": "ACTOR",
}
"""The label of the spans that take each role."""
Relation = Literal["part_of", "same_as", "revises"]
"""How a toll stands to another toll of its text."""
RELATIONS: tuple[Relation, ...] = get_args(Relation)


def written_count(low: int, high: int | None) -> str:
    """Return how many people as a reader writes it: «18», «20-99», «18+» without an upper bound."""
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


@dataclass(frozen=True, order=True, slots=True)
class DateInterval:
    """The days from `first` to `last`, both included. Raises ValueError if they are reversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the interval {self.first}/{self.last} ends before it begins")

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"

    def overlaps(self, other: "DateInterval") -> bool:
        """Say whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    @classmethod
    def parse(cls, words: str) -> Self:
        """Return the interval of `YYYY-MM-DD` or `YYYY-MM-DD/YYYY-MM-DD`. Raises ValueError for anything else."""
        first, _, last = words.partition("/")
        try:
            return cls(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError as error:
            raise ValueError(f"a date is YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD, not {words!r}: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What one casualty span says: at least `low` and at most `high` people, None where the words set no upper bound.

    `span` and the spans of the five roles are indices into the document's spans; `part_of`, `same_as` and `revises` are
    indices into its tolls. `when` and `source_words` are stretches of the text in code points, end exclusive; `date` is
    what `when` means. Several harms are counted jointly. Tolls of one attack or clash share `incident`, a number from
    1; a cumulative toll has none. `scores` are a model's confidences between 0 and 1 by field, one for each value of
    the field; comparison ignores them. Raises ValueError for what no toll can be.
    """

    span: int
    harm: tuple[Harm, ...]
    low: int
    high: int | None = None
    modifier: CountModifier = "none"
    kind: CountKind
    status: Status = "asserted"
    group: tuple[Group, ...] = ()
    party: tuple[int, ...] = ()
    by: tuple[int, ...] = ()
    accused: tuple[int, ...] = ()
    place: tuple[int, ...] = ()
    when: tuple[int, int] | None = None
    date: DateInterval | None = None
    source: tuple[int, ...] = ()
    source_words: tuple[int, int] | None = None
    side: Side | None = None
    scope: Scope = "event"
    part_of: int | None = None
    same_as: int | None = None
    revises: int | None = None
    incident: int | None = None
    scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if faults := list(_own_faults(self)):
            raise ValueError("; ".join(faults))

    def spans_of(self, role: Role) -> tuple[int, ...]:
        """Return the indices of the spans that take a role."""
        spans: tuple[int, ...] = getattr(self, role)
        return spans

    def toll_of(self, relation: Relation) -> int | None:
        """Return the index of the toll that this one is related to."""
        index: int | None = getattr(self, relation)
        return index

    def figure(self) -> str:
        """Return how many people, as `written_count` writes it."""
        return written_count(self.low, self.high)

    def to_dict(self) -> dict[str, Any]:
        """Return all fields as values for JSON, the scores only if there are any."""
        values = {name: _plain(getattr(self, name)) for name in FIELDS if name != "scores"}
        return {**values, **({"scores": {name: list(of) for name, of in self.scores.items()}} if self.scores else {})}

    @classmethod
    def from_dict(cls, row: Any) -> "Toll":
        """Return the toll of a row; absent fields have their defaults. Raises ValueError, saying what is wrong."""
        if not isinstance(row, dict):
            raise ValueError(f"a toll is an object with span, harm, low and kind, not {row!r}")  # noqa: TRY004 - one kind for all faults of a row
        if unknown := [name for name in row if name not in FIELDS]:
            raise ValueError(f"unknown field {', '.join(unknown)}; a toll has {', '.join(FIELDS)}")
        day = row.get("date")
        if not isinstance(day, str | None):
            raise ValueError(f"date is {day!r}, but must be text, YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD")  # noqa: TRY004 - as above
        toll = _validated({**row, "date": None})
        return toll if day is None else replace(toll, date=DateInterval.parse(day))


FIELDS = tuple(one.name for one in fields(Toll))
"""The fields in the order in which rows list them."""


def faults_of(tolls: Sequence[Toll], spans: Sequence[Span], length: int) -> Iterator[str]:
    """Yield what is impossible about the tolls of a document with these sorted spans and so many code points."""
    for index, toll in enumerate(tolls):
        for fault in (*_span_faults(toll, spans), *_word_faults(toll, length), *_relation_faults(index, tolls)):
            yield f"toll {index}: {fault}"


def _validated(row: Mapping[str, Any]) -> Toll:
    from pydantic import ValidationError  # noqa: PLC0415 - takes time to load, and only rows with tolls need it

    try:
        # As JSON, in which a whole number is not 3.0, "3" or true, but a list may stand for a tuple.
        return _adapter().validate_json(json.dumps(row), strict=True)
    except ValidationError as error:
        raise ValueError("; ".join(complaints(error))) from None


@cache
def _adapter() -> "TypeAdapter[Toll]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - as above

    return TypeAdapter(Toll)


def _plain(value: Any) -> Any:
    """Return a value for JSON."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, DateInterval) else value


def _own_faults(toll: Toll) -> Iterator[str]:
    if not toll.harm or [harm for harm in HARMS if harm in toll.harm] != list(toll.harm):
        yield f"harm is one or more of {', '.join(HARMS)}, in this order, not {list(toll.harm)}"
    if toll.low < 0 or (toll.high is not None and toll.high < toll.low):
        yield f"a count cannot be between {toll.low} and {toll.high}"
    if (toll.incident is None) != (toll.scope == "cumulative"):
        yield f"scope is {toll.scope} and incident {toll.incident}; only a cumulative toll has no incident"
    if toll.side is not None and not toll.source and toll.source_words is None:
        yield f"side is {toll.side}, but there is no source"
    if toll.incident is not None and toll.incident < 1:
        yield f"incidents are numbered from 1, not {toll.incident}"
    if any(not 0 <= score <= 1 for scores in toll.scores.values() for score in scores):
        yield "scores are between 0 and 1"


def _span_faults(toll: Toll, spans: Sequence[Span]) -> Iterator[str]:
    pointed = [("span", "CASUALTY", toll.span)]
    pointed += [(role, label, index) for role, label in ROLES.items() for index in toll.spans_of(role)]
    for name, label, index in pointed:
        if not 0 <= index < len(spans):
            yield f"{name} points at span {index}, but there are {len(spans)} spans, counted from 0"
        elif spans[index].label != label:
            yield f"{name} points at span {index}, which is {spans[index].label} and not {label}"


def _word_faults(toll: Toll, length: int) -> Iterator[str]:
    for name, words in (("when", toll.when), ("source_words", toll.source_words)):
        if words is not None and not 0 <= words[0] < words[1] <= length:
            yield f"{name} {list(words)} is not a stretch of the text, which has {length} code points"


def _relation_faults(index: int, tolls: Sequence[Toll]) -> Iterator[str]:
    for relation in RELATIONS:
        other = tolls[index].toll_of(relation)
        if other is None:
            continue
        if not 0 <= other < len(tolls):
            yield f"{relation} points at toll {other}, but there are {len(tolls)} tolls, counted from 0"
        elif relation == "same_as" and tolls[other].same_as is not None:
            yield f"same_as points at toll {other}, which is itself the same as another: point at that one"
        elif leads_back(tolls, relation, index, other):
            yield f"{relation} leads from toll {other} back to it"


def leads_back(tolls: Sequence[Toll], relation: Relation, index: int, other: int) -> bool:
    """Say whether a relation from the toll `index` to `other` leads, or would lead, back to `index`."""
    at: int | None = other
    for _ in tolls:
        if at is None or not 0 <= at < len(tolls):
            return False
        if at == index:
            return True
        at = tolls[at].toll_of(relation)
    return False
