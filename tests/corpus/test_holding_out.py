"""Passages held out of those to learn from."""

from hypothesis import given
from hypothesis import strategies as st

from hasila.corpus.holding_out import held_out
from hasila.document import Document


def documents(texts: list[str]) -> list[Document]:
    """Return a document for each text."""
    return [Document(str(index), text) for index, text in enumerate(texts)]


def test_the_last_passages_are_held_out() -> None:
    assert held_out(documents([f"كلمة{index}" for index in range(10)]), 0.2) == [False] * 8 + [True] * 2


def test_passages_of_the_same_words_whatever_their_marks_and_blanks_go_to_one_side() -> None:
    texts = ["قُتل  جندي", "في حلب", "في حمص", "قتل جندي"]
    assert held_out(documents(texts), 0.5) == [True, False, False, True]


def test_a_text_with_more_copies_than_are_to_be_held_out_stays_and_earlier_ones_are() -> None:
    texts = ["في حلب", "في حمص", *["نشرة"] * 8]
    assert held_out(documents(texts), 0.2) == [True, True, *[False] * 8]


@given(st.lists(st.sampled_from("ابتثج"), max_size=20), st.floats(0, 0.5))
def test_no_text_is_on_both_sides_and_no_more_than_the_share_is_held_out(texts: list[str], share: float) -> None:
    held = held_out(documents(texts), share)
    sides = [{text for text, out in zip(texts, held, strict=True) if out is side} for side in (True, False)]
    assert not sides[0] & sides[1]
    assert sum(held) <= round(share * len(texts))
