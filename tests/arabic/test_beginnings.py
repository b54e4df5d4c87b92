"""Where patterns of dates may begin: no phrase is lost because its first word was tested alone."""

import datetime as dt

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from hasila.arabic import dates, moments
from hasila.arabic.beginnings import beginning_at, may_begin
from hasila.arabic.date_words import EDGES, ORDINALS, SEASONS, UNITS
from hasila.arabic.months import MONTHS, WEEKDAYS

PARTICLES = (
    "منذ حتي بين خلال قبل بعد في من الي عند طوال مدار استمر دام مدي ليل فجر صباح مساء ساعات الساعه الساعات منتصف يوم "
    "يومي امس اليوم البارحه الان هذا هذه العام عام سنه شهر الشهر ال و م هـ الماضي الماضيه المقبل الجاري الاخيره "
    "القليله الفين ثلاثه عشر ربع نصف الربع النصف بدء اندلاع الفتره ذات وقت سابق سوق"
)
"""Words of dates, and words that stand beside them, folded and levelled."""
WORDS = sorted({*MONTHS, *WEEKDAYS, *EDGES, *ORDINALS, *SEASONS, *UNITS, *PARTICLES.split()})
CLITICS = st.sampled_from(("", "", "", "و", "ب", "ل", "وب", "ال", "لل"))
TOKENS = st.one_of(
    st.tuples(CLITICS, st.sampled_from(WORDS)).map("".join),
    st.integers(0, 2100).map(str),
    st.sampled_from("/-.،(:%\n"),
    st.text("ابتفقلموي0129(", min_size=1, max_size=4),
)
LINES = st.tuples(st.lists(TOKENS, min_size=1, max_size=8), st.sampled_from((" ", " ", ""))).map(
    lambda drawn: drawn[1].join(drawn[0])
)


@given(LINES)
@example("في 2019 ، وصلوا")
@example("استمر يومين")
@example("مدي يوم(")
@example("ال 3 من ايار")
def test_every_rule_that_matches_a_line_is_among_those_from_its_word(line: str) -> None:
    for start in range(len(line)):
        word = beginning_at(line, start)
        for known, chosen in (
            (moments._RULES, moments.rules_from(word)),
            (dates._OPENINGS, dates._openings_from(word)),
        ):
            matching = [rule for rule in known if rule[0].match(line, start)]
            assert [rule for rule in chosen if rule in matching] == matching


@given(LINES, st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)))
def test_dates_are_those_that_are_read_when_every_word_may_begin_one(line: str, reference: dt.date) -> None:
    found = dates.read_dates(line, reference)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dates, "_may_begin", lambda _: True)
        patched.setattr(dates, "_openings_from", lambda _: dates._OPENINGS)
        patched.setattr(moments, "rules_from", lambda _: moments._RULES)
        assert found == dates.read_dates(line, reference)


@given(st.sampled_from(WORDS), st.integers(0, 12))
def test_what_a_word_may_begin_its_first_letters_may_begin(word: str, letters: int) -> None:
    for pattern, _ in (*moments._RULES, *dates._OPENINGS):
        assert may_begin(pattern, word[:letters]) or not may_begin(pattern, word)


def test_a_word_that_goes_another_way_begins_nothing() -> None:
    assert not may_begin(regex.compile("منذ ايام"), "مقتل")
    assert not any(map(dates._may_begin, ("قتل", "المدينه", "وجرح", "جنود")))
