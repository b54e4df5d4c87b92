"""Names of months and of days of the week as news in Arabic writes them, folded and levelled (arabic.spelling).

The tables hold the names of Unicode's CLDR for every Arabic-speaking country, and the spellings that news adds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hasila.arabic.spelling import level


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, 1 to 12, by the calendar of most countries or by the Islamic one."""

    number: int
    hijri: bool = False


_GREGORIAN = """
يناير جانفي كانون_الثاني كانون_ثاني كانون_ثان
فبراير فيفري شباط
مارس آذار
أبريل إبريل أفريل نيسان
مايو ماي أيار نوار
يونيو يونيه جوان حزيران
يوليو يوليه يوليوز جويلية تموز
أغسطس غشت أغشت أوت آب
سبتمبر شتنبر شتمبر أيلول
أكتوبر أوكتوبر تشرين_الأول تشرين_أول
نوفمبر نونبر نونمبر تشرين_الثاني تشرين_ثاني تشرين_ثان
ديسمبر دجنبر دجمبر كانون_الأول كانون_أول
"""
"""Each line is a month: Egypt and the Gulf, Maghreb, Levant."""
_HIJRI = """
محرم
صفر
ربيع_الأول
ربيع_الثاني ربيع_الآخر
جمادى_الأولى جمادى_الأول
جمادى_الثانية جمادى_الآخرة
رجب
شعبان
رمضان
شوال
ذو_القعدة ذي_القعدة
ذو_الحجة ذي_الحجة
"""
_WEEK = """
الاثنين الإثنين الأثنين الاتنين
الثلاثاء الثلاثا التلات
الأربعاء الأربعا
الخميس
الجمعة
السبت
الأحد
"""


def _names(table: str) -> Iterable[tuple[str, int]]:
    rows = level(table).split("\n")[1:-1]
    return ((name.replace("_", " "), row) for row, names in enumerate(rows) for name in names.split())


MONTHS: Mapping[str, Month] = {
    **{name: Month(row + 1) for name, row in _names(_GREGORIAN)},
    **{name: Month(row + 1, hijri=True) for name, row in _names(_HIJRI)},
}
WEEKDAYS: Mapping[str, int] = dict(_names(_WEEK))
"""Days of the week with their article; Monday is 0, as in datetime."""
SAYS_MORE = frozenset(map(level, ("مارس", "آب", "ماي", "جوان", "نوار", "محرم", "صفر", "رجب", "شعبان", "شوال")))
"""Months that are words or names of people too, so that they need a day, a year or the word month beside them."""
