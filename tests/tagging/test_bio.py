"""Spans to tags and back, and the best legal sequence."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.arabic.words import split
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.bio import chunks, is_legal, labels_of, spans_from_tags, tag_names, tags_from_spans
from hasila.tagging.decoding import best_tags, learnt_transitions, legal_transitions

TEXT = "أعلنت وزارة الدفاع الروسية مقتل أربعة جنود في سوريا والعراق"
SPANS = (
    Span(6, 26, "ACTOR"),
    Span(27, 42, "CASUALTY"),
    Span(46, 51, "LOCATION"),
    Span(52, 59, "LOCATION"),
)
TAGS = ["O", "B-ACTOR", "I-ACTOR", "I-ACTOR", "B-CASUALTY", "I-CASUALTY", "I-CASUALTY", "O", "B-LOCATION", "B-LOCATION"]


def test_spans_become_tags_and_tags_the_same_spans() -> None:
    words = split(TEXT)
    assert tags_from_spans(Document("a", TEXT, SPANS), words) == TAGS
    assert tuple(spans_from_tags(words, TAGS)) == SPANS


def test_a_span_that_cuts_through_a_word_has_no_tags() -> None:
    with pytest.raises(ValueError, match=r"ACTOR 6:10 «وزار» cuts through a word"):
        tags_from_spans(Document("a", TEXT, (Span(6, 10, "ACTOR"),)), split(TEXT))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O I-A I-A", []),
        ("B-A I-A B-A", [(0, 2, "A"), (2, 3, "A")]),
        ("B-A I-B I-A", [(0, 1, "A")]),
        ("B-A O I-A", [(0, 1, "A")]),
        ("B-A I-A I-A", [(0, 3, "A")]),
    ],
)
def test_an_i_that_continues_nothing_belongs_to_no_span(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert chunks(tags.split()) == expected


def test_each_span_gets_its_own_score() -> None:
    found = spans_from_tags(split("وزارة الدفاع في دمشق"), ["B-ACTOR", "I-ACTOR", "O", "B-LOCATION"], [0.5, 1.0])
    assert [span.score for span in found] == [0.5, 1.0]


def test_labels_are_told_from_tags() -> None:
    assert labels_of(tag_names(("ACTOR", "LOCATION"))) == ("ACTOR", "LOCATION")


NAMES = tag_names(("A", "B"))


@given(st.lists(st.lists(st.floats(-5, 0), min_size=5, max_size=5), min_size=1, max_size=4))
def test_the_decoded_sequence_is_the_most_probable_of_all_legal_ones(rows: list[list[float]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    legal = [
        path
        for path in product(range(len(NAMES)), repeat=len(rows))
        if all(is_legal(NAMES[a], NAMES[b]) for a, b in zip((0, *path), path, strict=False))
    ]
    best = max(sum(float(scores[index, choice]) for index, choice in enumerate(path)) for path in legal)
    (decoded,) = best_tags([scores], NAMES, legal_transitions(NAMES))
    assert sum(float(scores[index, NAMES.index(tag)]) for index, tag in enumerate(decoded)) == pytest.approx(best)
    assert all(is_legal(before, after) for before, after in zip(["O", *decoded], decoded, strict=False))


def test_a_text_without_words_has_no_tags() -> None:
    assert best_tags([np.empty((0, 5), dtype=np.float32)], NAMES, legal_transitions(NAMES)) == [[]]


def test_what_is_learnt_of_transitions_decides_where_words_leave_it_open() -> None:
    """Where a second word could as well begin a span as continue one, the habit of the training text settles it."""
    learnt = learnt_transitions([["O", "B-A", "I-A", "O", "B-A", "I-A"]], NAMES)
    unsure = np.log(np.array([[0.1, 0.8, 0.02, 0.04, 0.04], [0.06, 0.45, 0.45, 0.02, 0.02]], dtype=np.float32))
    assert best_tags([unsure], NAMES, legal_transitions(NAMES) + learnt) == [["B-A", "I-A"]]
    apart = learnt_transitions([["B-A", "B-A", "B-A", "I-A"]], NAMES)
    assert best_tags([unsure], NAMES, legal_transitions(NAMES) + apart) == [["B-A", "B-A"]]
    assert np.isfinite(learnt).all()
    assert learnt.shape == (6, 5)


def test_transitions_learnt_from_nothing_change_nothing() -> None:
    assert learnt_transitions([], NAMES) == pytest.approx(np.zeros((6, 5)))
