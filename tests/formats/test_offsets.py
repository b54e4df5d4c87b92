"""Offsets as tools count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.formats.offsets import Mark, OffsetUnit, spans_of_marks
from hasila.spans import Span


@pytest.mark.parametrize(
    ("text", "start", "end", "unit"),
    [
        ("عاجل 🔥 دمشق", 7, 11, "code-points"),
        ("عاجل 🔥 دمشق", 8, 12, "utf-16"),
        ("قُتِلَ في دمشق", 7, 11, "graphemes"),
        ("عاجل\r\nفي دمشق", 8, 12, "lf"),
        ("🔥🔥\r\nفي دمشق", 8, 12, "utf-16-lf"),
        ("عاجل\nفي دمشق", 9, 13, "crlf"),
    ],
)
def test_the_unit_of_offsets_is_found_by_the_stored_words(text: str, start: int, end: int, unit: OffsetUnit) -> None:
    found, (span,) = spans_of_marks(text, [Mark(start, end, "LOCATION", "دمشق")], None)
    assert (found, text[span.start : span.end]) == (unit, "دمشق")


def test_words_that_stand_nowhere_near_are_an_error_that_names_the_units() -> None:
    with pytest.raises(ValueError, match=r"the span 0:4 has the text 'دمشق', but .*'عاجل' there.*utf-16 or lf"):
        spans_of_marks("عاجل من دمشق", [Mark(0, 4, "LOCATION", "دمشق")], None)


def test_offsets_that_fit_the_words_in_another_unit_only_are_refused_where_no_words_are_stored() -> None:
    text, mark = "عاجل 🔥 دمشق", Mark(8, 12, "LOCATION")
    with pytest.raises(
        ValueError, match=r"only if offsets count utf-16, .*--offsets utf-16; if not: --offsets code-po"
    ):
        spans_of_marks(text, [mark], None)
    assert spans_of_marks(text, [mark], "utf-16")[1] == [Span(7, 11, "LOCATION")]
    with pytest.raises(ValueError, match=r"the span 8:12 is not in the text"):
        spans_of_marks(text, [mark], "code-points")


def test_a_span_that_fits_no_word_in_any_unit_is_taken_as_given() -> None:
    assert spans_of_marks("في بدمشق", [Mark(4, 8, "LOCATION")], None) == ("code-points", [Span(4, 8, "LOCATION")])


@given(texts(40).filter(lambda text: len(text) > 1), st.data())
def test_code_points_are_taken_as_they_are_wherever_the_words_agree(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found, spans = spans_of_marks(text, [Mark(start, end, "A", text[start:end])], None)
    assert (found, spans) == ("code-points", [Span(start, end, "A")])
