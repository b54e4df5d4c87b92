"""Which tolls of two readings of a text are one, and which of their spans name one entity."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from hasila.arabic.clitics import bare_forms
from hasila.document import Document
from hasila.toll import Relation, Role, Toll

Stretch = tuple[int, int]
TollKey = tuple[int, int, int]
"""Where the span of a toll starts and ends, and which of the span's tolls it is, from 0."""


@dataclass(frozen=True, slots=True)
class TollReadings:
    """A text with the tolls that are true and those that were read, and the pairs of one of each that are one toll."""

    gold: Document
    read: Document
    matched: Sequence[tuple[Toll, Toll]]

    @classmethod
    def of(cls, gold: Document, read: Document) -> "TollReadings":
        """Return the readings of one text. Tolls are one if they are the n-th of spans with the same start and end."""
        found = dict(zip(toll_keys(read), read.tolls or (), strict=True))
        true = zip(toll_keys(gold), gold.tolls or (), strict=True)
        return cls(gold, read, [(toll, found[key]) for key, toll in true if key in found])


def toll_keys(document: Document) -> list[TollKey]:
    """Return the key of each toll of a document."""
    seen: Counter[int] = Counter()
    keys = []
    for toll in document.tolls or ():
        keys.append((*_stretch(document, toll), seen[toll.span]))
        seen[toll.span] += 1
    return keys


def _stretch(document: Document, toll: Toll) -> Stretch:
    span = document.spans[toll.span]
    return span.start, span.end


Entity = AbstractSet[str]
"""The forms of a name, levelled and without clitics; two names with a form in common are one entity's."""


def entities(document: Document, toll: Toll, role: Role) -> list[Entity]:
    """Return the entities that take a role in a toll, each once."""
    return [entity for entity, _ in named_entities(document, toll, role)]


def named_entities(document: Document, toll: Toll, role: Role) -> list[tuple[Entity, list[int]]]:
    """Return the entities that take a role in a toll, each with the places of the role's spans that name it."""
    found: list[tuple[Entity, list[int]]] = []
    for place, index in enumerate(toll.spans_of(role)):
        forms = _forms(document.text_of(document.spans[index]))
        known = next((places for entity, places in found if not forms.isdisjoint(entity)), None)
        if known is None:
            found.append((forms, [place]))
        else:
            known.append(place)
    return found


@lru_cache(maxsize=1 << 12)
def _forms(words: str) -> frozenset[str]:
    return bare_forms(words)


def met_entities(left: Sequence[Entity], right: Sequence[Entity]) -> list[bool]:
    """Say of each entity of the right list whether it is one of the left; each of those is matched once."""
    met = [False] * len(right)
    for entity in left:
        place = next((at for at, other in enumerate(right) if not met[at] and not entity.isdisjoint(other)), None)
        if place is not None:
            met[place] = True
    return met


def shared_entities(left: Sequence[Entity], right: Sequence[Entity]) -> int:
    """Return how many entities of two lists are one; each is matched once."""
    return sum(met_entities(left, right))


def same_entities(left: Sequence[Entity], right: Sequence[Entity]) -> bool:
    """Say whether two lists hold the same entities."""
    return len(left) == len(right) == shared_entities(left, right)


def related(document: Document, relation: Relation) -> set[tuple[Stretch, Stretch]]:
    """Return the pairs of spans whose tolls stand in a relation, in its direction."""
    tolls = document.tolls or ()
    return {
        (_stretch(document, toll), _stretch(document, tolls[other]))
        for toll in tolls
        if (other := toll.toll_of(relation)) is not None
    }


def relations_of(document: Document, toll: Toll, relations: Sequence[Relation]) -> list[Stretch | None]:
    """Return the span of the toll at the other end of each relation of a toll; None where there is none."""
    tolls = document.tolls or ()
    others = [toll.toll_of(relation) for relation in relations]
    return [None if other is None else _stretch(document, tolls[other]) for other in others]


def together(document: Document) -> set[tuple[TollKey, TollKey]]:
    """Return the pairs of tolls that share an incident."""
    return set(_pairs(document))


def _pairs(document: Document) -> Iterator[tuple[TollKey, TollKey]]:
    numbered = sorted(zip(toll_keys(document), document.tolls or (), strict=True), key=lambda one: one[0])
    for (left, one), (right, other) in combinations(numbered, 2):
        if one.incident is not None and one.incident == other.incident:
            yield left, right
