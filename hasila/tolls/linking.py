"""From a model's answers about spans to tolls that obey the laws: one whole, no cycle, no part beyond its whole."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import cast

import numpy as np
import numpy.typing as npt

from hasila.arabic.clitics import bare_forms
from hasila.arabic.dates import DatePhrase
from hasila.document import Document
from hasila.toll import HARMS, ROLES, SIDES, STATUSES, Harm, Relation, Role, Side, Status, Toll, leads_back
from hasila.tolls.added import rows_of_counts
from hasila.tolls.among import part_cues, with_parts
from hasila.tolls.attacks import Setting, attacks
from hasila.tolls.counts import VictimCount
from hasila.tolls.denied import denied_harms
from hasila.tolls.earlier import earlier_cues, with_earlier
from hasila.tolls.estimates import UNKNOWN_PLURAL
from hasila.tolls.fields import LINK_MASK, LINKS, PROPERTIES, TOGETHER, WHEN
from hasila.tolls.freed import freed_in_harms
from hasila.tolls.inherited import with_inherited
from hasila.tolls.mentions import TextWord
from hasila.tolls.owners import owners, with_owners
from hasila.tolls.pairs import ACTOR, Pairs
from hasila.tolls.relations import with_relation
from hasila.tolls.retellings import either_retells, figure_of, with_retellings
from hasila.tolls.sources import UnnamedSource, sources_of_harms
from hasila.tolls.sums import sum_cues, with_sums, with_sums_behind
from hasila.tolls.tellings import may_be_one
from hasila.tolls.vague import tells_of_more, with_vague_retellings

_LEAST = 0.5
"""The least probability of what is taken for true."""
_LEAST_OF: Mapping[str, float] = {
    "party": 0.3,
    "by": 0.25,
    "accused": 0.3,
    "place": 0.45,
    "source": 0.35,
    "part_of": 0.45,
    "revises": 0.15,
    "when": 0.45,
    TOGETHER: inf,
    "same_as": inf,
}
"""The same for links worth finding with less certainty, chosen on the dev splits of data/real, data/composed and
data/real-whole. Attacks and retellings are settled in groups, not by single links."""
_BESIDE: Mapping[str, float] = {"party": 0.9, "by": 0.7, "source": 0.9}
"""The least probability of a further span of a role, as a share of the likeliest one's, chosen there too: texts call
one force by several names, and rarely tell of two."""
_LEAST_OF_STATUS: Mapping[str, float] = {"died_later": 0.35}
"""The same for a status: above what any other casualty span of dev has."""
_MANY = 300
_LEAST_OF_MANY = 0.1
"""From how many people on a count is taken for cumulative with less certainty: 86 per cent of such counts are, in the
training passages of data/real, and 10 per cent of the others."""
_LEAST_OF_HARM = 0.8
"""The least probability of a harm that the words of a span do not name, beside that which rules find for it."""
_LEAST_OF_PART_ELSEWHERE = 0.6
"""The least probability of a part of another attack's toll, told of elsewhere."""
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
    """Return the tolls of a document's casualty spans, by the answers to its pairs.

    By rules are counts, releases, denials within a sentence and sources that are no spans, and in part whose people a
    pronoun says they are; and of how tolls stand to each other, what the words make plain: earlier figures, explicit
    sums, some of the dead, vague retellings. A span
    with several quantities has a toll for each; links to it lead to the first.
    """
    casualties = pairs.casualties.tolist()
    stretches = [(document.spans[index].start, document.spans[index].end) for index in casualties]
    owned = with_owners(document, pairs, answers.links, owners(pairs.words, stretches))
    links = _links_of(pairs, owned)
    row_of = dict(zip(casualties, rows_of_counts(pairs.words, stretches), strict=True))
    said_again = _of_pairs(pairs, answers.links, "same_as").items()
    retells = {(one, other): sure for (one, other), sure in said_again if row_of[one] != row_of[other]}
    numbers = _incidents(document, pairs, answers, links, retells)
    actors = [(span.start, span.end) for span in document.spans if span.label == ACTOR]
    unnamed = sources_of_harms(pairs.words, stretches, actors)
    freed, denied = freed_in_harms(pairs.words, stretches), denied_harms(pairs.words, stretches)
    tolls: list[Toll] = []
    for place, (span, properties) in enumerate(zip(casualties, answers.properties, strict=True)):
        said = dict(zip(PROPERTIES, properties.tolist(), strict=True))
        its, source = _with_source(document, links[span], unnamed[place])
        dated = _dated(document, pairs, its)
        known = _Known(span, its, said, numbers.get(span), source, dated, freed[place], denied[place])
        tolls += (_toll(known, _with_harm(count, said)) for count in pairs.counts[place])
    return tuple(_with_relations(document, pairs.words, tolls, links, retells))


def _with_relations(
    document: Document,
    words: Sequence[TextWord],
    tolls: Sequence[Toll],
    links: Mapping[int, Mapping[str, list[_Link]]],
    retells: Mapping[tuple[int, int], float],
) -> list[Toll]:
    """Return the tolls with how they stand to each other: as the model says, then by the words of the text.

    Last, they take over what was told before.
    """
    spans = [document.spans[toll.span] for toll in tolls]
    stretches = [(span.start, span.end) for span in spans]
    found = _related(document, tolls, links)
    found = with_parts(document, found, part_cues(words, stretches))
    found = with_earlier(document, found, earlier_cues(words, stretches))
    found = with_sums(with_sums_behind(found, sum_cues(words, stretches)))
    found = with_retellings(found, retells, rows_of_counts(words, stretches))
    found = with_vague_retellings(document, found, tells_of_more(words, stretches))
    return with_inherited(found)


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
    dated: DatePhrase | None
    freed: bool
    """Whether the words say that its people were freed."""
    denied: bool
    """Whether words of its sentence deny it."""


def _links_of(pairs: Pairs, probabilities: Probabilities) -> Mapping[int, Mapping[str, list[_Link]]]:
    """Return the links of each casualty span that are likely enough, by the name of the link."""
    allowed = LINK_MASK[pairs.features[:, 0]]
    found: defaultdict[int, defaultdict[str, list[_Link]]] = defaultdict(lambda: defaultdict(list))
    for row, link in np.argwhere((probabilities >= _LEAST_OF_LINKS) & allowed).tolist():
        head, other = pairs.spans[row].tolist()
        found[head][LINKS[link]].append(_Link(other, float(probabilities[row, link])))
    for links in found.values():
        for role in links.keys() & _BESIDE:
            least = _BESIDE[role] * max(link.score for link in links[role])
            links[role] = [link for link in links[role] if link.score >= least]
        if WHEN in links:
            links[WHEN] = [max(links[WHEN], key=lambda link: link.score)]
    return found


def _of_pairs(pairs: Pairs, probabilities: Probabilities, link: str) -> Mapping[tuple[int, int], float]:
    """Return the probability of a link between two casualty spans, for each pair of them."""
    column = LINKS.index(link)
    rows = np.flatnonzero(LINK_MASK[pairs.features[:, 0], column])
    spans = map(tuple, pairs.spans[rows].tolist())
    return dict(zip(spans, probabilities[rows, column].tolist(), strict=True))


def _toll(known: _Known, count: VictimCount) -> Toll:
    links, said = known.links, known.said
    return Toll(
        span=known.span,
        harm=count.harm,
        low=count.low,
        high=count.high,
        modifier=count.modifier,
        kind=count.kind,
        status=_status(known, count),
        group=count.group,
        party=_spans(links, "party"),
        by=_spans(links, "by"),
        accused=_spans(links, "accused"),
        place=_spans(links, "place"),
        source=_spans(links, "source"),
        when=None if known.dated is None else (known.dated.start, known.dated.end),
        date=None if known.dated is None else known.dated.days,
        source_words=known.unnamed,
        side=cast("Side", _likeliest(said, SIDES)) if links.get("source") or known.unnamed else None,
        scope="event" if known.incident else "cumulative",
        incident=known.incident,
        scores={name: tuple(round(link.score, 4) for link in links[name]) for name in _SCORED if name in links},
    )


_SCORED = (*ROLES, WHEN)
"""The links whose confidence a toll has as they come; those of relations are settled later."""


def _with_harm(count: VictimCount, said: Mapping[str, float]) -> VictimCount:
    """Return a count with the harm that the model is sure of, if the span's own words name none."""
    likely: tuple[Harm, ...] = tuple(harm for harm in HARMS if said[harm] >= _LEAST)
    sure = count.leans and max(said[harm] for harm in HARMS) >= _LEAST_OF_HARM
    return replace(count, harm=likely) if sure else count


def _status(known: _Known, count: VictimCount) -> Status:
    if known.freed and count.harm == ("captured",):
        return "released"
    if known.denied:
        return "disputed"
    likeliest = _likeliest(known.said, STATUSES[1:])
    sure = known.said[likeliest] >= _LEAST_OF_STATUS.get(likeliest, _LEAST)
    return cast("Status", likeliest if sure else STATUSES[0])


def _with_source(
    document: Document, links: Mapping[str, list[_Link]], unnamed: UnnamedSource | None
) -> tuple[Mapping[str, list[_Link]], tuple[int, int] | None]:
    """Return the links, and the words of a source that is no span where there is none among them, or it outranks it."""
    actors = links.get("source", ())
    if unnamed is None or not actors:
        return links, None if unnamed is None else unnamed.words
    if unnamed.outranks and all(document.spans[link.span].end <= unnamed.told_at for link in actors):
        return {name: its for name, its in links.items() if name != "source"}, unnamed.words
    return links, None


def _spans(links: Mapping[str, list[_Link]], role: Role) -> tuple[int, ...]:
    return tuple(link.span for link in links.get(role, ()))


def _likeliest(said: Mapping[str, float], names: Sequence[str]) -> str:
    return max(names, key=lambda name: said[name])


def _single(casualties: Sequence[int], counts: Sequence[Sequence[VictimCount]], properties: Probabilities) -> list[int]:
    """Return the casualty spans that are not cumulative."""
    cumulative = properties[:, PROPERTIES.index("cumulative")].tolist()
    return [
        span
        for span, probability, (count, *_) in zip(casualties, cumulative, counts, strict=True)
        if probability < (_LEAST if count.low < _MANY else _LEAST_OF_MANY)
    ]


def _incidents(
    document: Document,
    pairs: Pairs,
    answers: TollAnswers,
    links: Mapping[int, Mapping[str, list[_Link]]],
    retells: Mapping[tuple[int, int], float],
) -> Mapping[int, int]:
    """Return the number of the incident of each casualty span that is not cumulative, from 1 in the text's order."""
    single = _single(pairs.casualties.tolist(), pairs.counts, answers.properties)
    settings = {span: _setting(document, pairs, links[span]) for span in single}
    together = _of_pairs(pairs, answers.links, TOGETHER)
    return attacks(settings, _together(together, retells), _retold(pairs, retells))


def _retold(pairs: Pairs, retells: Mapping[tuple[int, int], float]) -> Mapping[tuple[int, int], float]:
    """Return the probability that spans which count exactly as many people, of one harm, tell of the same."""
    counts = {span: its[0] for span, its in zip(pairs.casualties.tolist(), pairs.counts, strict=True)}
    return {
        (one, other): either_retells(retells, one, other)
        for one, other in retells
        if one < other and counts[one].high is not None and figure_of(counts[one]) == figure_of(counts[other])
    }


def _together(
    together: Mapping[tuple[int, int], float], retells: Mapping[tuple[int, int], float]
) -> Mapping[tuple[int, int], float]:
    """Return the probability that two casualty spans are of one attack, as they are if either retells the other."""
    return {pair: 1 - (1 - sure) * (1 - either_retells(retells, *pair)) for pair, sure in together.items()}


def _setting(document: Document, pairs: Pairs, links: Mapping[str, list[_Link]]) -> Setting:
    places = (bare_forms(document.text_of(document.spans[link.span])) for link in links.get("place", ()))
    dated = _dated(document, pairs, links)
    return Setting(tuple(places), None if dated is None else dated.days)


def _dated(document: Document, pairs: Pairs, links: Mapping[str, list[_Link]]) -> DatePhrase | None:
    """Return the phrase that dates a harm, if any."""
    return next((pairs.phrases[link.span - len(document.spans)] for link in links.get(WHEN, ())), None)


def _related(document: Document, tolls: Sequence[Toll], links: Mapping[int, Mapping[str, list[_Link]]]) -> list[Toll]:
    """Return the tolls with their wholes and what they revise, the surest first, none that breaks a law."""
    first = {toll.span: index for index, toll in reversed(list(enumerate(tolls)))}
    claims = sorted(
        (-link.score, index, relation, first[link.span])
        for index, toll in enumerate(tolls)
        for relation in _LAWS
        for link in links[toll.span].get(relation, ())
        if relation != "part_of"
        or link.score >= _LEAST_OF_PART_ELSEWHERE
        or not _is_elsewhere(document, toll, tolls[first[link.span]])
    )
    found = list(tolls)
    for score, index, relation, other in claims:
        free = found[index].toll_of(relation) is None and not leads_back(found, relation, index, other)
        if free and index != other and _LAWS[relation](found, index, other):
            found[index] = with_relation(found[index], relation, other, -score)
    return found


def _may_be_part(tolls: Sequence[Toll], part: int, whole: int) -> bool:
    """Say whether a count may be inside another: of a harm that it shares, and no more people than the whole."""
    most = tolls[whole].high
    shared = set(tolls[part].harm) & set(tolls[whole].harm)
    elsewhere = _apart(tolls[part], tolls[whole])
    return bool(shared) and (most is None or tolls[part].low <= most) and not elsewhere


def _is_elsewhere(document: Document, part: Toll, whole: Toll) -> bool:
    """Say whether a part is of another attack than its whole, at another place."""
    return part.incident != whole.incident and not may_be_one(document, part.place, whole.place)


def _apart(left: Toll, right: Toll) -> bool:
    """Say whether two tolls tell of other days and other places."""
    if left.date is None or right.date is None or not left.place or not right.place:
        return False
    return not left.date.overlaps(right.date) and not set(left.place) & set(right.place)


def _may_revise(tolls: Sequence[Toll], late: int, early: int) -> bool:
    """Say whether a toll may take the place of another: they tell of the same harm, and the later one has a figure."""
    return tolls[late].harm == tolls[early].harm and tolls[late].kind not in UNKNOWN_PLURAL


_LAWS: Mapping[Relation, Callable[[Sequence[Toll], int, int], bool]] = {
    "part_of": _may_be_part,
    "revises": _may_revise,
}
