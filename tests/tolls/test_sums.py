"""Tests of hasila.tolls.sums."""

from typing import Any

import pytest
from samples.marked import inline

from hasila.toll import Toll
from hasila.tolls.mentions import words_of
from hasila.tolls.sums import SumCue, sum_cues, with_sums, with_sums_behind


def told(span: int, low: int, **fields: Any) -> Toll:
    return Toll(span=span, **{"harm": ("killed",), "low": low, "high": low, "kind": "integer", "incident": 1, **fields})


def wholes(*tolls: Toll) -> list[int | None]:
    return [toll.part_of for toll in with_sums(tolls)]


def test_two_counts_that_add_up_to_a_total_told_before_are_its_parts() -> None:
    assert wholes(told(0, 35), told(1, 26), told(2, 9)) == [None, 0, 0]
    assert wholes(told(0, 35), told(1, 5, harm=("wounded",)), told(2, 26), told(3, 9)) == [None, None, 0, 0]


def test_at_least_as_many_may_be_a_total() -> None:
    assert wholes(told(0, 9, high=None), told(1, 5), told(2, 4)) == [None, 0, 0]


def test_the_parts_of_a_great_total_that_a_text_begins_with_may_be_of_other_attacks() -> None:
    assert wholes(told(0, 35), told(1, 26, incident=2), told(2, 9, incident=3)) == [None, 0, 0]
    assert wholes(told(0, 35, incident=2), told(1, 35, incident=2), told(2, 26), told(3, 9)) == [None, None, 1, 1]


def test_a_part_says_how_sure_such_sums_are() -> None:
    *_, part = with_sums([told(0, 35), told(1, 26, scores={"by": (0.5,)}), told(2, 9)])
    assert part.scores == {"part_of": (0.73,)}


def test_the_total_is_the_nearest_before() -> None:
    assert wholes(told(0, 35), told(1, 35), told(2, 26), told(3, 9)) == [None, None, 1, 1]


@pytest.mark.parametrize(
    "tolls",
    [
        (told(0, 26), told(1, 9), told(2, 35)),
        (told(0, 35), told(1, 26), told(2, 10)),
        (told(0, 9), told(1, 5), told(2, 4, incident=2)),
        (told(0, 9, incident=2), told(1, 5), told(2, 4)),
        (told(0, 35, incident=2), told(1, 1), told(2, 26), told(3, 9)),
        (told(0, 1), told(1, 35, incident=2), told(2, 26), told(3, 9)),
        (told(0, 35), told(1, 26, harm=("wounded",)), told(2, 9)),
        (told(0, 35, high=99), told(1, 26), told(2, 9)),
        (told(0, 35), told(1, 26, high=None), told(2, 9)),
        (told(0, 3), told(1, 2), told(2, 1)),
        (told(0, 35), told(1, 35), told(2, 0)),
        (told(0, 35), told(1, 26, revises=0), told(2, 9)),
        tuple(told(span, low, incident=None, scope="cumulative") for span, low in enumerate((35, 26, 9))),
    ],
)
def test_what_is_no_explicit_sum_stays_apart(tolls: tuple[Toll, ...]) -> None:
    assert set(wholes(*tolls)) == {None}


def test_a_part_of_another_total_stays_what_it_is() -> None:
    assert wholes(told(0, 30), told(1, 35), told(2, 26, part_of=0), told(3, 9)) == [None, None, 0, None]
    sure = told(2, 26, part_of=0, scores={"part_of": (0.94,)})
    assert wholes(told(0, 30), told(1, 35), sure, told(3, 9)) == [None, None, 0, None]


def test_a_part_of_which_the_model_is_less_sure_than_of_such_sums_goes_to_the_total() -> None:
    doubtful = told(2, 26, part_of=0, scores={"part_of": (0.5,)})
    assert wholes(told(0, 90), told(1, 35), doubtful, told(3, 9)) == [None, None, 1, 1]


def test_where_one_count_is_a_part_of_the_total_already_so_is_the_other() -> None:
    known = told(1, 26, part_of=0, scores={"part_of": (0.94,)})
    assert wholes(told(0, 35), known, told(2, 9)) == [None, 0, 0]


def test_no_count_is_inside_itself() -> None:
    vague = told(1, 20, high=99, part_of=2)
    assert wholes(told(0, 35, part_of=1), vague, told(2, 26), told(3, 9)) == [1, 2, None, None]


@pytest.mark.parametrize(
    ("marked", "cue"),
    [
        ("قُتل 20 جنديا و15 مدنيا، أي {C|35 قتيلا}", SumCue.SUM),
        ("قُتل 20 جنديا و15 مدنيا، ما مجموعه {C|35 قتيلا}", SumCue.SUM),
        ("قُتل خمسة في حلب وثلاثة في إدلب، {C|والمجموع ثمانية}", SumCue.SUM),
        ("مقتل ستة جنود وأربعة مدنيين: {C|عشرة قتلى} في المجموع", SumCue.SUM),
        ("توفي اثنان من الجرحى، لترتفع الحصيلة إلى {C|11 قتيلا}", SumCue.RISE),
        ("توفي اثنان من الجرحى، ليصل العدد إلى {C|11}", SumCue.RISE),
        ("توفي اثنان من الجرحى، وبذلك بلغ عدد القتلى {C|11}", SumCue.RISE),
        ("توفي اثنان من الجرحى، ما رفع عدد القتلى إلى {C|11}", SumCue.RISE),
        ("قُتل ستة في دوما، وبلغ عدد القتلى في حلب {C|11}", SumCue.MAYBE),
        ("قُتل جنديان، فيما قتلت مجموعة مسلحة {C|خمسة مدنيين}", None),  # a group
        ("سقط 4 في درعا و6 في إدلب، ليكون المجموع {C|10 قتلى}", SumCue.SUM),
        ("وصلت قوة إلى المكان، وقُتل {C|ثلاثة}", None),
        ("ارتفعت الحصيلة. {C|قُتل ثلاثة}", None),
        ("{C|قُتل ثلاثة}. والمجموع غير معروف", None),
    ],
)
def test_words_say_that_a_count_adds_up_others(marked: str, cue: SumCue | None) -> None:
    document = inline(marked)
    assert sum_cues(words_of(document.text), [(one.start, one.end) for one in document.spans]) == [cue]


def behind(*tolls: Toll, cue: SumCue | None = SumCue.SUM) -> list[tuple[int | None, int | None]]:
    """Return the whole of each toll and what it revises, where a cue stands before the last."""
    cues = [None] * (len(tolls) - 1) + [cue]
    return [(toll.part_of, toll.revises) for toll in with_sums_behind(tolls, cues)]


def test_counts_right_before_a_total_that_add_up_to_it_are_its_parts() -> None:
    assert behind(told(0, 20), told(1, 15), told(2, 35)) == [(2, None), (2, None), (None, None)]
    assert behind(told(0, 7), told(1, 5, incident=2), told(2, 3), told(3, 15))[:3] == [(3, None)] * 3
    assert behind(told(0, 7), told(1, 9, harm=("wounded",)), told(2, 3), told(3, 10))[1] == (None, None)
    assert behind(told(0, 7), told(1, 2, part_of=0), told(2, 3), told(3, 10)) == [
        (3, None),
        (0, None),
        (3, None),
        (None, None),
    ]


def test_a_figure_that_rose_to_the_total_is_revised_and_what_was_added_is_part_of_it() -> None:
    assert behind(told(0, 9), told(1, 2), told(2, 11), cue=SumCue.RISE) == [(None, None), (2, None), (None, 0)]
    assert behind(told(0, 9), told(1, 1), told(2, 1), told(3, 11), cue=SumCue.RISE)[:3] == [(3, None)] * 3
    assert behind(told(0, 9), told(1, 2, part_of=2), told(2, 11), cue=SumCue.RISE) == [
        (None, None),
        (2, None),
        (None, 0),
    ]


def test_a_rise_that_is_no_consequence_is_of_the_same_attack_or_of_others() -> None:
    assert behind(told(0, 9), told(1, 2), told(2, 11), cue=SumCue.MAYBE)[2] == (None, 0)
    assert set(behind(told(0, 9), told(1, 2, incident=2), told(2, 11, incident=3), cue=SumCue.MAYBE)) == {(None, None)}


@pytest.mark.parametrize(
    "tolls",
    [
        (told(0, 15, group=("armed_group",)), told(1, 10), told(2, 25, group=("civilian",))),
        (told(0, 20), told(1, 15), told(2, 36)),
        (told(0, 35), told(1, 35)),
        (told(0, 20), told(1, 15, high=None), told(2, 35)),
        (told(0, 20), told(1, 15), told(2, 35, high=None)),
        (told(0, 20), told(1, 15, harm=("wounded",)), told(2, 35)),
        (told(0, 50), told(1, 15), told(2, 35)),
        (told(0, 20), told(1, 0), told(2, 20)),
    ],
)
def test_what_does_not_add_up_stays_apart(tolls: tuple[Toll, ...]) -> None:
    assert set(behind(*tolls)) == {(None, None)}


def test_a_sum_counts_no_figure_that_was_revised_and_revises_in_no_circle() -> None:
    assert behind(told(0, 9), told(1, 11, revises=0), told(2, 9), told(3, 20))[:3] == [(None, None), (3, 0), (3, None)]
    cues = [None, None, SumCue.RISE, SumCue.SUM]
    rose = with_sums_behind([told(0, 9), told(1, 2), told(2, 11), told(3, 20)], cues)
    assert [toll.part_of for toll in rose] == [None, 2, None, None], "9 and 11 are the same people"
    assert behind(told(0, 9, revises=2), told(1, 2), told(2, 11), cue=SumCue.RISE)[2] == (None, None)


def test_a_rise_revises_what_is_free_and_the_first_of_two_that_are_equal() -> None:
    assert behind(told(0, 5), told(1, 5), told(2, 10), cue=SumCue.RISE) == [(None, None), (2, None), (None, 0)]
    assert behind(told(0, 9, part_of=2), told(1, 2), told(2, 11), cue=SumCue.RISE)[2] == (None, None)
    assert behind(told(0, 4), told(1, 9), told(2, 2), told(3, 11, revises=0), cue=SumCue.RISE)[3] == (None, 0)


def test_a_part_is_no_total_and_a_total_does_not_revise_its_part() -> None:
    assert behind(told(0, 50), told(1, 20), told(2, 15), told(3, 35, part_of=0))[1:3] == [(None, None)] * 2
    assert wholes(told(0, 35, revises=2), told(1, 26), told(2, 9)) == [None, None, None]


def test_parts_told_before_their_total_say_how_sure_they_are() -> None:
    first, _, total = with_sums_behind([told(0, 9), told(1, 2), told(2, 11)], [None, None, SumCue.RISE])
    assert (first.scores, total.scores) == ({}, {"revises": (0.94,)})
    first, *_ = with_sums_behind([told(0, 9), told(1, 2), told(2, 11)], [None, None, SumCue.SUM])
    assert first.scores == {"part_of": (0.94,)}


def test_nothing_is_added_up_without_a_cue() -> None:
    assert set(behind(told(0, 20), told(1, 15), told(2, 35), cue=None)) == {(None, None)}
