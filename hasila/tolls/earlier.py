"""Earlier figures: «وكانت حصيلة سابقة أشارت إلى مقتل 16» tells what a newer count before it revises."""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

import regex

from hasila.arabic.speakers import TELLS
from hasila.document import Document
from hasila.toll import Toll
from hasila.tolls.estimates import WITHOUT_NUMBER
from hasila.tolls.mentions import Mention, TextWord, forms_near, mentions_of
from hasila.tolls.relations import with_relation, without_relation
from hasila.tolls.tellings import BareName, may_be_one, names, names_any

_TALLY = regex.compile(r"[وف]?(?:ال)?(?:حصيله|حصائل|احصائيه|احصاء|رقم|ارقام)")
_EARLIER = regex.compile(r"(?:ال)?سابق(?:ه|ا)?")
_FIRST = regex.compile(r"(?:ال)?(?:اولي(?:ه)?|اول)")
"""A first tally is an earlier one behind «كانت» alone: «في حصيلة أولية» is the latest there is."""
_WAS = regex.compile(r"[وف]?كانت?")
_AFTER_WHICH = frozenset(("بعدما", "ان", "الذي", "التي"))
"""Words behind which «كانت» needs no conjunction: «بعدما كانت الشرطة قد تحدثت عن»."""
_NUMBERED = regex.compile(r"(?:ال)?(?:عدد|حصيله)(?:هم|ها)?")
_NO_TELLER = regex.compile(r"(?:ال)?(?:غاره|غارات|هجوم|هجمات|انفجار|تفجير|قصف|ضربه|اشتباكات|عمليه)")
"""What tells nothing: «وكانت الغارة الأولى قتلت خمسة»."""
_AT_FIRST = frozenset(("البدايه", "بدايه", "اولا"))
_TURNS = frozenset(("فيما", "بينما", "لكن", "ثم"))
"""Words behind a cue with which a newer figure begins, as with «قبل أن»."""
_DOES = regex.compile(r"[وف]?(?:نقل|نشر|بث|كتب|كشف)(?:ت|وا)?(?:ه|ها)?")
"""Verbs of telling that may tell of something else that is done."""
_THEIRS = regex.compile(r"\p{L}{3,}(?:ها|هم|ه)")
_SERVICES = frozenset(("military", "armed_group", "police", "official", "medic", "journalist"))
_FAR = 22
"""The most words from a cue to the count that it speaks of."""
_NEAR = 3
"""The most words from «كانت» to a first tally."""
_TOLD_WITHIN = 8
"""The most words from «وكانت» to the verb of telling that it belongs to."""
_BACK = 32
"""The most counts before an earlier figure that may revise it."""
_SURE = 0.84
"""How sure a revision is: the share of those in the train passages that gold has, 26 of 31."""


class EarlierCue(Enum):
    """What says that a count is an earlier figure: a tally called so or told at first, or «وكان ... قد أعلن»."""

    TALLY = "tally"
    TOLD = "told"


def earlier_cues(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[EarlierCue | None]:
    """Return for each casualty span (start, end) what before it in its sentence says that its count is an earlier one.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "وكانت حصيلة سابقة أفادت بسقوط ستة قتلى"
    >>> earlier_cues(words_of(text), [(24, 38)])
    [<EarlierCue.TALLY: 'tally'>]
    """
    return [_cue(words, mention) for mention in mentions_of(words, spans)]


def _cue(words: Sequence[TextWord], mention: Mention) -> EarlierCue | None:
    forms = forms_near(words, mention, mention.start - _FAR, mention.start)
    turns = [index for index, pair in enumerate(pairwise([*forms, ""])) if _turns(*pair)]
    forms = forms[turns[-1] + 1 :] if turns else forms
    if any(_is_earlier_tally(forms, index) for index in range(len(forms))):
        return EarlierCue.TALLY
    behind = forms_near(words, mention, mention.end, mention.end + 2)
    if behind[:1] == ["من"] and any(map(_THEIRS.fullmatch, behind[1:])):
        return None  # «مقتل ثلاثة من موظفيها»: of those of before
    told = any(_told_before(forms, index) for index in range(len(forms)))
    if told and not _AT_FIRST.isdisjoint(forms):
        return EarlierCue.TALLY
    return EarlierCue.TOLD if told or _told_at_an_earlier_time(forms) else None


def _told_at_an_earlier_time(forms: Sequence[str]) -> bool:
    """Say whether somebody told behind «في وقت سابق»; else something was at that time."""
    times = (index for index, pair in enumerate(pairwise(forms)) if pair == ("وقت", "سابق"))
    return any(_teller(forms[index:]) is not None for index in times)


def _teller(forms: Sequence[str]) -> int | None:
    """Return the place of the first verb with which somebody tells, not «نقلت» or «نشرت» of what is no news."""
    verbs = (place for place, form in enumerate(forms) if TELLS.fullmatch(form))
    return next((place for place in verbs if not _DOES.fullmatch(forms[place]) or _tells(forms, place)), None)


def _tells(forms: Sequence[str], place: int) -> bool:
    return not {"ان", "عن"}.isdisjoint(forms[place + 1 : place + 2])


def _turns(form: str, behind: str) -> bool:
    return form in _TURNS or (form, behind) == ("قبل", "ان")


def _is_earlier_tally(forms: Sequence[str], index: int) -> bool:
    """Say whether a word is a tally that is called an earlier one: «حصيلة سابقة», «كانت حصيلة أولى»."""
    if not _TALLY.fullmatch(forms[index]) or index + 1 == len(forms):
        return False
    first = _FIRST.fullmatch(forms[index + 1]) and any(map(_WAS.fullmatch, forms[max(index - _NEAR, 0) : index]))
    return bool(_EARLIER.fullmatch(forms[index + 1]) or first)


def _told_before(forms: Sequence[str], index: int) -> bool:
    """Say whether a word is the «كان» of what somebody told before, or of what a number was."""
    joined = forms[index].startswith(("و", "ف")) or (index > 0 and forms[index - 1] in _AFTER_WHICH)
    if not joined or not _WAS.fullmatch(forms[index]):
        return False
    behind = forms[index + 1 : index + 1 + _TOLD_WITHIN]
    if any(map(_NUMBERED.fullmatch, behind[:2])):
        return True
    told = _teller(behind)
    return told is not None and "كما" not in behind[:told] and not any(map(_NO_TELLER.fullmatch, behind[:told]))


def with_earlier(document: Document, tolls: Sequence[Toll], cues: Sequence[EarlierCue | None]) -> list[Toll]:
    """Return the tolls; a count revises the figure that is called an earlier one behind it, of its harm and incident.

    `cues` are those of the tolls. What somebody told before is an earlier figure only if it is of the same source, or
    one of the two has none, and counts fewer people than the newer: else it is a rival's. Equal counts are retellings.
    Where the model has them the wrong way round, the earlier one gives way.
    """
    found = list(tolls)
    pointed = {other for toll in tolls for other in (toll.same_as, toll.revises)}
    for index, cue in enumerate(cues):
        other = found[index].revises
        if cue is EarlierCue.TALLY and other is not None and other < index:
            sure = found[index].scores.get("revises", (_SURE,))[0]
            found[index] = without_relation(found[index], "revises")
            if found[other].revises is None:
                found[other] = with_relation(found[other], "revises", index, sure)
        free = {tolls[index].part_of, tolls[index].same_as, other} == {None}
        if cue is not None and free and index not in pointed:
            before = range(index - 1, max(index - 1 - _BACK, -1), -1)
            revising = (newer for newer in before if _may_revise(document, found, newer, index, cue))
            if (newer := next(revising, None)) is not None:
                found[newer] = with_relation(found[newer], "revises", index, _SURE)
    return found


def _may_revise(document: Document, tolls: Sequence[Toll], newer: int, earlier: int, cue: EarlierCue) -> bool:
    late, early = tolls[newer], tolls[earlier]
    if late.harm != early.harm or late.incident is None or late.incident != early.incident or late.low == early.low:
        return False
    if late.revises is not None or late.part_of is not None:
        return False
    if late.kind in WITHOUT_NUMBER or (late.group and early.group and set(late.group).isdisjoint(early.group)):
        return False
    if not may_be_one(document, late.party, early.party):
        return False
    if cue is EarlierCue.TALLY:
        return True
    of_some = (early.party and not late.party) or not _SERVICES.isdisjoint(set(early.group) - set(late.group))
    return not of_some and early.low <= late.low and _may_be_of_one_source(document, late, early)


def _may_be_of_one_source(document: Document, left: Toll, right: Toll) -> bool:
    if left.source and right.source:
        return may_be_one(document, left.source, right.source)
    unnamed = {left.source_words is not None, right.source_words is not None} == {True}
    stated = all(one.source or one.source_words for one in (left, right))
    return not stated or (unnamed and names_any(_unnamed(document, left), _unnamed(document, right)))


def _unnamed(document: Document, toll: Toll) -> frozenset[BareName]:
    return names([document.text[slice(*toll.source_words)]] if toll.source_words else [])
