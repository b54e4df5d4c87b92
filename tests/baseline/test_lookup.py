"""Lists and patterns of the training split."""

from pathlib import Path

import pytest

from eval.baseline import lookup
from hasila.document import Document
from hasila.spans import Span


def passage(text: str, **mentions: tuple[str, ...]) -> Document:
    """Return `text` with the first place of each of the `mentions` of a label."""
    spans = [
        Span(text.index(mention), text.index(mention) + len(mention), label)
        for label, found in mentions.items()
        for mention in found
    ]
    return Document(text[:20], text, tuple(spans))


TRAINING = [
    passage(
        "قصف الجيش مدينة حلب وقتل خمسة مدنيين",
        ACTOR=("الجيش",),
        LOCATION=("مدينة حلب",),
        CASUALTY=("وقتل خمسة مدنيين",),
    ),
    passage("دخل الجيش الحر بلدة منبج ومقتل 12 مدنيين", ACTOR=("الجيش الحر",), CASUALTY=("ومقتل 12 مدنيين",)),
    passage("وصل الجيش أمس وقتل 7 مدنيين", ACTOR=("الجيش",), CASUALTY=("وقتل 7 مدنيين",)),
    passage("في باريس اجتماع", LOCATION=("باريس",)),
    passage("قال مصدر في باريس"),
    passage("عاد الوفد إلى باريس"),
]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> lookup.Lookup:
    """Learn the passages above."""
    folder = tmp_path_factory.mktemp("lookup")
    lookup.learn(TRAINING, folder)
    return lookup.load(folder)


def found(lists: lookup.Lookup, text: str) -> list[tuple[str, str]]:
    """Return (label, words) of the spans found in `text`."""
    document = lists.read(Document("text", text))
    return [(span.label, document.text_of(span)) for span in document.spans]


def test_the_longest_mention_is_found_with_the_label_that_it_had(lists: lookup.Lookup) -> None:
    assert found(lists, "تقدم الجيش الحر إلى مدينة حلب") == [("ACTOR", "الجيش الحر"), ("LOCATION", "مدينة حلب")]
    assert found(lists, "تقدم الجيش") == [("ACTOR", "الجيش")]


def test_clitics_before_a_mention_belong_to_it(lists: lookup.Lookup) -> None:
    assert found(lists, "تابع للجيش ومدينة حلب") == [("ACTOR", "للجيش"), ("LOCATION", "ومدينة حلب")]


def test_a_mention_that_is_more_often_no_span_is_left_out(lists: lookup.Lookup) -> None:
    assert found(lists, "سافر إلى باريس") == []


def test_a_count_that_was_never_seen_fits_a_pattern_of_casualties(lists: lookup.Lookup) -> None:
    assert found(lists, "أمس وقتل 345 مدنيين هناك") == [("CASUALTY", "وقتل 345 مدنيين")]
    assert found(lists, "أمس وقتل تسعة مدنيين هناك") == [("CASUALTY", "وقتل تسعة مدنيين")]


def test_a_score_is_the_share_of_training_matches_that_were_spans(lists: lookup.Lookup) -> None:
    (army,) = lists.read(Document("text", "تقدم الجيش")).spans
    assert army.score == 1.0


def test_what_was_written_is_what_is_read(tmp_path: Path, lists: lookup.Lookup) -> None:
    lookup.learn(TRAINING, tmp_path)
    assert lookup.load(tmp_path) == lists
    assert lists.parameters > len(lists.mentions.entries)


def test_a_text_without_words_has_no_spans(lists: lookup.Lookup) -> None:
    assert found(lists, " \n") == []
