"""Copies of passages with other mentions."""

from collections import Counter

from conftest import ARTICLE

from hasila.corpus import read
from hasila.spans import Document, Span
from train.augmentation import with_copies

LEFT = Document("a", "قتل جندي في تدمر.", (Span(0, 8, "CASUALTY"), Span(12, 16, "LOCATION")))
RIGHT = Document("b", "في دير الزور قتلى", (Span(3, 12, "LOCATION"), Span(13, 17, "CASUALTY")))


def test_copies_come_after_the_passages_themselves_and_keep_what_is_between_mentions() -> None:
    passages = read(ARTICLE)
    made = with_copies(passages, 2, seed=0)
    assert made[: len(passages)] == passages
    assert len(made) == 3 * len(passages)
    for place, copy in enumerate(made):
        original = passages[place % len(passages)]
        assert _between(copy) == _between(original)
        assert [span.label for span in copy.spans] == [span.label for span in original.spans]


def _between(document: Document) -> list[str]:
    ends = [0, *(span.end for span in document.spans)]
    starts = [*(span.start for span in document.spans), len(document.text)]
    return [document.text[end:start] for end, start in zip(ends, starts, strict=True)]


def test_mentions_are_exchanged_for_others_of_their_label_alone() -> None:
    seen = Counter(
        (span.label, document.words_of(span))
        for document in with_copies([LEFT, RIGHT], 50, seed=0)
        for span in document.spans
    )
    assert set(seen) == {
        ("CASUALTY", "قتل جندي"),
        ("CASUALTY", "قتلى"),
        ("LOCATION", "تدمر"),
        ("LOCATION", "دير الزور"),
    }
    assert min(seen.values()) > 20


def test_the_same_seed_makes_the_same_copies() -> None:
    assert with_copies([LEFT, RIGHT], 3, seed=1) == with_copies([LEFT, RIGHT], 3, seed=1)
    assert with_copies([LEFT], 0, seed=1) == [LEFT]
