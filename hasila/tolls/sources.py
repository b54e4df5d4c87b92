"""Sources that are no actors: «مصدر طبي», «شهود عيان», on whose word a toll may stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hasila.arabic.speakers import RECORD
from hasila.tolls.attributions import AS, Attribution, Attributions
from hasila.tolls.mentions import Mention, TextWord, mentions_of

_LOOKED_AT = 16
"""The most words of telling on each side of a count that are looked at."""


@dataclass(frozen=True, slots=True)
class UnnamedSource:
    """The words of a source that is no actor, [start, end) in the text, and where its telling begins.

    `outranks` says whether it is the subject of a verb that stands before the harm: then an actor who tells before that
    verb is not the source.
    """

    words: tuple[int, int]
    told_at: int
    outranks: bool


def sources_of_harms(
    words: Sequence[TextWord], harms: Sequence[tuple[int, int]], actors: Sequence[tuple[int, int]]
) -> list[UnnamedSource | None]:
    """Return for each casualty span (start, end) the source in its sentence that is no actor, if any.

    It is the nearest before the span, else the nearest «بحسب» or «كما قال» behind it. Whoever alone told in the
    sentence before goes on in «وأضاف أن». `actors` are the actor spans. The time is linear in the text.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قال مصدر طبي إن جنديين قُتلا"
    >>> [found] = sources_of_harms(words_of(text), [(16, 28)], [])
    >>> text[slice(*found.words)]
    'مصدر طبي'
    """
    mentions = list(mentions_of(words, harms))
    text = Attributions(words, _within(mentions_of(words, actors)), _within(mentions))
    told: defaultdict[int, list[Attribution]] = defaultdict(list)
    for one in text.found():
        told[words[one.start].sentence].append(one)
    last = _last_before(told)
    return [_source_of(words, mention, told, last) for mention in mentions]


def _within(mentions: Iterable[Mention]) -> AbstractSet[int]:
    """Return the indices of the words of mentions."""
    return frozenset(index for its in mentions for index in range(its.start, its.end))


def _last_before(told: Mapping[int, Sequence[Attribution]]) -> Mapping[int, tuple[int, int] | None]:
    """Return the words of who alone tells in each sentence, or goes on from the one before; None for an actor."""
    last: dict[int, tuple[int, int] | None] = {}
    for sentence, its in told.items():
        tellers = [one.source for one in its if one.ahead and not one.again]
        if tellers:
            last[sentence] = tellers[0] if len(tellers) == 1 else None
        else:
            last[sentence] = last.get(sentence - 1)
    return last


def _source_of(
    words: Sequence[TextWord],
    harm: Mention,
    told: Mapping[int, list[Attribution]],
    last: Mapping[int, tuple[int, int] | None],
) -> UnnamedSource | None:
    if harm.start >= len(words):
        return None
    sentence = words[harm.start].sentence
    own = told.get(sentence, [])
    place = bisect_left(own, harm.start, key=_start)
    before = own[max(place - _LOOKED_AT, 0) : place]
    near = bisect_left(own, harm.end, key=_start)
    behind = (one for one in own[near : near + _LOOKED_AT] if not one.ahead or _is_aside(words, one))
    one = before[-1] if before else next(behind, None)
    if one is None:
        return None
    source = one.source
    if one.again:
        earlier = (other.source for other in reversed(before) if not other.again)
        source = next(earlier, last.get(sentence - 1))
    if source is None:
        return None
    first, end = source
    subject = one.ahead and not one.again and bool(before) and not _is_aside(words, one)
    outranks = subject and RECORD.fullmatch(words[first].form) is None
    return UnnamedSource((words[first].start, words[end - 1].end), words[one.start].start, outranks)


def _start(one: Attribution) -> int:
    return one.start


def _is_aside(words: Sequence[TextWord], one: Attribution) -> bool:
    """Say whether a verb of telling stands behind «كما» or «ما», and so speaks of what is around it."""
    return one.start > 0 and words[one.start - 1].form in AS
