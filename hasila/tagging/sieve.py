"""What is tagged and is no span: a conjunction alone, people who are only named, and casualties that did not happen."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.numbers import is_number_word
from hasila.arabic.sentences import sentence_starts
from hasila.arabic.spelling import level
from hasila.arabic.unreal import FAR, did_not_happen
from hasila.arabic.words import Word, is_symbol
from hasila.spans import Span

_CONJUNCTIONS = frozenset(["و", "ف"])
"""«8 أطفال و 6 نساء»: models tag the one that stands apart like that in «و6 نساء»."""
_AND_THE_PEOPLE = regex.compile(r"و(?:ال|لل)(?:(?:داعم|موال|متحالف|مساند|مؤيد|مناصر)(?:ين|ون)|حلفاء)")
"""«35 قتيلا من الجيش والداعمين له»: people who are joined to a party, no casualty span of the train passages."""
_FEW = 2
_BEHIND = 12
"""The most words behind a span that may say what it does not: «لم يُقتل 12 مدنيا في الغارة فقط»."""


def sifted(text: str, words: Sequence[Word], spans: Sequence[Span]) -> list[Span]:
    """Return the spans of a text, whose words `split` gives, without those that are none.

    >>> from hasila.arabic.words import split
    >>> text = "8 أطفال و 6 نساء"
    >>> sifted(text, split(text), [Span(8, 9, "CASUALTY"), Span(10, 16, "CASUALTY")])
    [Span(start=10, end=16, label='CASUALTY', score=None)]
    """
    return [span for span in spans if not _is_none(text, words, span)]


def _is_none(text: str, words: Sequence[Word], span: Span) -> bool:
    first = bisect_right(words, span.start, key=_end)
    last = bisect_left(words, span.end, key=_start)
    own = _forms(words[first:last])
    if len(own) == 1 and own[0] in _CONJUNCTIONS:
        return True
    if span.label != "CASUALTY":
        return False
    before, behind = _forms(_sentence_before(text, words, first)), _forms(_sentence_behind(text, words, last))
    return _names_people_alone(own) or did_not_happen(before, own, behind)


def _names_people_alone(own: Sequence[str]) -> bool:
    """Say whether words name those who side with a party, and neither count nor harm them."""
    named = own and len(own) <= _FEW and _AND_THE_PEOPLE.fullmatch(own[0])
    return bool(named) and not any(harm_of_word(word) or word.isdecimal() or is_number_word(word) for word in own)


def _sentence_before(text: str, words: Sequence[Word], first: int) -> Sequence[Word]:
    """Return the words of its sentence before the word `first`, FAR of them at most."""
    near = words[max(first - FAR, 0) : first + 1]
    return near[max(sentence_starts(text, near), default=0) : -1]


def _sentence_behind(text: str, words: Sequence[Word], last: int) -> Sequence[Word]:
    """Return the words of its sentence behind the word before `last`, _BEHIND of them at most."""
    near = words[max(last - 1, 0) : last + _BEHIND]
    return near[1 : min(sentence_starts(text, near), default=len(near))]


def _forms(words: Sequence[Word]) -> list[str]:
    return [level(word.folded) for word in words if not is_symbol(word.folded)]


def _start(word: Word) -> int:
    return word.start


def _end(word: Word) -> int:
    return word.end
