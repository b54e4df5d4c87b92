"""How many people a text says were killed."""

import pytest
from samples.told import toll

from hasila.scoring.killed import killed_once, killed_plainly, tells_of_killed
from hasila.toll import Toll


@pytest.mark.parametrize(
    ("tolls", "once", "plainly"),
    [
        ([toll(0, 5), toll(8, 2)], 7, 7),
        ([toll(0, 5), toll(8, 2, part_of=0)], 5, 7),
        ([toll(0, 5), toll(8, 5, same_as=0)], 5, 10),
        ([toll(0, 9), toll(8, 11, revises=0)], 11, 20),
        ([toll(0, 5), toll(8, 300, scope="cumulative")], 5, 305),
        ([toll(0, 35, harm=("killed", "wounded")), toll(9, 3, harm=("wounded",))], 0, 0),
        ([toll(0, 5, high=None, modifier="at_least")], 5, 5),
        ([], 0, 0),
    ],
)
def test_nobody_is_counted_twice_and_only_single_killed_people_of_an_event_are(
    tolls: list[Toll], once: int, plainly: int
) -> None:
    assert (killed_once(tolls), killed_plainly(tolls)) == (once, plainly)


@pytest.mark.parametrize("total", [toll(0, 300, scope="cumulative"), toll(0, 300, harm=("killed", "wounded"))])
def test_a_part_counts_where_its_total_does_not(total: Toll) -> None:
    assert killed_once([total, toll(8, 2, part_of=0)]) == 2


def test_a_text_tells_of_killed_people_alone_or_jointly() -> None:
    assert tells_of_killed([toll(0, 35, harm=("killed", "wounded"))])
    assert not tells_of_killed([toll(9, 3, harm=("wounded",))])
