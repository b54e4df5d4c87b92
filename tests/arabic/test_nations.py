"""Nations: whose people words speak of, by their adjective."""

import pytest

from hasila.arabic.nations import nations_of


@pytest.mark.parametrize(
    ("mention", "nations"),
    [
        ("تسعة مقاتلين روس", {"RU"}),
        ("وللمستشارين الإيرانيين", {"IR"}),
        ("وزارة الدفاع الروسية", {"RU"}),
        ("«جنديان تركيان»", {"TR"}),
        ("طالبتين مصريتين", {"EG"}),
        ("92 عسكرياً روسياً", {"RU"}),
        ("الرعايا الأميركيين", {"US"}),
        ("الرعايا الأمريكيين", {"US"}),
        ("مقاتلون روس وإيرانيون", {"RU", "IR"}),
        ("35 قتيلا", set()),
        ("قتل في سوريا ثلاثة", set()),
        ("استشهاد 22 فلسطينيا", {"PS"}),
        ("أحد عشر مصريا", {"EG"}),
        ("15 سوريا", {"SY"}),
        ("عائلة سورية", {"SY"}),
        ("جنديان هنديان ومسلحان", set()),
        ("سائحة بلجيكية ونادل", set()),
        ("قتيلان في تركيا وسوريا", set()),
        ("قتيل في سورية", set()),
        ("فروسية", set()),
        ("وزارة المالية", set()),
    ],
)
def test_an_adjective_names_a_nation_and_the_name_of_a_country_does_not(mention: str, nations: set[str]) -> None:
    assert nations_of(mention) == nations
