"""Explicit sums: counts that add up to a total are its parts, or one of them is the figure that the total revises.

Two counts told one after the other may add up to a total told before; any number of them to one told behind, where
words say that it is a sum («أي ما مجموعه 35») or that a figure rose to it («لترتفع الحصيلة إلى 11»).
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from itertools import pairwise

import regex

from hasila.toll import Toll, leads_back
from hasila.tolls.mentions import Mention, TextWord, forms_near, mentions_of
from hasila.tolls.relations import with_relation

_LEAST = 4
"""The least total that is taken for a sum. In the train passages, both counts of 52 such pairs of 71 are its parts, one
count of 9 more; of those that add up to three, both of 20 in 38."""


_GREAT = 10
"""The least total, the first of its harm that a text tells, of counts of other incidents right behind it. In the train
passages 24 of 28 such pairs are its parts; of totals of four to nine 16 of 50, and of others few."""
_SURE = 0.73
"""How sure a part is: the share of these 71 pairs."""
_SURE_BEHIND = 0.94
"""The same for sums told behind their parts: 44 of 47 links that gold has, in the train passages."""


_SUM = regex.compile(r"[وف]?[بل]?(?:ال)?(?:مجموع(?:ها|هم|ا)?|اجمالي(?:ا|ه)?|مجمل(?:ه|هم)?|محصله)")
"""Words of a sum; «مجموعة» is a group but behind «ما»."""
_THAT_IS = frozenset(("اي", "="))
_SO_RISES = regex.compile(r"[وف]?ل[يت](?:رتفع|صل|بلغ|صبح|رفع|كون)|ف(?:رفع|بلغ|ارتفع|وصل|صار|اصبح|استقر)ت?")
_RISES = regex.compile(r"[وف]?[يت](?:رتفع|صل|بلغ|صبح|رفع)|[وف]?(?:رفع|بلغ|ارتفع|وصل|صار|اصبح)ت?")
_SO = frozenset(("ما", "مما", "بذلك", "بهذا", "وبذلك", "وبهذا"))
"""Words that make a rise the consequence of what was told."""
_FIGURE = regex.compile(r"[وف]?ب?ل?(?:ال)?(?:حصيله|عدد|رقم|قتلي|ضحايا|شهداء|جرحي|مصابين)")
_NEAR = 8
"""The most words between what says that a count is a sum and the count."""
_BACK = 8
"""The most counts before a total that are looked at."""


class SumCue(Enum):
    """What says that a count adds up those before it: that it is a sum, that a figure so rose to it, or only rose."""

    SUM = "sum"
    RISE = "rise"
    MAYBE = "maybe"


def sum_cues(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[SumCue | None]:
    """Return for each casualty span (start, end) what says that its count adds up others, in it or right before it.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قُتل 20 جنديا و15 مدنيا، أي ما مجموعه 35 قتيلا"
    >>> sum_cues(words_of(text), [(0, 14), (37, 46)])
    [None, <SumCue.SUM: 'sum'>]
    """
    return [_cue(words, mention) for mention in mentions_of(words, spans)]


def _cue(words: Sequence[TextWord], mention: Mention) -> SumCue | None:
    before = forms_near(words, mention, mention.start - _NEAR, mention.start)
    forms = before + forms_near(words, mention, mention.start, mention.end)
    behind = forms_near(words, mention, mention.end, mention.end + 2)
    added = any(map(_SUM.fullmatch, (*forms, *behind))) or ("ما", "مجموعه") in pairwise(forms)
    if added or not _THAT_IS.isdisjoint(before[-1:]):
        return SumCue.SUM
    if not any(map(_FIGURE.fullmatch, forms)):
        return None
    rises = any(map(_RISES.fullmatch, before))
    if any(map(_SO_RISES.fullmatch, before)) or (rises and not _SO.isdisjoint(before)):
        return SumCue.RISE
    return SumCue.MAYBE if rises else None


def with_sums_behind(tolls: Sequence[Toll], cues: Sequence[SumCue | None]) -> list[Toll]:
    """Return the tolls with the parts of totals told behind them, and what these revise; `cues` are those of the tolls.

    The counts right before a total, of its harm and exact, add up to it. Where a figure rose to the total and they are
    two, the total revises the larger. A rise that is no consequence of them is of others, but in one attack with them.
    """
    found = list(tolls)
    revised = {toll.revises for toll in tolls}
    for index, cue in enumerate(cues):
        addends = [] if cue is None else _addends(found, index, revised)
        if cue is SumCue.MAYBE and len({found[one].incident for one in (index, *addends)}) > 1:
            continue
        old = _old_figure(found, index, addends) if cue is not SumCue.SUM else None
        for addend in addends:
            if addend == old:
                found[index] = with_relation(found[index], "revises", old, _SURE_BEHIND)
                revised.add(old)
            else:
                found[addend] = _part(found[addend], index, _SURE_BEHIND)
    return found


def _old_figure(tolls: Sequence[Toll], total: int, addends: Sequence[int]) -> int | None:
    """Return which of two counts a total revises: the larger, or the first of two that are equal."""
    if len(addends) != _PAIR or tolls[total].revises is not None:
        return None
    larger = max(addends, key=lambda addend: (tolls[addend].low, -addend))
    return larger if tolls[larger].part_of is None else None


_PAIR = 2


def _addends(tolls: Sequence[Toll], total: int, revised: AbstractSet[int | None]) -> list[int]:
    """Return the counts right before a total that add up to it, from the last; none if they do not."""
    whole, found, left = tolls[total], list[int](), tolls[total].low
    if whole.low != whole.high or whole.part_of is not None:
        return []
    for index in range(total - 1, max(total - 1 - _BACK, -1), -1):
        one = tolls[index]
        if one.harm != whole.harm or _is_inside(one, total) or index in revised:
            continue
        if not 0 < one.low == one.high or one.low > left or one.revises == total or not _may_be_among(one, whole):
            return []
        found.append(index)
        left -= one.low
        if not left:
            return found if len(found) >= _PAIR else []
    return []


def _may_be_among(one: Toll, whole: Toll) -> bool:
    """Say whether people may be some of others by their groups, whatever their age and sex."""
    groups = [set(toll.group) - {"child", "woman", "man"} for toll in (one, whole)]
    return not all(groups) or not groups[0].isdisjoint(groups[1])


def _is_inside(toll: Toll, total: int) -> bool:
    """Say whether a toll surely is inside another whole than the total."""
    return toll.part_of not in {None, total} and toll.scores.get("part_of", (1.0,))[0] >= _SURE


def with_sums(tolls: Sequence[Toll]) -> list[Toll]:
    """Return the tolls with the parts of explicit sums: «26» and «تسعة» behind «35 قتيلا».

    The counts are exact and of one harm; the total, exact or «at least», is the nearest of their incident before them.
    They may be of other incidents than a great total with which the text begins. A whole that is less sure gives way to
    the total.
    """
    found = list(tolls)
    totals: dict[Hashable, int] = {}
    told = defaultdict[Hashable, set[int]](set)
    for left, right in pairwise(range(len(tolls))):
        one, other = found[left], found[right]
        many = one.low + other.low
        total = totals.get((one.harm, one.incident, many)) if one.incident == other.incident else None
        if total is None and many >= _GREAT and told[one.harm] == {many}:
            total = totals.get((one.harm, many))
        if total is not None and _may_be_parts(found, (left, right), total):
            found[left], found[right] = _part(one, total, _SURE), _part(other, total, _SURE)
        told[one.harm].add(one.low)
        if one.high in {one.low, None}:
            totals[one.harm, one.incident, one.low] = totals[one.harm, one.low] = left
    return found


def _part(toll: Toll, total: int, sure: float) -> Toll:
    return toll if toll.part_of == total else with_relation(toll, "part_of", total, sure)


def _may_be_parts(tolls: Sequence[Toll], parts: tuple[int, int], total: int) -> bool:
    """Say whether two tolls are exact, of one harm, not cumulative, surely in no other whole, and many enough."""
    one, other = (tolls[part] for part in parts)
    if tolls[total].revises in parts or any(leads_back(tolls, "part_of", part, total) for part in parts):
        return False
    alike = one.harm == other.harm and None not in {one.incident, other.incident}
    return alike and _is_free(one, total) and _is_free(other, total) and one.low + other.low >= _LEAST


def _is_free(toll: Toll, total: int) -> bool:
    """Say whether a toll counts somebody exactly, revises no other, and surely is inside none but the total."""
    return 0 < toll.low == toll.high and toll.revises is None and not _is_inside(toll, total)
