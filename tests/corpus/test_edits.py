"""Changes that take spans along."""

from hypothesis import given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.corpus.edits import Edit, edited
from hasila.document import Document
from hasila.spans import Span


@given(texts(), st.data())
def test_after_edits_each_span_holds_its_words_with_the_edits_in_them(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pieces = list(zip(cuts[::2], cuts[1::2], strict=False))
    document = Document("1", text, tuple(Span(start, end, "ACTOR") for start, end in pieces))
    changed = edited(document, [Edit(start, end, "كلمة") for start, end in pieces])
    assert [changed.text_of(span) for span in changed.spans] == ["كلمة"] * len(pieces)


def test_an_edit_between_spans_moves_what_follows_and_leaves_what_stands_before() -> None:
    document = Document("1", "في حلب ودمشق", (Span(3, 6, "LOCATION"), Span(7, 12, "LOCATION")))
    changed = edited(document, [Edit(6, 7, "  ، ")])
    assert [changed.text_of(span) for span in changed.spans] == ["حلب", "ودمشق"]
    assert changed.text == "في حلب  ، ودمشق"
