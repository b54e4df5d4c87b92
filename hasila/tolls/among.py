"""Counts of some of those told of before: «اثنين من القتلى» are part of the count that these dead are."""

from collections.abc import Sequence
from dataclasses import replace

from hasila.arabic.casualties import harm_of_others_in
from hasila.toll import Harm, Toll, leads_back
from hasila.tolls.mentions import Mention, TextWord, mentions_of

_BEHIND = 3
"""The most words behind a span that may say of whom its people are some: «[اثنين] من القتلى»."""
_BACK = 32
"""The most counts before such a part among which its whole may be."""
_SURE = 0.95
"""How sure such a part is: the share of those with a greater count before them in the train passages, 72 of 76."""


def among_cues(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[Harm | None]:
    """Return for each casualty span (start, end) the harm of those told of before of whom its people are some, if any.

    >>> from hasila.tolls.mentions import words_of
    >>> among_cues(words_of("توفي اثنان من الجرحى"), [(0, 20)])
    ['wounded']
    """
    return [_cue(words, mention) for mention in mentions_of(words, spans)]


def _cue(words: Sequence[TextWord], mention: Mention) -> Harm | None:
    near = words[mention.start : mention.end + _BEHIND]
    return harm_of_others_in([word.form for word in near if word.sentence == near[0].sentence])


def with_parts_among(tolls: Sequence[Toll], cues: Sequence[Harm | None]) -> list[Toll]:
    """Return the tolls; an exact count of some of the dead is part of the nearest count of more of them before it.

    `cues` are those of the tolls. The wounded of whom some died are no whole of the dead.
    """
    found = list(tolls)
    for index, harm in enumerate(cues):
        one = found[index]
        free = one.part_of is None and one.revises is None and one.low == one.high
        if harm is not None and one.harm == (harm,) and free:
            wholes = (
                other
                for other in range(index - 1, max(index - 1 - _BACK, -1), -1)
                if _may_be_whole(found, index, other)
            )
            if (whole := next(wholes, None)) is not None:
                found[index] = replace(one, part_of=whole, scores={**one.scores, "part_of": (_SURE,)})
    return found


def _may_be_whole(tolls: Sequence[Toll], index: int, other: int) -> bool:
    """Say whether a toll counts more people of the harm and incident of another, and is no part itself."""
    part, whole = tolls[index], tolls[other]
    alike = part.harm == whole.harm and part.incident == whole.incident and whole.part_of is None
    return alike and part.low < whole.low and not leads_back(tolls, "part_of", index, other)
