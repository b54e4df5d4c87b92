"""Dates in Arabic text: which words say when, and which days they mean."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.arabic.dates import DatePhrase, read_dates
from hasila.arabic.days import back, nearest_day, weekday
from hasila.arabic.months import MONTHS, WEEKDAYS, Month
from hasila.arabic.spelling import level
from hasila.arabic.words import split

REPORT = dt.date(2024, 5, 15)
"""A Wednesday."""
PARTICLES = "منذ حتى بين خلال قبل ليل فجر يوم أمس اليوم و الماضي المقبل عام شهر الأول من إلى"
PIECES = (*MONTHS, *WEEKDAYS, *PARTICLES.split())
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.integers(0, 9999).map(str), st.sampled_from("/-.،(\nـ")), max_size=12
).map(" ".join)


def days(phrase: DatePhrase) -> str | None:
    """Return the days of a phrase: one day, or the first and last with a stroke between them."""
    if phrase.first is None or phrase.last is None:
        return None
    return "/".join(dict.fromkeys((phrase.first.isoformat(), phrase.last.isoformat())))


def told(text: str, reference: dt.date | None = REPORT) -> list[tuple[str, str | None]]:
    """Return the phrases of a text, as they are written, with their days."""
    return [(text[phrase.start : phrase.end], days(phrase)) for phrase in read_dates(text, reference)]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        # Days near the report.
        ("اليوم", "2024-05-15"),
        ("أمس", "2024-05-14"),
        ("امس", "2024-05-14"),
        ("بالأمس", "2024-05-14"),
        ("البارحة", "2024-05-14"),
        ("أول من أمس", "2024-05-13"),
        ("أمس الأول", "2024-05-13"),
        ("أول أمس", "2024-05-13"),
        ("لليوم المنصرم", "2024-05-14"),
        ("قبل قليل", "2024-05-15"),
        ("قبل يومين", "2024-05-13"),
        ("قبل ثلاثة أيام", "2024-05-12"),
        ("قبل أسبوع", "2024-05-08"),
        # Days of the week.
        ("الأربعاء", "2024-05-15"),
        ("الخميس", "2024-05-09"),
        ("والأحد", "2024-05-12"),
        ("الأربعاء الماضي", "2024-05-08"),
        ("الأحد الفائت", "2024-05-12"),
        ("الأربعاء المقبل", "2024-05-22"),
        ("السبت القادم", "2024-05-18"),
        ("يوم الاثنين", "2024-05-13"),
        ("مساء الأحد", "2024-05-12"),
        ("اليوم الأربعاء", "2024-05-15"),
        ("فجر اليوم الاربعاء", "2024-05-15"),
        ("أمس (الثلاثاء)", "2024-05-14"),
        ("وقت متأخر من ليل الاثنين", "2024-05-13"),
        ("الساعة الثالثة من بعد ظهر الاثنين", "2024-05-13"),
        # Nights, and days that are told together.
        ("ليلة أمس", "2024-05-14"),
        ("الليلة الماضية", "2024-05-14/2024-05-15"),
        ("ليل السبت الأحد", "2024-05-11/2024-05-12"),
        ("ليل السبت - الأحد", "2024-05-11/2024-05-12"),
        ("ليلة الأحد على الاثنين", "2024-05-12/2024-05-13"),
        ("مساء السبت وفجر الأحد", "2024-05-11/2024-05-12"),
        ("يومي الأحد والاثنين الماضيين", "2024-05-12/2024-05-13"),
        # Dates with a year.
        ("يوم 3 آذار 2019", "2019-03-03"),
        ("15 مايو/أيار 2018", "2018-05-15"),
        ("15 أيار (مايو) 2018", "2018-05-15"),
        ("١٥ ماي ٢٠١٨", "2018-05-15"),
        ("9 جويلية 2019", "2019-07-09"),
        ("3 غشت 2019", "2019-08-03"),
        ("12/5/2017", "2017-05-12"),
        ("12-5-2017", "2017-05-12"),
        ("12.5.2017", "2017-05-12"),
        ("2017-05-12", "2017-05-12"),
        ("الأول من تموز عام ١٩٩٨", "1998-07-01"),
        ("يوم الجمعة 10 أيار 2019", "2019-05-10"),
        # Dates without a year: the nearest not after the report.
        ("20 حزيران", "2023-06-20"),
        ("20 يونيه", "2023-06-20"),
        ("15 أيار", "2024-05-15"),
        ("16 أيار", "2023-05-16"),
        ("29 شباط", "2024-02-29"),
        ("13كانون الثاني", "2024-01-13"),
        ("الحادي والعشرين من تشرين الثاني", "2023-11-21"),
        ("الـ7 من أكتوبر", "2023-10-07"),
        ("يوم 14 الجاري", "2024-05-14"),
        ("السابع من الشهر الحالي", "2024-05-07"),
        ("26 حزيران من العام الماضي", "2023-06-26"),
        ("صباح يوم الأربعاء، 8 أيار", "2024-05-08"),
        # Islamic months.
        ("27 رمضان 1444", "2023-04-18"),
        ("27 رمضان الماضي", "2024-04-06"),
        ("العاشر من محرم 1440 هـ", "2018-09-20"),
        ("1/9/1444هـ", "2023-03-23"),
        ("خلال شهر رمضان", "2024-03-11/2024-04-09"),
        # Months, years and their parts.
        ("خلال شهر آذار", "2024-03-01/2024-03-31"),
        ("تشرين الأول الماضي", "2023-10-01/2023-10-31"),
        ("أيار الجاري", "2024-05-01/2024-05-15"),
        ("أيلول 2016", "2016-09-01/2016-09-30"),
        ("مطلع حزيران 2021", "2021-06-01/2021-06-10"),
        ("نهاية شباط الماضي", "2024-02-21/2024-02-29"),
        ("عام 2016", "2016-01-01/2016-12-31"),
        ("عام ألفين وثلاثة عشر", "2013-01-01/2013-12-31"),
        ("العام الماضي", "2023-01-01/2023-12-31"),
        ("الشهر الماضي", "2024-04-01/2024-04-30"),
        ("الأسبوع الماضي", "2024-05-06/2024-05-12"),
        ("هذا الشهر", "2024-05-01/2024-05-15"),
        ("قبل شهرين", "2024-03-01/2024-03-31"),
        ("صيف 2014", "2014-06-01/2014-08-31"),
        ("شتاء 2016", "2015-12-01/2016-02-29"),
        ("الصيف الماضي", "2023-06-01/2023-08-31"),
        ("الربيع الماضي", "2023-03-01/2023-05-31"),
        ("الشتاء الماضي", "2023-12-01/2024-02-29"),
        ("الربع الثالث من عام 2020", "2020-07-01/2020-09-30"),
        # Stretches of time.
        ("بين 10 و21 مايو 2021", "2021-05-10/2021-05-21"),
        ("من 1 إلى 15 آب/أغسطس", "2023-08-01/2023-08-15"),
        ("بين الأول والعاشر من الشهر", "2024-05-01/2024-05-10"),
        ("بين 2015 و2019", "2015-01-01/2019-12-31"),
        ("منذ بداية العام", "2024-01-01/2024-05-15"),
        ("منذ مطلع 2023", "2023-01-01/2024-05-15"),
        ("منذ الأحد", "2024-05-12/2024-05-15"),
        ("منذ ثلاثة أيام", "2024-05-12/2024-05-15"),
        ("منذ بدء الحصار في نيسان 2019", "2019-04-01/2024-05-15"),
        ("منذ السابع من تشرين الأول الماضي وحتى 3 آذار", "2023-10-07/2024-03-03"),
        ("خلال 24 ساعة", "2024-05-14/2024-05-15"),
        ("خلال الساعات الـ48 الماضية", "2024-05-13/2024-05-15"),
        ("خلال اليومين الماضيين", "2024-05-13/2024-05-14"),
        ("خلال ستة أشهر", "2023-11-15/2024-05-15"),
        # What the words leave open.
        ("21/10/1436", None),
        ("31 شباط 2020", None),
        ("31 شباط", None),
        ("قبل أيام", None),
        ("منذ بدء المعارك", None),
        ("حتى أمس", None),
        ("صباحا", None),
        ("الشهر ذاته", None),
        ("مدار أسبوع", None),
        ("طوال ستة أيام", None),
    ],
)
def test_a_phrase_means_these_days_to_a_report_of_wednesday_15_may_2024(phrase: str, expected: str | None) -> None:
    assert told(f"غادر الصيادون {phrase}.") == [(phrase, expected)]


def test_a_year_alone_is_a_date_behind_a_preposition() -> None:
    assert told("غادروا في 2016.") == [("2016", "2016-01-01/2016-12-31")]


@pytest.mark.parametrize(
    "text",
    [
        "أحد الصيادين وصل ومعه اثنان",
        "عاد 2016 صيادا",
        "مارس الصيادون ضغطا",
        "قال شعبان إنه عاد",
        "اشتروا السمك من سوق الجمعة",
        "وبسوق الخميس حريق",
        "أدوا صلاة الجمعة",
        "في اليوم التالي",
        "كل يوم",
        "في ذلك اليوم",
        "",
    ],
)
def test_words_that_only_look_like_dates_are_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("phrase", ["اليوم", "أمس الثلاثاء", "20 حزيران", "الشهر الماضي", "منذ 2019", "قبل يومين"])
def test_without_the_day_of_the_report_nothing_relative_is_guessed(phrase: str) -> None:
    assert told(f"غادروا {phrase}.", None) == [(phrase, None)]


@pytest.mark.parametrize(("phrase", "expected"), [("3 آذار 2019", "2019-03-03"), ("بين 2015 و2019", None)])
def test_a_year_in_the_words_needs_no_report(phrase: str, expected: str | None) -> None:
    found = told(f"غادروا {phrase}.", None)
    assert found == [(phrase, expected or "2015-01-01/2019-12-31")]


def test_a_day_of_the_week_behind_its_preposition_is_that_day() -> None:
    assert told("أُجّل اللقاء من السبت للأحد") == [("السبت", "2024-05-11"), ("للأحد", "2024-05-12")]
    assert told("للخميس المقبل") == [("للخميس المقبل", "2024-05-16")]


@given(st.one_of(TEXTS, st.text()))
def test_words_that_are_known_before_give_the_same_dates(text: str) -> None:
    assert read_dates(text, REPORT, split(text)) == read_dates(text, REPORT)


def test_phrases_stand_in_the_order_of_the_text_and_do_not_cross_lines() -> None:
    assert [words for words, _ in told("وصلوا الأحد إلى السوق الكبير\n3\nأيار")] == ["الأحد", "أيار"]


def test_a_word_repeated_thousands_of_times_is_read_without_going_astray() -> None:
    for word in ("ليل", "الساعة الثالثة من", "منذ", "مساء و"):
        assert all(phrase.first is None for phrase in read_dates(f"{word} " * 3000, REPORT))


@given(st.one_of(TEXTS, st.text()), st.one_of(st.none(), st.dates()))
def test_no_text_breaks_the_reading_and_phrases_are_whole_words_in_order(text: str, reference: dt.date | None) -> None:
    end = 0
    for phrase in read_dates(text, reference):
        assert end <= phrase.start < phrase.end <= len(text)
        end = phrase.end


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.sampled_from(sorted(set(WEEKDAYS.values()))))
def test_a_day_of_the_week_is_at_most_a_week_away(reference: dt.date, number: int) -> None:
    at, before, after = (weekday(reference, number, way) for way in ("at or before", "before", "after"))
    assert {day.weekday() for day in (at, before, after)} == {number}
    assert 0 <= (reference - at).days < 7
    assert 1 <= (reference - before).days <= 7
    assert 1 <= (after - reference).days <= 7


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.dates(dt.date(2000, 1, 1), dt.date(2000, 12, 31)))
def test_a_date_without_a_year_is_not_after_the_report(reference: dt.date, day: dt.date) -> None:
    found = nearest_day(reference, Month(day.month), day.day, "at or before")
    assert (found.month, found.day) == (day.month, day.day)
    assert found <= reference


@pytest.mark.parametrize(
    "words", ["في السابع والثالث من نيسان", "من 30 إلى 2 نيسان", "بين السابع والثالث من الشهر الجاري"]
)
def test_days_in_another_order_than_the_calendar_s_are_left_open(words: str) -> None:
    assert [its for _, its in told(f"قُتل اثنان {words}")] == [None]


def test_a_month_back_from_its_last_day_is_the_last_day_of_a_shorter_one() -> None:
    assert back(dt.date(2024, 3, 31), 1, "month") == dt.date(2024, 2, 29)


LANDS = "AE BH DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE"
LOCALES = ("ar", *(f"ar_{land}" for land in LANDS.split()))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_months_and_days_of_babel_are_known(locale: str) -> None:
    babel = pytest.importorskip("babel")
    data = babel.Locale.parse(locale)
    for number, name in data.months["format"]["wide"].items():
        assert MONTHS[level(name)] == Month(number)
    for number, name in data.days["format"]["wide"].items():
        assert WEEKDAYS[level(name)] == number


def test_a_phrase_has_both_days_in_order_or_none() -> None:
    with pytest.raises(ValueError, match="neither"):
        DatePhrase(0, 3, REPORT)
    with pytest.raises(ValueError, match="before"):
        DatePhrase(0, 3, REPORT, dt.date(2020, 1, 1))
