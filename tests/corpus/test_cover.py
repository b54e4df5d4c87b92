"""Which words of a text are in its spans."""

from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.arabic.words import split
from hasila.corpus.cover import covered
from hasila.document import Document
from hasila.spans import Span


def cut(text: str, data: st.DataObject) -> Document:
    """Return a document of `text` with every second stretch between some of its code points as a span."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = (Span(start, end, "ACTOR") for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    return Document("1", text, tuple(spans))


@given(texts(), st.data())
def test_a_word_is_covered_if_it_shares_a_code_point_with_some_span(text: str, data: st.DataObject) -> None:
    document, words = cut(text, data), split(text)
    assert covered(words, document.spans) == [
        any(span.start < word.end and word.start < span.end for span in document.spans) for word in words
    ]
