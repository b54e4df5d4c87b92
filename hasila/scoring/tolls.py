"""Scores of tolls: counts, links, relations, whole tolls and the sum of a text's killed, with bootstrap intervals.

Every measure is a ratio of sums over texts. A share is right things over all of them; F1 is 2 × shared over the sum of
true and read ones; the error of counts is a mean; the killed are those read over those true.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from math import log
from operator import attrgetter
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from hasila.document import Document
from hasila.scoring.killed import killed_once, killed_plainly, tells_of_killed
from hasila.scoring.metrics import interval_of, resamples
from hasila.scoring.toll_matching import (
    TollReadings,
    entities,
    related,
    relations_of,
    same_entities,
    shared_entities,
    together,
)
from hasila.toll import RELATIONS, ROLES, CountKind, Relation, Role, Toll


@dataclass(frozen=True, slots=True)
class TollScore:
    """The value of a measure, what it is over, and its bootstrap interval.

    `support` counts what gold has of it, of one run: tolls matched by their spans, links, pairs, texts or people. The
    value is None if there is nothing to measure; the interval too if there is nothing in any resample.
    """

    value: float | None
    support: int
    interval: tuple[float, float] | None


TollScores = Mapping[str, TollScore]
"""The score of each measure by its name, in the order of MEASURES."""


@dataclass(frozen=True, slots=True)
class _Tally:
    """What a text adds to a measure: to its numerator, to its denominator, and to what gold has of it."""

    credit: float
    total: float
    support: float


@dataclass(frozen=True, slots=True)
class TollMeasure:
    """What a measure counts in a text, and whether its value is a share, which people read as per cent."""

    tally: Callable[[TollReadings], _Tally]
    meaning: str
    is_share: bool = True


def score_tolls(gold: Sequence[Document], read: Sequence[Document], *, runs: int = 1, seed: int = 0) -> TollScores:
    """Score the tolls of `read` against those of `gold`, text by text; gold texts whose tolls are None are left out.

    Intervals are percentile bootstrap over texts, 10,000 resamples from `seed`. If both contain the same texts `runs`
    times, one run of a model after another, a text is resampled with all its runs. Raises ValueError if `gold` and
    `read` are not equally many.
    """
    if len(gold) != len(read):
        raise ValueError(f"{len(gold)} gold texts but {len(read)} read")
    texts = [TollReadings.of(true, found) for true, found in zip(gold, read, strict=True) if true.tolls is not None]
    weights = resamples(len(texts) // runs, seed).astype(np.float64)
    return {name: _score(map(measure.tally, texts), weights, runs) for name, measure in MEASURES.items()}


def _score(tallies: Iterable[_Tally], weights: npt.NDArray[np.float64], runs: int) -> TollScore:
    rows = [(one.credit, one.total, one.support) for one in tallies]
    sums = np.array(rows, dtype=np.float64).reshape(runs, len(rows) // runs, 3).sum(axis=0)
    credit, total, support = sums.sum(axis=0).tolist()
    drawn = weights @ sums
    values = np.divide(drawn[:, 0], drawn[:, 1], out=np.full(len(drawn), np.nan), where=drawn[:, 1] > 0)
    return TollScore(credit / total if total else None, round(support / runs), interval_of(values))


def _share(
    right: Callable[[Toll, Toll], float], text: TollReadings, among: Callable[[Toll], bool] = lambda _: True
) -> _Tally:
    """Return the tally of what is right, or of its measure, among the matched tolls whose gold is of a kind."""
    credit = [float(right(gold, read)) for gold, read in text.matched if among(gold)]
    return _Tally(sum(credit), len(credit), len(credit))


def _f1(shared: int, gold: int, read: int) -> _Tally:
    return _Tally(2 * shared, gold + read, gold)


def _f1_of_sets(items: Callable[[Document], AbstractSet[Any]], text: TollReadings) -> _Tally:
    gold, read = items(text.gold), items(text.read)
    return _f1(len(gold & read), len(gold), len(read))


def _links(role: Role, text: TollReadings) -> _Tally:
    shared = sum(
        shared_entities(entities(text.gold, gold, role), entities(text.read, read, role)) for gold, read in text.matched
    )
    return _f1(shared, _link_count(text.gold, role), _link_count(text.read, role))


def _link_count(document: Document, role: Role) -> int:
    return sum(len(entities(document, toll, role)) for toll in document.tolls or ())


def _words(words_of: Callable[[Toll], tuple[int, int] | None], text: TollReadings) -> _Tally:
    """Return the tally of the words of a field: right if they share a code point with gold's."""
    shared = sum(_overlap(words_of(gold), words_of(read)) for gold, read in text.matched)
    return _f1(shared, _having(words_of, text.gold), _having(words_of, text.read))


def _overlap(gold: tuple[int, int] | None, read: tuple[int, int] | None) -> bool:
    return gold is not None and read is not None and gold[0] < read[1] and read[0] < gold[1]


def _having(words_of: Callable[[Toll], tuple[int, int] | None], document: Document) -> int:
    return sum(words_of(toll) is not None for toll in document.tolls or ())


def _whole(right: Callable[[TollReadings, Toll, Toll], bool], text: TollReadings) -> _Tally:
    """Return the tally of tolls that are right as far as `right` looks; one that was not read is missed."""
    shared = sum(right(text, gold, read) for gold, read in text.matched)
    return _f1(shared, len(text.gold.tolls or ()), len(text.read.tolls or ()))


def _exact(gold: Toll, read: Toll) -> bool:
    return _count(gold) == _count(read)


def _count(toll: Toll) -> tuple[object, ...]:
    return toll.harm, toll.low, toll.high, toll.modifier


def _log_error(gold: Toll, read: Toll) -> float:
    return abs(log(1 + read.low) - log(1 + gold.low))


def _same(name: str, gold: Toll, read: Toll) -> bool:
    return bool(getattr(gold, name) == getattr(read, name))


def _has(name: str, toll: Toll) -> bool:
    return getattr(toll, name) is not None


def _same_group(gold: Toll, read: Toll) -> bool:
    return set(gold.group) == set(read.group)


def _is_counted(_: TollReadings, gold: Toll, read: Toll) -> bool:
    return _exact(gold, read)


def _has_party(text: TollReadings, gold: Toll, read: Toll) -> bool:
    return _exact(gold, read) and _same_role(text, gold, read, "party")


def _has_place(text: TollReadings, gold: Toll, read: Toll) -> bool:
    return _has_party(text, gold, read) and _same_role(text, gold, read, "place")


def _has_all(text: TollReadings, gold: Toll, read: Toll) -> bool:
    return (
        _exact(gold, read)
        and all(_same(name, gold, read) for name in _PLAIN)
        and _same_group(gold, read)
        and all(_same_role(text, gold, read, role) for role in ROLES)
        and relations_of(text.gold, gold, RELATIONS) == relations_of(text.read, read, RELATIONS)
    )


_PLAIN = ("kind", "status", "side", "scope", "date")


def _same_role(text: TollReadings, gold: Toll, read: Toll, role: Role) -> bool:
    return same_entities(entities(text.gold, gold, role), entities(text.read, read, role))


def _killed(total: Callable[[Sequence[Toll]], int], text: TollReadings) -> _Tally:
    true = killed_once(text.gold.tolls or ())
    return _Tally(total(text.read.tolls or ()), true, true)


def _killed_exactly(total: Callable[[Sequence[Toll]], int], text: TollReadings) -> _Tally:
    gold = text.gold.tolls or ()
    if not tells_of_killed(gold):
        return _Tally(0, 0, 0)
    return _Tally(total(text.read.tolls or ()) == killed_once(gold), 1, 1)


def _is_kind(kind: CountKind, toll: Toll) -> bool:
    return toll.kind == kind


def _of_kind(kind: CountKind) -> TollMeasure:
    return TollMeasure(partial(_share, _exact, among=partial(_is_kind, kind)), f"exact where gold's kind is {kind}")


def _of_role(role: Role) -> TollMeasure:
    return TollMeasure(partial(_links, role), f"F1 of (toll, {role}, entity)")


def _of_relation(relation: Relation) -> TollMeasure:
    tally = partial(_f1_of_sets, partial(related, relation=relation))
    return TollMeasure(tally, f"F1 of the pairs of spans in the relation {relation}")


def _of_field(name: str) -> TollMeasure:
    return TollMeasure(partial(_share, partial(_same, name)), f"{name} is right")


def _of_filled(name: str) -> TollMeasure:
    tally = partial(_share, partial(_same, name), among=partial(_has, name))
    return TollMeasure(tally, f"{name} is right where gold has one")


MEASURES: Mapping[str, TollMeasure] = {
    "exact": TollMeasure(partial(_share, _exact), "harm, low, high and modifier are right"),
    **{f"exact, {kind}": _of_kind(kind) for kind in get_args(CountKind)},
    "log error": TollMeasure(partial(_share, _log_error), "mean |ln(1 + read) - ln(1 + gold)| of low", is_share=False),
    "group": TollMeasure(partial(_share, _same_group), "all groups are right"),
    **{role: _of_role(role) for role in ROLES},
    **{relation: _of_relation(relation) for relation in RELATIONS},
    "incident": TollMeasure(partial(_f1_of_sets, together), "F1 of the pairs of tolls that share an incident"),
    "status": _of_field("status"),
    "scope": _of_field("scope"),
    "side": _of_filled("side"),
    "source_words": TollMeasure(
        partial(_words, attrgetter("source_words")), "F1 of (toll, words of a source that is no actor)"
    ),
    "when": TollMeasure(partial(_words, attrgetter("when")), "F1 of (toll, words that date it)"),
    "date": _of_filled("date"),
    "whole: span": TollMeasure(partial(_whole, lambda *_: True), "F1 of tolls: the span is right"),
    "whole: count": TollMeasure(partial(_whole, _is_counted), "F1 of tolls: span, harm, low, high and modifier"),
    "whole: party": TollMeasure(partial(_whole, _has_party), "F1 of tolls: these and the party"),
    "whole: place": TollMeasure(partial(_whole, _has_place), "F1 of tolls: these and the place"),
    "whole: all": TollMeasure(partial(_whole, _has_all), "F1 of tolls: every field but incident, when, source_words"),
    "killed": TollMeasure(partial(_killed, killed_once), "killed as read over gold, nobody twice", is_share=False),
    "killed, summed": TollMeasure(
        partial(_killed, killed_plainly), "the plain sum of the killed as read over gold", is_share=False
    ),
    "killed exact": TollMeasure(partial(_killed_exactly, killed_once), "texts with killed whose sum is right"),
    "killed exact, summed": TollMeasure(
        partial(_killed_exactly, killed_plainly), "the same for the plain sum of the killed"
    ),
}
"""The measures by name. Shares of fields are over gold tolls whose span was read, the n-th toll of the span each."""
