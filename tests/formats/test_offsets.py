"""Offsets as tools count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.formats.offsets import Mark, OffsetUnit, common_unit, spans_of_marks
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
    marks = [Mark(start, end, "LOCATION", "دمشق")]
    assert common_unit([(text, marks)]) == unit
    (span,) = spans_of_marks(text, marks, unit)
    assert text[span.start : span.end] == "دمشق"


def test_the_unit_of_a_file_is_the_first_that_fits_most_of_the_passages_that_prove_one() -> None:
    emoji, plain = "🔥 دمشق", "في دمشق"
    wide, narrow = [Mark(3, 7, "LOCATION", "دمشق")], [Mark(2, 6, "LOCATION", "دمشق")]
    assert common_unit([(plain, wide), (emoji, wide)]) == "utf-16"
    assert common_unit([(emoji, wide), (emoji, narrow), (emoji, narrow)]) == "code-points"
    assert common_unit([(emoji, [Mark(3, 7, "LOCATION")])]) is None
    with pytest.raises(ValueError, match=r"count utf-16 here, but code-points in the file as a whole"):
        spans_of_marks(emoji, wide, "code-points")


def test_words_that_stand_nowhere_near_are_an_error_that_names_the_units() -> None:
    with pytest.raises(ValueError, match=r"the span 0:4 has the text 'دمشق', but .*'عاجل' there.*utf-16 or lf"):
        spans_of_marks("عاجل من دمشق", [Mark(0, 4, "LOCATION", "دمشق")], "code-points")


def test_offsets_that_fit_the_words_in_another_unit_only_are_refused_where_no_words_are_stored() -> None:
    text, mark = "عاجل 🔥 دمشق", Mark(8, 12, "LOCATION")
    with pytest.raises(
        ValueError, match=r"only if offsets count utf-16, .*--offsets utf-16; if not: --offsets code-po"
    ):
        spans_of_marks(text, [mark], None)
    assert spans_of_marks(text, [mark], "utf-16") == [Span(7, 11, "LOCATION")]
    with pytest.raises(ValueError, match=r"the span 8:12 is not in the text"):
        spans_of_marks(text, [mark], "code-points")


def test_a_span_that_fits_no_word_in_any_unit_is_taken_as_given() -> None:
    assert spans_of_marks("في بدمشق", [Mark(4, 8, "LOCATION")], None) == [Span(4, 8, "LOCATION")]


@given(texts(40).filter(lambda text: len(text) > 1), st.data())
def test_code_points_are_taken_as_they_are_wherever_the_words_agree(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marks = [Mark(start, end, "A", text[start:end])]
    assert common_unit([(text, marks)]) == "code-points"
    assert spans_of_marks(text, marks, "code-points") == [Span(start, end, "A")]
