"""A toll's relation to another, and how sure it is."""

from hasila.toll import Toll
from hasila.tolls.relations import with_relation, without_relation

TOLL = Toll(span=0, harm=("killed",), low=4, high=4, kind="integer", incident=1, scores={"by": (0.5,)})


def test_a_relation_is_set_with_how_sure_it_is_and_the_other_scores_stay() -> None:
    part = with_relation(TOLL, "part_of", 2, 0.123456)
    assert (part.part_of, part.scores) == (2, {"by": (0.5,), "part_of": (0.1235,)})
    assert with_relation(part, "part_of", 1, 0.9).scores == {"by": (0.5,), "part_of": (0.9,)}


def test_a_relation_is_taken_back_with_its_score() -> None:
    assert without_relation(with_relation(TOLL, "revises", 2, 0.9), "revises") == TOLL
    assert without_relation(with_relation(TOLL, "revises", 2, 0.9), "revises").scores == {"by": (0.5,)}
