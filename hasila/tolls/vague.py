"""Vague counts that tell again of people whom the text counts: «سقوط قتلى» before «38 قتيلا» of the same attack.

Of those in the real train passages that are no part of another count and stand in one attack with a figure of their
harm, 147 of 161 before it and 37 of 42 far behind it tell of the same people; close behind it, 13 of 20 count others.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

import regex

from hasila.document import Document
from hasila.toll import Toll
from hasila.tolls.estimates import UNKNOWN_PLURAL
from hasila.tolls.mentions import Mention, TextWord, forms_near, mentions_of
from hasila.tolls.tellings import may_be_one

_OTHERS = regex.compile(r"[وفبل]?(?:ال)?(?:اخر(?:ون|ين|ي|ان|ات)?|غير(?:هم|ها)|مزيد|عائلات|عوائل|عائله|اسره)")
"""Words of people who are no retelling: others, more, and families, of whom nobody knows how many they are."""
_BURIED = frozenset(["انقاض", "الانقاض", "ركام", "الركام"])
"""«عدد من الضحايا تحت الأنقاض» are not among those who were brought in."""
_BEHIND = 6
"""Words behind a span among which these may stand."""
_CLOSE = 150
"""Code points from a figure within which a vague count behind it is of others."""
_LEAST = 2
"""The fewest people of a figure that may be told of again as several."""
_MOST = 16
"""The most figures on each side that are looked at."""


def tells_of_more(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each casualty span (start, end) whether its words, or those behind it, say that it counts others.

    >>> from hasila.tolls.mentions import words_of
    >>> tells_of_more(words_of("مقتل آخرين"), [(0, 10)]), tells_of_more(words_of("سقوط قتلى"), [(0, 9)])
    ([True], [False])
    """
    return [_of_more(words, mention) for mention in mentions_of(words, spans)]


def _of_more(words: Sequence[TextWord], mention: Mention) -> bool:
    own = forms_near(words, mention, mention.start, mention.end)
    behind = forms_near(words, mention, mention.end, mention.end + _BEHIND)
    return any(map(_OTHERS.fullmatch, own)) or not _BURIED.isdisjoint(behind)


def with_vague_retellings(document: Document, tolls: Sequence[Toll], of_more: Sequence[bool]) -> list[Toll]:
    """Return the tolls; vague ones that stand alone tell of the people of the next figure of their attack.

    Without one behind it is the nearest well before. What retells the vague one then retells the figure, so that there
    is no chain. `of_more` says of each toll whether it counts others. The time is linear in the tolls.
    """
    found = list(tolls)
    figures, retelling, wholes = _figures(tolls), defaultdict[int, list[int]](list), set[int | None]()
    for index, toll in enumerate(tolls):
        wholes |= {toll.part_of, toll.revises}
        if toll.same_as is not None:
            retelling[toll.same_as].append(index)
    for index, toll in enumerate(tolls):
        alone = index not in wholes and {toll.part_of, toll.same_as, toll.revises} == {None}
        if alone and _is_vague(toll) and not of_more[index]:
            others = figures[toll.harm, toll.incident]
            near = bisect_left(others, index)
            order = others[near : near + _MOST] + others[max(near - _MOST, 0) : near][::-1]
            told = (index, *retelling[index])
            free = (other for other in order if not any(_are_related(tolls, other, one) for one in told))
            of = next((other for other in free if _may_be_of(document, toll, tolls[other])), None)
            if of is not None:
                for one in told:
                    found[one] = replace(tolls[one], same_as=of)
    return found


def _figures(tolls: Sequence[Toll]) -> Mapping[Hashable, list[int]]:
    """Return the tolls of each harm and attack that are no part, no retelling, and count people who may be retold."""
    found = defaultdict[Hashable, list[int]](list)
    for index, toll in enumerate(tolls):
        several = toll.kind not in {*UNKNOWN_PLURAL, "singular"} and toll.low >= _LEAST
        if several and {toll.part_of, toll.same_as} == {None}:
            found[toll.harm, toll.incident].append(index)
    return found


def _are_related(tolls: Sequence[Toll], left: int, right: int) -> bool:
    """Say whether one of two tolls is part of the other or revises it."""
    ours, theirs = tolls[left], tolls[right]
    return left in {theirs.part_of, theirs.revises} or right in {ours.part_of, ours.revises}


def _is_vague(toll: Toll) -> bool:
    return toll.kind in UNKNOWN_PLURAL and toll.high is None and toll.incident is not None and len(toll.harm) == 1


def _may_be_of(document: Document, vague: Toll, figure: Toll) -> bool:
    """Say whether a vague toll may tell of the people of a figure, by their distance, groups and parties."""
    distance = document.spans[vague.span].start - document.spans[figure.span].end
    if figure.span <= vague.span and distance < _CLOSE:
        return False
    if vague.group and figure.group and set(vague.group).isdisjoint(figure.group):
        return False
    return may_be_one(document, vague.party, figure.party)
