"""Spans and documents."""

from typing import Any

import pytest

from hasila.document import Document
from hasila.spans import Span, checked_labels


@pytest.mark.parametrize(("start", "end", "label"), [(3, 3, "ACTOR"), (5, 2, "ACTOR"), (-1, 2, "ACTOR"), (0, 1, "")])
def test_a_span_that_is_empty_reversed_negative_or_nameless_cannot_be_built(start: int, end: int, label: str) -> None:
    with pytest.raises(ValueError, match=r"span"):
        Span(start, end, label)


@pytest.mark.parametrize(("start", "end", "label"), [(0.5, 2.5, "A"), (0, 2.0, "A"), ("0", "2", "A"), (0, 2, None)])
def test_a_span_between_what_are_no_whole_numbers_or_without_a_name_cannot_be_built(
    start: Any, end: Any, label: Any
) -> None:
    with pytest.raises(TypeError, match=r"span"):
        Span(start, end, label)


@pytest.mark.parametrize("text", [None, 3, b"text"])
def test_a_document_whose_text_is_no_text_cannot_be_built(text: Any) -> None:
    with pytest.raises(TypeError, match="the text of a document is a str, not"):
        Document("a", text)


def test_a_document_sorts_its_spans() -> None:
    document = Document("a", "روسيا وسوريا", (Span(6, 12, "LOCATION"), Span(0, 5, "ACTOR")))
    assert [document.text_of(span) for span in document.spans] == ["روسيا", "وسوريا"]


def test_a_document_whose_spans_overlap_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="0:5 and 4:8 overlap"):
        Document("a", "روسيا وسوريا", (Span(0, 5, "ACTOR"), Span(4, 8, "LOCATION")))


def test_a_document_whose_span_leaves_the_text_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="0:6 ends after the text, which has 5 code points"):
        Document("a", "روسيا", (Span(0, 6, "ACTOR"),))


def test_spans_that_differ_in_score_alone_are_equal() -> None:
    assert Span(0, 5, "ACTOR", 0.9) == Span(0, 5, "ACTOR")


@pytest.mark.parametrize("labels", [(), ("A", "A"), ("A", ""), ("A B",), (" A",), ("A\t",), ("A\nB",)])
def test_labels_that_are_few_alike_or_hold_white_space_are_refused(labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="are not one or more different names without white space"):
        checked_labels(labels)
    assert checked_labels(("ACTOR", "مكان")) == ("ACTOR", "مكان")
