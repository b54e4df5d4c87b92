"""What a program can doubt of tolls."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.marked import inline

from hasila.corpus.toll_check import TollDoubt, toll_doubts
from hasila.document import Document
from hasila.spans import Span
from hasila.toll import DateInterval, Toll

TWO = Toll(span=0, harm=("killed",), low=2, high=2, kind="dual", incident=1)


def passage(marked: str, *tolls: Toll, day: str | None = "2024-05-15") -> Document:
    """Return a marked text with tolls, reported on a day."""
    return replace(inline(marked), tolls=tolls, meta={"date": day})


def killed(span: int, count: int, **fields: Any) -> Toll:
    """Return a toll of so many killed people."""
    return Toll(span=span, harm=("killed",), low=count, high=count, kind="integer", incident=1, **fields)


def dated(document: Document, words: str, days: str | None) -> Document:
    """Return the document with its one toll dated by `words`."""
    start = document.text.index(words)
    [toll] = document.tolls or ()
    meant = None if days is None else DateInterval.parse(days)
    return replace(document, tolls=(replace(toll, when=(start, start + len(words)), date=meant),))


def messages(document: Document) -> list[tuple[str, str]]:
    """Return the doubts of a document, each as its kind and message."""
    return [(doubt.kind, doubt.message) for doubt in toll_doubts(document)]


def kinds(document: Document) -> list[str]:
    """Return the kinds of the doubts of a document."""
    return [doubt.kind for doubt in toll_doubts(document)]


def test_a_casualty_without_a_toll_is_told_only_where_the_tolls_were_read() -> None:
    marked = "{C|مقتل حارسين} {C|وجرح ستة} أمس"
    told = "CASUALTY 12 «وجرح ستة» has no toll, although the passage has tolls: add what it counts"
    assert messages(passage(marked, TWO)) == [("no toll", told)]
    assert kinds(passage(marked)) == ["no toll", "no toll"]
    assert messages(inline(marked)) == []


def test_a_count_that_the_rules_read_otherwise_is_told_with_both() -> None:
    told = (
        "toll 0 «جرح أكثر من 30 راعيا» counts 3 killed, but the rules read 30 or more wounded (over): "
        "look at the text, which decides"
    )
    assert messages(passage("{C|جرح أكثر من 30 راعيا} أمس", killed(0, 3))) == [("other count", told)]


def test_two_quantities_of_a_span_may_stand_in_any_order() -> None:
    four, one = killed(0, 4), replace(killed(0, 1), kind="singular")
    for tolls in ((four, one), (one, four)):
        assert messages(passage("{C|مقتل أربعة جنود ومدني} أمس", *tolls)) == []


def test_a_part_is_no_larger_than_its_whole_and_of_its_harm() -> None:
    marked = "{C|مقتل تسعة رعاة} بينهم {C|ستة رجال}"
    assert messages(passage(marked, killed(0, 9), killed(1, 6, part_of=0))) == []
    larger = passage(marked, killed(0, 9, part_of=1), killed(1, 6))
    told = (
        "toll 0 «مقتل تسعة رعاة» counts 9 killed, but is part of toll 1 «ستة رجال», 6 killed: "
        "correct the count or part_of"
    )
    assert messages(larger) == [("part", told)]
    wounded = replace(killed(1, 6, part_of=0), harm=("wounded",))
    assert (
        "part",
        "toll 1 «ستة رجال» is wounded, but part of toll 0 «مقتل تسعة رعاة», killed: correct harm or part_of",
    ) in messages(passage(marked, killed(0, 9), wounded))


def test_a_part_of_a_joint_count_may_have_one_of_its_harms() -> None:
    joint = replace(killed(0, 9), harm=("killed", "wounded"))
    assert "part" not in kinds(passage("{C|تسعة قتلى وجرحى} بينهم {C|طفلان}", joint, killed(1, 2, part_of=0)))


def test_a_place_of_a_later_sentence_is_told() -> None:
    told = (
        "toll 0 «مقتل حارسين» takes place «تل الورد» from a later sentence: "
        "take it from its own or an earlier one, or leave it out (toll rule 0)"
    )
    later = passage("{C|مقتل حارسين} أمس. وتقع {L|تل الورد} شرقا", replace(TWO, place=(1,)))
    assert messages(later) == [("later sentence", told)]


@pytest.mark.parametrize(
    "marked",
    [
        "{C|مقتل حارسين}.. ليلة دامية في {L|تل الورد}",
        "{C|مقتل حارسين} في استهدا.ف {L|تل الورد}",
        "{C|مقتل حارسين}:\nفي {L|تل الورد}",
    ],
)
def test_a_headline_with_two_dots_a_masked_word_and_what_follows_a_colon_are_one_sentence(marked: str) -> None:
    assert messages(passage(marked, replace(TWO, place=(1,)))) == []


def test_the_issuer_of_a_communique_may_sign_at_its_end_if_it_speaks_for_all_of_it() -> None:
    marked = "{C|مقتل حارسين} أمس. {C|وجرح ستة} اليوم. بيان {A|كتيبة الفجر}"
    signed = replace(TWO, source=(2,), side="enemy")
    wounded = Toll(span=1, harm=("wounded",), low=6, high=6, kind="integer", incident=2)
    assert messages(passage(marked, signed, replace(wounded, source=(2,), side="enemy"))) == []
    assert kinds(passage(marked, signed, wounded)) == ["later sentence"]


def test_a_span_that_takes_a_role_twice_is_told() -> None:
    twice = passage("{A|كتيبة الفجر} تعلن {C|مقتل حارسين}", replace(TWO, span=1, by=(0, 0)))
    told = "toll 0 «مقتل حارسين» has «كتيبة الفجر» 2 times as by: name it once"
    assert messages(twice) == [("twice", told)]


@pytest.mark.parametrize(
    ("days", "far"),
    [
        ("2024-05-15", False),
        ("2024-05-22", False),
        ("2024-05-23", True),
        ("2024-05-15/2024-06-30", True),
        ("1964-05-15", False),
        ("1964-05-14", True),
    ],
)
def test_a_harm_is_dated_from_sixty_years_before_its_report_to_seven_days_after(days: str, *, far: bool) -> None:
    toll = replace(TWO, date=DateInterval.parse(days))
    assert kinds(passage("{C|مقتل حارسين}", toll)) == ["far date"] * far
    assert kinds(passage("{C|مقتل حارسين}", toll, day="2024")) == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2024-02-29"])
def test_the_first_and_the_last_day_of_the_calendar_are_compared_too(day: str) -> None:
    toll = replace(TWO, date=DateInterval(date.min, date.max))
    assert kinds(passage("{C|مقتل حارسين}", toll, day=day)) == ["far date"]


def test_a_date_that_the_rules_read_otherwise_is_told_with_both() -> None:
    document = passage("{C|مقتل حارسين} أمس", TWO)
    assert messages(dated(document, "أمس", "2024-05-14")) == []
    for days, said in (("2024-05-13", "2024-05-13"), (None, "no date")):
        told = (
            f"toll 0 «مقتل حارسين» says {said} for «أمس», but the rules read 2024-05-14: "
            "look at the text, which decides"
        )
        assert messages(dated(document, "أمس", days)) == [("other date", told)]


def test_a_harm_may_have_happened_on_any_day_of_a_stretch_that_is_counted_back() -> None:
    document = passage("{C|مقتل حارسين} منذ الأحد", TWO)
    assert kinds(dated(document, "منذ الأحد", "2024-05-12")) == []
    assert kinds(dated(document, "منذ الأحد", "2024-05-11")) == ["other date"]


def test_a_toll_without_a_date_is_right_where_nobody_knows_the_day_of_the_report() -> None:
    document = passage("{C|مقتل حارسين} في 3 آذار 2019", TWO, day=None)
    assert kinds(dated(document, "3 آذار 2019", None)) == []


WORDS = st.lists(st.sampled_from(["مقتل", "3", "جنود", "ـ", ".", "«", "\n", "بين", "و", "ألف", "منذ"]), min_size=1)


@given(WORDS)
def test_any_words_can_be_checked(words: list[str]) -> None:
    text = " ".join(words)
    document = Document("1", text, (Span(0, len(text), "CASUALTY"),), {"date": "2024-05-15"}, tolls=(TWO,))
    whole = replace(document, tolls=(replace(TWO, when=(0, len(text)), date=DateInterval.parse("2024-05-14")),))
    assert all(isinstance(doubt, TollDoubt) for doubt in toll_doubts(whole))
