"""Counts that «و» adds to others in one clause."""

import pytest
from samples.marked import inline

from hasila.document import Document
from hasila.tolls.added import added_counts
from hasila.tolls.mentions import words_of


def spans_of(document: Document) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in document.spans]


@pytest.mark.parametrize(
    ("marked", "added"),
    [
        ("{C|قُتل خمسة جنود} {C|وخمسة مسلحين}", True),
        ("{C|قُتل خمسة جنود} من الجيش، و {C|خمسة مسلحين}", True),
        ("{C|قُتل خمسة جنود}. {C|وخمسة مسلحين}", False),
        ("{C|قُتل خمسة جنود}: {C|وخمسة} آخرون", False),
        ("{C|قُتل خمسة جنود}\n{C|وقُتل خمسة}", False),
        ("{C|مقتل خمسة}، {C|خمسة جنود} قتلوا", False),
        ("{C|عشرة قتلى} بعد {C|وفاة جريح}", False),
        ("{C|مقتل خمسة}، ومنهم {C|واحد} من الجيش", False),
        ("{C|مقتل خمسة}", False),
    ],
)
def test_what_a_conjunction_adds_in_one_clause(marked: str, *, added: bool) -> None:
    document = inline(marked)
    assert added_counts(words_of(document.text), spans_of(document))[-1] == added


def test_spans_that_end_before_they_begin_are_added_to_nothing() -> None:
    assert added_counts(words_of("قُتل خمسة"), [(0, 4), (4, 4), (2, 3), (9, 9)]) == [False] * 4
    assert added_counts([], [(0, 0), (0, 0)]) == [False, False]
