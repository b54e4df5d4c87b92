"""Incidents over all texts: the same as of all at once."""

import random
from dataclasses import replace
from typing import Any

import pytest
from samples.tolls import told

from hasila.bulk.grouping import incidents_of_all
from hasila.document import Document
from hasila.tolls.incidents import incidents
from hasila.tolls.places import resolve_place

PLACES = ("بلدة النخيل", "حلب", "حي الزيتون")
WORDS = "{L|بلدة النخيل} {L|حلب} {L|حي الزيتون} {A|الجيش} {A|المسلحون} {C|قتلى} {C|تسعة} {C|جرحى}"


def chance_text(name: str, chance: random.Random) -> Document:
    """Return a text with some tolls at some places and days; some texts are equal."""
    tolls: list[dict[str, Any]] = [
        {
            "n": chance.choice([3, 4, 9]),
            "place": [chance.choice(PLACES)],
            "date": chance.choice([None, "2021-05-04", "2021-05-05", "2021-05-06", "2022-01-01"]),
            "party": chance.choice([[], ["الجيش"], ["المسلحون"]]),
            "incident": chance.choice([1, 2]),
        }
        for _ in range(chance.randrange(4))
    ]
    return replace(told(f"{WORDS} {chance.randrange(12)}", *tolls, name=name), meta={"date": "2021-05-06"})


@pytest.mark.parametrize("seed", range(8))
def test_the_rows_are_those_of_all_texts_at_once_whatever_their_order(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    texts = [chance_text(str(number), chance) for number in range(60)]
    known = incidents(texts, "range", resolve_place)
    assert any(len(row.docs) > 1 for row in known)
    for _ in range(2):
        chance.shuffle(texts)
        assert list(incidents_of_all(lambda: texts, "range", resolve_place)) == known
