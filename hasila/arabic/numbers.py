"""Arabic numbers: from three to ninety-nine to words that agree, and from words and digits of any size back.

From three to ten and in the units of compounds the word's gender is the opposite of the counted noun's (ثلاثة جنود،
ثلاث نساء); one and two agree; the ten of 11 to 19 agrees, and 20 to 90 have no gender but a case. Who reads accepts
every gender, case and usual spelling, and the letters that dialects write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Literal

import regex

from hasila.arabic.spelling import level

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
    """Return the number that `words` (folded, without clitics before it) express from first to last, or None.

    >>> from_words("ثلاثة عشر"), from_words("مليون ونصف المليون"), from_words("جنود")
    (13, 1500000, None)
    """
    parts = level(words).split()
    if not parts or parts[0] not in _WHOLE:
        return None
    numeral = next(read_numerals(parts), None)
    return numeral.value if numeral and numeral.end == len(parts) else None


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and the words that express it, from `start` up to but not including `end`."""

    start: int
    end: int
    value: int


def read_numerals(words: Sequence[str]) -> Iterator[Numeral]:
    """Yield the numbers that `words` (folded and levelled) express, in order, each as long as the words allow.

    Digits stand apart from letters (`digits_apart`). The first word of a number may have clitics. Fractions are left
    out, and so are plurals without a number («مئات»), and the days of the week.

    >>> [numeral.value for numeral in read_numerals("ثلاثه الاف و 200 جندي واربعه".split())]
    [3200, 4]
    """
    index = 0
    while index < len(words):
        value, end = _number_at(words, index)
        if value is not None and value.denominator == 1:
            yield Numeral(index, end, int(value))
        index = max(end, index + 1)


_TURNED = regex.compile(r"\d+ر\d+")
"""How agencies write a number with «ر» for its point: the letter turns the line, and «5ر1» is seen as 1.5."""
_LETTERS_OR_DIGITS = regex.compile(rf"{_TURNED.pattern}(?!\d|ر)|\d+(?:[.,]\d+)*|[A-Za-z]+|[^\dA-Za-z]+")


def digits_apart(word: str) -> list[str]:
    """Return a folded word cut between letters and digits, and between Latin and other letters.

    >>> digits_apart("14جنديا"), digits_apart("1,200")
    (['14', 'جنديا'], ['1,200'])
    """
    return _LETTERS_OR_DIGITS.findall(word)


@lru_cache(maxsize=1 << 16)
def levelled_parts(word: str) -> tuple[str, ...]:
    """Return a folded word levelled (arabic.spelling), its digits and letters apart.

    >>> levelled_parts("14أسيرة")
    ('14', 'اسيره')
    """
    return tuple(digits_apart(level(word)))


def is_number_word(word: str) -> bool:
    """Say whether a word, folded and levelled (arabic.spelling), is part of a number, with or without clitics.

    Spellings of dialects are known; the days of the week do not count as numbers.

    >>> [is_number_word(word) for word in ("وثلاثون", "مليوني", "اربعطعش", "الاحد")]
    [True, True, True, False]
    """
    return _part_of(word) is not None


def is_number(word: str) -> bool:
    """Say whether a word is a number in digits, or part of one in words.

    >>> [is_number(word) for word in ("80", "ثمانون", "الاحد")]
    [True, True, False]
    """
    return word.isdecimal() or is_number_word(word)


_Kind = Literal["digits", "turned", "unit", "ten", "teen", "tens", "hundreds", "scale", "fraction"]


@dataclass(frozen=True, slots=True)
class _Part:
    """What a word adds to a number. A scale multiplies what stands before it; alone it counts `alone` times."""

    kind: _Kind
    value: Fraction
    alone: int = 1


_STEMS = {
    3: "ثلاث ثلات تلات",
    4: "اربع",
    5: "خمس",
    6: "ست",
    7: "سبع",
    8: "ثمان ثماني تمان تماني",
    9: "تسع",
}
"""Three to nine, levelled, and the letters that dialects write for «ث»."""
_SHORT = {3: "ثلث تلت ثلط تلط", 4: "ربع", 8: "ثمن تمن"}
"""Dialect forms of some of them in teens and hundreds: «تلتعش», «ربعميه»."""
_ONES = "احد احدي واحد واحدا واحده"
_TWOS = "اثنان اثنا اثني زوز " + " ".join(
    first + rest for first, rest in product(("اث", "ات", "ث", "ت"), ("نين", "نتا", "نتي", "نتان", "نتين"))
)
_BEFORE_TEN = {
    1: "حد احد احدي",
    2: "اثن اتن اطن اثنا اتنا اطنا اثني اتني اطني تنا",
    **{unit: f"{_STEMS[unit]} {_SHORT.get(unit, '')}" for unit in _STEMS},
    6: "ست س",
}
_HUNDRED = ("مئه", "مائه", "مايه", "ميه")
_SCALES = {1_000: "الف", 1_000_000: "مليون", 1_000_000_000: "مليار"}
_THOUSAND = 1_000
_HUNDRED_TIMES = 100
_GROUP = 3
"""How many digits stand together behind a separator of thousands."""
_GROUPED = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DECIMAL = regex.compile(r"\d+(?:[.,]\d+)?")


def _part(kind: _Kind, value: int, alone: int = 1) -> _Part:
    return _Part(kind, Fraction(value), alone)


def _forms() -> Iterator[tuple[str, _Part]]:
    """Yield each word of a number, levelled and without clitics, and what it adds."""
    yield "نصف", _Part("fraction", Fraction(1, 2))
    yield from ((word, _part("unit", 1)) for word in _ONES.split())
    yield from ((word, _part("unit", 2)) for word in _TWOS.split())
    yield from ((f"عشر{ending}", _part("ten", 10)) for ending in ("", "ه", "ا"))
    yield from ((f"عشر{ending}", _part("tens", 20)) for ending in ("ون", "ين"))
    for unit, stems in _STEMS.items():
        yield from ((stem + ending, _part("unit", unit)) for stem, ending in product(stems.split(), ("", "ه", "ا")))
        yield from ((stem + ending, _part("tens", 10 * unit)) for stem, ending in product(stems.split(), ("ون", "ين")))
        counted = f"{stems} {_SHORT.get(unit, '')}".split()
        yield from ((stem + hundred, _part("hundreds", 100 * unit)) for stem, hundred in product(counted, _HUNDRED))
    for unit, stems in _BEFORE_TEN.items():
        joints = product(stems.split(), ("", "ه", "ت", "ط"), ("عشره", "عشر", "عش", "اشر"))
        yield from (("".join(joint), _part("teen", 10 + unit)) for joint in joints)
    yield from ((hundred, _part("hundreds", 100)) for hundred in _HUNDRED)
    two_hundred = (*(f"{stem}ت{end}" for stem, end in product(("مئ", "مائ", "ماي"), ("ا", "ي", "ان", "ين"))), "ميتين")
    yield from ((word, _part("hundreds", 200)) for word in two_hundred)
    for scale, word in _SCALES.items():
        yield word, _part("scale", scale)
        yield from ((word + ending, _part("scale", scale, alone=2)) for ending in ("ا", "ي", "ان", "ين"))


_WHOLE = dict(_forms())
_HUNDRED_PART = _WHOLE["مئه"]
_AFTER_NUMBER = {**_WHOLE, "الاف": _WHOLE["الف"], "ملايين": _WHOLE["مليون"], "مليارات": _WHOLE["مليار"]}
"""Plurals of scales only multiply: alone they count vaguely."""
_OF_SCALES = {"ثلث": _Part("fraction", Fraction(1, 3)), "ربع": _Part("fraction", Fraction(1, 4))}
"""They belong to a number where a scale stands behind or before them; «الربع الخالي» is a desert."""
_BEFORE = ("و", "ف", "ب", "ل")
_DAY = regex.compile("احد|ا?[ثت]نين|ثلاثا|تلاتا|اربعا")
"""With the article these are days of the week, which may lose their last hamza."""
_CLITICS = (*map("".join, product(("", "و", "ف"), ("", "ب", "ل"), ("", "ال"))), "لل", "ولل", "فلل")


@lru_cache(maxsize=1 << 14)
def _part_of(word: str) -> _Part | None:
    """Return what a word adds, without its clitics."""
    for clitics in _CLITICS:
        if word.startswith(clitics) and (part := _WHOLE.get(rest := word[len(clitics) :])):
            return None if clitics.endswith(("ال", "لل")) and _DAY.fullmatch(rest) else part
    return None


@dataclass(frozen=True, slots=True)
class _Read:
    """A part of a number and the index of the word behind it."""

    part: _Part
    end: int


_LONGEST = 20
"""The longest number in digits: a longer one is no count, and Python refuses to read one of thousands."""


def _digits(word: str) -> _Part | None:
    if len(word) > _LONGEST:
        return None
    if _GROUPED.fullmatch(word):
        return _Part("digits", Fraction(regex.sub("[.,]", "", word)))
    if _TURNED.fullmatch(word):
        decimals, _, whole = word.partition("ر")
        return _Part("turned" if len(decimals) == _GROUP else "digits", Fraction(f"{whole}.{decimals}"))
    return _Part("digits", Fraction(word.replace(",", "."))) if _DECIMAL.fullmatch(word) else None


def _first(words: Sequence[str], index: int) -> _Read | None:
    word = words[index]
    part = _digits(word) or _part_of(word)
    if part is None and (fraction := _OF_SCALES.get(word[1:] if word[:1] in _BEFORE else word)):
        part = fraction if _scale_at(words, index + 1) else None
    if part is None and words[index + 1 : index + 2] == ["عشر"] and index and words[index - 1].startswith("ال"):
        part = _WHOLE.get(word.removeprefix("ال"))  # «الجنود الأحد عشر» are eleven, «قُتل الأحد عشر نساء» ten
    return _Read(part, index + 1) if part else None


def _next(words: Sequence[str], index: int) -> _Read | None:
    """Return the part that stands at `index` without «و», so that it multiplies or completes what is before it."""
    word = words[index] if index < len(words) else ""
    part = _AFTER_NUMBER.get(word) or _AFTER_NUMBER.get(word.removeprefix("ال"))
    return _Read(part, index + 1) if part else None


def _scale_at(words: Sequence[str], index: int) -> _Read | None:
    """Return the scale that multiplies what is before `index`."""
    read = _next(words, index)
    return read if read and read.part.kind == "scale" else None


def _joined(words: Sequence[str], index: int) -> _Read | None:
    """Return the part that «و» joins to what is before `index`; «و» may stand apart."""
    if index >= len(words) or not words[index].startswith("و"):
        return None
    if words[index] in _WHOLE and [*words[index + 1 : index + 2]] != ["عشر"]:
        return None  # «واحد»; but «وأحد عشر» joins eleven
    rest, end = words[index][1:], index + 1
    if not rest and end < len(words):
        rest, end = words[end], end + 1
    part = _digits(rest) or _WHOLE.get(rest) or _OF_SCALES.get(rest)
    if not part and words[index - 1].startswith("ال"):
        part = _WHOLE.get(rest.removeprefix("ال"))  # «الثلاثة والعشرون»
    return _Read(part, end) if part else None


def _number_at(words: Sequence[str], index: int) -> tuple[Fraction | None, int]:
    """Return the number that begins at `index`, None without one, and the index behind its words."""
    first = _first(words, index)
    if first is None:
        return None, index
    total, scale, end = _scaled(words, first)
    while scale > 1 and (joined := _joined(words, end)):
        if joined.part.kind == "fraction":
            return total + scale * joined.part.value, (_scale_at(words, joined.end) or joined).end
        value, lower, after = _scaled(words, joined)
        if value >= scale and not (joined.part.kind == "scale" and lower == scale and total >= _HUNDRED_TIMES * scale):
            break  # but «مئة ألف وألفان» is one number
        total, scale, end = total + value, lower, after
    return total or None, end


def _scaled(words: Sequence[str], first: _Read) -> tuple[Fraction, int, int]:
    """Return a number up to its first thousand, million or milliard, that scale (without one 1) and where it ends."""
    if first.part.kind == "scale":
        return first.part.value * first.part.alone, int(first.part.value), first.end
    value, end = _below_thousand(words, first)
    scale = _scale_at(words, end)
    if scale is None:
        return value * (_THOUSAND if first.part.kind == "turned" else 1), 1, end  # «135ر2 تقريرا»: 2,135
    return value * scale.part.value, int(scale.part.value), scale.end


def _below_thousand(words: Sequence[str], first: _Read) -> tuple[Fraction, int]:
    value, end = first.part.value, first.end
    if first.part.kind == "unit":
        after = _next(words, end)
        if after and after.part.kind == "ten":
            return value + after.part.value, after.end
        if after and after.part == _HUNDRED_PART:
            return _with_rest(words, value * after.part.value, after.end)
    if first.part.kind == "hundreds":
        return _with_rest(words, value, end)
    tens = _joined(words, end) if first.part.kind == "unit" else None
    return (value + tens.part.value, tens.end) if tens and tens.part.kind == "tens" else (value, end)


def _with_rest(words: Sequence[str], hundreds: Fraction, end: int) -> tuple[Fraction, int]:
    rest = _joined(words, end)
    if rest is None or rest.part.kind not in {"unit", "ten", "teen", "tens"}:
        return hundreds, end
    value, after = _below_thousand(words, rest)
    return hundreds + value, after
