"""Tags as others write them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hasila.tagging.bio import chunks, is_legal
from hasila.tagging.layers import is_tag_of_any_scheme, outermost, token_runs

TAGS = st.sampled_from(["O", *(f"{prefix}-{label}" for prefix in "BIESLU" for label in "XY")])


@given(st.lists(st.lists(TAGS, max_size=3), max_size=10))
def test_the_outermost_spans_of_any_tags_are_flat_and_inside_the_text(rows: list[list[str]]) -> None:
    kept = outermost(token_runs(rows))
    assert all(0 <= one.first < one.end <= len(rows) for one in kept)
    assert not any(left.overlaps(right) for left, right in pairwise(kept))


@given(st.lists(st.sampled_from(["O", "B-X", "I-X", "B-Y", "I-Y"]), max_size=10))
def test_one_layer_of_legal_iob2_is_what_the_strict_reading_says(tags: list[str]) -> None:
    legal = [tag for tag in tags if tag[0] != "I"]
    for candidate in (tags, legal):
        if all(is_legal(before, after) for before, after in pairwise(["O", *candidate])):
            found = [(one.first, one.end, one.label) for one in token_runs([[tag] for tag in candidate])]
            assert found == chunks(candidate)


def test_a_nested_span_of_the_same_label_is_one_more_run() -> None:
    assert [(one.first, one.end) for one in token_runs([["B-X"], ["I-X", "B-X"]])] == [(0, 2), (1, 2)]


def test_a_word_that_looks_like_one_is_no_tag() -> None:
    assert not any(map(is_tag_of_any_scheme, ["B-", "X-LOC", "o", "LOC", "-"]))
