"""The conjunctions, prepositions and article that Arabic writes on to the word that follows."""

from collections.abc import Iterator, Mapping

from hasila.arabic.spelling import level
from hasila.arabic.words import split

_PROCLITICS = ("", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل")
_ARTICLE = "ال"
_SHORTEST = 3
"""Letters that are left, at least, where a clitic is taken off: fewer are no word that could carry one."""


def readings(words: str) -> Iterator[tuple[str, str]]:
    """Yield `words` as clitics and what they are written on to, in every way that the first letters allow.

    >>> list(readings("للجيش"))
    [('', 'للجيش'), ('ل', 'لجيش'), ('ل', 'الجيش')]
    """
    for clitics in _PROCLITICS:
        if words.startswith(clitics):
            rest = words.removeprefix(clitics)
            yield clitics, rest
            if clitics.endswith("ل") and rest.startswith("ل"):
                yield clitics, f"ا{rest}"


def bare_forms(mention: str) -> frozenset[str]:
    """Return what `mention` may be without clitics and article, folded and levelled, one of them with all its letters.

    Two spellings of a mention have a form in common.

    >>> bare_forms("والأمم المتحدة") & bare_forms("الامم المتحده") >= {"امم المتحده"}
    True
    """
    joined = " ".join(level(word.folded) for word in split(mention))
    rests = (rest for clitics, rest in readings(joined) if not clitics or _stands(rest))
    return frozenset(form for rest in rests for form in (rest, _without_article(rest)))


def carries_clitic(word: str, known: Mapping[str, int]) -> bool:
    """Say whether a levelled word begins with a conjunction or preposition that is written on to it.

    That is so before the article, and where what is left is `known` (levelled words with how often they occur) at least
    as well as the whole: «ودمشق», but not «وزارة».

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
