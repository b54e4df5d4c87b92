"""Counts in a row of «و»: hasila.tolls.added."""

import pytest
from samples.marked import inline

from hasila.document import Document
from hasila.tolls.added import rows_of_counts
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
        ("{C|قُتل خمسة جنود} أمس {C|والقتلى الخمسة} من لواء واحد", False),
        ("{C|مقتل خمسة جنود} {C|وهم خمسة مجندين}", False),
        ("{C|مقتل خمسة} {C|وارتفاع الحصيلة إلى خمسة}", False),
        ("{C|مقتل خمسة}، {C|وصول خمسة جثامين}", False),
    ],
)
def test_what_a_conjunction_adds_in_one_clause(marked: str, *, added: bool) -> None:
    document = inline(marked)
    left, right = rows_of_counts(words_of(document.text), spans_of(document))
    assert (left == right) == added


def test_a_row_goes_on_over_other_harms() -> None:
    document = inline("{C|قُتل خمسة} {C|وأصيب ثلاثة} {C|وقُتل خمسة}، ثم {C|قُتل واحد}")
    assert rows_of_counts(words_of(document.text), spans_of(document)) == [1, 1, 1, 2]


def test_the_counts_of_one_span_are_a_row() -> None:
    assert rows_of_counts(words_of("قُتل ضابط و3 جنود"), [(0, 18), (0, 18)]) == [1, 1]


def test_spans_without_words_have_rows_too() -> None:
    assert len(rows_of_counts(words_of("قُتل خمسة"), [(0, 4), (4, 4), (2, 3), (9, 9)])) == 4
    assert rows_of_counts([], [(0, 0)]) == [1]
