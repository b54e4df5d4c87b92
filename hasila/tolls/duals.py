"""Nouns that are dual or plural by their form, such as «عسكريين», and what else in a text says that they are two."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

import regex

from hasila.arabic.victims import OTHERS, number_of_noun, without_clitics
from hasila.tolls.mentions import TextWord

_EITHER = regex.compile(r"(?P<stem>\p{L}{3,})ين")
_ENDING = regex.compile("[اوي]ن$")
_TWO = regex.compile("[وفبل]?اثن(?:ان|ين)")


def nouns_of_two(words: Sequence[TextWord]) -> frozenset[tuple[str, int]]:
    """Return the nouns, without clitics and ending, of which a text tells of two without a doubt, and the sentence.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "مقتل عسكريين اثنين. هاجم مسلحان حاجزا ثم قتل اثنين من المتشددين"
    >>> sorted(nouns_of_two(words_of(text)))
    [('عسكري', 0), ('متشدد', 1), ('مسلح', 1)]
    """
    return frozenset((_ENDING.sub("", without_clitics(word.form)), word.sentence) for word in _two_of(words))


def _two_of(words: Sequence[TextWord]) -> Iterator[TextWord]:
    """Yield the duals, and the nouns that «اثنين» counts: before it, perhaps with an adjective, or behind «من»."""
    duals = [
        index for index, word in enumerate(words) if word.form.endswith("ان") and number_of_noun(word.form) == "dual"
    ]
    adjectives = {right for left, right in pairwise(duals) if left + 1 == right}  # «المسؤولان الأميركيان»
    yield from (words[index] for index in duals if index not in adjectives)
    for index, word in enumerate(words):
        if _TWO.fullmatch(word.form):
            yield from takewhile(lambda noun: noun.form.endswith("ين"), reversed(words[max(index - 2, 0) : index]))
    for number, of, noun in zip(words, words[1:], words[2:], strict=False):
        if _TWO.fullmatch(number.form) and of.form == "من":
            yield noun


def noun_of_two_or_many(form: str) -> str:
    """Return a word that may be dual or plural without clitics and ending, and nothing if it cannot be both.

    «آخرين» cannot, since a text tells of several others.

    >>> [noun_of_two_or_many(form) for form in ("والعسكريين", "عسكريون", "اخرين")]
    ['عسكري', '', '']
    """
    noun = without_clitics(form)
    either = _EITHER.fullmatch(noun)
    return either["stem"] if either and noun not in OTHERS else ""


def goes_on_from_two(forms: Sequence[str]) -> bool:
    """Say whether the words behind a count take it for two: «[مقتل مدنيين] وإصابة ثالث», «[مقتل مدنيين] أحدهما طفل»."""
    return any(map(_OF_TWO.fullmatch, forms))


_OF_TWO = regex.compile("ثالثه?|بينهما|احدهما|احداهما|كلاهما")
