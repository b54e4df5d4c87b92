"""How a casualty phrase is worded."""

import pytest
from samples.marked import inline

from hasila.arabic.casualties import Count, WordedHarm, count_of, harm_of, is_hedged
from hasila.corpus.stats import by_field, casualty_wordings
from hasila.document import Document


@pytest.mark.parametrize(
    ("mention", "count", "harm", "hedged"),
    [
        ("مقتل 5 جنود", "digits 0-9", "killed", False),
        ("و٢٣ جريحا على الأقل", "Arabic-Indic digits", "wounded", True),
        ("ما لا يقل عن أحد عشر قتيلاً", "number words", "killed", True),
        ("وإصابة خمسة وعشرين آخرين", "number words", "wounded", False),
        ("استشهاد مسعفَين", "dual", "killed", False),
        ("وجُرحت امرأتان", "dual", "wounded", False),
        ("عشرات المصابين", "indefinite", "wounded", False),
        ("سقوط قتلى", "indefinite", "killed", False),
        ("وجرح آخرين", "indefinite", "wounded", False),
        ("مقتل جندي", "singular", "killed", False),
        ("خطف طبيب", "singular", "captured", False),
        ("وأكثر من 40 مفقودا", "digits 0-9", "missing", True),
        ("راح ضحيته 30 شخصا", "digits 0-9", "killed", False),
        ("وطفلة", "singular", "leaning", False),
        ("14 إسرائيليا", "digits 0-9", "leaning", False),
        ("خمسة من أسرة واحدة", "number words", "leaning", False),
        ("أسر جنديين", "dual", "captured", False),
        ("سبعة فقدوا أرواحهم", "number words", "killed", False),
        ("استشهد مجاهدان", "dual", "killed", False),
        ("مئتا قتيل", "number words", "killed", False),
        ("مليوني نازح مفقودين", "number words", "missing", False),
        ("تلاتين قتيل", "number words", "killed", False),
        ("اربعطعش جريح", "number words", "wounded", False),
        ("أربعة مئة قتيل", "number words", "killed", False),
        ("ملايين المصابين", "indefinite", "wounded", False),
        ("مقتل جندي الأحد", "singular", "killed", False),
        ("مقتل جندي الاثنين", "singular", "killed", False),
        ("إصابة شرطي الأربعاء", "singular", "wounded", False),
        ("فقدان جندي", "singular", "missing", False),
    ],
)
def test_a_phrase_counts_in_one_way_and_names_one_harm_or_none(
    mention: str, count: Count, harm: WordedHarm, *, hedged: bool
) -> None:
    assert (count_of(mention), harm_of(mention), is_hedged(mention)) == (count, harm, hedged)


DOCUMENTS = [
    inline("أعلن {A|الجيش} {C|مقتل نحو 5 جنود} في {L|حلب}"),
    inline("{C|وجرح آخرين}، لا غير"),
    Document("3", "لا شيء", (), {"register": "none"}),
]


def test_a_table_counts_passages_words_and_spans_for_each_value_of_a_field() -> None:
    labels = ("ACTOR", "LOCATION", "CASUALTY")
    assert by_field(DOCUMENTS, "register", labels) == [
        ("register", "passages", "words", *labels, "spans", "empty"),
        ("-", "2", "12", "1", "1", "2", "4", "0"),
        ("none", "1", "2", "0", "0", "0", "0", "1"),
        ("all", "3", "14", "1", "1", "2", "4", "1"),
    ]


def test_a_table_counts_casualties_by_wording_and_harm() -> None:
    rows = {row[0]: row[1:] for row in casualty_wordings(DOCUMENTS)}
    assert rows["CASUALTY"] == ("killed", "wounded", "captured", "missing", "leaning", "all", "hedged")
    assert rows["digits 0-9"] == ("1", "0", "0", "0", "0", "1", "1")
    assert rows["indefinite"] == ("0", "1", "0", "0", "0", "1", "0")
    assert rows["all"] == ("1", "1", "0", "0", "0", "2", "1")
