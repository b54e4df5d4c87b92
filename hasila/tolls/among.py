"""Parts that the words make plain: «بينهم طفل», «وامرأة» behind it, and «اثنين من القتلى» of those told of before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from itertools import takewhile

import regex

from hasila.arabic.casualties import harm_of_others_in
from hasila.arabic.speakers import ACCORDING
from hasila.document import Document
from hasila.toll import Toll, leads_back
from hasila.tolls.groups import continues_part, names_nobody, of_other_forces
from hasila.tolls.harms import is_part, own_harm
from hasila.tolls.mentions import Mention, TextWord, forms_near, mentions_of
from hasila.tolls.relations import how_sure, with_relation
from hasila.tolls.tellings import may_be_one

_BEHIND = 3
"""The most words behind a span that may say of whom its people are some: «[اثنين] من القتلى»."""
_BEFORE = 6
"""Words before a count that may say of whom it counts some: «وكان من بين القتلى [ضابط]»."""
_ADDS = regex.compile(r"[وفل]{0,2}[يت]?(?:سقط|سقوط|خلف|وقوع|اوقع|وقع|اضاف|ضيف|حصد)(?:ت|وا)?")
_BRACKET = 8
"""The most words behind a count that its bracket is read for."""
_BACK = 32
"""The most counts before a part among which its whole may be."""
_SURE = 0.95
"""How sure such parts are: of those with a greater count before them in the train passages, 72 of 76 of the dead are
part of it, and 967 of 1,012 behind «بينهم»; of 295 that «و» joins to a part, 289 are part of the same; and 26 of 28
behind «ومن القتلى» are part of some count."""


class PartCue(Enum):
    """What says that a count is part of another: «بينهم», «و» behind such a part, or whose some they are."""

    LISTED = "listed"
    JOINED = "joined"
    KILLED = "killed"
    WOUNDED = "wounded"


def part_cues(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[PartCue | None]:
    """Return for each casualty span (start, end), in the order of the text, what says that it is part of another.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قُتل خمسة بينهم طفل وامرأة. وتوفي اثنان من الجرحى"
    >>> [cue and cue.value for cue in part_cues(words_of(text), [(0, 9), (16, 19), (20, 26), (28, 49)])]
    [None, 'listed', 'joined', 'wounded']
    """
    return list(_cues(words, mentions_of(words, spans)))


def _cues(words: Sequence[TextWord], mentions: Iterator[Mention]) -> Iterator[PartCue | None]:
    before: Mention | None = None
    loose = False
    for mention in mentions:
        among = _is_among(words, mention)
        continues = among or continues_part(words, mention, before)
        others = None if _adds(words, mention) else harm_of_others_in(_near(words, mention, 0))
        if is_part(words, mention):
            yield None if _is_no_list(words, mention) else PartCue.LISTED
        elif among:
            yield PartCue.LISTED
        elif continues and not own_harm(words, mention):  # «بينهم طفل، وقُتل عشرة» begins anew
            # «ومن القتلى طفل، و12 في انفجار ثان»: a bare number behind a sentence of its own may be of others.
            yield None if loose and names_nobody(words, mention) else PartCue.JOINED
        else:
            yield PartCue(others) if others else None
        loose = among or (loose and continues)
        before = replace(mention, part=continues)


def _near(words: Sequence[TextWord], mention: Mention, before: int) -> list[str]:
    """Return the forms of a mention and of the words of its sentence behind it, and some before it."""
    return forms_near(words, mention, mention.start - before, mention.end + _BEHIND)


_AMONG = regex.compile(r"(?:(?:.* )?(?:[وبفل]?(?:ان|كان)|[^\w\s]) من|(?:.* )?ومن|من)(?: بين| ضمن)?")
"""Words before «القتلى» that say that some of them follow: «وأن من بين», «ومن»; «عدد من القتلى» are others."""


def _is_among(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a count is of those told of before: «ومن بين القتلى [ثلاث نساء]»."""
    before = forms_near(words, mention, mention.start - _BEFORE, mention.start)
    if before[-1:] == [":"]:
        before.pop()
    if len(before) <= 1 or words[mention.start].form.startswith("و"):
        return False
    return harm_of_others_in(["من", before[-1]]) is not None and _AMONG.fullmatch(" ".join(before[:-1])) is not None


def _is_no_list(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a bracket before a count begins no list: «(وقُتل جنديان)», «(3 مدنيين بحسب الأهالي)»."""
    if words[mention.start - 1].form != "(":
        return False
    within = list(takewhile(")".__ne__, (word.form for word in words[mention.start : mention.end + _BRACKET])))
    joined = not within or within[0].startswith("و")
    return joined or bool(own_harm(words, mention)) or any(map(ACCORDING.fullmatch, within))


def _adds(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a count tells of new dead: «سقط ثلاثة من القتلى», «وأضاف التفجير خمسة من القتلى»."""
    forms = _near(words, mention, _BEHIND)
    return any(map(_ADDS.fullmatch, forms[: max(len(forms) - _BEHIND, 1)]))


def with_parts(document: Document, tolls: Sequence[Toll], cues: Sequence[PartCue | None]) -> list[Toll]:
    """Return the tolls with the parts that the words make plain, where the model says of no whole.

    `cues` are those of the tolls. The whole is the nearest count of more people before, of the same harm and attack or
    period; that of a joined part is the whole of the part before, unless the model is surer of another. Some of the
    wounded who died are part of no dead. A part that is listed is of its whole's period.
    """
    found = list(tolls)
    for index, cue in enumerate(cues):
        one = found[index]
        if cue is None or one.revises is not None or one.same_as is not None:
            continue
        whole = one.part_of
        if whole is None or (
            cue is PartCue.JOINED and how_sure(one, "part_of") < how_sure(found[index - 1], "part_of")
        ):
            said = _whole_of(document, found, index, cue)
            if said is not None and said != whole:
                whole = said
                found[index] = one = with_relation(one, "part_of", whole, _SURE)
        listed = cue in {PartCue.LISTED, PartCue.JOINED}
        if listed and whole is not None and found[whole].scope == "cumulative":
            found[index] = replace(one, scope="cumulative", incident=None)
    return found


def _whole_of(document: Document, tolls: Sequence[Toll], index: int, cue: PartCue) -> int | None:
    """Return the whole of a part, if there is one."""
    one = tolls[index]
    if cue is PartCue.JOINED:
        whole = tolls[index - 1].part_of if index and tolls[index - 1].harm == one.harm else None
        return whole if whole is not None and _fits(document, tolls, index, whole) else None
    if cue is not PartCue.LISTED and (one.harm != (cue.value,) or one.low != one.high):
        return None
    before = range(index - 1, max(index - 1 - _BACK, -1), -1)
    alike = (other for other in before if _is_alike(one, tolls[other]))
    return next((other for other in alike if _fits(document, tolls, index, other)), None)


def _is_alike(part: Toll, whole: Toll) -> bool:
    """Say whether a toll is of the harm and attack of another, and no part itself."""
    return part.harm == whole.harm and part.incident == whole.incident and whole.part_of is None


def _fits(document: Document, tolls: Sequence[Toll], index: int, other: int) -> bool:
    """Say whether a toll counts more people than another, who may be some of them by forces and parties."""
    part, whole = tolls[index], tolls[other]
    if part.low >= whole.low or whole.revises == index or leads_back(tolls, "part_of", index, other):
        return False
    return not of_other_forces(part.group, whole.group) and may_be_one(document, part.party, whole.party)
