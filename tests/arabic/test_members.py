"""Tests of hasila.arabic.members."""

import pytest

from hasila.arabic.members import may_stand_for, owner_in
from hasila.arabic.numbers import levelled_parts
from hasila.arabic.words import split


def pronoun_in(text: str) -> str | None:
    return owner_in(part for word in split(text) for part in levelled_parts(word.folded))


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("مقتل أربعة من عناصره", "ه"),
        ("فقتلوا ستة من أفرادها", "ها"),
        ("11 من مقاتليهم", "هم"),
        ("مئات من أفرادهما", "هما"),
        ("وسقط شهيدان من رجالنا", "نا"),
        ("وبجنودها", "ها"),
        ("اثنان من أعضاؤها", "ها"),
        ("قُتل مقاتلوه", "ه"),
        ("ثلاثة من رجالها", None),  # as often a town's
        ("خمسة من حراسه", None),
        ("مقتل ثلاثة من سكانها", None),  # a town's
        ("مقتل رجل وزوجته", None),
        ("خمسة من أفراد أسرته", None),
        ("لقي خمسة جنود مصرعهم", None),
    ],
)
def test_a_pronoun_at_a_noun_for_members_says_that_they_are_somebodys(text: str, pronoun: str | None) -> None:
    assert pronoun_in(text) == pronoun


@pytest.mark.parametrize(
    ("pronoun", "name", "agrees"),
    [
        ("ها", "وزارة الدفاع", True),
        ("ها", "القوات", True),
        ("ها", "فصائل المعارضة", True),
        ("ها", "لإسرائيل", True),
        ("ها", "الجهاد الإسلامي", True),
        ("ها", "ميليشيا الحوثي", True),
        ("ها", "الجيش", False),
        ("ها", "حزب الله", False),
        ("ها", "التائب", False),
        ("ها", "الحوثيون", False),
        ("ه", "لتنظيم داعش", True),
        ("ه", "حزب الله", True),
        ("ه", "الحوثي", True),
        ("ه", "الحركة", False),
        ("ه", "الحوثيون", False),
        ("هم", "الحوثيون", True),
        ("هم", "القوات", False),
        ("نا", "قواتنا المسلحة", True),
        ("نا", "العدو", False),
    ],
)
def test_a_pronoun_stands_for_names_of_its_gender_and_number(pronoun: str, name: str, agrees: bool) -> None:  # noqa: FBT001
    assert may_stand_for(pronoun, name) == agrees
