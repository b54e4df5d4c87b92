"""Where spans stand among the words of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.arabic.words import split
from hasila.corpus.edges import off_word_edges, widened
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges


def placed(text: str, *spans: tuple[int, int]) -> Document:
    """Return a document with places at these code points."""
    return Document("1", text, tuple(Span(start, end, "LOCATION") for start, end in spans))


def test_an_edge_within_a_word_or_on_a_blank_is_off_the_words() -> None:
    text = "في بغزة اليوم"
    inside, blank, whole = placed(text, (4, 7)), placed(text, (2, 7)), placed(text, (3, 7))
    assert off_word_edges([inside, blank, whole]) == [(inside, inside.spans[0]), (blank, blank.spans[0])]


def test_a_widened_span_is_the_whole_words_that_it_touches_without_blanks_at_its_edges() -> None:
    document = widened(placed("في بغزة اليوم", (1, 2), (4, 8)))
    assert [document.text_of(span) for span in document.spans] == ["في", "بغزة"]


def test_widening_keeps_the_label_the_score_and_all_else_of_a_document() -> None:
    document = Document("1", "بغزة", (Span(1, 4, "LOCATION", 0.5),), {"split": "dev"})
    (span,) = widened(document).spans
    assert (span.label, span.score, widened(document).meta) == ("LOCATION", 0.5, {"split": "dev"})


@pytest.mark.parametrize(
    ("document", "fault"),
    [(placed("بغزة", (0, 1), (1, 4)), "overlap"), (placed("في  غزة", (2, 4)), "LOCATION 2:4 contains no word")],
)
def test_spans_that_would_overlap_or_hold_no_word_are_not_widened(document: Document, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        widened(document)


@given(texts(), st.data())
def test_the_words_that_a_span_touches_are_those_that_share_a_code_point_with_it(
    text: str, data: st.DataObject
) -> None:
    if not text:
        return
    words = split(text)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))), "ACTOR")
    shared = [index for index, word in enumerate(words) if span.start < word.end and word.start < span.end]
    assert list(WordEdges.of(words).touched(span)) == shared


@given(texts(), st.data())
def test_a_widened_document_has_no_edge_off_its_words(text: str, data: st.DataObject) -> None:
    if not split(text):
        return
    start = data.draw(st.integers(0, len(text) - 1))
    document = placed(text, (start, data.draw(st.integers(start + 1, len(text)))))
    try:
        whole = widened(document)
    except ValueError:
        return
    assert off_word_edges([whole]) == []
    assert widened(whole) == whole
