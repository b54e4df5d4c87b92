"""Nouns that are dual or plural by their form, such as «عسكريين», and what else in a text says that they are two."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex

from hasila.arabic.victims import OTHERS, number_of_noun, without_clitics

_EITHER = regex.compile(r"(?P<stem>\p{L}{3,})ين")
_ENDING = regex.compile("[اوي]ن$")
_TWO = regex.compile("[وفبل]?اثن(?:ان|ين)")


def nouns_of_two(forms: Sequence[str]) -> frozenset[str]:
    """Return the nouns, without clitics and ending, of which the words of a text tell of two without a doubt.

    >>> sorted(nouns_of_two("مقتل عسكريين اثنين و هاجم مسلحان ثم قتل اثنين من المتشددين".split()))
    ['عسكري', 'متشدد', 'مسلح']
    """
    return frozenset(_ENDING.sub("", without_clitics(noun)) for noun in _two_of(forms))


def _two_of(forms: Sequence[str]) -> Iterator[str]:
    """Yield the duals, and the nouns that «اثنين» counts: before it, perhaps with an adjective, or behind «من»."""
    yield from (form for form in forms if form.endswith("ان") and number_of_noun(form) == "dual")
    for index, form in enumerate(forms):
        if _TWO.fullmatch(form):
            yield from takewhile(lambda noun: noun.endswith("ين"), reversed(forms[max(index - 2, 0) : index]))
            yield from forms[index + 2 : index + 3] if forms[index + 1 : index + 2] == ["من"] else ()


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


_OF_TWO = regex.compile("(?:ال)?ثالثه?|بينهما|احدهما|احداهما|كلاهما")
