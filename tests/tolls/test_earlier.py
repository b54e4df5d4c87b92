"""Earlier figures that a newer count revises."""

from dataclasses import replace
from typing import Any

import pytest
from samples.marked import inline

from hasila.toll import Toll
from hasila.tolls.earlier import EarlierCue, earlier_cues, with_earlier
from hasila.tolls.mentions import words_of

TALLY, TOLD = EarlierCue.TALLY, EarlierCue.TOLD
TEXT = inline("قالت {A|الوزارة} إن {C|14} قُتلوا من {A|الشرطة} و{A|الجيش}. وكانت قد أعلنت مقتل {C|8}")
MINISTRY, NEWER, POLICE, ARMY, OLDER = range(5)


@pytest.mark.parametrize(
    ("marked", "cue"),
    [
        ("وكانت حصيلة سابقة أفادت بسقوط {C|ستة قتلى}", TALLY),
        ("بعدما كانت حصيلة أولى قد أشارت إلى {C|17 قتيلا}", TALLY),
        ("وكان بيان سابق للوزارة قد أشار إلى {C|إصابة ستة}", TOLD),
        ("وكانت الوزارة قد قالت في البداية إن {C|خمسة قتلوا}", TALLY),
        ("وكانت الوزارة قد أعلنت صباحا {C|مقتل ثمانية}", TOLD),
        ("بعد أن كانت الشرطة تحدثت عن {C|ستة قتلى}", TOLD),
        ("بعد أن كان عددهم صباحا {C|تسعة قتلى}", TOLD),
        ("وكانت الشرطة تحدثت قبل ساعات عن {C|19 قتيلا}", TOLD),
        ("وفي وقت سابق أعلن المستشفى {C|مقتل تسعة}", TOLD),
        ("أعلنت الوزارة {C|مقتل ثمانية}", None),
        ("وفي وقت سابق {C|قُتل أربعة} في المدينة نفسها", None),  # others
        ("أفادت الوزارة في حصيلة أولية {C|باستشهاد 19}", None),  # the latest there is
        ("وكانت الغارة الأولى، كما قال الدفاع المدني، {C|قتلت خمسة}", None),  # it tells nothing
        ("وكانت القوات، كما قال شهود، قد تقدمت {C|وقُتل خمسة}", None),
        ("وكانت سيارة في السوق، إضافة إلى {C|خمسة قتلى}", None),
        ("وكانت سيارات الإسعاف نقلت {C|19 جريحا} إلى المستشفى", None),
        ("وكانت عشر سنوات قد مضت على {C|مقتل خمسة}", None),
        ("وكانت مصادر قد كشفت عن {C|مقتل خمسة}", TOLD),
        ("وكانت المنظمة قد أكدت {C|مقتل ثلاثة} من موظفيها", None),  # some of those of before
        ("وكانت القوات قد تقدمت، فسقط {C|ستة قتلى}", None),  # nobody told
        ("وقد نفى ما كانت أعلنته الصحيفة عن {C|مقتل 70 مدنيا}", None),
        ("وكانت الوزارة قد أعلنت ذلك قبل أن ترفع العدد إلى {C|11 جريحا}", None),
        ("وكانت الوزارة قد أعلنت حصيلة أولية، ثم صححت العدد إلى {C|11 جريحا}", None),  # the newer one
        ("وكانت الوزارة قد أعلنت ذلك. {C|قُتل ثمانية}", None),  # another sentence
    ],
)
def test_an_earlier_figure_is_told_with_was_or_is_called_so(marked: str, cue: EarlierCue | None) -> None:
    document = inline(marked)
    [span] = [(one.start, one.end) for one in document.spans]
    assert earlier_cues(words_of(document.text), [span]) == [cue]


def told(span: int, low: int, **fields: Any) -> Toll:
    return Toll(span=span, **{"harm": ("killed",), "low": low, "high": low, "kind": "integer", "incident": 1, **fields})


def revised(*tolls: Toll, cue: EarlierCue = TOLD) -> list[int | None]:
    """Return what each toll revises, where the last is called an earlier figure."""
    cues = [None] * (len(tolls) - 1) + [cue]
    return [toll.revises for toll in with_earlier(TEXT, tolls, cues)]


def test_the_nearest_count_before_an_earlier_figure_revises_it() -> None:
    assert revised(told(NEWER, 14), told(OLDER, 8)) == [1, None]
    assert revised(told(NEWER, 20), told(NEWER, 14), told(OLDER, 8)) == [None, 2, None]
    assert revised(told(NEWER, 14), told(NEWER, 30, harm=("wounded",)), told(OLDER, 8)) == [2, None, None]
    assert revised(told(NEWER, 14), told(NEWER, 3, part_of=0), told(OLDER, 8)) == [2, None, None]


def test_what_somebody_told_before_is_of_the_same_source_or_a_rivals() -> None:
    newer = told(NEWER, 14, source=(MINISTRY,))
    assert revised(newer, told(OLDER, 8, source=(MINISTRY,))) == [1, None]
    assert revised(newer, told(OLDER, 8)) == [1, None]
    assert revised(newer, told(OLDER, 8, source=(ARMY,))) == [None, None]
    assert revised(newer, told(OLDER, 8, source_words=(0, 4))) == [None, None]
    assert revised(newer, told(OLDER, 8, source=(ARMY,)), cue=TALLY) == [1, None]


def test_unnamed_sources_are_the_same_by_their_words() -> None:
    said = inline("قال مصدر طبي إن {C|14} قتلوا. وكان المصدر قد ذكر {C|8}")
    first, again, other = (
        (said.text.index(words), said.text.index(words) + len(words)) for words in ("مصدر طبي", "المصدر", "قتلوا")
    )
    newer, older = told(0, 14, source_words=again), told(1, 8, source_words=first)
    assert [toll.revises for toll in with_earlier(said, [newer, older], [None, TOLD])] == [1, None]
    another = replace(older, source_words=other)
    assert [toll.revises for toll in with_earlier(said, [newer, another], [None, TOLD])] == [None, None]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        (told(NEWER, 14), told(OLDER, 8, harm=("wounded",))),
        (told(NEWER, 14), told(OLDER, 8, incident=2)),
        (told(NEWER, 14, incident=None, scope="cumulative"), told(OLDER, 8, incident=None, scope="cumulative")),
        (told(NEWER, 8), told(OLDER, 8)),  # a retelling
        (told(NEWER, 8), told(OLDER, 14)),  # more than the newer
        (told(NEWER, 14, party=(POLICE,)), told(OLDER, 8, party=(ARMY,))),  # of others
        (told(NEWER, 14, group=("civilian",)), told(OLDER, 8, group=("military",))),
        (told(NEWER, 14), told(OLDER, 8, part_of=0)),
        (told(NEWER, 14), told(OLDER, 8, party=(ARMY,))),  # of some
        (told(NEWER, 14), told(OLDER, 8, group=("police",))),
        (told(NEWER, 20, high=99, kind="tens"), told(OLDER, 8)),  # no figure
    ],
)
def test_other_counts_are_left(newer: Toll, older: Toll) -> None:
    assert revised(newer, older) == [None, None]


def test_a_tally_that_is_called_an_earlier_one_may_count_more() -> None:
    assert revised(told(NEWER, 8), told(OLDER, 14), cue=TALLY) == [1, None]


def test_an_earlier_figure_is_revised_once_and_in_no_circle() -> None:
    assert revised(told(NEWER, 14, revises=1), told(NEWER, 9), told(OLDER, 8)) == [1, 2, None]
    assert revised(told(NEWER, 14, revises=1), told(OLDER, 8)) == [1, None]


def test_what_is_called_an_earlier_figure_does_not_revise_a_newer_one() -> None:
    sure = told(OLDER, 8, revises=0, scores={"revises": (0.6,)})
    newer, older = with_earlier(TEXT, [told(NEWER, 14), sure], [None, TALLY])
    assert (newer.revises, newer.scores) == (1, {"revises": (0.6,)})
    assert (older.revises, older.scores) == (None, {})
    both = [told(NEWER, 14), told(NEWER, 9, revises=0), told(OLDER, 8, revises=0)]
    assert [toll.revises for toll in with_earlier(TEXT, both, [None, TALLY, TALLY])] == [1, None, None]


def test_a_figure_that_is_told_again_is_left_to_its_retellings() -> None:
    tolls = [told(NEWER, 14), told(OLDER, 8), told(OLDER, 8, same_as=1)]
    assert [toll.revises for toll in with_earlier(TEXT, tolls, [None, TOLD, None])] == [None, None, None]
