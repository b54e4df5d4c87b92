"""The rules of data/ANNOTATION.md for tolls that a program can check.

Each finding is a doubt, not a verdict. Counts and dates are compared with what the program's own rules read in the
words: where these differ, the text decides.
"""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from hasila.arabic.dates import DatePhrase
from hasila.arabic.spelling import level
from hasila.arabic.words import split
from hasila.document import Document
from hasila.toll import ROLES, Role, Toll
from hasila.tolls.counts import VictimCount, read_counts
from hasila.tolls.dates import phrases_seen_from
from hasila.tolls.mentions import words_of

TollDoubtKind = Literal["no toll", "part", "later sentence", "far date", "twice", "other count", "other date"]
READ_OTHERWISE: frozenset[TollDoubtKind] = frozenset(["other count", "other date"])
"""The kinds that only say what the program's rules read; an annotator is more often right than they are."""


@dataclass(frozen=True, slots=True)
class TollDoubt:
    """What is doubtful about a toll, or about a casualty span that has none, and what to do."""

    kind: TollDoubtKind
    message: str


def toll_doubts(document: Document) -> Iterator[TollDoubt]:
    """Yield what is doubtful about the tolls of a document; nothing where nobody has read its tolls."""
    if document.tolls is None:
        return
    yield from _count_doubts(document, document.tolls)
    context = _Context.of(document, document.tolls)
    for index, toll in enumerate(document.tolls):
        for kind, test in _TESTS:
            yield from (TollDoubt(kind, f"{_name(context, index)} {fault}") for fault in test(context, toll))


@dataclass(frozen=True, slots=True)
class _Context:
    """A document with what all tests of its tolls look at."""

    document: Document
    tolls: Sequence[Toll]
    breaks: Sequence[int]
    """Where a sentence ends, in order."""
    reference: dt.date | None
    phrases: Sequence[DatePhrase]

    @classmethod
    def of(cls, document: Document, tolls: Sequence[Toll]) -> "_Context":
        reference = _reference_of(document)
        breaks = [match.end() for match in _SENTENCE_END.finditer(document.text)]
        phrases = phrases_seen_from(document.text, document.meta.get("date"))
        return cls(document, tolls, breaks, reference, phrases)

    def words(self, span: int) -> str:
        return f"«{self.document.text_of(self.document.spans[span])}»"

    def sentence(self, span: int) -> int:
        return bisect_right(self.breaks, self.document.spans[span].start)


def _reference_of(document: Document) -> dt.date | None:
    """Return the day in the field `date` of a document; None if there is none, as for a bare year."""
    try:
        return dt.date.fromisoformat(str(document.meta.get("date")))
    except ValueError:
        return None


_SENTENCE_END = regex.compile(r"(?<!:)\n|(?:[!?؟…]|(?<!\.)\.)[»”\"]*(?=\s)")
"""Two dots part a headline and do not end it; a dot within a word masks it."""


def _name(context: _Context, index: int) -> str:
    return f"toll {index} {context.words(context.tolls[index].span)}"


def _count_doubts(document: Document, tolls: Sequence[Toll]) -> Iterator[TollDoubt]:
    casualties = [(index, span) for index, span in enumerate(document.spans) if span.label == "CASUALTY"]
    counts = read_counts(words_of(document.text), [(span.start, span.end) for _, span in casualties])
    for (index, span), read in zip(casualties, counts, strict=True):
        own = [number for number, toll in enumerate(tolls) if toll.span == index]
        words = f"{span.start} «{document.text_of(span)}»"
        if not own:
            message = f"CASUALTY {words} has no toll, although the passage has tolls: add what it counts"
            yield TollDoubt("no toll", message)
        elif Counter(map(_counted, read)) != Counter(_counted(tolls[number]) for number in own):
            name = f"toll {', '.join(map(str, own))} «{document.text_of(span)}»"
            said, seen = _told([tolls[number] for number in own]), _told(read)
            message = f"{name} counts {said}, but the rules read {seen}: look at the text, which decides"
            yield TollDoubt("other count", message)


def _counted(count: Toll | VictimCount) -> tuple[object, ...]:
    return count.harm, count.low, count.high, count.modifier


def _told(counts: Sequence[Toll | VictimCount]) -> str:
    return " and ".join(_in_words(count) for count in counts)


def _in_words(count: Toll | VictimCount) -> str:
    bound = "" if count.high == count.low else " or more" if count.high is None else f" to {count.high}"
    modifier = "" if count.modifier == "none" else f" ({count.modifier})"
    return f"{count.low}{bound} {' or '.join(count.harm)}{modifier}"


def _part_faults(context: _Context, toll: Toll) -> Iterator[str]:
    if toll.part_of is None:
        return
    whole, name = context.tolls[toll.part_of], _name(context, toll.part_of)
    if not set(toll.harm) <= set(whole.harm):
        yield f"is {' or '.join(toll.harm)}, but part of {name}, {' or '.join(whole.harm)}: correct harm or part_of"
    if whole.high is not None and toll.low > whole.high:
        yield f"counts {_in_words(toll)}, but is part of {name}, {_in_words(whole)}: correct the count or part_of"


def _later_faults(context: _Context, toll: Toll) -> Iterator[str]:
    for role in ROLES:
        for span in toll.spans_of(role):
            if context.sentence(span) > context.sentence(toll.span) and not _is_issuer(context, role, span):
                yield (
                    f"takes {role} {context.words(span)} from a later sentence: "
                    "take it from its own or an earlier one, or leave it out (toll rule 0)"
                )


def _is_issuer(context: _Context, role: Role, span: int) -> bool:
    """Say whether a span is the source of all tolls, as is the issuer of a communiqué, wherever it names itself."""
    return role == "source" and all(span in toll.source for toll in context.tolls)


def _twice_faults(context: _Context, toll: Toll) -> Iterator[str]:
    for role in ROLES:
        for span, times in Counter(toll.spans_of(role)).items():
            if times > 1:
                yield f"has {context.words(span)} {times} times as {role}: name it once"


_EARLIEST, _LATEST = 60, 7
"""How many years before the day of the report, and how many days after it, a harm may be dated."""


def _far_faults(context: _Context, toll: Toll) -> Iterator[str]:
    if context.reference is None or toll.date is None:
        return
    first, day = toll.date.first, context.reference
    too_early = (first.year + _EARLIEST, first.month, first.day) < (day.year, day.month, day.day)
    if too_early or (toll.date.last - day).days > _LATEST:
        yield (
            f"is dated {toll.date}, but the passage {day}: a harm is at most {_EARLIEST} years older than its report "
            f"and {_LATEST} days younger; correct one of the dates"
        )


def _date_faults(context: _Context, toll: Toll) -> Iterator[str]:
    read = next((phrase for phrase in context.phrases if (phrase.start, phrase.end) == toll.when), None)
    if read is None or _agrees(context, toll, read):
        return
    words, said = f"«{context.document.text[read.start : read.end]}»", toll.date or "no date"
    yield f"says {said} for {words}, but the rules read {read.days}: look at the text, which decides"


def _agrees(context: _Context, toll: Toll, read: DatePhrase) -> bool:
    """Say whether a toll has the days that the rules read, or some of a stretch in which the harm may have begun."""
    if read.days is None or toll.date == read.days:
        return True
    if toll.date is None:
        return context.reference is None
    opening = level(split(context.document.text[read.start : read.end])[0].folded)
    return opening in _OPENINGS and read.days.first <= toll.date.first and toll.date.last <= read.days.last


_OPENINGS = frozenset(level(word) for word in ("منذ", "خلال", "قبل"))

_TESTS: tuple[tuple[TollDoubtKind, Callable[[_Context, Toll], Iterator[str]]], ...] = (
    ("part", _part_faults),
    ("later sentence", _later_faults),
    ("twice", _twice_faults),
    ("far date", _far_faults),
    ("other date", _date_faults),
)
