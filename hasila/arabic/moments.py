"""What one phrase of a date means: the days of the longest pattern that begins at a word, seen from a reference day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import regex

from hasila.arabic import date_words as patterns
from hasila.arabic.beginnings import OPENING_LETTERS, beginning_at, may_begin
from hasila.arabic.days import (
    Days,
    Direction,
    Edge,
    back,
    day_of,
    month_of,
    nearest_day,
    nearest_month,
    part_of,
    shifted,
    unit_around,
    weekday,
    year_of,
)
from hasila.arabic.months import MONTHS, WEEKDAYS, Month
from hasila.arabic.numbers import from_words


@dataclass(frozen=True, slots=True)
class Moment:
    """Words of a line from `start` up to `end`, and the days that they mean, None where these stay open."""

    start: int
    end: int
    days: Days | None


def moment_at(line: str, start: int, reference: dt.date | None) -> Moment | None:
    """Return the longest phrase without an opening word that begins at `start`."""
    rules = rules_from(beginning_at(line, start))
    matches = [(match, days) for pattern, days in rules if (match := pattern.match(line, start))]
    if not matches:
        return None
    match, days_of = max(matches, key=lambda found: found[0].end())
    return Moment(start, match.end(), _resolved(match, days_of, reference))


_Match = regex.Match[str]
_Resolver = Callable[[_Match, dt.date], Days | None]
_Rule = tuple[regex.Pattern[str], _Resolver]


@lru_cache(maxsize=1 << 14)
def rules_from(word: str) -> tuple[_Rule, ...]:
    """Return the rules whose phrases may begin with a word, given as `beginning_at` returns it."""
    known = rules_from(word[:OPENING_LETTERS]) if len(word) > OPENING_LETTERS else _RULES
    return tuple(rule for rule in known if may_begin(rule[0], word))


def _resolved(match: _Match, days_of: _Resolver, reference: dt.date | None) -> Days | None:
    """Return the days, None where the calendar has no such day or where only a reference would tell."""
    groups = match.groupdict()
    if reference is None and not (groups.get("year") or groups.get("yearwords")):
        return None
    try:
        return days_of(match, reference or dt.date.min)
    except (ValueError, OverflowError):
        return None


def _direction(match: _Match) -> Direction:
    groups = match.groupdict()
    if groups.get("past"):
        return "before"
    if groups.get("this"):
        return "this"
    return "after" if groups.get("next") else "at or before"


def _year(match: _Match) -> int | None:
    groups = match.groupdict()
    if words := groups.get("yearwords"):
        return from_words(words)
    return int(groups["year"]) if groups.get("year") else None


def _month(match: _Match) -> Month:
    groups = match.groupdict()
    if name := groups.get("month"):
        return MONTHS[name]
    if nth := groups.get("nth"):
        return Month(patterns.ORDINALS[nth])
    if not groups["hijri"] and int(groups["year"]) < _FIRST_PLAIN_YEAR:
        raise ValueError("the year may be of either calendar")
    return Month(int(groups["numeric"]), hijri=bool(groups["hijri"]))


_FIRST_PLAIN_YEAR = 1600
"""Years before it, in figures alone, may be of the Islamic calendar."""


def _number(match: _Match, digits: str = "day", words: str = "ordinal") -> int:
    return int(match[digits]) if match[digits] else patterns.ORDINALS[match[words]]


def _day(match: _Match, reference: dt.date) -> Days | None:
    day = _one_day(match, reference)
    return day, day


def _one_day(match: _Match, reference: dt.date) -> dt.date:
    """Return the day that a date names, else that a day of the week names, else a word such as «أمس»."""
    groups = match.groupdict()
    if groups["current"]:
        return reference.replace(day=_number(match))
    if groups["day"] or groups["ordinal"]:
        return _dated(match, _number(match), reference)
    if groups["weekday"]:
        return weekday(reference, _weekday(groups["weekday"]), _direction(match))
    return shifted(reference, -2 if groups["ereyesterday"] else -1 if groups["yesterday"] else 0)


def _dated(match: _Match, day: int, reference: dt.date) -> dt.date:
    year, month = _year(match), _month(match)
    if year is not None:
        return day_of(year, month, day)
    if regex.search(r"من ال(?:عام|سنه) ال\w+$", match[0]):
        return day_of(reference.year - 1, month, day)
    return nearest_day(reference, month, day, _direction(match))


def _weekday(name: str) -> int:
    return WEEKDAYS[f"ا{name[1:]}"]  # «للأحد» has «ل» for the alef


def _range(match: _Match, reference: dt.date) -> Days | None:
    last = reference.replace(day=_number(match)) if match["current"] else _dated(match, _number(match), reference)
    first = _number(match, "fromday", "fromordinal")
    if first > _number(match):  # days in another order, or the end of the month before: the words leave it open
        return None
    if match["current"] or not _month(match).hijri:
        return last.replace(day=first), last
    return shifted(last, first - _number(match)), last


def _two_days(match: _Match, reference: dt.date) -> Days | None:
    last = weekday(
        reference, WEEKDAYS[match["following"]], _direction(match) if "past" in match.groupdict() else "at or before"
    )
    return weekday(last, WEEKDAYS[match["weekday"]], "before"), last


def _last_night(_: _Match, reference: dt.date) -> Days | None:
    return shifted(reference, -1), reference


def _today(_: _Match, reference: dt.date) -> Days | None:
    return reference, reference


def _whole_month(match: _Match, reference: dt.date) -> Days | None:
    year, month = _year(match), _month(match)
    if year is None and regex.search(r"من ال(?:عام|سنه) ال\w+$", match[0]):
        year = reference.year - 1
    days = nearest_month(reference, month, _direction(match)) if year is None else month_of(year, month)
    return part_of(month_of(days[0].year, month) if not month.hijri else days, _edge(match)) if match["edge"] else days


def _edge(match: _Match) -> Edge:
    return patterns.EDGES[match["edge"]]


def _whole_year(match: _Match, _: dt.date) -> Days | None:
    year = _year(match)
    days = year_of(year) if year else None
    return part_of(days, _edge(match)) if days and match.groupdict().get("edge") else days


def _around(match: _Match, reference: dt.date) -> Days | None:
    """Return the calendar week, month or year that a phrase such as «الشهر الماضي» means."""
    unit = patterns.UNITS[match["unit"].removeprefix("ال").removeprefix("لل")]
    direction = _direction(match)
    days = unit_around(reference, unit)
    if direction == "before":
        days = unit_around(shifted(days[0], -1), unit)
    if direction == "after":
        days = unit_around(shifted(days[1], 1), unit)
    if match["edge"]:
        return part_of(days, _edge(match))
    return days[0], min(days[1], reference) if days[0] <= reference else days[1]


def _season(match: _Match, reference: dt.date) -> Days | None:
    """Return the three months of a season; without a year, of the last one that has ended."""
    month = Month(patterns.SEASONS[match["season"]])
    year = _year(match)
    if year is None and regex.search("هذا العام|العام ال(?:حالي|جاري)", match[0]):
        year = reference.year
    if year is None:
        start = nearest_month(back(reference, 3, "month"), month, "at or before")[0]
    else:
        start = day_of(year - (match["season"] == "شتاء"), month, 1)
    return start, shifted(back(start, -3, "month"), -1)


def _fraction(match: _Match, reference: dt.date) -> Days | None:
    months = {"ربع": 3, "نصف": 6}[match["fraction"]]
    first = (patterns.ORDINALS[match["nth"]] - 1) * months + 1
    year = _year(match)
    start = day_of(year or reference.year, Month(first), 1)
    if year is None and start > reference:
        start = day_of(reference.year - 1, Month(first), 1)
    return start, shifted(back(start, -months, "month"), -1)


def _count(match: _Match) -> int:
    groups = match.groupdict()
    if count := groups["count"]:
        return int(count) if count.isdecimal() else from_words(count.replace("وال", "و")) or 0
    if groups["unit"].endswith(("ين",)) and groups["unit"] != "سنين":
        return 2
    if groups["unit"] in {"ايام", "اسابيع", "اشهر", "شهور", "سنوات", "سنين", "اعوام", "ساعات"}:
        raise ValueError("how many is not said")
    return 1


def _within(match: _Match, reference: dt.date) -> Days | None:
    """Return the days until the report; «استمر يومين» and «على مدار أسبوع» leave open when they ended."""
    unit, count, past = patterns.UNITS[match["unit"]], _count(match), match["past"] or ""
    if not past and not match[0].startswith(("خلال", "غضون")):
        return None
    full = unit == "day" and (count == 2 or past.startswith("ماضي"))  # noqa: PLR2004 - «يومين»
    return back(reference, count, unit), shifted(reference, -1) if full else reference


def _since_length(match: _Match, reference: dt.date) -> Days | None:
    return back(reference, _count(match), patterns.UNITS[match["unit"]]), reference


def _ago(match: _Match, reference: dt.date) -> Days | None:
    unit = patterns.UNITS[match["unit"]]
    if unit == "hour":
        return reference, reference
    day = back(reference, _count(match), unit)
    return unit_around(day, unit) if unit in {"month", "year"} else (day, day)


def _unknown(_: _Match, __: dt.date) -> Days | None:
    return None


_RULES: tuple[_Rule, ...] = (
    (patterns.DAY, _day),
    (patterns.NIGHT, _two_days),
    (patterns.PAIR, _two_days),
    (patterns.RANGE, _range),
    (patterns.LAST_NIGHT, _last_night),
    (patterns.LAST_HOURS, _last_night),
    (patterns.JUST_NOW, _today),
    (patterns.MONTH, _whole_month),
    (patterns.YEAR, _whole_year),
    (patterns.UNIT, _around),
    (patterns.SEASON, _season),
    (patterns.FRACTION, _fraction),
    (patterns.WITHIN, _within),
    (patterns.SINCE_LENGTH, _since_length),
    (patterns.AGO, _ago),
    (patterns.VAGUE, _unknown),
    (patterns.BARE_YEAR, _whole_year),
    (patterns.HOUR, _unknown),
    (patterns.SAME, _unknown),
)
