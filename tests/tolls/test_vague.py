"""Vague counts that tell again of people whom an exact count of the same attack counts."""

from typing import Any

import pytest
from samples.marked import inline

from hasila.toll import Toll
from hasila.tolls.mentions import words_of
from hasila.tolls.vague import tells_of_more, with_vague_retellings

BETWEEN = "وقال شهود إن القصف استمر حتى الفجر. " * 5
TEXT = inline(
    "{C|سقوط قتلى} من {A|الجيش} في القصف. {C|مقتل 38} من {A|الشرطة} و{C|38 قتيلا}. "
    + BETWEEN
    + "{C|سقوط عدد من القتلى}"
)
FIRST, ARMY, EXACT, POLICE, AGAIN, LAST = range(6)


@pytest.mark.parametrize(
    ("marked", "more"),
    [
        ("أدى القصف إلى {C|سقوط قتلى}", False),
        ("{C|مقتل آخرين} في القصف", True),
        ("{C|المزيد من القتلى}", True),
        ("{C|جثث عائلة كاملة}", True),
        ("ولا يزال {C|عدد من الضحايا} تحت الأنقاض", True),
        ("أدى القصف إلى {C|سقوط قتلى}. وبحث رجال تحت الأنقاض", False),
    ],
)
def test_others_and_those_under_the_rubble_are_no_retelling(marked: str, *, more: bool) -> None:
    document = inline(marked)
    assert tells_of_more(words_of(document.text), [(one.start, one.end) for one in document.spans]) == [more]


def exact(span: int, low: int, **fields: Any) -> Toll:
    return Toll(span=span, **{"harm": ("killed",), "low": low, "high": low, "kind": "integer", "incident": 1, **fields})


def vague(span: int, **fields: Any) -> Toll:
    return exact(span, 2, **{"high": None, "kind": "plural", **fields})


def retold(*tolls: Toll, more: tuple[int, ...] = ()) -> list[int | None]:
    """Return what each toll retells; the words of those in `more` say that they count others."""
    found = with_vague_retellings(TEXT, tolls, [index in more for index in range(len(tolls))])
    return [toll.same_as for toll in found]


def test_a_vague_count_tells_of_the_next_exact_one_or_of_the_nearest_before() -> None:
    assert retold(vague(FIRST), exact(EXACT, 38)) == [1, None]
    assert retold(exact(EXACT, 38), vague(LAST)) == [None, 0]
    assert retold(exact(EXACT, 9), vague(LAST), exact(AGAIN, 38)) == [None, 2, None]


def test_right_behind_an_exact_count_it_tells_of_others() -> None:
    assert retold(exact(EXACT, 38), vague(AGAIN)) == [None, None]
    assert retold(exact(EXACT, 38), vague(EXACT)) == [None, None], "of one span"


def test_of_two_figures_before_it_tells_of_the_nearer_that_may_be_the_same() -> None:
    assert retold(exact(EXACT, 9), exact(EXACT, 38), vague(LAST)) == [None, None, 1]
    assert retold(exact(EXACT, 9), exact(EXACT, 38, group=("police",)), vague(LAST, group=("civilian",)))[2] == 0


def test_a_whole_and_what_revises_another_stand() -> None:
    assert retold(vague(FIRST), exact(EXACT, 38), exact(AGAIN, 2, part_of=0))[0] is None
    assert retold(vague(FIRST), exact(EXACT, 38), exact(AGAIN, 2, revises=0))[0] is None
    assert retold(vague(FIRST, harm=("killed", "wounded")), exact(EXACT, 38, harm=("killed", "wounded")))[0] is None


def test_what_retells_it_is_no_part_of_what_it_tells_of() -> None:
    assert retold(vague(FIRST), vague(AGAIN, same_as=0, part_of=2), exact(EXACT, 38)) == [None, 0, None]


def test_there_is_no_chain() -> None:
    assert retold(vague(FIRST), exact(EXACT, 38, same_as=2), exact(AGAIN, 38)) == [2, 2, None]
    assert retold(vague(FIRST, same_as=2), exact(EXACT, 38), vague(LAST)) == [1, None, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (vague(FIRST), exact(EXACT, 38, incident=2)),
        (vague(FIRST), exact(EXACT, 38, harm=("wounded",))),
        (vague(FIRST), exact(EXACT, 1, kind="singular")),
        (vague(FIRST), vague(LAST)),
        (vague(FIRST, incident=None, scope="cumulative"), exact(EXACT, 38, incident=None, scope="cumulative")),
        (vague(FIRST, group=("military",)), exact(EXACT, 38, group=("civilian",))),
        (vague(FIRST, party=(ARMY,)), exact(EXACT, 38, party=(POLICE,))),
        (vague(FIRST, part_of=1), exact(EXACT, 38)),
        (vague(FIRST), exact(EXACT, 38, part_of=0)),
    ],
)
def test_of_others_it_tells_nothing(first: Toll, second: Toll) -> None:
    assert retold(first, second) == [None, None]


def test_what_says_that_it_counts_others_stands() -> None:
    assert retold(vague(FIRST), exact(EXACT, 38), more=(0,)) == [None, None]
