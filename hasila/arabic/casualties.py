"""How a casualty phrase is worded: how it counts, whether it hedges, and what harm it names.

The words of the phrase are looked up in short lists, folded, levelled and without their clitics.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

import regex

from hasila.arabic.numbers import is_number_word
from hasila.arabic.spelling import level
from hasila.arabic.words import is_symbol, split
from hasila.toll import HARMS, Harm

Count = Literal["digits 0-9", "Arabic-Indic digits", "number words", "dual", "indefinite", "singular"]
COUNTS: tuple[Count, ...] = ("digits 0-9", "Arabic-Indic digits", "number words", "dual", "indefinite", "singular")
WordedHarm = Harm | Literal["leaning"]
WORDED_HARMS: tuple[WordedHarm, ...] = (*HARMS, "leaning")
"""Leaning: the phrase has no harm word of its own and depends on one elsewhere."""

_HEDGE = regex.compile(
    r"\b[وفبل]?(نحو|حوالي|قرابه|زهاء|تقريبا|(اكثر|ازيد|اقل) من|ما (لا )?(يقل|يزيد|يربو|ينوف|يقارب|بين)|"
    r"علي (الاقل|الارجح)|يقدر)\b"
)
_QUANTITY = regex.compile(r"\b[وفبل]?(ال)?(عشرات|مئات|الاف|الوف|ملايين|مليارات|عدد|عددا|بضع|بضعه|عديد)\b")
_PLURAL = regex.compile(
    r"\b[وفبل]?(ال)?(قتلي|جرحي|مصابين|مصابون|شهداء|مفقودين|مفقودون|اسري|رهائن|ضحايا|"
    r"اخرين|اخرون|مدنيين|مدنيون|جنود|عناصر|اشخاص|اطفال|نساء|اصابات|جثث)\b"
)
_DUAL_ENDING = regex.compile(r"(?<!^[وفبل]?فقد)(?<=\p{L}{2})(ان|تين)$")
"""Endings of duals that no list contains; no plural ends in them. «فقدان» is a harm word."""
_COUNTED = (
    "قتيل جريح مصاب شهيد مفقود أسير جندي مدني شخص عنصر مسلح طفل رجل مقاتل ضابط عسكري شرطي عامل مواطن فلسطيني حارس سائق "
    "صحافي صحفي مسعف شاب شقيق مزارع صياد راكب تلميذ طالب موظف طبيب ممرض متطوع مهاجر سائح قائد مجند إرهابي شرطيت امرأت "
    "طفلت فتات جثت ممرضت طالبت سيدت ضحيت رهينت إصابت شقيقت مدنيت"
)
_DUAL_NOUNS = frozenset(level(noun + ending) for noun in _COUNTED.split() for ending in ("ان", "ين")) | {"اخران"}
_BEFORE_NOUN = regex.compile("^[وفبل]?(ال)?")
_LOST_LIVES = regex.compile(r"فقد\w* (ارواح|حيات)")
_HARM_STEMS: dict[Harm, str] = {
    "killed": "قتل|قتيل|مقتل|استشه|شهيد|شهدا|مصرع|مصارع|قضي(?!ه)|قضو|قضت$|ا?توف(?!ر|ير|يق)|وفاه|وفيات|بحياه|ارواح|"
    "اشلاء|ضحي|ضحايا|جث|اغتي|ا?غتال|اعدام|اعدم|تصفي|حيد(?!ر)|تحييد|ذبح|اجهز(?:ت|وا|نا)?$|اجهاز|نفوق|شنق(?:ا|وا|ت|ه)?$|"
    "مقتول|ميت(?:ا|ين)$|مات(?:ا|ت|وا?)?$|موت|هلك|هلاك|هالك|غرق|رفات|ارد(?:ي|ت|وا)|صف(?:ي|ت$)|انقتل|(?<=[يت])عدم|ارتق|"
    "لقي(?:ا|ت|تا)?$|لقوا|حتف|قنص|نعت$|نعي",
    "wounded": "(?:ان)?جرح|مجا?ر[وي]ح|جريح|مصاب|اصاب|انصاب|اصيب|صيب|صاب(?:وا|ون)?$|جروح|جراح|نزف|حروق|اختناق|بتر|تشوه|"
    "تصوب(?:ت|وا?)$|تصاوب|مصاوب|اتصاب|ا?تعور|اصبنا$|تسمم",
    "captured": "اسر(?:ت|وا|ي|ا|نا)?$|ؤسر|اسير|(?:ان)?خطف|اختط|ختطف|مخطوف|مختطف|رهائن|رهين|احتجاز|احتجز|حتجز|محتجز|"
    "اعتقال|اعتقل|عتقل|معتقل|استسلم|استسلام|مستسلم|سراح|افراج|افرج|"
    "(?<=[يت])فرج(?:وا|ون)?$|اقتاد|(?<=[يت])قتاد|اقتياد|اقتيد",
    "missing": "مفقود|فقد|اختف|مختفي",
}
_HARM_WORD = regex.compile(
    r"[وفبلسك]{0,2}(?:ال|[يت])?(?:" + "|".join(f"(?P<{harm}>{stems})" for harm, stems in _HARM_STEMS.items()) + ")"
)


def count_of(mention: str) -> Count:
    """Return how a casualty phrase counts.

    >>> [count_of(words) for words in ("مقتل 5 جنود", "ثلاثة قتلى", "جنديين", "وجرح العشرات", "مقتل جندي")]
    ['digits 0-9', 'number words', 'dual', 'indefinite', 'singular']
    """
    if any("0" <= letter <= "9" for letter in mention):
        return "digits 0-9"
    return "Arabic-Indic digits" if any(map(str.isdecimal, mention)) else count_of_words(_words(mention))


def count_of_words(words: Sequence[str]) -> Count:
    """Return how words without digits count, folded and levelled.

    >>> [count_of_words(words.split()) for words in ("ثلاثه قتلي", "جنديين", "مقتل جندي")]
    ['number words', 'dual', 'singular']
    """
    joined = " ".join(words)
    signs: tuple[tuple[Count, bool], ...] = (
        ("number words", any(map(is_number_word, words))),
        ("indefinite", _QUANTITY.search(joined) is not None),
        ("dual", any(_bare(word) in _DUAL_NOUNS for word in words)),
        ("indefinite", _PLURAL.search(joined) is not None),
        ("dual", any(map(_DUAL_ENDING.search, words))),
    )
    return next((count for count, there in signs if there), "singular")


def is_hedged(mention: str) -> bool:
    """Say whether a casualty phrase qualifies its count, such as with «نحو» or «على الأقل»."""
    return _HEDGE.search(" ".join(_words(mention))) is not None


def harm_of(mention: str) -> WordedHarm:
    """Return the first harm that a casualty phrase names.

    >>> [harm_of(words) for words in ("مقتل 5 جنود", "و23 جريحا", "خطف ستة", "ثلاثة")]
    ['killed', 'wounded', 'captured', 'leaning']
    """
    words = _words(mention)
    if _LOST_LIVES.search(" ".join(words)):
        return "killed"
    return next((harm for harm in map(harm_of_word, words) if harm), "leaning")


@lru_cache(maxsize=1 << 14)
def harm_of_word(word: str) -> Harm | None:
    """Return the harm that a word, folded and levelled, names, or None.

    >>> [harm_of_word(word) for word in ("والقتلي", "اسري", "اسره")]
    ['killed', 'captured', None]
    """
    found = _HARM_WORD.match(word)
    return cast("Harm | None", found.lastgroup) if found else None


_THE_HARMED = regex.compile(r"ال(?:(?P<killed>قتلي|ضحايا|شهداء)|(?P<wounded>جرحي|مصابين))")


def harm_of_others(mention: str) -> Harm | None:
    """Return the harm of those told of before of whom a casualty phrase counts some, or None.

    >>> harm_of_others("اثنين من القتلى الروس"), harm_of_others("اثنين من الجنود")
    ('killed', None)
    """
    return harm_of_others_in(_words(mention))


def harm_of_others_in(words: Sequence[str]) -> Harm | None:
    """Return the same for the words of a phrase, folded and levelled."""
    found = (_THE_HARMED.fullmatch(word) for before, word in pairwise(words) if before in {"من", "بين"})
    return next((cast("Harm", match.lastgroup) for match in found if match), None)


def _words(mention: str) -> list[str]:
    return [level(word.folded) for word in split(mention) if not is_symbol(word.folded or " ")]


def _bare(word: str) -> str:
    return word if word in _DUAL_NOUNS else _BEFORE_NOUN.sub("", word)
