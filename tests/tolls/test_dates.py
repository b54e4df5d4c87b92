"""Which phrase of a text dates a harm."""

import datetime as dt

import pytest
from samples.marked import inline

from hasila.arabic.dates import read_dates
from hasila.tolls.dates import dates_of_harms, phrases_seen_from
from hasila.tolls.mentions import words_of


def phrase_of(marked: str) -> str | None:
    """Return the words that date the last casualty span of a marked text."""
    document = inline(marked)
    span = [span for span in document.spans if span.label == "CASUALTY"][-1]
    phrases = read_dates(document.text, dt.date(2024, 5, 15))
    [phrase] = dates_of_harms(words_of(document.text), [(span.start, span.end)], phrases)
    return document.text[phrase.start : phrase.end] if phrase else None


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{C|مقتل ستة نجارين} في الميناء مساء الأحد", "مساء الأحد"),
        ("فجر اليوم سقطت قذيفة على الميناء وأدت إلى {C|مقتل نجار}", "فجر اليوم"),
        ("{C|مقتل نجار} السبت وعودة صيادين الأحد", "السبت"),
        ("{C|مقتل نجار}", None),
    ],
)
def test_the_nearest_phrase_of_the_sentence_dates_the_harm(marked: str, expected: str | None) -> None:
    assert phrase_of(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("أعلنت الشرطة اليوم {C|مقتل 12 نجارا} أمس", "أمس"),
        ("قال الحارس، الأحد، إن {C|نجارا قُتل} في الميناء", None),
        ("أفاد مدير الميناء مساء الاثنين {C|بمقتل نجار}", None),
        ("ذكر الحارس أن قصفا وقع الأحد وأدى إلى {C|مقتل نجار}", "الأحد"),
        ("أعلنت الشرطة {C|مقتل نجار} الأحد", "الأحد"),
    ],
)
def test_the_day_of_the_report_does_not_date_the_harm(marked: str, expected: str | None) -> None:
    assert phrase_of(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("سقطت قذيفة على الميناء مساء الأحد. وأدت إلى {C|مقتل نجار}", "مساء الأحد"),
        ("قصف الميناء السبت.\nثم قصف الجسر الأحد.\nوأدى ذلك إلى {C|مقتل نجار}", "الأحد"),
        ("اقتحموا السوق الأحد وغادروا الاثنين. وأدى ذلك إلى {C|مقتل نجار}", "الأحد"),
        ("{C|مقتل نجار} في الميناء. وغادر الصيادون الأحد", None),
        ("زار الوفد الميناء قبل أيام. {C|مقتل نجار} في السوق", None),
    ],
)
def test_an_earlier_sentence_lends_its_phrase_and_a_later_one_does_not(marked: str, expected: str | None) -> None:
    assert phrase_of(marked) == expected


def test_an_empty_text_and_a_span_behind_its_words_have_no_date() -> None:
    assert dates_of_harms([], [(0, 0)], ()) == [None]
    assert dates_of_harms(words_of("أمس "), [(4, 4)], read_dates("أمس ")) == [None]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("في 3 آذار", "2019-03-03"),
        ("في 26 كانون الأول", "2019-12-26"),
        ("في 3 كانون الثاني", "2019-01-03"),
        ("في نيسان", "2019-04-01/2019-04-30"),
        ("منذ مطلع العام", "2019-01-01/2019-12-31"),
        ("منذ 3 آذار", "2019-03-03/2019-12-31"),
        ("6 أيلول الجاري", "2019-09-06"),
        ("29 تشرين الأول من العام الماضي", "2018-10-29"),
        ("منذ بداية العام الحالي حتى 20 آب", "2019-01-01/2019-08-20"),
        ("العام الماضي", "2018-01-01/2018-12-31"),
        ("في كانون الأول", "2019-12-01/2019-12-31"),
        ("في كانون الأول 2018", "2018-12-01/2018-12-31"),
        ("في 31 كانون الأول", "2019-12-31"),
        ("في 31 كانون الأول 2019", "2019-12-31"),
        ("الأحد", "None"),
        ("اليوم الأربعاء", "None"),
        ("أمس", "None"),
        ("الشهر الماضي", "None"),
        ("خلال الشهر الجاري", "None"),
        ("خلال أسبوعين", "None"),
    ],
)
def test_a_year_alone_dates_what_does_not_depend_on_the_day_of_the_report(words: str, days: str) -> None:
    [phrase] = phrases_seen_from(f"قُتل اثنان {words}", "2019")
    assert str(phrase.days) == days
