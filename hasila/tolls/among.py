"""Parts that the words make plain: «بينهم طفل», «وامرأة» behind it, and «اثنين من القتلى» of those told of before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum

import regex

from hasila.arabic.casualties import harm_of_others_in
from hasila.toll import Toll, leads_back
from hasila.tolls.groups import continues_part
from hasila.tolls.harms import is_part, own_harm
from hasila.tolls.mentions import Mention, TextWord, mentions_of

_BEHIND = 3
"""The most words behind a span that may say of whom its people are some: «[اثنين] من القتلى»."""
_ADDS = regex.compile(r"[وفل]{0,2}[يت]?(?:سقط|سقوط|خلف|وقوع|اوقع|وقع|اضاف|ضيف|حصد)(?:ت|وا)?")
_BACK = 32
"""The most counts before a part among which its whole may be."""
_SURE = 0.95
"""How sure such parts are: of those with a greater count before them in the train passages, 72 of 76 of the dead are
part of it, and 967 of 1,012 behind «بينهم»; of 295 that «و» joins to a part, 289 are part of the same."""


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
    for mention in mentions:
        continues = continues_part(words, mention, before)
        near = words[mention.start : mention.end + _BEHIND]
        others = None if _adds(words, mention) else harm_of_others_in(_forms_of_sentence(near))
        if is_part(words, mention):
            yield PartCue.LISTED
        elif continues and not own_harm(words, mention):  # «بينهم طفل، وقُتل عشرة» begins anew
            yield PartCue.JOINED
        else:
            yield PartCue(others) if others else None
        before = replace(mention, part=continues)


def _forms_of_sentence(words: Sequence[TextWord]) -> list[str]:
    return [word.form for word in words if word.sentence == words[0].sentence]


def _adds(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a count tells of new dead: «سقط ثلاثة من القتلى», «وأضاف التفجير خمسة من القتلى»."""
    return any(_ADDS.fullmatch(word.form) for word in words[max(mention.start - _BEHIND, 0) : mention.end])


def with_parts(tolls: Sequence[Toll], cues: Sequence[PartCue | None]) -> list[Toll]:
    """Return the tolls with the parts that the words make plain, where the model says of no whole.

    `cues` are those of the tolls. The whole is the nearest count of more people before, of the same harm and attack or
    period; that of a joined part is the whole of the part before. Some of the wounded who died are part of no dead. A
    part that is listed is of its whole's period.
    """
    found = list(tolls)
    for index, cue in enumerate(cues):
        one = found[index]
        if cue is None or one.revises is not None or one.same_as is not None:
            continue
        whole = one.part_of
        if whole is None and (whole := _whole_of(found, index, cue)) is not None:
            found[index] = one = replace(one, part_of=whole, scores={**one.scores, "part_of": (_SURE,)})
        listed = cue in {PartCue.LISTED, PartCue.JOINED} and whole is not None
        if listed and whole is not None and found[whole].scope == "cumulative":
            found[index] = replace(one, scope="cumulative", incident=None)
    return found


def _whole_of(tolls: Sequence[Toll], index: int, cue: PartCue) -> int | None:
    """Return the whole of a part, if there is one."""
    one = tolls[index]
    if cue is PartCue.JOINED:
        whole = tolls[index - 1].part_of if index and tolls[index - 1].harm == one.harm else None
        fits = whole is not None and one.low < tolls[whole].low and not leads_back(tolls, "part_of", index, whole)
        return whole if fits else None
    if cue is not PartCue.LISTED and (one.harm != (cue.value,) or one.low != one.high):
        return None
    before = range(index - 1, max(index - 1 - _BACK, -1), -1)
    return next((other for other in before if _may_be_whole(tolls, index, other)), None)


def _may_be_whole(tolls: Sequence[Toll], index: int, other: int) -> bool:
    """Say whether a toll counts more people of the harm and attack of another, and is no part itself."""
    part, whole = tolls[index], tolls[other]
    alike = part.harm == whole.harm and part.incident == whole.incident and whole.part_of is None
    return alike and part.low < whole.low and not leads_back(tolls, "part_of", index, other)
