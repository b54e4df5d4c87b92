"""Dates in Arabic text: which words name a day or a stretch of days, and which days these are.

A phrase is resolved against a reference day, the day of the report. Where the reference is missing, or where the words
leave open which day they mean, its days stay unknown: none is guessed.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from hasila.arabic.beginnings import BEGINNING, OPENING_LETTERS, beginning_at, may_begin
from hasila.arabic.days import Days
from hasila.arabic.moments import Moment, moment_at, rules_from
from hasila.arabic.numbers import levelled_parts
from hasila.arabic.words import Word, split
from hasila.toll import DateInterval


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """Whole words of a text, from `start` up to `end`, and the days that they mean, inclusive, or None for both.

    Raises ValueError for one day without the other, and for days in the wrong order.
    """

    start: int
    end: int
    first: dt.date | None = None
    last: dt.date | None = None

    def __post_init__(self) -> None:
        if (self.first is None) != (self.last is None):
            raise ValueError("a phrase has a first and a last day, or neither")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    @property
    def days(self) -> DateInterval | None:
        """The days that the words mean."""
        return None if self.first is None or self.last is None else DateInterval(self.first, self.last)


def read_dates(
    text: str, reference: dt.date | None = None, words: Sequence[Word] | None = None
) -> tuple[DatePhrase, ...]:
    """Return the phrases of `text` that say when, in its order, with their days as seen from `reference`.

    A day of the week is the nearest at or before the reference, or before it («الماضي») or after it («المقبل»). A date
    without a year is the nearest not after the reference. `words` are those of the text as `split` gives them, where
    the caller knows them.

    >>> [str(phrase.first) for phrase in read_dates("وصل أمس، وغادر في 3 آذار 2019", dt.date(2024, 5, 15))]
    ['2024-05-14', '2019-03-03']
    """
    line = _Line.of(text, split(text) if words is None else words)
    return tuple(line.phrase(found) for found in _phrases(line.text, reference))


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a text, folded, levelled and joined: where each stands in this line, and where in the text."""

    text: str
    places: Sequence[int]
    words: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, text: str, words: Sequence[Word]) -> "_Line":
        line, places, stretches = "", [], []
        for form, word, gap in _forms(text, words):
            line += gap if line else ""
            places.append(len(line))
            stretches.append((word.start, word.end))
            line += form
        return cls(line, places, stretches)

    def phrase(self, found: Moment) -> DatePhrase:
        """Return a phrase of the line as whole words of the text."""
        first = bisect_left(self.places, found.start + 1) - 1
        last = bisect_left(self.places, found.end) - 1
        return DatePhrase(self.words[first][0], self.words[last][1], *(found.days or (None, None)))


def _forms(text: str, words: Sequence[Word]) -> Iterator[tuple[str, Word, str]]:
    """Yield each word, its digits apart, with the word as it stands and what parts it from the one before."""
    end = 0
    for word in words:
        gap = "\n" if "\n" in text[end : word.start] else " "
        end = word.end
        for form in levelled_parts(word.folded):
            yield form, word, gap
            gap = " "


_WORD = regex.compile(rf"(?<![^ \n])(?=\S){BEGINNING}")


def _phrases(line: str, reference: dt.date | None) -> Iterator[Moment]:
    """Yield the phrases of a line, from left to right, each as long as possible."""
    end = 0
    for match in _WORD.finditer(line):
        start = match.start()
        if start >= end and _may_begin(match[0]) and (found := _phrase_at(line, start, reference)):
            yield found
            end = found.end


@lru_cache(maxsize=1 << 16)
def _may_begin(word: str) -> bool:
    """Say whether a phrase may begin with a word or behind its clitics."""
    rests = {word, *(word[place:] for place in _behind_clitics(word, 0))}
    return any(rules_from(rest) or _openings_from(rest) for rest in rests)


def _phrase_at(line: str, start: int, reference: dt.date | None) -> Moment | None:
    for place in dict.fromkeys((start, *_behind_clitics(line, start))):
        if found := _stretch_at(line, place, reference):
            return replace(found, start=start)
    return None


def _behind_clitics(line: str, start: int) -> Iterator[int]:
    """Yield where the word may begin behind its attached conjunction and preposition."""
    for clitics in ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل"):
        if line.startswith(clitics, start):
            yield start + len(clitics)
    if line.startswith(("و ", "ال "), start):
        yield line.index(" ", start) + 1


_BEGINNINGS = "(?:بدء|بدايه|اندلاع|انطلاق|انطلاقه|تجدد|اعلان|عزل|سقوط|اندلاعه|اندلاعها|سيطرته|سيطرتها)"
_IN = regex.compile(r" (?:في |(?=(?:مطلع|بدايه|اوائل|منتصف|نهايه|اواخر|صباح|مساء|فجر|ليل|الصيف|الشتاء) ))")
_EVENT = regex.compile(rf"منذ {_BEGINNINGS}(?!\w)")
_CLAUSE = regex.compile(r"(?: [\w“”\"«»]+){0,9}")
_EVENT_ALONE = regex.compile(rf"منذ {_BEGINNINGS} \w+|منذ بدايت(?:ها|ه)(?!\w)")
_UNTIL = regex.compile(r" (?:، )?(?:و?حتي|الي|و?لغايه) (?:تاريخ )?")
_AND = regex.compile(r" (?:و ?|الي |حتي )")


def _stretch_at(line: str, start: int, reference: dt.date | None) -> Moment | None:
    """Return the longest phrase that begins at `start`, with or without a word that opens a stretch of time."""
    own = moment_at(line, start, reference)
    opened = (
        replace(found, start=start)
        for opening, read in _openings_from(beginning_at(line, start))
        if (match := opening.match(line, start)) and (found := read(line, match.end(), reference))
    )
    return max((found for found in (own, *opened) if found), key=lambda found: found.end, default=None)


@lru_cache(maxsize=1 << 14)
def _openings_from(word: str) -> "tuple[_Opening, ...]":
    """Return what may open a stretch of time from a word on."""
    known = _openings_from(word[:OPENING_LETTERS]) if len(word) > OPENING_LETTERS else _OPENINGS
    return tuple(opening for opening in known if may_begin(opening[0], word))


def _since(line: str, start: int, reference: dt.date | None) -> Moment | None:
    first = moment_at(line, start, reference)
    if first is None:
        return None
    until = _UNTIL.match(line, first.end)
    last = moment_at(line, until.end(), reference) if until else None
    if last:
        return Moment(start, last.end, _from_to(first.days, last.days))
    return Moment(start, first.end, _from_to(first.days, (reference, reference) if reference else None))


def _since_event(line: str, start: int, reference: dt.date | None) -> Moment | None:
    """Return the stretch since an event whose day is told within the words behind it."""
    clause = _CLAUSE.match(line, start)
    starts = (match.end() for match in _IN.finditer(line, start, clause.end())) if clause else ()
    return next((found for place in starts if (found := _since(line, place, reference))), None)


def _from(line: str, start: int, reference: dt.date | None) -> Moment | None:
    first = moment_at(line, start, reference)
    return _since(line, start, reference) if first and _UNTIL.match(line, first.end) else None


def _open_end(_: str, start: int, __: dt.date | None) -> Moment:
    """Return a stretch whose words end at `start`, of unknown days."""
    return Moment(start, start, None)


def _until(line: str, start: int, reference: dt.date | None) -> Moment | None:
    """Return a stretch of which only the end is known."""
    found = moment_at(line, start, reference)
    return found and replace(found, days=None)


def _between(line: str, start: int, reference: dt.date | None) -> Moment | None:
    first = moment_at(line, start, reference)
    joint = _AND.match(line, first.end) if first else None
    last = moment_at(line, joint.end(), reference) if joint else None
    return Moment(start, last.end, _from_to(first.days, last.days)) if first and last else None


def _from_to(first: Days | None, last: Days | None) -> Days | None:
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


_Opening = tuple[regex.Pattern[str], Callable[[str, int, dt.date | None], Moment | None]]
_OPENINGS: tuple[_Opening, ...] = (
    (regex.compile("(?:(?:الفتره )?(?:ما )?بين|الفتره من) "), _between),
    (regex.compile("منذ (?:ال )?"), _since),
    (regex.compile("من "), _from),
    (_EVENT, _since_event),
    (regex.compile("(?:خلال|طوال|طيله|مدار|غضون) "), moment_at),
    (regex.compile("حتي "), _until),
    (_EVENT_ALONE, _open_end),
)
