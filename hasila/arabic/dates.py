"""Dates in Arabic text: which words name a day or a stretch of days, and which days these are.

A phrase is resolved against a reference day, the day of the report. Where the reference is missing, or where the words
leave open which day they mean, its days stay unknown: none is guessed.
"""

import datetime
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from hasila.arabic import date_words as patterns
from hasila.arabic.days import (
    Days,
    Direction,
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
from hasila.arabic.numbers import digits_apart, from_words
from hasila.arabic.spelling import level
from hasila.arabic.words import split


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """Whole words of a text, from `start` up to `end`, and the days that they mean, inclusive, or None for both.

    Raises ValueError for one day without the other, and for days in the wrong order.
    """

    start: int
    end: int
    first: datetime.date | None = None
    last: datetime.date | None = None

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None):
            raise ValueError("a phrase has a first and a last day, or neither")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")


def read_dates(text: str, reference: datetime.date | None = None) -> tuple[DatePhrase, ...]:
    """Return the phrases of `text` that say when, in its order, with their days as seen from `reference`.

    A day of the week is the nearest at or before the reference, or before it («الماضي») or after it («المقبل»). A date
    without a year is the nearest not after the reference.

    >>> [str(phrase.first) for phrase in read_dates("وصل أمس، وغادر في 3 آذار 2019", datetime.date(2024, 5, 15))]
    ['2024-05-14', '2019-03-03']
    """
    line = _Line.of(text)
    return tuple(line.phrase(found) for found in _phrases(line.text, reference))


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a text folded, levelled and joined: `places` says where each stands in `text`, `words` in the original."""

    text: str
    places: Sequence[int]
    words: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "_Line":
        line, places, words, end = "", [], [], 0
        pieces: list[str] = []
        length = 0
        for word in split(text):
            gap = "\n" if "\n" in text[end : word.start] else " "
            end = word.end
            for part in digits_apart(level(word.folded)):
                piece = gap + part if pieces else part
                places.append(length + len(piece) - len(part))
                words.append((word.start, word.end))
                pieces.append(piece)
                length += len(piece)
                gap = " "
        line = "".join(pieces)
        return cls(line, places, words)

    def phrase(self, found: "_Found") -> DatePhrase:
        first = bisect_left(self.places, found.start + 1) - 1
        last = bisect_left(self.places, found.end) - 1
        return DatePhrase(self.words[first][0], self.words[last][1], *(found.days or (None, None)))


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    days: Days | None


_START = regex.compile(r"(?<![^ \n])(?=\S)")
_CLITICS = regex.compile(r"[وف]?[بلك]?")


def _phrases(line: str, reference: datetime.date | None) -> Iterator[_Found]:
    """Yield the phrases of a line, from left to right, each as long as possible."""
    end = 0
    for start in (match.start() for match in _START.finditer(line)):
        if start >= end and (found := _phrase_at(line, start, reference)):
            yield found
            end = found.end


def _phrase_at(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    for place in dict.fromkeys((start, *_behind_clitics(line, start))):
        if found := _stretch_at(line, place, reference):
            return replace(found, start=start)
    return None


def _behind_clitics(line: str, start: int) -> Iterator[int]:
    """Yield where the word may begin behind its attached conjunction and preposition."""
    for clitics in ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل"):
        if line.startswith(clitics, start):
            yield start + len(clitics)
    if line.startswith("و ", start) or line.startswith("ال ", start):
        yield line.index(" ", start) + 1


_BEGINNINGS = "(?:بدء|بدايه|اندلاع|انطلاق|انطلاقه|تجدد|اعلان|عزل|سقوط|اندلاعه|اندلاعها|سيطرته|سيطرتها)"
_IN = regex.compile(r" (?:في |(?=(?:مطلع|بدايه|اوائل|منتصف|نهايه|اواخر|صباح|مساء|فجر|ليل|الصيف|الشتاء) ))")
_EVENT = regex.compile(rf"منذ {_BEGINNINGS}(?!\w)")
_CLAUSE = regex.compile(r"(?: [\w“”\"«»]+){0,9}")
_EVENT_ALONE = regex.compile(rf"منذ {_BEGINNINGS} \w+|منذ بدايت(?:ها|ه)(?!\w)")
_UNTIL = regex.compile(r" (?:، )?(?:و?حتي|الي|و?لغايه) (?:تاريخ )?")
_AND = regex.compile(r" (?:و ?|الي |حتي )")


def _stretch_at(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    """Return the longest phrase that begins at `start`, with or without a word that opens a stretch of time."""
    own = _moment_at(line, start, reference)
    opened = (
        replace(found, start=start)
        for opening, read in _OPENINGS
        if (match := opening.match(line, start)) and (found := read(line, match.end(), reference))
    )
    event = _EVENT_ALONE.match(line, start)
    alone = _Found(start, event.end(), None) if event else None
    return max((found for found in (own, *opened, alone) if found), key=lambda found: found.end, default=None)


def _since(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    first = _moment_at(line, start, reference)
    if first is None:
        return None
    until = _UNTIL.match(line, first.end)
    last = _moment_at(line, until.end(), reference) if until else None
    if last:
        return _Found(start, last.end, _from_to(first.days, last.days))
    return _Found(start, first.end, _from_to(first.days, (reference, reference) if reference else None))


def _since_event(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    """Return the stretch since an event whose day is told within the words behind it."""
    clause = _CLAUSE.match(line, start)
    starts = (match.end() for match in _IN.finditer(line, start, clause.end())) if clause else ()
    return next((found for place in starts if (found := _since(line, place, reference))), None)


def _from(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    first = _moment_at(line, start, reference)
    return _since(line, start, reference) if first and _UNTIL.match(line, first.end) else None


def _until(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    """Return a stretch of which only the end is known."""
    found = _moment_at(line, start, reference)
    return found and replace(found, days=None)


def _between(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    first = _moment_at(line, start, reference)
    joint = _AND.match(line, first.end) if first else None
    last = _moment_at(line, joint.end(), reference) if joint else None
    return _Found(start, last.end, _from_to(first.days, last.days)) if first and last else None


def _from_to(first: Days | None, last: Days | None) -> Days | None:
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


def _moment_at(line: str, start: int, reference: datetime.date | None) -> _Found | None:
    """Return the longest phrase without an opening word that begins at `start`."""
    matches = [(match, days) for pattern, days in _RULES if (match := pattern.match(line, start))]
    if not matches:
        return None
    match, days_of = max(matches, key=lambda found: found[0].end())
    return _Found(start, match.end(), _resolved(match, days_of, reference))


_Opening = Callable[[str, int, datetime.date | None], _Found | None]
_OPENINGS: tuple[tuple[regex.Pattern[str], _Opening], ...] = (
    (regex.compile("(?:(?:الفتره )?(?:ما )?بين|الفتره من) "), _between),
    (regex.compile("منذ (?:ال )?"), _since),
    (regex.compile("من "), _from),
    (_EVENT, _since_event),
    (regex.compile("(?:خلال|طوال|طيله|مدار|غضون) "), _moment_at),
    (regex.compile("حتي "), _until),
)


_Resolver = Callable[["regex.Match[str]", datetime.date], Days | None]


def _resolved(match: "regex.Match[str]", days_of: _Resolver, reference: datetime.date | None) -> Days | None:
    """Return the days, None where the calendar has no such day or where only a reference would tell."""
    groups = match.groupdict()
    if reference is None and not (groups.get("year") or groups.get("yearwords")):
        return None
    try:
        return days_of(match, reference or datetime.date.min)
    except (ValueError, OverflowError):
        return None


def _direction(match: "regex.Match[str]") -> Direction:
    groups = match.groupdict()
    if groups.get("past"):
        return "before"
    if groups.get("this"):
        return "this"
    return "after" if groups.get("next") else "at or before"


def _year(match: "regex.Match[str]") -> int | None:
    groups = match.groupdict()
    if words := groups.get("yearwords"):
        return from_words(words)
    return int(groups["year"]) if groups.get("year") else None


def _month(match: "regex.Match[str]") -> Month:
    groups = match.groupdict()
    if name := groups.get("month"):
        return MONTHS[name]
    if nth := groups.get("nth"):
        return Month(patterns.ORDINALS[nth])
    return Month(int(groups["numeric"]), hijri=bool(groups.get("hijri")))


def _number(match: "regex.Match[str]", digits: str = "day", words: str = "ordinal") -> int:
    return int(match[digits]) if match[digits] else patterns.ORDINALS[match[words]]


def _day(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    day = _one_day(match, reference)
    return day, day


def _one_day(match: "regex.Match[str]", reference: datetime.date) -> datetime.date:
    """Return the day that a date names, else that a day of the week names, else a word such as «أمس»."""
    groups = match.groupdict()
    if groups["current"]:
        return reference.replace(day=_number(match))
    if groups["day"] or groups["ordinal"]:
        return _dated(match, _number(match), reference)
    if groups["weekday"]:
        return weekday(reference, _weekday(groups["weekday"]), _direction(match))
    return shifted(reference, -2 if groups["ereyesterday"] else -1 if groups["yesterday"] else 0)


def _dated(match: "regex.Match[str]", day: int, reference: datetime.date) -> datetime.date:
    year, month = _year(match), _month(match)
    if year is not None:
        return day_of(year, month, day)
    if regex.search(r"من ال(?:عام|سنه) ال\w+$", match[0]):
        return day_of(reference.year - 1, month, day)
    return nearest_day(reference, month, day, _direction(match))


def _weekday(name: str) -> int:
    return WEEKDAYS[name if name.startswith("ال") else f"ال{name[1:]}" if name.startswith("ل") else name]


def _range(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    last = reference.replace(day=_number(match)) if match["current"] else _dated(match, _number(match), reference)
    first = _number(match, "fromday", "fromordinal")
    if match["current"] or not _month(match).hijri:
        return last.replace(day=first), last
    return shifted(last, first - _number(match)), last


def _two_days(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    last = weekday(reference, WEEKDAYS[match["following"]], _direction(match) if "past" in match.groupdict() else "at or before")
    return weekday(last, WEEKDAYS[match["weekday"]], "before"), last


def _last_night(_: "regex.Match[str]", reference: datetime.date) -> Days | None:
    return shifted(reference, -1), reference


def _today(_: "regex.Match[str]", reference: datetime.date) -> Days | None:
    return reference, reference


def _whole_month(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    year, month = _year(match), _month(match)
    if year is None and regex.search(r"من ال(?:عام|سنه) ال\w+$", match[0]):
        year = reference.year - 1
    days = nearest_month(reference, month, _direction(match)) if year is None else month_of(year, month)
    return part_of(month_of(days[0].year, month) if not month.hijri else days, _edge(match)) if match["edge"] else days


def _edge(match: "regex.Match[str]") -> patterns.Edge:
    return patterns.EDGES[match["edge"]]


def _whole_year(match: "regex.Match[str]", _: datetime.date) -> Days | None:
    year = _year(match)
    days = year_of(year) if year else None
    return part_of(days, _edge(match)) if days and match.groupdict().get("edge") else days


def _around(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
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


def _season(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    month = Month(patterns.SEASONS[match["season"]])
    year = _year(match)
    if year is None:
        start = nearest_month(reference, month, "before")[0]
        if regex.search("هذا العام|العام ال(?:حالي|جاري)", match[0]):
            start = start.replace(year=reference.year)
    else:
        start = day_of(year - (month.number == 12), month, 1)
    return start, shifted(back(start, -3, "month"), -1)


def _fraction(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    months = {"ربع": 3, "نصف": 6}[match["fraction"]]
    first = (patterns.ORDINALS[match["nth"]] - 1) * months + 1
    year = _year(match)
    start = day_of(year or reference.year, Month(first), 1)
    if year is None and start > reference:
        start = day_of(reference.year - 1, Month(first), 1)
    return start, shifted(back(start, -months, "month"), -1)


def _count(match: "regex.Match[str]") -> int:
    groups = match.groupdict()
    if count := groups["count"]:
        return int(count) if count.isdecimal() else from_words(count.replace("وال", "و")) or 0
    if groups["unit"].endswith(("ين",)) and groups["unit"] != "سنين":
        return 2
    if groups["unit"] in {"ايام", "اسابيع", "اشهر", "شهور", "سنوات", "سنين", "اعوام", "ساعات"}:
        raise ValueError("how many is not said")
    return 1


def _within(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    unit, count = patterns.UNITS[match["unit"]], _count(match)
    full = unit == "day" and (count == 2 or (match["past"] or "").startswith("ماضي"))  # noqa: PLR2004 - «يومين»
    until = shifted(reference, -1) if full else reference
    return back(reference, count, unit), until


def _since_length(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    return back(reference, _count(match), patterns.UNITS[match["unit"]]), reference


def _ago(match: "regex.Match[str]", reference: datetime.date) -> Days | None:
    unit = patterns.UNITS[match["unit"]]
    if unit == "hour":
        return reference, reference
    day = back(reference, _count(match), unit)
    return unit_around(day, unit) if unit in {"month", "year"} else (day, day)


def _unknown(_: "regex.Match[str]", __: datetime.date) -> Days | None:
    return None


_RULES: tuple[tuple[regex.Pattern[str], _Resolver], ...] = (
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
