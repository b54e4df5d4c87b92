"""A writer of Arabic number words up to 999,999, and the spellings in which one number is met."""

from hasila.arabic.numbers import LARGEST, SMALLEST, Case, Gender, to_words

_HUNDREDS = {3: "ثلاثمئة", 4: "أربعمئة", 5: "خمسمئة", 6: "ستمئة", 7: "سبعمئة", 8: "ثمانمئة", 9: "تسعمئة"}
SPELLINGS = {
    "without hamza": str.maketrans("أإ", "اا"),
    "ha for ta marbuta": str.maketrans("ة", "ه"),
    "both": str.maketrans("أإة", "ااه"),
    "as taught": {},
}


def written(number: int, gender: Gender, case: Case) -> str:
    """Return `number`, from 1 to 999,999, in words."""
    thousands, rest = divmod(number, 1000)
    parts = [_thousands(thousands, case)] if thousands else []
    if rest:
        parts.append(_below_thousand(rest, gender, case))
    return " و".join(parts)


def _thousands(number: int, case: Case) -> str:
    above, last = divmod(number, 100)
    if last in {1, 2}:
        alone = "ألف" if last == 1 else _dual("ألف", case)
        return f"{_hundreds(above, case)} ألف و{alone}" if above else alone
    plural = "آلاف" if SMALLEST <= last <= 10 else "ألف"
    return f"{_below_thousand(number, 'masculine', case)} {plural}"


def _below_thousand(number: int, gender: Gender, case: Case) -> str:
    above, last = divmod(number, 100)
    return " و".join(
        ([_hundreds(above, case)] if above else []) + ([_below_hundred(last, gender, case)] if last else [])
    )


def _hundreds(number: int, case: Case) -> str:
    return _HUNDREDS.get(number) or ("مئة" if number == 1 else _dual("مئت", case))


def _below_hundred(number: int, gender: Gender, case: Case) -> str:
    if SMALLEST <= number <= LARGEST:
        return to_words(number, gender, case)
    if number == 1:
        return "واحد" if gender == "masculine" else "واحدة"
    return _dual("اثن" if gender == "masculine" else "اثنت", case)


def _dual(stem: str, case: Case) -> str:
    return stem + ("ان" if case == "nominative" else "ين")
