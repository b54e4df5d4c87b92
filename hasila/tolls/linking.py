"""From a model's answers about spans to tolls that obey the laws: one whole, no cycle, no part beyond its whole."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from hasila.arabic.dates import DatePhrase
from hasila.document import Document
from hasila.spans import Span
from hasila.toll import (
    RELATIONS,
    ROLES,
    SIDES,
    STATUSES,
    Relation,
    Role,
    Side,
    Status,
    Toll,
)
from hasila.tolls.counts import VictimCount, read_counts
from hasila.tolls.dates import date_of_harm, phrases_seen_from
from hasila.tolls.fields import LINK_MASK, LINKS, PROPERTIES, TOGETHER
from hasila.tolls.mentions import words_of
from hasila.tolls.pairs import CASUALTY, Pairs
from hasila.tolls.sources import source_words

_LEAST = 0.5
"""The least probability of what is taken for true."""
_LEAST_OF: Mapping[str, float] = {
    "party": 0.45,
    "by": 0.35,
    "place": 0.45,
    "part_of": 0.25,
    "same_as": 0.2,
    "revises": 0.15,
}
"""The same for links worth finding with less certainty, chosen on the dev splits of data/real and data/composed."""
_LEAST_OF_LINKS = np.array([_LEAST_OF.get(link, _LEAST) for link in LINKS])
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class TollAnswers:
    """The probability of each link of each pair, and of each property of each casualty span of a text.

    The shapes are (pairs, links) and (casualty spans, properties), in the order of hasila.tolls.fields.
    """

    links: Probabilities
    properties: Probabilities


@dataclass(frozen=True, slots=True)
class _Link:
    """A span, and how sure it is that it takes part."""

    span: int
    score: float


def linked_tolls(document: Document, pairs: Pairs, answers: TollAnswers) -> tuple[Toll, ...]:
    """Return the tolls of a document's casualty spans: counts and dates by rules, everything else by the answers.

    A span with several quantities has a toll for each; links to it lead to the first. Dates that need one are resolved
    against the day in the document's field `date`, YYYY-MM-DD, or its year.
    """
    casualties = [index for index, span in enumerate(document.spans) if span.label == CASUALTY]
    counts = read_counts(document.text, [(document.spans[i].start, document.spans[i].end) for i in casualties])
    links = _links_of(pairs, answers.links)
    numbers = _incidents(casualties, links, answers.properties)
    unnamed = _unnamed_sources(document, [span for span in casualties if "source" not in links[span]])
    dated = _Dates(document.text, phrases_seen_from(document.text, _day_of(document)))
    tolls: list[Toll] = []
    for span, properties, its_counts in zip(casualties, answers.properties, counts, strict=True):
        said = dict(zip(PROPERTIES, properties.tolist(), strict=True))
        known = _Known(span, links[span], said, numbers.get(span), unnamed.get(span))
        fields = dated.of(document.spans[span])
        tolls += (replace(_toll(known, count), **fields) for count in its_counts)
    return tuple(_related(tolls, links))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a casualty span besides its counts."""

    span: int
    links: Mapping[str, list[_Link]]
    said: Mapping[str, float]
    """The probability of each property."""
    incident: int | None
    unnamed: tuple[int, int] | None
    """The words of a source that is no span."""


def _day_of(document: Document) -> str | None:
    day = document.meta.get("date")
    return None if day is None else str(day)


@dataclass(frozen=True, slots=True)
class _Dates:
    """A text and its phrases of dates."""

    text: str
    phrases: Sequence[DatePhrase]

    def of(self, span: Span) -> dict[str, Any]:
        """Return the fields `when` and `date` of a casualty span's tolls."""
        phrase = date_of_harm(self.text, span.start, span.end, self.phrases)
        if phrase is None:
            return {}
        return {"when": (phrase.start, phrase.end), "date": phrase.days}


def _links_of(pairs: Pairs, probabilities: Probabilities) -> Mapping[int, Mapping[str, list[_Link]]]:
    """Return the links of each casualty span that are likely enough, by the name of the link."""
    allowed = LINK_MASK[pairs.features[:, 0]]
    found: defaultdict[int, defaultdict[str, list[_Link]]] = defaultdict(lambda: defaultdict(list))
    for row, link in np.argwhere((probabilities >= _LEAST_OF_LINKS) & allowed).tolist():
        head, other = pairs.spans[row].tolist()
        found[head][LINKS[link]].append(_Link(other, float(probabilities[row, link])))
    return found


def _toll(known: _Known, count: VictimCount) -> Toll:
    links, said = known.links, known.said
    return Toll(
        span=known.span,
        harm=count.harm,
        low=count.low,
        high=count.high,
        modifier=count.modifier,
        kind=count.kind,
        status=cast("Status", _true(said, STATUSES[1:]) or STATUSES[0]),
        group=count.group,
        party=_spans(links, "party"),
        by=_spans(links, "by"),
        accused=_spans(links, "accused"),
        place=_spans(links, "place"),
        source=_spans(links, "source"),
        source_words=known.unnamed,
        side=cast("Side", _likeliest(said, SIDES)) if links.get("source") or known.unnamed else None,
        scope="event" if known.incident else "cumulative",
        incident=known.incident,
        scores={role: tuple(round(link.score, 4) for link in links[role]) for role in ROLES if role in links},
    )


def _unnamed_sources(document: Document, casualties: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Return the words of sources that are no spans, by the casualty span that stands on their word."""
    words = words_of(document.text)
    found: dict[int, tuple[int, int]] = {}
    for index in casualties:
        span = document.spans[index]
        its = source_words(words, span.start, span.end)
        if its and not any(one.start < its[1] and its[0] < one.end for one in document.spans):
            found[index] = its
    return found


def _spans(links: Mapping[str, list[_Link]], role: Role) -> tuple[int, ...]:
    return tuple(link.span for link in links.get(role, ()))


def _true(said: Mapping[str, float], names: Sequence[str]) -> str | None:
    """Return the likeliest of some properties if it is more likely than not."""
    best = _likeliest(said, names)
    return best if said[best] >= _LEAST else None


def _likeliest(said: Mapping[str, float], names: Sequence[str]) -> str:
    return max(names, key=lambda name: said[name])


def _incidents(
    casualties: Sequence[int], links: Mapping[int, Mapping[str, list[_Link]]], properties: Probabilities
) -> Mapping[int, int]:
    """Return the number of the incident of each casualty span that is not cumulative, from 1 in the text's order."""
    single = [
        span for span, said in zip(casualties, properties, strict=True) if said[PROPERTIES.index("cumulative")] < _LEAST
    ]
    together = {(head, link.span) for head in single for link in links[head].get(TOGETHER, ())}
    root = {span: span for span in single}
    for left, right in combinations(single, 2):
        if (left, right) in together and (right, left) in together:
            root = {span: root[left] if its == root[right] else its for span, its in root.items()}
    order = {its: number for number, its in enumerate(dict.fromkeys(root.values()), start=1)}
    return {span: order[its] for span, its in root.items()}


def _related(tolls: Sequence[Toll], links: Mapping[int, Mapping[str, list[_Link]]]) -> list[Toll]:
    """Return the tolls with their relations, the surest first, none that breaks a law."""
    first = {toll.span: index for index, toll in reversed(list(enumerate(tolls)))}
    claims = sorted(
        (-link.score, index, relation, first[link.span])
        for index, toll in enumerate(tolls)
        for relation in RELATIONS
        for link in links[toll.span].get(relation, ())
    )
    found = list(tolls)
    for score, index, relation, other in claims:
        free = found[index].toll_of(relation) is None and not _closes(found, relation, index, other)
        if free and index != other and _LAWS[relation](found, index, other):
            scores = {**found[index].scores, relation: (round(-score, 4),)}
            found[index] = _with_relation(found[index], relation, other, scores)
    return _with_equal_counts_told_once(found)


def _with_equal_counts_told_once(tolls: list[Toll]) -> list[Toll]:
    """Return the tolls; those of one incident that give the same number, two or more, are tellings of the fuller one.

    Of two that say as much, the later is the fuller.
    """
    for left, right in combinations(range(len(tolls)), 2):
        one, fullest = (right, left) if _fields(tolls[left]) > _fields(tolls[right]) else (left, right)
        if _equal(tolls[left], tolls[right]) and tolls[one].same_as is None and _may_be_same(tolls, one, fullest):
            tolls[one] = replace(tolls[one], same_as=fullest)
    return tolls


def _equal(left: Toll, right: Toll) -> bool:
    """Say whether two tolls of one incident count as many people of the same harm, both as parts or neither."""
    told = (left.incident, left.harm, left.low, left.high) == (right.incident, right.harm, right.low, right.high)
    alone = (left.part_of is None) == (right.part_of is None)
    return told and alone and left.incident is not None and left.high is not None and left.low >= _SEVERAL


_SEVERAL = 2
"""The fewest people whose number, told twice, means the same people: there may be many single victims."""


def _fields(toll: Toll) -> int:
    """Return how many fields a toll fills."""
    return sum(bool(toll.spans_of(role)) for role in ROLES) + (toll.when is not None) + bool(toll.group)


def _with_relation(toll: Toll, relation: Relation, other: int, scores: Mapping[str, tuple[float, ...]]) -> Toll:
    changes: dict[str, int] = {relation: other}
    return replace(toll, **changes, scores=scores)  # type: ignore[arg-type]  # the names of a relation are fields


def _closes(tolls: Sequence[Toll], relation: Relation, index: int, other: int) -> bool:
    """Say whether a relation from `index` to `other` would lead back to `index`."""
    at: int | None = other
    while at is not None and at != index:
        at = tolls[at].toll_of(relation)
    return at == index


def _may_be_part(tolls: Sequence[Toll], part: int, whole: int) -> bool:
    """Say whether a count may be inside another: of a harm that it shares, and no more people than the whole."""
    most = tolls[whole].high
    shared = set(tolls[part].harm) & set(tolls[whole].harm)
    return bool(shared) and (most is None or tolls[part].low <= most) and tolls[part].same_as != whole


def _may_be_same(tolls: Sequence[Toll], one: int, fullest: int) -> bool:
    """Say whether a toll may retell another, which retells none itself and is not retold by way of the first."""
    retold = any(toll.same_as == one for toll in tolls)
    shared = set(tolls[one].harm) & set(tolls[fullest].harm)
    return bool(shared) and tolls[fullest].same_as is None and not retold and tolls[one].part_of != fullest


def _may_revise(tolls: Sequence[Toll], late: int, early: int) -> bool:
    """Say whether a toll may take the place of another: they tell of the same harm."""
    return tolls[late].harm == tolls[early].harm


_LAWS: Mapping[Relation, Callable[[Sequence[Toll], int, int], bool]] = {
    "part_of": _may_be_part,
    "same_as": _may_be_same,
    "revises": _may_revise,
}
