"""Arabic number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.arabic.numbers import Case, Gender, from_words, to_words

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
