"""Conjunctions, prepositions and article on the word that follows."""

import pytest

from hasila.arabic.clitics import bare_forms, carries_clitic, readings


def test_a_word_is_read_in_every_way_that_its_first_letters_allow() -> None:
    assert set(readings("وبالرقة")) == {("", "وبالرقة"), ("و", "بالرقة"), ("وب", "الرقة")}
    assert ("ل", "الجيش") in set(readings("للجيش"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("والأمم المتحدة", "الامم المتحده"),
        ("للجيش السوري", "الجيش السورى"),
        ("بدمشق", "دمشق"),
        ("وزارة الدفاع", "ووزارة الدفاع"),
        ("الحوثيون", "حوثيون"),
        ("فلسطين", "وَفِلَسطين"),
    ],
)
def test_spellings_of_a_mention_have_a_form_in_common(one: str, other: str) -> None:
    assert bare_forms(one) & bare_forms(other)


@pytest.mark.parametrize(("one", "other"), [("الجيش السوري", "الجيش التركي"), ("بدر", "در"), ("حمص", "حماة")])
def test_mentions_of_other_words_have_none(one: str, other: str) -> None:
    assert not bare_forms(one) & bare_forms(other)


@pytest.mark.parametrize(
    ("word", "carries"),
    [
        ("والجيش", True),
        ("للجيش", True),
        ("ودمشق", True),
        ("وزاره", False),
        ("الجيش", False),
        ("بغداد", False),
        ("و", False),
    ],
)
def test_a_clitic_stands_before_the_article_or_a_word_that_is_known_without_it(word: str, *, carries: bool) -> None:
    assert carries_clitic(word, {"دمشق": 9, "وزاره": 4, "بغداد": 2}) is carries
