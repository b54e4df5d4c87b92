"""Which words of a text name a harm, and which of them are nearest to a place."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.numbers import is_number
from hasila.arabic.sentences import SENTENCE_ENDS
from hasila.toll import HARMS, Harm
from hasila.tolls.mentions import Mention, TextWord


@dataclass(frozen=True, slots=True)
class HarmWords:
    """For each place between words, the nearest harm word before and after it in the sentence; the words in spans."""

    before: Sequence[int | None]
    after: Sequence[int | None]
    counted: AbstractSet[int]

    @classmethod
    def of(cls, words: Sequence[TextWord], mentions: Iterable[Mention]) -> Self:
        """Return the harm words of a text, in time linear in its length."""
        counted = {index for mention in mentions for index in range(mention.start, mention.end)}
        sentences = [word.sentence for word in words]
        harming = {index for index in range(len(words)) if harm_at(words, index)}
        before = _nearest(sentences, harming, range(len(words)))
        after = _nearest(sentences, harming, range(len(words) - 1, -1, -1))
        return cls(before, after[::-1], counted)


def _nearest(sentences: Sequence[int], harming: AbstractSet[int], order: Sequence[int]) -> list[int | None]:
    """Return, for each place in `order` and the one behind it, the harm word passed last in its sentence."""
    places: list[int | None] = []
    last: int | None = None
    for index in order:
        places.append(last if last is not None and sentences[last] == sentences[index] else None)
        if index in harming:
            last = index
    return [*places, last]


def harm_at(words: Sequence[TextWord], index: int) -> Harm | None:
    """Return the harm that the word at `index` names, or None."""
    harm = harm_of_form(words[index].form)
    return None if harm and _means_else(words, index) else harm


def _means_else(words: Sequence[TextWord], index: int) -> bool:
    """Say whether a word that may name a harm names none beside its neighbour: «قضت المحكمة», «ثلاث أسر»."""
    form = words[index].form
    if form.endswith("قضت"):
        return index + 1 < len(words) and _COURT.fullmatch(words[index + 1].form) is not None
    before = words[index - 1].form if index else ""
    return form == "اسر" and (before in _SEVERAL or is_number(before))


_COURT = regex.compile(r"(?:ال)?(?:محكم[هت]|محاكم)\w*")
_SEVERAL = frozenset(["عده", "بضع", "عشرات", "مئات"])
"""Words before «أسر» as families, beside numbers."""


@lru_cache(maxsize=1 << 14)
def harm_of_form(form: str) -> Harm | None:
    """Return the harm that a word, levelled, names by itself, or None."""
    if _LOSING.fullmatch(form):
        return "killed"
    return None if form in _NO_HARM else harm_of_word(form)


_NO_HARM = frozenset(["فقد", "وفقد"])
"""«فقد» is a particle more often than a verb."""
_LOSING = regex.compile(r"[وف]?[تي]?(?:فقد(?:ت|نا|وا)|خسر(?:ت|نا|وا)?)|[وف]?(?:فارق(?:ت|وا|ا)?|لفظت?)")
"""«فقدت الفرقة عشرة», «خسر الجيش عشرة», «فارق الحياة»."""


def ordered(harms: Iterable[Harm]) -> tuple[Harm, ...]:
    """Return harms, each once, in the order of `HARMS`."""
    return tuple(sorted(set(harms), key=HARMS.index))


def forms_between(words: Sequence[TextWord], start: int, end: int) -> list[str]:
    """Return the words from `start` up to `end` or to the first comma, stop or harm word."""
    forms: list[str] = []
    for index in range(max(start, 0), min(end, len(words))):
        if words[index].form in _STOPS or harm_at(words, index):
            break
        forms.append(words[index].form)
    return forms


def forms_before(words: Sequence[TextWord], start: int, most: int) -> list[str]:
    """Return the words before `start`, at most so many, back to the first comma, stop or harm word, in their order."""
    begin = start
    while begin > max(start - most, 0) and words[begin - 1].form not in _STOPS and not harm_at(words, begin - 1):
        begin -= 1
    return [word.form for word in words[begin:start]]


_STOPS = SENTENCE_ENDS | frozenset("،,():")
