"""A toll's relation to another, and how sure it is: read, set, or taken back, both at once."""

from dataclasses import replace

from hasila.toll import Relation, Role, Toll


def how_sure(toll: Toll, field: Role | Relation) -> float:
    """Return how sure the surest value of a toll's role or relation is, between 0 and 1; 0 where nobody said it."""
    return max(toll.scores.get(field, ()), default=0.0)


def with_relation(toll: Toll, relation: Relation, other: int, sure: float) -> Toll:
    """Return a toll that is related to the toll `other`, with how sure that is, between 0 and 1."""
    return _changed(toll, relation, other, {relation: (round(sure, 4),)})


def without_relation(toll: Toll, relation: Relation) -> Toll:
    """Return a toll that has no such relation, nor a score of it."""
    return _changed(toll, relation, None, {})


def _changed(toll: Toll, relation: Relation, other: int | None, score: dict[str, tuple[float, ...]]) -> Toll:
    changes: dict[str, int | None] = {relation: other}
    scores = {name: its for name, its in toll.scores.items() if name != relation} | score
    return replace(toll, **changes, scores=scores)  # type: ignore[arg-type]  # the names of a relation are fields
