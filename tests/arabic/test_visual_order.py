"""Text in visual order."""

import pytest

from hasila.arabic.visual_order import is_visual

NEWS = "أعلنت الوكالة مقتل ثلاثة جنود في المدينة القديمة ليلة الأحد"


@pytest.mark.parametrize("text", [NEWS, "", "مثلا وفعلا وأصلا قال الرجل إن القرية بعيدة", "two words", "ة ى ة"])
def test_text_in_its_own_order_is_not_taken_for_reversed(text: str) -> None:
    assert not is_visual(text)


def test_reversed_text_is_noticed_by_its_words_line_by_line() -> None:
    assert is_visual(NEWS[::-1])
    assert is_visual("\n".join(line[::-1] for line in (NEWS, NEWS)))
