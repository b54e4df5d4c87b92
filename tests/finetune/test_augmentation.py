"""Changed copies of passages."""

from collections import Counter

import numpy as np
import pytest
from samples.marked import inline
from samples.texts import ARTICLE, ROOT

from hasila.arabic.gazetteer import GAZETTEER, Gazetteer, read_gazetteer
from hasila.arabic.words import split
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.spans import Span
from train.finetune.augmentation import with_copies
from train.finetune.settings import AugmentationSettings

LEFT = Document("a", "قتل جندي في تدمر.", (Span(0, 8, "CASUALTY"), Span(12, 16, "LOCATION")))
RIGHT = Document("b", "في دير الزور قتلى", (Span(3, 12, "LOCATION"), Span(13, 17, "CASUALTY")))
EVERYTHING = AugmentationSettings(copies=2, mentions=0.5, names=0.5, numbers=0.5, spelling=0.5)


def only(**chances: float) -> AugmentationSettings:
    """Return settings of one copy with these chances."""
    return AugmentationSettings(copies=1, **chances)


def copy_of(marked: str, **chances: float) -> Document:
    """Return the one copy of a marked text."""
    return with_copies([inline(marked)], only(**chances), seed=0)[1]


def test_copies_come_after_the_passages_themselves_and_keep_what_is_between_mentions() -> None:
    passages = read(ARTICLE)
    made = with_copies(passages, AugmentationSettings(copies=2, mentions=0.5), seed=0)
    assert made[: len(passages)] == passages
    assert len(made) == 3 * len(passages)
    for index, copy in enumerate(made):
        original = passages[index % len(passages)]
        assert _between(copy) == _between(original)
        assert [span.label for span in copy.spans] == [span.label for span in original.spans]


def _between(document: Document) -> list[str]:
    ends = [0, *(span.end for span in document.spans)]
    starts = [*(span.start for span in document.spans), len(document.text)]
    return [document.text[end:start] for end, start in zip(ends, starts, strict=True)]


def test_every_span_of_every_copy_still_covers_whole_words() -> None:
    for copy in with_copies(read(ARTICLE), EVERYTHING, seed=3):
        words = split(copy.text)
        assert {span.start for span in copy.spans} <= {word.start for word in words}
        assert {span.end for span in copy.spans} <= {word.end for word in words}


def test_mentions_are_exchanged_for_others_of_their_label_alone() -> None:
    seen = Counter(
        (span.label, document.text_of(span))
        for document in with_copies([LEFT, RIGHT], AugmentationSettings(copies=50, mentions=0.5), seed=0)
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
    assert with_copies(read(ARTICLE), EVERYTHING, seed=1) == with_copies(read(ARTICLE), EVERYTHING, seed=1)
    assert with_copies([LEFT], AugmentationSettings(), seed=1) == [LEFT]


@pytest.mark.parametrize(
    ("marked", "changed"),
    [
        ("أعلن {C|مقتل 5 جنود} أمس", "أعلن {C|مقتل خمسة جنود} أمس"),
        ("{C|وأصيب خمس نساء} أمس", "{C|وأصيب 5 نساء} أمس"),
        ("{C|١٢ قتيلا} أمس", "{C|اثنا عشر قتيلا} أمس"),
        ("{C|بمقتل 12 جنديًا} أمس", "{C|بمقتل اثني عشر جنديًا} أمس"),
        ("{C|وثلاثة جرحى} أمس", "{C|و3 جرحى} أمس"),
        ("{C|مقتل خمسة وعشرين شخصا} أمس", "{C|مقتل 25 شخصا} أمس"),
        ("{C|نحو واحد وعشرين جريحا}", "{C|نحو 21 جريحا}"),
        ("{C|نحو 12 جنديا}", "{C|نحو اثني عشر جنديا}"),
        ("{C|أكثر من 25 قتيلا}", "{C|أكثر من خمسة وعشرين قتيلا}"),
    ],
)
def test_numbers_of_casualties_change_sides_with_gender_and_case_right(marked: str, changed: str) -> None:
    copy, wanted = copy_of(marked, numbers=1), inline(changed)
    assert (copy.text, copy.spans) == (wanted.text, wanted.spans)


@pytest.mark.parametrize("marked", ["{C|مقتل 5 زملاء}", "{C|مقتل 250 جنديا}", "{C|سقوط قتلى}", "{L|5 رجال}"])
def test_numbers_stay_where_gender_is_unknown_or_nothing_is_counted(marked: str) -> None:
    assert copy_of(marked, numbers=1).text == inline(marked).text


def test_a_text_without_hamzas_keeps_its_length_and_spans() -> None:
    document = inline("أعلن {A|الجيش} إصابة {C|أربعة جنود} في {L|القاهرة}")
    copy = with_copies([document], only(spelling=1), seed=0)[1]
    assert copy.text[:4] == "اعلن"
    assert (len(copy.text), copy.spans) == (len(document.text), document.spans)


@pytest.mark.parametrize(
    ("mention", "changed"),
    [
        ("شرقي مدينة تعز", "شرقي مدينة البصرة"),
        ("وتعز", "والبصرة"),
        ("لتعز", "للبصرة"),
        ("وبتعز", "وبالبصرة"),
        ("للموصل", "للبصرة"),
        ("ولبنان", "والبصرة"),
        ("للبنان", "للبصرة"),
        ("مدينة", None),
        ("تعزيز", None),
    ],
)
def test_a_known_name_that_ends_a_mention_is_exchanged_with_its_clitics(mention: str, changed: str | None) -> None:
    name = Gazetteer({"cities": ("تعز", "الموصل", "لبنان")}).name_at_end(mention)
    other = Gazetteer({"cities": ("البصرة",)})
    assert changed == (None if name is None else mention[: name.start] + other.other(name, np.random.default_rng(0)))


def test_no_name_of_the_gazetteer_is_of_two_kinds() -> None:
    names = Counter(name for kind in read_gazetteer(ROOT / GAZETTEER).kinds.values() for name in kind)
    assert not [name for name, count in names.items() if count > 1]


def test_copies_without_a_change_and_changes_without_copies_are_refused() -> None:
    for wrong in ({"copies": 1}, {"names": 0.5}):
        with pytest.raises(ValueError, match="copies go with"):
            AugmentationSettings(**wrong)
