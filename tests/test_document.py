"""Documents as rows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.document import Document
from hasila.spans import Span

RESERVED = {"id", "text", "spans"}
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a text with spans, with and without scores, and whatever else its row says."""
    text = draw(texts())
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    score = st.none() | st.floats(0, 1)
    spans = [
        Span(start, end, draw(st.sampled_from(["ACTOR", "LOCATION"])), draw(score))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    meta = draw(st.dictionaries(st.text(max_size=5).filter(lambda key: key not in RESERVED), PLAIN, max_size=3))
    return Document(draw(st.text(max_size=5)), text, tuple(spans), meta)


@given(documents())
def test_a_document_comes_back_whole_from_its_row(document: Document) -> None:
    back = Document.from_dict(document.to_dict())
    assert back == document
    assert [span.score for span in back.spans] == [span.score for span in document.spans]


def test_a_row_names_the_document_first_and_its_spans_last() -> None:
    document = Document("a", "قتل جندي", (Span(0, 8, "CASUALTY", 0.75),), {"outlet": "x", "text": "no"})
    assert list(document.to_dict().items()) == [
        ("id", "a"),
        ("outlet", "x"),
        ("text", "قتل جندي"),
        ("spans", [{"start": 0, "end": 8, "label": "CASUALTY", "score": 0.75}]),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (None, "a row is an object with id, text and spans, not NoneType"),
        ({"id": "a"}, "the row lacks text, spans"),
        ({"id": "a", "text": 3, "spans": []}, "text is a string and spans a list of objects"),
        (
            {"id": "a", "text": "قتل", "spans": [{"start": 0, "end": 9, "label": "A"}]},
            "0:9 ends after the text, which has 3 code points",
        ),
        (
            {"id": "a", "text": "قتل", "spans": [{"start": 0, "end": 3, "label": "A", "text": "جرح"}]},
            "has the text 'جرح', but the document has 'قتل' there",
        ),
        ({"id": "a", "text": "قتل", "spans": [{"start": 0, "end": 3, "label": "A", "score": "x"}]}, "is a number"),
        ({"id": "a", "text": "قتل", "spans": [{"start": 0, "end": 3, "label": "A", "score": 2}]}, "between 0 and 1"),
    ],
)
def test_a_row_that_says_no_document_tells_why(row: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Document.from_dict(row)


def test_all_faults_of_a_rows_spans_are_told_at_once() -> None:
    spans = [{"start": 0, "end": 9, "label": "A"}, {"start": "0", "end": 1, "label": "A"}]
    with pytest.raises(ValueError, match=r"(?s)0:9 ends after.*\n.*whole numbers start and end"):
        Document.from_dict({"id": "a", "text": "قتل", "spans": spans})
