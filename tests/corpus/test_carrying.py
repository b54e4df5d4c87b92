"""Spans carried from one copy of a text to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.corpus.carrying import carried
from hasila.document import Document
from hasila.spans import Span


@given(st.lists(st.sampled_from(["وصل", "وفد", "."]), min_size=1), st.sampled_from(["", "  ", "\n"]), st.data())
def test_the_words_of_a_span_are_the_same_whatever_the_blanks(
    words: list[str], blank: str, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    text = " ".join(words)
    start = len("".join(f"{word} " for word in words[:first]))
    document = Document("a", text, (Span(start, start + len(" ".join(words[first : last + 1])), "ACTOR", 0.5),))
    made = carried(document, Document("b", blank.join(words)))
    assert (made.id, [made.text_of(span) for span in made.spans]) == ("b", [blank.join(words[first : last + 1])])
    assert [span.score for span in made.spans] == [0.5]


def test_another_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="a and b have different texts"):
        carried(Document("a", "وصل"), Document("b", "وفد"))
