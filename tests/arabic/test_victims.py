"""Words for people who are harmed."""

import pytest

from hasila.arabic.spelling import level
from hasila.arabic.victims import (
    GrammaticalNumber,
    groups_of,
    is_person,
    names_many_relatives,
    number_of_noun,
    people_in,
)
from hasila.toll import Group


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        ("والجنود", ("military",)),
        ("للمدنيين", ("civilian",)),
        ("بشرطيين", ("police",)),
        ("صحفية", ("journalist", "woman")),
        ("طفلتيها ووالدهم", ("child", "man")),
        ("الميناء", ()),
        ("أمام", ()),
    ],
)
def test_a_word_names_its_groups_with_or_without_clitics(words: str, groups: tuple[Group, ...]) -> None:
    assert groups_of(level(words).split()) == groups


@pytest.mark.parametrize(
    ("noun", "number"),
    [
        ("نجاران", "dual"),
        ("حارسين", "dual"),
        ("طفلتين", "dual"),
        ("نجارون", "plural"),
        ("مدنيين", "plural"),
        ("القتلى", "plural"),
        ("أطفالا", "plural"),
        ("فقدان", None),
        ("وفقدان", None),
        ("نجار", None),
    ],
)
def test_a_noun_shows_its_number_by_its_ending_or_as_a_known_plural(
    noun: str, number: GrammaticalNumber | None
) -> None:
    assert number_of_noun(level(noun)) == number


@pytest.mark.parametrize(
    ("noun", "people"),
    [("وحارسه", 1), ("أباه", 1), ("ضابطا", 1), ("شقيقاها", 2), ("طفليه", 2), ("حارسان", 2), ("حراس", 0)],
)
def test_a_noun_without_a_number_names_one_or_two_people_where_it_is_known_to(noun: str, people: int) -> None:
    assert people_in(level(noun)) == people


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("وأطفالها", True),
        ("وأبناؤه", True),
        ("أبنائهم", True),
        ("وبناتها", True),
        ("شقيقاته", True),
        ("ومرافقوه", True),
        ("حراسه", True),
        ("وأطفال", False),
        ("وطفليها", False),
        ("ومرافقيه", False),  # may be two
        ("وزوجته", False),
        ("وسياراته", False),
        ("وقتلوه", False),
    ],
)
def test_a_plural_of_people_with_a_pronoun_names_many_relatives(noun: str, *, many: bool) -> None:
    assert names_many_relatives(level(noun)) == many


def test_a_conjunction_is_told_from_the_first_letter_of_a_person() -> None:
    assert is_person("والد")
    assert not is_person("وحارس")
