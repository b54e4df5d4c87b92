"""Arabic number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.arabic.numbers import Case, Gender, from_words, is_number_word, to_words
from hasila.arabic.spelling import level

GENDERS = st.sampled_from(("masculine", "feminine"))
CASES = st.sampled_from(("nominative", "oblique"))


@pytest.mark.parametrize(
    ("number", "masculine", "feminine"),
    [
        (3, "ثلاثة", "ثلاث"),
        (8, "ثمانية", "ثماني"),
        (10, "عشرة", "عشر"),
        (11, "أحد عشر", "إحدى عشرة"),
        (12, "اثنا عشر", "اثنتا عشرة"),
        (18, "ثمانية عشر", "ثماني عشرة"),
        (20, "عشرون", "عشرون"),
        (21, "واحد وعشرون", "إحدى وعشرون"),
        (28, "ثمانية وعشرون", "ثمان وعشرون"),
        (99, "تسعة وتسعون", "تسع وتسعون"),
    ],
)
def test_number_words_agree_with_what_is_counted(number: int, masculine: str, feminine: str) -> None:
    assert (to_words(number, "masculine", "nominative"), to_words(number, "feminine", "nominative")) == (
        masculine,
        feminine,
    )


@given(st.integers(3, 99), GENDERS, CASES)
def test_every_number_comes_back_from_its_words(number: int, gender: Gender, case: Case) -> None:
    assert from_words(to_words(number, gender, case)) == number


def test_the_oblique_changes_tens_and_twos_alone() -> None:
    assert to_words(12, "feminine", "oblique") == "اثنتي عشرة"
    assert to_words(42, "masculine", "oblique") == "اثنين وأربعين"
    assert to_words(7, "masculine", "oblique") == to_words(7, "masculine", "nominative")


def test_numbers_outside_the_grammar_described_are_refused() -> None:
    for number in (2, 100):
        with pytest.raises(ValueError, match="not between 3 and 99"):
            to_words(number, "masculine", "oblique")
    assert from_words("واحد") is None


NUMBER_WORDS = """
واحد واحدة واحدا أحد إحدى اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي
ثلاث ثلاثة ثلاثا أربع أربعة خمس خمسة ست ستة سبع سبعة ثمان ثماني ثمانية تسع تسعة عشر عشرة
عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين
مئة مائة مئتان مئتين مئتا مئتي مائتان مائتين ثلاثمئة أربعمائة خمسمئة ستمئة سبعمئة ثمانمئة ثمانيمئة تسعمئة
ألف ألفا ألفان ألفين ألفي مليون مليونا مليونان مليونين مليوني مليار مليارا ملياران مليارين ملياري نصف
والثلاثة بخمسة لمئتي فأربعون وبعشرة للثلاثة الاثنان
تلاتة تلات تلاتين ثلاتين تماني تمانية تمانين اتنين تنين تنتين ثنتين ميه ميتين
احدعشر احداشر حداشر حدعش اثنعشر اتناشر اطناشر تناعش ثلاثطعش تلتعش تلطعش تلاتاشر اربعطعش أربعتعش اربعتاشر خمستعش خمسطعش
خمستاشر ستعش سطعش ستاشر سبعتعش سبعطعش سبعتاشر تمنتعش تمنطعش تمنتاشر تسعتعش تسعطعش تسعتاشر خمسةعشر
تلتميه ربعميه أربعميه خمسميه ستميه تمنميه تسعمية
"""
NO_NUMBER_WORDS = """
الأحد والأحد للأحد الاثنين الإثنين بالاثنين الاتنين الثلاثاء الثلاثا الأربعاء الاربعا الخميس
ثالث الثالث سمية تنعش ستار ألفاظ عشرات مئات آلاف ملايين جنود
"""


@pytest.mark.parametrize("word", NUMBER_WORDS.split())
def test_a_word_of_a_number_is_known_in_each_gender_case_and_spelling(word: str) -> None:
    assert is_number_word(level(word))


@pytest.mark.parametrize("word", NO_NUMBER_WORDS.split())
def test_a_day_of_the_week_and_a_word_that_only_resembles_a_number_are_none(word: str) -> None:
    assert not is_number_word(level(word))


@given(st.integers(3, 99), GENDERS, CASES)
def test_every_word_of_a_number_below_a_hundred_is_a_number_word(number: int, gender: Gender, case: Case) -> None:
    assert all(is_number_word(level(word)) for word in to_words(number, gender, case).split())
