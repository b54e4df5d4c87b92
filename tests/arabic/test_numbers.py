"""Arabic number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.number_words import SPELLINGS, written

from hasila.arabic.numbers import Case, Gender, digits_apart, from_words, is_number_word, read_numerals, to_words
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


def values(words: str) -> list[int]:
    """Return the numbers that words express."""
    return [numeral.value for numeral in read_numerals([part for word in words.split() for part in digits_apart(word)])]


@given(st.integers(1, 999_999), GENDERS, CASES, st.sampled_from(sorted(SPELLINGS)))
def test_every_number_below_a_million_comes_back_from_its_words(
    number: int, gender: Gender, case: Case, spelling: str
) -> None:
    words = written(number, gender, case).translate(SPELLINGS[spelling])
    assert from_words(words) == number
    assert values(f"{level(words)} جندي") == [number]
    assert all(is_number_word(level(word)) for word in words.split() if level(word) != "الاف")


@given(st.integers(1, 999_999), GENDERS, CASES)
def test_a_number_is_read_where_its_conjunctions_stand_apart(number: int, gender: Gender, case: Case) -> None:
    assert from_words(written(number, gender, case).replace(" و", " و ").replace("و احد", "واحد")) == number


@given(st.integers(1, 999_999))
def test_digits_are_read_with_each_separator_of_thousands(number: int) -> None:
    assert values(f"{number}") == values(f"{number:,}") == values(f"{number:,}".replace(",", ".")) == [number]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("ألفا", 2_000),
        ("عشرين ألفا", 20_000),
        ("عشرة آلاف", 10_000),
        ("34 ألفا و200", 34_200),
        ("1.5 مليون", 1_500_000),
        ("مليون ونصف", 1_500_000),
        ("مليون ونصف المليون", 1_500_000),
        ("نصف مليون", 500_000),
        ("ربع مليون", 250_000),
        ("بربع المليون", 250_000),
        ("مليون وربع", 1_250_000),
        ("مليونان ومئة ألف", 2_100_000),
        ("5ر1 مليون", 1_500_000),
        ("423ر2 مليون", 2_423_000),
        ("135ر2 تقريرا", 2_135),
        ("000ر30", 30_000),
        ("ثلاثة ملايين", 3_000_000),
        ("مليار", 1_000_000_000),
        ("ميه وخمسين", 150),
        ("مئة وأحد عشر", 111),
        ("مئة وإحدى عشرة", 111),
        ("أربع مائة", 400),
        ("خمسمايه", 500),
        ("اربعطعش", 14),
        ("إلى710", 710),
        ("14جنديا", 14),
        ("الجنود الأحد عشر", 11),
        ("قُتل الأحد عشر نساء", 10),
        (f"12 {'1' * 5000}", 12),
    ],
)
def test_a_number_is_read_in_each_way_of_writing_it(words: str, number: int) -> None:
    assert values(level(words)) == [number]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("خمسة وأربعة", [5, 4]),
        ("ثلاثة جنود وعشرون مدنيا", [3, 20]),
        ("مئة وألف", [100, 1000]),
        ("الأحد والاثنين", []),
        ("نصف القتلى", []),
        ("مئات وآلاف وملايين", []),
        ("3.5 كيلومتر", []),
        ("5ر3 درجات", []),
        ("ثلث مليون", []),
        ("ربع السكان", []),
        ("و", []),
    ],
)
def test_words_give_as_many_numbers_as_they_express(words: str, numbers: list[int]) -> None:
    assert values(level(words)) == numbers


@given(
    st.lists(
        st.sampled_from(["مئه", "الف", "وثلاثه", "و", "وعشرون", "عشر", "نصف", "ونصف", "الاف", "1,200", "7", "جندي"]),
        max_size=60,
    )
)
def test_numbers_stand_in_the_order_of_their_words_without_overlap(words: list[str]) -> None:
    found = list(read_numerals(words))
    edges = [edge for numeral in found for edge in (numeral.start, numeral.end)]
    assert edges == sorted(edges)
    assert all(0 <= numeral.start < numeral.end <= len(words) and numeral.value > 0 for numeral in found)


@pytest.mark.parametrize("words", ["", "جنود", "ثلاثة جنود", "وثلاثة", "7"])
def test_words_that_are_not_a_number_from_first_to_last_have_no_value(words: str) -> None:
    assert from_words(words) is None


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
ثالث الثالث ربع الربع سمية تنعش ستار ألفاظ عشرات مئات آلاف ملايين جنود
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
