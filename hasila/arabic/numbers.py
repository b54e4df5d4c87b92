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
    """Return the number that `words` say in some gender and case, or None.

    >>> from_words("ثلاثة عشر"), from_words("جنود")
    (13, None)
    """
    return _numbers().get(words)


_NUMBER_WORD = regex.compile(
    r"[وفبل]?(ال)?((ثلاث|اربع|خمس|ست|سبع|ثمان|ثماني|تسع|عشر)(ه|ا|ين|ون|مئه|مائه)?|احد|احدي|اثنا|اثني|اثنتا|اثنتي|اثنين|"
    r"اثنان|اثنتين|اثنتان|واحد|واحده|(مئ|مائ)(ه|تا|تي|تان|تين)|الف|الفا|الفي|الفان|الفين|مليون|نصف)"
)


def is_number_word(word: str) -> bool:
    """Say whether a word, folded and levelled (arabic.spelling), is a part of a number, whatever its clitics."""
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
