"""Counts of some of those told of before."""

from typing import Any

import pytest
from samples.marked import inline

from hasila.toll import Harm, Toll
from hasila.tolls.among import among_cues, with_parts_among
from hasila.tolls.mentions import words_of


@pytest.mark.parametrize(
    ("marked", "harm"),
    [
        ("إن {C|اثنين من القتلى} الروس قضوا على الفور", "killed"),
        ("إن {C|اثنين} من القتلى الروس قضوا على الفور", "killed"),
        ("{C|توفي ثلاثة من الجرحى}", "wounded"),
        ("{C|قُتل اثنان من الجنود}", None),
        ("سقط {C|عدد من قتلى} المعارك", None),  # nobody was told of before
        ("{C|قُتل اثنان}. من القتلى ضابط", None),  # another sentence
    ],
)
def test_of_the_dead_counts_some_of_those_told_of_before(marked: str, harm: Harm | None) -> None:
    document = inline(marked)
    assert among_cues(words_of(document.text), [(one.start, one.end) for one in document.spans]) == [harm]


def told(span: int, low: int, **fields: Any) -> Toll:
    return Toll(span=span, **{"harm": ("killed",), "low": low, "high": low, "kind": "integer", "incident": 1, **fields})


def wholes(*tolls: Toll, harm: Harm = "killed") -> list[int | None]:
    """Return the whole of each toll, where the last counts some of those told of before."""
    cues = [None] * (len(tolls) - 1) + [harm]
    return [toll.part_of for toll in with_parts_among(tolls, cues)]


def test_some_of_the_dead_are_part_of_the_nearest_count_of_more_of_them() -> None:
    assert wholes(told(0, 9), told(1, 4), told(2, 2)) == [None, None, 1]
    assert wholes(told(0, 9), told(1, 4, part_of=0), told(2, 2)) == [None, 0, 0]
    assert wholes(told(0, 9), told(1, 2), told(2, 2)) == [None, None, 0]


def test_such_a_part_says_how_sure_it_is() -> None:
    *_, part = with_parts_among([told(0, 4), told(1, 2, scores={"by": (0.5,)})], [None, "killed"])
    assert part.scores == {"by": (0.5,), "part_of": (0.95,)}


@pytest.mark.parametrize(
    "tolls",
    [
        (told(0, 4, harm=("wounded",)), told(1, 2)),
        (told(0, 4, incident=2), told(1, 2)),
        (told(0, 2), told(1, 4)),
        (told(0, 4), told(1, 2, high=None)),  # «عدد من الضحايا» may be others
        (told(0, 4), told(1, 2, revises=0)),
    ],
)
def test_other_counts_are_no_whole(tolls: tuple[Toll, ...]) -> None:
    assert set(wholes(*tolls)) == {None}


def test_the_wounded_of_whom_some_died_are_no_whole_of_the_dead() -> None:
    assert wholes(told(0, 5, harm=("wounded",)), told(1, 9), told(2, 2), harm="wounded") == [None, None, None]
