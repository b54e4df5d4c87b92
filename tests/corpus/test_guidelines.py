"""What a program can see of the numbered rules of data/ANNOTATION.md."""

import pytest
from samples.marked import inline

from hasila.corpus.guidelines import doubts


@pytest.mark.parametrize(
    ("marked", "rule"),
    [
        ("قصف {L|في حلب} الشرقية", 2),
        ("قال {A|العميد يحيى سريع} أمس", 8),
        ("قال {A|الرئيس الفرنسي إيمانويل ماكرون} أمس", 8),
        ("وأكدت {A|مصادر طبية} ذلك", 11),
        ("وقالت {A|السلطات} إن", 11),
        ("قصف شمال {L|مدينة حلب} فجرا", 12),
        ("قصف بالقرب من {L|مدينة حلب} فجرا", 12),
        ("سكان {L|هذه المنطقة} نزحوا", 13),
        ("سقوط نحو {C|20 قتيلا} أمس", 14),
        ("سقوط أكثر من {C|20 قتيلا} أمس", 14),
        ("سقط {C|20 قتيلا} على الأقل أمس", 14),
        ("أعلن مقتل {C|20 جنديا} أمس", 15),
        ("أعلن اصابة {C|20 جنديا} أمس", 15),
        ("عن {C|20 مدنيا} قتلوا أمس", 15),
        ("نقل {C|القتلى} أمس", 16),
    ],
)
def test_a_span_that_seems_to_break_a_rule_is_named_with_its_number(marked: str, rule: int) -> None:
    assert [doubt.rule for doubt in doubts(inline(marked))] == [rule]


@pytest.mark.parametrize(
    "marked",
    [
        "قصف {L|شمال مدينة حلب} في {L|سوريا}",
        "التقى {A|الرئيس الفرنسي} {A|وزير الدفاع التركي}",
        "قال الرئيس الفرنسي {A|إيمانويل ماكرون} أمس",
        "وقالت {A|السلطات الإيرانية} إن {C|مقتل أكثر من 20 جنديا} وقع",
        "{C|مقتل 20 جنديا} {C|وجرحى آخرين}",
        "سقوط {A|جنود} و{C|20 قتيلا}",
        "{C|20 قتيلا على الأقل} في {L|حلب}",
        "أوقع {C|أربعة قتلى} {C|و12 جريحا}",
    ],
)
def test_a_span_that_keeps_the_rules_raises_no_doubt(marked: str) -> None:
    assert not list(doubts(inline(marked)))


def test_a_span_of_tatweel_alone_raises_no_doubt() -> None:
    assert not list(doubts(inline("قال {A|ـــ} أمس")))


def test_a_neighbour_that_is_in_another_span_raises_no_doubt() -> None:
    for marked in ("{C|إصابة} {C|20 جنديا}", "{C|خمسة} {C|جرحى}", "{L|شمال} {L|إدلب}"):
        assert not list(doubts(inline(marked)))
