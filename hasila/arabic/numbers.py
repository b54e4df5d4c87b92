"""Arabic number words from three to ninety-nine: from a number to words that agree, and back.

From three to ten and in the units of compounds the word's gender is the opposite of the counted noun's (ثلاثة جنود،
ثلاث نساء); one and two agree; the ten of 11 to 19 agrees, and 20 to 90 have no gender but a case.
"""

from functools import cache
from typing import Literal

import regex

Gender = Literal["masculine", "feminine"]
"""The gender of the singular of what is counted."""
Case = Literal["nominative", "oblique"]

SMALLEST, LARGEST = 3, 99
_UNITS = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثماني", 9: "تسع", 10: "عشر"}
_TENS = {20: "عشر", 30: "ثلاث", 40: "أربع", 50: "خمس", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع"}
_ONE = {"masculine": ("أحد", "واحد"), "feminine": ("إحدى", "إحدى")}
_TWO = {
    ("masculine", "nominative"): ("اثنا", "اثنان"),
    ("masculine", "oblique"): ("اثني", "اثنين"),
    ("feminine", "nominative"): ("اثنتا", "اثنتان"),
    ("feminine", "oblique"): ("اثنتي", "اثنتين"),
}


def to_words(number: int, gender: Gender, case: Case) -> str:
    """Return `number` in words for a counted noun of `gender`, in `case`. Raises ValueError outside 3 to 99.

    >>> to_words(12, "masculine", "oblique"), to_words(25, "feminine", "nominative")
    ('اثني عشر', 'خمس وعشرون')
    """
    if not SMALLEST <= number <= LARGEST:
        raise ValueError(f"{number} is not between {SMALLEST} and {LARGEST}")
    unit, ten = number % 10, number - number % 10
    if number <= 10:  # noqa: PLR2004 - the grammar's own limits
        return _opposite(number, gender)
    if ten == 10:  # noqa: PLR2004
        before_ten = {1: _ONE[gender][0], 2: _TWO[gender, case][0]}.get(unit) or _opposite(unit, gender)
        return f"{before_ten} {'عشر' if gender == 'masculine' else 'عشرة'}"
    tens = _TENS[ten] + ("ون" if case == "nominative" else "ين")
    if unit == 0:
        return tens
    before_tens = {1: _ONE[gender][1], 2: _TWO[gender, case][1]}.get(unit) or _opposite(unit, gender)
    return f"{before_tens.removesuffix('ي')} و{tens}"  # ثمانٍ loses its ya where nothing follows in the genitive


def _opposite(number: int, gender: Gender) -> str:
    return _UNITS[number] + ("" if gender == "feminine" else "ة")


def from_words(words: str) -> int | None:
    """Return the number that `words` express in some gender and case, or None.

    >>> from_words("ثلاثة عشر"), from_words("جنود")
    (13, None)
    """
    return _numbers().get(words)


_STEMS = "ثلاث|ثلات|تلات|اربع|خمس|ست|سبع|ثماني?|تماني?|تسع|عشر"
"""Three to ten, levelled, and the letters that dialects write for «ث»."""
_SHORT = "ثلث|تلت|ثلط|تلط|ربع|ثمن|تمن"
"""Dialect forms of some of them in teens and hundreds: «تلتعش», «ربعميه»."""
_NUMBER_WORDS = (
    "احدي?|واحد[اه]?|ا?[ثت]نين|اثنان|اثن[اي]|ا?[ثت]نت[اي]|ا?[ثت]نت(ان|ين)",
    f"({_STEMS})(ه|ا|ين|ون)?",
    f"(ا?حد|احدي|ا[ثتط]ن[اي]?|تنا|{_STEMS}|{_SHORT}|س)[هتط]?(عشره?|عش|اشر)",
    f"({_STEMS}|{_SHORT})?(مئ|مائ|ماي|مي)ه",
    "(مئ|مائ|ماي)ت(ا|ي|ان|ين)|ميتين",
    "الف[اي]?|الف(ان|ين)|ملي(ون|ار)[اي]?|ملي(ون|ار)(ان|ين)",
    "نصف",
)
"""One and two; three to ten and the tens; teens written as one word; hundreds; two hundred; thousands and more."""
_DAYS = "احد|ا?[ثت]نين|ثلاثا|تلاتا|اربعا"
"""With the article these are days of the week, which may lose their last hamza."""
_NUMBER_WORD = regex.compile(
    rf"[وف]?([بل]?(ال(?!({_DAYS})$))?|لل(?!({_DAYS})$))({'|'.join(_NUMBER_WORDS)})",
)


def is_number_word(word: str) -> bool:
    """Say whether a word, folded and levelled (arabic.spelling), is part of a number, with or without clitics.

    Spellings of dialects are known; the days of the week do not count as numbers.

    >>> [is_number_word(word) for word in ("وثلاثون", "مليوني", "اربعطعش", "الاحد")]
    [True, True, True, False]
    """
    return _NUMBER_WORD.fullmatch(word) is not None


@cache
def _numbers() -> dict[str, int]:
    genders: tuple[Gender, ...] = ("masculine", "feminine")
    cases: tuple[Case, ...] = ("nominative", "oblique")
    return {
        to_words(number, gender, case): number
        for number in range(SMALLEST, LARGEST + 1)
        for gender in genders
        for case in cases
    }
