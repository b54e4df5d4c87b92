"""Denials: counts that words of their own sentence deny."""

import pytest
from samples.tolls import told

from hasila.tolls.denied import denied_harms
from hasila.tolls.mentions import words_of


def denied(marked: str) -> list[bool]:
    """Return for each casualty of a text with marks whether it is denied."""
    document = told(marked)
    return denied_harms(words_of(document.text), [(span.start, span.end) for span in document.spans])


@pytest.mark.parametrize(
    "claim",
    [
        "نفى الناطق {C|مقتل تسعة بحارة} في الميناء",
        "وتنفي الإدارة ما أعلنته النقابة عن {C|مقتل تسعة بحارة}",
        "لا صحة لما أشيع عن {C|مقتل تسعة بحارة}",
        "أعلنت النقابة {C|مقتل تسعة بحارة}، وهو ما نفته الإدارة",
        "خبر {C|مقتل تسعة بحارة} عار من الصحة",
        "الأنباء عن {C|مقتل تسعة بحارة} لا أساس لها",
        "أعلنت النقابة {C|مقتل تسعة بحارة}، ونفت الإدارة ذلك",
        "أنكرت الإدارة {C|مقتل تسعة بحارة}",
        "ليس صحيحا أن {C|تسعة بحارة قتلوا}",
        "خبر {C|مقتل تسعة بحارة} غير صحيح",
        "أعلنت النقابة {C|مقتل تسعة بحارة}، فيما نفت الإدارة ذلك",
        "أعلنت النقابة {C|مقتل تسعة بحارة}، إلا أن الإدارة نفت هذه الأنباء",
    ],
)
def test_a_count_is_denied_before_or_behind(claim: str) -> None:
    assert denied(claim) == [True]


@pytest.mark.parametrize(
    "told_of",
    [
        "{C|مقتل تسعة بحارة} في الميناء",
        "نفى الناطق علمه بالأمر. {C|مقتل تسعة بحارة}",
        "نفت الإدارة الخبر وقالت إن {C|تسعة بحارة قتلوا} في مكان آخر",
        "الأرقام لا تكذب: {C|مقتل تسعة بحارة}",
        "{C|مقتل تسعة بحارة}، وقالت الإدارة إن ما نشر كاذب",
        "نفت الإدارة سقوط قتلى سوى {C|تسعة بحارة}",
        "نفى الجيش مسؤوليته عن القصف الذي أدى إلى {C|مقتل تسعة بحارة}",
        "نفت الإدارة ضلوعها في {C|مقتل تسعة بحارة}",
        "نفت الإدارة استهداف الميناء رغم {C|مقتل تسعة بحارة}",
        "نفت الإدارة الخبر لافتة إلى {C|مقتل تسعة بحارة}",
        "{C|مقتل تسعة بحارة} في غارة نفاها الجيش",
        "لم تنف الإدارة {C|مقتل تسعة بحارة}",
        "نفت الإدارة انسحابها من الميناء حيث {C|قتل تسعة بحارة}",
        "أكدت الإدارة {C|مقتل تسعة بحارة} ونفت الأنباء عن أسر آخرين",
        "نفت الإدارة أن يكون {C|القتلى التسعة} بحارة",
        "دون أن تنفي {C|مقتل تسعة بحارة}",
        "{C|خطف تسعة صحفيين} بتهمة نشر أخبار كاذبة",
    ],
)
def test_what_is_told_beside_a_denial_stands(told_of: str) -> None:
    assert denied(told_of) == [False]


def test_a_span_without_words_is_not_denied() -> None:
    assert denied_harms(words_of("لا "), [(2, 3)]) == [False]
