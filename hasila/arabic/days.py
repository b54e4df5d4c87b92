"""Arithmetic of days: from what a phrase names to the first and last day that it means.

Where a phrase names no year or week, the reference day decides: the nearest such day at or before it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from hijridate import Gregorian, Hijri

from hasila.arabic.months import Month

Days = tuple[dt.date, dt.date]
"""The first and the last day, inclusive."""
Direction = Literal["at or before", "before", "this", "after"]
Edge = Literal["start", "early", "middle", "end"]
Unit = Literal["hour", "day", "week", "month", "year"]
_DAY = dt.timedelta(days=1)
_LEAP_YEARS_APART = 9
"""Years in which every day of the calendar comes at least once."""


def shifted(day: dt.date, days: int) -> dt.date:
    """Return the day that is so many days later. Raises OverflowError outside the years 1 to 9999."""
    return day + days * _DAY


def weekday(reference: dt.date, number: int, direction: Direction) -> dt.date:
    """Return the nearest day of the week `number` (Monday is 0) from `reference`.

    >>> weekday(dt.date(2024, 5, 15), 2, "before").isoformat()
    '2024-05-08'
    """
    if direction == "after":
        return shifted(reference, (number - reference.weekday() - 1) % 7 + 1)
    back = (reference.weekday() - number) % 7
    return shifted(reference, -(back or 7) if direction == "before" else -back)


def day_of(year: int, month: Month, day: int) -> dt.date:
    """Return a day of a month. Raises ValueError or OverflowError where there is none."""
    return Hijri(year, month.number, day).to_gregorian() if month.hijri else dt.date(year, month.number, day)


def month_of(year: int, month: Month) -> Days:
    """Return the days of a month. Raises ValueError or OverflowError where there is none."""
    following = (year, month.number + 1) if month.number < 12 else (year + 1, 1)  # noqa: PLR2004 - months of a year
    return day_of(year, month, 1), shifted(day_of(following[0], Month(following[1], month.hijri), 1), -1)


def year_of(year: int) -> Days:
    """Return the days of a year. Raises ValueError outside the years 1 to 9999."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def nearest_day(reference: dt.date, month: Month, day: int, direction: Direction) -> dt.date:
    """Return the nearest day of that name from `reference`. Raises ValueError if no year has it.

    >>> nearest_day(dt.date(2024, 1, 3), Month(12), 30, "at or before").isoformat()
    '2023-12-30'
    """
    found = list(_in_years(reference, month, day))
    if direction == "this":
        found = [near for near in found if near.year == reference.year]
    return _nearest(found, reference, direction)


def nearest_month(reference: dt.date, month: Month, direction: Direction) -> Days:
    """Return the days of the nearest such month that has begun by `reference`, of it only those until then."""
    starts = list(_in_years(reference, month, 1))
    if direction == "this":
        starts = [start for start in starts if start.year == reference.year]
    if direction == "before":
        starts = [start for start in starts if _end_of(start, month) < reference]
    start = _nearest(starts, reference, direction)
    end = _end_of(start, month)
    return start, min(end, reference) if start <= reference else end


def _nearest(days: Iterable[dt.date], reference: dt.date, direction: Direction) -> dt.date:
    if direction == "after":
        return min(day for day in days if day > reference)
    if direction == "this":
        return max(days)
    return max(day for day in days if day < reference or (day == reference and direction == "at or before"))


def _in_years(reference: dt.date, month: Month, day: int) -> Iterable[dt.date]:
    year = Gregorian.fromdate(reference).to_hijri().year if month.hijri else reference.year
    for near in range(year - _LEAP_YEARS_APART, year + _LEAP_YEARS_APART):
        try:
            yield day_of(near, month, day)
        except (ValueError, OverflowError):
            continue


def _end_of(start: dt.date, month: Month) -> dt.date:
    year = Gregorian.fromdate(start).to_hijri().year if month.hijri else start.year
    return month_of(year, month)[1]


def months_back(reference: dt.date, count: int) -> dt.date:
    """Return the same day so many months ago, or the last day of that month if it is shorter."""
    year, month = divmod(reference.year * 12 + reference.month - 1 - count, 12)
    last = month_of(year, Month(month + 1))[1]
    return last.replace(day=min(reference.day, last.day))


def back(reference: dt.date, count: int, unit: Unit) -> dt.date:
    """Return the day that is `count` units before `reference`; hours count as the days that they begin."""
    if unit in {"month", "year"}:
        return months_back(reference, count * (12 if unit == "year" else 1))
    return shifted(reference, -{"hour": -(-count // 24), "week": 7 * count}.get(unit, count))


def unit_around(day: dt.date, unit: Unit) -> Days:
    """Return the calendar day, week (from Monday), month or year in which `day` lies."""
    if unit == "week":
        monday = shifted(day, -day.weekday())
        return monday, shifted(monday, 6)
    if unit == "month":
        return month_of(day.year, Month(day.month))
    return year_of(day.year) if unit == "year" else (day, day)


def part_of(days: Days, edge: Edge) -> Days:
    """Return a part of some days: of a month ten days or the rest, of a year four months; its start is one month.

    >>> [str(day) for day in part_of(month_of(2024, Month(2)), "end")]
    ['2024-02-21', '2024-02-29']
    """
    first, last = days
    if (last - first).days > _LONGEST_MONTH:
        start, end = {"start": (1, 1), "early": (1, 4), "middle": (5, 8), "end": (9, 12)}[edge]
        return month_of(first.year, Month(start))[0], min(month_of(first.year, Month(end))[1], last)
    start, end = {"start": (0, 9), "early": (0, 9), "middle": (10, 19), "end": (20, _LONGEST_MONTH)}[edge]
    return min(shifted(first, start), last), min(shifted(first, end), last)


_LONGEST_MONTH = 31
