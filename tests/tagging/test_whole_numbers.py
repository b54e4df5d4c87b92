"""Tests of hasila.tagging.whole_numbers."""

import pytest

from hasila.arabic.words import split
from hasila.tagging.bio import spans_from_tags
from hasila.tagging.whole_numbers import with_whole_numbers


def joined(text: str, second: str) -> list[str]:
    """Return the spans of a text that is full of them, whose tags begin the second at a word."""
    words = split(text)
    starts = {0, next(index for index, word in enumerate(words) if text[word.start : word.end] == second)}
    tags = [f"{'B' if index in starts else 'I'}-CASUALTY" for index in range(len(words))]
    whole = with_whole_numbers(words, tags)
    spans = spans_from_tags(words, whole, [1.0] * sum(tag.startswith("B-") for tag in whole))
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("34 ألفا و622 شهيدا", "و622"),
        ("مئة وعشرين جريحا", "وعشرين"),
        ("ثلاثة ملايين وأربعة آلاف نازح", "وأربعة"),
        ("ألف و 500 قتيل", "و"),
    ],
)
def test_a_number_that_is_cut_is_one_span(text: str, second: str) -> None:
    assert joined(text, second) == [text]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("34 قتيلا و622 جريحا", "و622"),
        ("خمسة وأربعة", "وأربعة"),
        ("ثلاثة وعشرون جريحا", "وعشرون"),
        ("100 قتيل و20 جريحا", "و20"),
        ("1000 نازح", "نازح"),
    ],
)
def test_two_numbers_stay_two_spans(text: str, second: str) -> None:
    assert len(joined(text, second)) == 2
