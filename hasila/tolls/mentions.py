"""The words of a text as counts are read from them, and which of them are a casualty span.

Words are folded and levelled (hasila.arabic); sentences are numbered, so that no word looks beyond its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import regex

from hasila.arabic.numbers import is_number_word, levelled_parts
from hasila.arabic.sentences import SENTENCE_ENDS
from hasila.arabic.victims import OTHERS, without_clitics
from hasila.arabic.words import Word, split
from hasila.toll import Group, Harm


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word or sign: where it stands, folded and levelled, and the number of its sentence."""

    start: int
    end: int
    form: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of a span, from `start` up to `end`, and what it says, once known.

    `whole` is its harm and that of the span it is joined to, for «بينهم» behind «قتلى وجرحى». `part` says whether it
    is part of a total, `total` which groups the people of that total belong to.
    """

    start: int
    end: int
    harm: tuple[Harm, ...] = ()
    whole: tuple[Harm, ...] = ()
    part: bool = False
    total: tuple[Group, ...] = ()


_TATWEEL = "\u0640"


_DUAL_ENDING = regex.compile("(?:\u064eي\u0651?\u0652?|ي[\u064e\u0652])ن\u0650?$")


def words_of(text: str, words: Sequence[Word] | None = None) -> list[TextWord]:
    """Return the words of a text, from those that `split` gives, which the caller may know.

    Letters that tatweel and blanks drive apart, as in «جـ ـرحى», are one word, and so are the thousands of «و1.200». A
    vowel mark that tells the dual «مسعفَين» from the plural is kept: the word is read as «مسعفان».
    """
    found: list[TextWord] = []
    sentence = end = 0
    for word in split(text) if words is None else words:
        last = found[-1].form if found else ":"
        sentence += last in SENTENCE_ENDS or (last != ":" and "\n" in text[end : word.start])
        end = word.end
        parts = levelled_parts(word.folded)
        if word.folded.endswith("ين") and _DUAL_ENDING.search(text, word.start, word.end):
            parts = (*parts[:-1], _dual(parts[-1]))
        if begun := _begun(text, found, word):
            first = found[-begun]
            sign = "." if word.folded.isdecimal() else ""
            found[-begun:] = [TextWord(first.start, word.end, "".join((first.form, sign, *parts)), first.sentence)]
            sentence = first.sentence
        else:
            found += [TextWord(word.start, word.end, part, sentence) for part in parts]
    return _with_duals(found)


def _with_duals(words: Sequence[TextWord]) -> list[TextWord]:
    """Return the words with «مسلحين» as «مسلحان» where that stands elsewhere in the text, or «هما» stands behind."""
    duals = {without_clitics(word.form) for word in words if word.form.endswith("ان")}
    return [
        replace(word, form=_dual(word.form)) if _may_be_dual(word.form) and _is_dual(words, index, duals) else word
        for index, word in enumerate(words)
    ]


_ENDS_LIKE_DUAL = regex.compile(r"\p{L}{3,}ين")
"""The shortest that may be a dual: «بين» is none, though «بأن» stands elsewhere."""


def _may_be_dual(form: str) -> bool:
    return form not in OTHERS and _ENDS_LIKE_DUAL.fullmatch(form) is not None and not is_number_word(form)


def _dual(form: str) -> str:
    return form.removesuffix("ين") + "ان"


def _is_dual(words: Sequence[TextWord], index: int, duals: AbstractSet[str]) -> bool:
    behind = words[index + 1 : index + NEAR]
    return without_clitics(_dual(words[index].form)) in duals or any(
        map(_BOTH.fullmatch, (word.form for word in behind))
    )


NEAR = 10
"""Words within which a verb or a pronoun follows the people it tells of."""
_BOTH = regex.compile(r"و?(?:هما|احدهما|كلاهما|كليهما|احداهما)|اللذان|اللذين|(?:قتل|اصيب|جرح|خطف|كان)ت?ا|ي\p{L}{3,}ان")
"""Pronouns and verbs of two: «يعملان»."""


def _begun(text: str, words: Sequence[TextWord], word: Word) -> int:
    """Return how many of the last words are the beginning of `word`."""
    if words and word.folded and text[word.start] == _TATWEEL:
        return 2 if words[-1].form == "." and len(words) > 1 else 1
    thousands = len(word.folded) == _THOUSANDS and word.folded.isdecimal() and not word.spaced
    grouped = thousands and len(words) > 1 and words[-1].form in _SEPARATORS and words[-2].form.isdecimal()
    return 2 if grouped else 0


_SEPARATORS = frozenset(".,")
_THOUSANDS = 3
"""Digits in a group of thousands."""


def mentions_of(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the words of each span, given as offsets in the text."""
    starts, ends = [word.start for word in words], [word.end for word in words]
    for start, end in spans:
        first = bisect_left(starts, start)
        yield Mention(first, max(bisect_right(ends, end), first))


def forms_near(words: Sequence[TextWord], mention: Mention, start: int, end: int) -> list[str]:
    """Return the forms of those words from `start` up to `end` that are of a mention's sentence; none without words."""
    if mention.start >= len(words):
        return []
    near, sentence = words[max(start, 0) : max(end, 0)], words[mention.start].sentence
    return [word.form for word in near if word.sentence == sentence]
