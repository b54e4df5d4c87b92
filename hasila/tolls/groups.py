"""Who the people of a casualty span are where its own words do not say it: by the words behind and the span before."""

from collections.abc import Iterable, Sequence

from hasila.arabic.numbers import is_number
from hasila.arabic.victims import OTHERS, groups_of, without_clitics
from hasila.arabic.words import is_symbol
from hasila.toll import Group
from hasila.tolls.harm_words import harm_at
from hasila.tolls.harms import is_part
from hasila.tolls.mentions import Mention, TextWord

_BEHIND = frozenset(["من", "بين", "في"])
_FAR = 6
"""Words behind a span that may still say who its victims are: «من عناصر …», «في صفوف …»."""


def groups_behind(words: Sequence[TextWord], mention: Mention) -> tuple[Group, ...]:
    """Return the groups that the words behind a mention name: «من عناصر …», «بين المدنيين», «في صفوف …»."""
    if mention.end >= len(words) or words[mention.end].form not in _BEHIND:
        return ()
    forms: list[str] = []
    for index in range(mention.end, min(mention.end + _FAR, len(words))):
        if is_symbol(words[index].form) or harm_at(words, index):
            break
        forms.append(words[index].form)
    return groups_of(forms) if forms[0] != "في" or "صفوف" in forms[1:2] else ()


_BELONGING = frozenset(["civilian", "military", "armed_group", "police", "medic", "journalist", "official"])


def inherited_groups(words: Sequence[TextWord], mention: Mention, before: Mention | None) -> tuple[Group, ...]:
    """Return the groups of the people that a mention is part of, or that «آخرون» and bare numbers stand for."""
    if before is None:
        return ()
    forms = [word.form for word in words[mention.start : mention.end]]
    own = groups_of(forms) or groups_behind(words, mention)
    stands_for = not groups_of(forms) and any(without_clitics(form) in OTHERS for form in forms)
    part = continues_part(words, mention, before) and not of_other_forces(own, before.total)
    return before.total if stands_for or part else ()


def names_nobody(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a mention counts people without a word for them: «وجُرح عشرة», «و12», «وآخرون»."""
    return all(
        harm_at(words, place) or is_number(word.form) or word.form == "و" or without_clitics(word.form) in OTHERS
        for place, word in enumerate(words[mention.start : mention.end], start=mention.start)
    )


_FORCES = frozenset[Group](["military", "armed_group", "police"])


def of_other_forces(left: Iterable[Group], right: Iterable[Group]) -> bool:
    """Say whether groups name forces, and no force in common: «22 مسلحا بينهم قيادي و7 جنود من الجيش»."""
    ours, theirs = _FORCES & set(left), _FORCES & set(right)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def continues_part(words: Sequence[TextWord], mention: Mention, before: Mention | None) -> bool:
    """Say whether a mention is part of a total: «بينهم [طفل]», or «[وامرأة]» behind such a part."""
    if is_part(words, mention):
        return True
    if before is None or not before.part or not mention.start - before.end <= 1:
        return False
    return mention.start < mention.end and "و" in {words[mention.start].form[:1], words[mention.start - 1].form}


def total_of(
    words: Sequence[TextWord], mention: Mention, before: Mention | None, group: tuple[Group, ...]
) -> tuple[Group, ...]:
    """Return the groups that later parts and «آخرون» take over: of the total, and not its sex and age."""
    if before is not None and continues_part(words, mention, before):
        return before.total
    return tuple(name for name in group if name in _BELONGING)
