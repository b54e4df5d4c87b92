"""Tests of hasila.tagging.whole_numbers."""

import pytest

from hasila.arabic.words import split
from hasila.spans import Span
from hasila.tagging.whole_numbers import with_whole_numbers


def joined(text: str, label: str = "CASUALTY") -> list[str]:
    """Return the spans of a text whose spans are what stands between bars, which are not part of it."""
    plain, spans = "", list[Span]()
    for part in text.split("|"):
        start, plain = len(plain), plain + part
        if part.strip():
            at = start + len(part) - len(part.lstrip())
            spans.append(Span(at, at + len(part.strip()), label if spans else "CASUALTY", 0.5))
    return [plain[span.start : span.end] for span in with_whole_numbers(plain, split(plain), spans)]


@pytest.mark.parametrize(
    "text",
    [
        "34 ألفا| و622 شهيدا",
        "34 ألفا و| 622 شهيدا",
        "مئة| وعشرين جريحا",
        "ثلاثة ملايين| وأربعة آلاف نازح",
        "و2,|500 جريح",
        "٣.|٤٠٠ أسير",
    ],
)
def test_a_number_that_is_cut_is_one_span(text: str) -> None:
    assert joined(text) == [text.replace("|", "")]


def test_a_word_between_that_only_joins_is_inside() -> None:
    text = "34 ألفا و 622 شهيدا"
    spans = [Span(0, 7, "CASUALTY"), Span(10, 19, "CASUALTY")]
    assert with_whole_numbers(text, split(text), spans) == [Span(0, 19, "CASUALTY")]


@pytest.mark.parametrize(
    "text",
    [
        "34 قتيلا| و622 جريحا",
        "خمسة| وأربعة",
        "ثلاثة| وعشرون جريحا",
        "100 قتيل| و20 جريحا",
        "1000| نازح",
        "ألف|\n\n و622 شهيدا",
        "ألف|\nو622 شهيدا",
    ],
)
def test_two_numbers_stay_two_spans(text: str) -> None:
    assert len(joined(text)) == 2


def test_spans_of_two_labels_stay_two() -> None:
    assert len(joined("ألف| و622 شهيدا", "ACTOR")) == 2


def test_the_whole_is_as_sure_as_the_less_sure_half() -> None:
    text = "34 ألفا و622 شهيدا"
    spans = [Span(0, 7, "CASUALTY", 0.9), Span(8, 18, "CASUALTY", 0.7)]
    assert [span.score for span in with_whole_numbers(text, split(text), spans)] == [0.7]
