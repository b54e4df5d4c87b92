"""Clitics: the conjunctions, prepositions and article that Arabic attaches to the next word."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from hasila.arabic.spelling import level
from hasila.arabic.words import split

_PROCLITICS = ("", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل")
_ARTICLE = "ال"
_SHORTEST = 3
"""The fewest letters that must remain when a clitic is removed: a shorter rest is not a word."""


def readings(words: str) -> Iterator[tuple[str, str]]:
    """Yield every split of `words` into clitics and the rest that the first letters allow.

    >>> list(readings("للجيش"))
    [('', 'للجيش'), ('ل', 'لجيش'), ('ل', 'الجيش')]
    """
    for clitics in _PROCLITICS:
        if words.startswith(clitics):
            rest = words.removeprefix(clitics)
            yield clitics, rest
            if clitics.endswith("ل") and rest.startswith("ل"):
                yield clitics, f"ا{rest}"


@lru_cache(maxsize=1 << 14)
def bare_forms(mention: str) -> frozenset[str]:
    """Return the forms that `mention` may have without clitics and article, folded and levelled.

    One of them keeps all letters. Two spellings of a mention have a form in common.

    >>> bare_forms("والأمم المتحدة") & bare_forms("الامم المتحده") >= {"امم المتحده"}
    True
    """
    joined = " ".join(level(word.folded) for word in split(mention))
    rests = (rest for clitics, rest in readings(joined) if not clitics or _stands(rest))
    return frozenset(form for rest in rests for form in (rest, _without_article(rest)))


def carries_clitic(word: str, known: Mapping[str, int]) -> bool:
    """Say whether a levelled word begins with an attached conjunction or preposition.

    It does before the article, and if the rest is at least as frequent in `known` (levelled words with their counts) as
    the whole word: «ودمشق», but not «وزارة».

    >>> [carries_clitic(word, {"دمشق": 9, "وزاره": 4}) for word in ("والجيش", "للجيش", "ودمشق", "وزاره", "الجيش")]
    [True, True, True, False, False]
    """
    for clitics, rest in readings(word):
        if clitics and _stands(rest):
            if rest.startswith(_ARTICLE) and _stands(rest.removeprefix(_ARTICLE)):
                return True
            if known.get(rest, 0) >= max(known.get(word, 0), 1):
                return True
    return False


def _stands(rest: str) -> bool:
    return len(rest.partition(" ")[0]) >= _SHORTEST


def _without_article(words: str) -> str:
    rest = words.removeprefix(_ARTICLE)
    return rest if _stands(rest) else words
