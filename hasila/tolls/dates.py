"""Which phrase of a text dates a harm, and which only dates the report."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.dates import DatePhrase, read_dates
from hasila.arabic.words import Word
from hasila.tolls.mentions import Mention, TextWord, mentions_of


def phrases_seen_from(text: str, day: object, words: Sequence[Word] | None = None) -> tuple[DatePhrase, ...]:
    """Return the phrases that date, seen from the day of the report, YYYY-MM-DD, or its year, YYYY, as its row has it.

    Of a year alone, days and months without a year are in it, and «منذ» lasts to its end; what depends on the day, such
    as «أمس» or «الأحد», stays unresolved. Anything else is no day. `words` are those of the text as `split` gives them,
    where the caller knows them.

    >>> [str(phrase.days) for phrase in phrases_seen_from("قُتل اثنان في 3 آذار وثالث أمس", "2019")]
    ['2019-03-03', 'None']
    """
    said = str(day).strip().removesuffix(".0")  # as spreadsheets write years
    if _YEAR.fullmatch(said):
        return _seen_from_year(text, int(said), words)
    try:
        return read_dates(text, date.fromisoformat(said), words)
    except ValueError:
        return read_dates(text, words=words)


_YEAR = regex.compile("(?:19|20)[0-9]{2}")


def _seen_from_year(text: str, year: int, words: Sequence[Word] | None) -> tuple[DatePhrase, ...]:
    """Return the phrases that mean the same days at the end of a year, a week and a month earlier, or a week later.

    No «الأحد» and no «الشهر الماضي» does. Days of December do from its end on, and so is the whole year taken.
    """
    days = [date(year, 12, 31), date(year, 12, 24), date(year, 11, 30), date(year + 1, 1, 7)]
    found = []
    for seen in zip(*(read_dates(text, day, words) for day in days), strict=True):
        last, week, month, later = zip(seen, days, strict=True)
        certain = (_agree(last, week) and _agree(last, month)) or _agree(last, later) or _is_whole(seen[0], year)
        found.append(seen[0] if certain else DatePhrase(seen[0].start, seen[0].end))
    return tuple(found)


_Seen = tuple[DatePhrase, date]
"""A phrase, and the day from which it is seen."""


def _agree(left: _Seen, right: _Seen) -> bool:
    """Say whether a phrase means the same days from both, or the same first day and then all up to each, as «منذ»."""
    (one, from_one), (two, from_two) = left, right
    return one.first == two.first and (one.last == two.last or (one.last == from_one and two.last == from_two))


def _is_whole(phrase: DatePhrase, year: int) -> bool:
    return (phrase.first, phrase.last) == (date(year, 1, 1), date(year, 12, 31))


def dates_of_harms(
    words: Sequence[TextWord], spans: Sequence[tuple[int, int]], phrases: Sequence[DatePhrase]
) -> list[DatePhrase | None]:
    """Return for each casualty span (start, end) the phrase, of those of its text, that dates its harm.

    It is the nearest in the span's sentence, else the first of the nearest earlier sentence that has one, never one of
    a later sentence. Phrases that date the report are left out, and so are vague ones of earlier sentences. None if no
    phrase is left.

    >>> from hasila.arabic.dates import read_dates
    >>> from hasila.tolls.mentions import words_of
    >>> text = "أعلنت الشرطة اليوم مقتل حارس أمس"
    >>> [phrase] = dates_of_harms(words_of(text), [(19, 28)], read_dates(text))
    >>> phrase and text[phrase.start : phrase.end]
    'أمس'
    """
    sentences: defaultdict[int, list[_Placed]] = defaultdict(list)
    for found in _placed(words, phrases):
        if not _dates_report(words, found.words):
            sentences[words[found.words.start].sentence].append(found)
    handed_down = _handed_down(words, sentences)
    dating = list(handed_down)  # sentences in the order of the text

    def date_of(span: Mention) -> DatePhrase | None:
        sentence = words[span.start].sentence
        if own := sentences.get(sentence):
            behind = bisect_left(own, span.start, key=lambda found: found.words.start)
            return min(own[max(behind - 1, 0) : behind + 1], key=lambda found: _distance(found.words, span)).phrase
        earlier = bisect_left(dating, sentence)
        return handed_down[dating[earlier - 1]] if earlier else None

    return [date_of(span) if span.start < len(words) else None for span in mentions_of(words, spans)]


@dataclass(frozen=True, slots=True)
class _Placed:
    phrase: DatePhrase
    words: Mention


def _placed(words: Sequence[TextWord], phrases: Sequence[DatePhrase]) -> Iterator[_Placed]:
    places = mentions_of(words, [(phrase.start, phrase.end) for phrase in phrases])
    return (_Placed(phrase, at) for phrase, at in zip(phrases, places, strict=True) if at.start < len(words))


def _distance(phrase: Mention, span: Mention) -> int:
    """Return how many words part a phrase and a span."""
    return max(span.start - phrase.end, phrase.start - span.end, 0)


def _handed_down(words: Sequence[TextWord], sentences: Mapping[int, Sequence[_Placed]]) -> dict[int, DatePhrase]:
    """Return the phrase that each sentence hands down to later ones without a phrase: its first that is not vague."""
    return {
        sentence: found.phrase
        for sentence, its in sentences.items()
        for found in reversed(its)
        if not _VAGUE.fullmatch(" ".join(_forms(words, found.words)))
    }


def _forms(words: Sequence[TextWord], at: Mention) -> list[str]:
    return [word.form for word in words[at.start : at.end]]


_VAGUE = regex.compile(r"و?(?:(?:منذ|قبل|خلال) (?:ايام|قليل|ساعات|اشهر|سنوات|عده .*)|حتي .*|(?:.* )?الان)")
_BEHIND_SPEAKER = 8
"""Words between a verb of saying and the day on which it was said, at most."""
SAYS = regex.compile(
    r"[وف]?س?[يت]?(?:"
    r"(?:قال|ا?علن|اكد|افاد|ذكر|صرح|اوضح|كشف|نشر|نقل|شيع|ا?دان|اصدر|اضاف|اشار|اتهم|اقر|اعترف|نفي|وثق|بث)(?:ت|وا)?|"
    r"قول|ؤكد|فيد|نعت|نعي|تبني|تبنت|نفت|قالا)|بيان|تصريحا?|تصريحات|مؤتمر|مقابله"
)
"""Words of saying: the speaker stands beside them."""
_TELLS = regex.compile(
    r"[وف]?[لب]?(?:ان|انه|انها|انهم|بان|بانه|بانها|التي|الذي|الذين|اثر|جراء|بعد|خلال|"
    r"(?:قتل|اسفر|استهدف)(?:ت|وا)?|هجوم|قصف|غاره|غارات|انفجار|تفجير)"
)
"""Words that begin what is told, so that a day behind them is that of the event."""
_THAT = regex.compile(r"ب?(?:ان|انه|انها|انهم|انهما)")


def _dates_report(words: Sequence[TextWord], phrase: Mention) -> bool:
    """Say whether a phrase dates what was said: «قال أمس إن», «أعلنت الشرطة اليوم»."""
    behind = [word.form for word in words[phrase.end : phrase.end + 2] if word.form != "،"]
    return bool(behind and _THAT.fullmatch(behind[0])) or _follows_saying(words, phrase)


def _follows_saying(words: Sequence[TextWord], phrase: Mention) -> bool:
    sentence = words[phrase.start].sentence
    for word in reversed(words[max(phrase.start - _BEHIND_SPEAKER, 0) : phrase.start]):
        if word.sentence != sentence or _TELLS.fullmatch(word.form) or harm_of_word(word.form):
            return False
        if SAYS.fullmatch(word.form):
            return True
    return False
