"""Sources that are no actors: «قال مصدر طبي», «بحسب شهود عيان», on whose word a toll may stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.words import is_symbol
from hasila.tolls.mentions import Mention, TextWord, mentions_of

_TELLER = regex.compile(
    r"ل?(?:ال)?(?:مصدر|مصادر|مراسل\p{L}{0,3}|مس[ؤوئ]{1,2}ول(?:ون|ين)?|شهود|ناشط(?:ون|ين)?|مسعف(?:ون|ين)|اطباء|محقق(?:ون|ين)|"
    r"سكان|اهالي|وسائل|اعلام)"
)
_TELLS = regex.compile(
    r"[وف]?(?:ت|ي)?(?:قال(?:ت|وا)?|قول|افاد(?:ت|وا)?|فيد|ذكر(?:ت|وا)?|اكد(?:ت|وا)?|ؤكد|اوضح(?:ت|وا)?|اضاف(?:ت|وا)?|اشار(?:ت|وا)?|شير|"
    r"اعلن(?:ت|وا)?|علن|نقل(?:ت)?|ابلغ(?:ت)?|كشف(?:ت)?|تحدث(?:ت)?|صرح(?:ت)?|لفت(?:ت)?|روي|افادنا)|"
    r"[وف]?(?:ب?حسب|وفقا?|نقلا|عن|لدي)"
)
_ENDS = frozenset(
    ["ان", "بان", "انه", "بانه", "انها", "في", "عن", "الي", "علي", "من", "امس", "اليوم", "ل", "لنا", "قوله", "قولهم"]
)
_MOST = 5
"""The most words that name a source."""


def source_stretches(words: Sequence[TextWord]) -> Iterator[tuple[int, int]]:
    """Yield the words of each source, as indices of `words`: a teller behind a word of telling, or before a colon."""
    for index, word in enumerate(words):
        if _TELLER.fullmatch(word.form):
            end = index + 1 + len(list(takewhile(_goes_on, words[index + 1 : index + _MOST])))
            before = words[index - 1].form if index else ""
            if _TELLS.fullmatch(before) or (end < len(words) and words[end].form == ":"):
                yield index, end


def _goes_on(word: TextWord) -> bool:
    """Say whether a word still names the source, and does not begin what the source tells."""
    return not (is_symbol(word.form) or word.form in _ENDS or harm_of_word(word.form) or word.form.isdecimal())


def sources_of_harms(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Return for each casualty span (start, end) the stretch of text of the source in its sentence, if any.

    It is the nearest before the span, else the nearest behind it.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قال مصدر طبي إن جنديين قُتلا"
    >>> [found] = sources_of_harms(words_of(text), [(16, 28)])
    >>> text[slice(*found)]
    'مصدر طبي'
    """
    stretches = _of_sentences(words)
    return [_source_of(words, mention, stretches) for mention in mentions_of(words, spans)]


def _of_sentences(words: Sequence[TextWord]) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Return the stretches of sources by the number of the sentence that they begin in, in their order."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for first, last in source_stretches(words):
        found[words[first].sentence].append((first, last))
    return found


def _source_of(
    words: Sequence[TextWord], mention: Mention, stretches: Mapping[int, Sequence[tuple[int, int]]]
) -> tuple[int, int] | None:
    if mention.start >= len(words):
        return None
    own = stretches.get(words[mention.start].sentence, ())
    before = bisect_left(own, (mention.start,))
    first, last = own[max(before - 1, 0)] if own else (0, 0)
    return (words[first].start, words[last - 1].end) if own else None
