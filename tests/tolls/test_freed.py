"""People who were freed, as the words of their sentence say it."""

import pytest
from samples.marked import inline

from hasila.tolls.freed import freed_in_harms
from hasila.tolls.mentions import words_of


def freed(sentence: str) -> list[bool]:
    document = inline(sentence)
    return freed_in_harms(words_of(document.text), [(span.start, span.end) for span in document.spans])


@pytest.mark.parametrize(
    "sentence",
    [
        "أفرجت السلطات، أمس، عن {C|113 أسيرا}",
        "جرى إطلاق سراح {C|عشرة محتجزين}",
        "أعلنت الوزارة استعادة {C|55 أسير حرب}",
        "وصلت {C|أسيرة محررة} إلى المدينة",
    ],
)
def test_a_word_of_release_frees_the_people_behind_it(sentence: str) -> None:
    assert freed(sentence) == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "خطف مسلحون {C|ثلاثة سائقين}",
        "طالبت الأسر بالإفراج عن {C|عشرة محتجزين}",
        "لم يتم الإفراج عن {C|عشرة محتجزين}",
        "أطلق مسلحون النار {C|وخطفوا دركيا}",
        "أفرج عن الشحنة. خطف مسلحون {C|ثلاثة سائقين}",
    ],
)
def test_people_whose_release_is_wished_for_or_not_named_are_held(sentence: str) -> None:
    assert freed(sentence) == [False]
