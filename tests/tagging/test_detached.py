"""Conjunctions that stand apart are no spans."""

import pytest

from hasila.spans import Span
from hasila.tagging.detached import without_detached


@pytest.mark.parametrize("conjunction", ["و", "وَ", "ف"])
def test_a_conjunction_alone_is_no_span(conjunction: str) -> None:
    text = f"8 أطفال {conjunction} 6 نساء"
    alone, women = Span(8, 8 + len(conjunction), "CASUALTY"), Span(len(text) - 6, len(text), "CASUALTY")
    assert without_detached(text, [alone, women]) == [women]


def test_a_conjunction_within_a_span_stays() -> None:
    assert without_detached("و 6 نساء", [Span(0, 8, "CASUALTY")]) == [Span(0, 8, "CASUALTY")]
