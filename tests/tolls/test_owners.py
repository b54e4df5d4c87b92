"""Tests of hasila.tolls.owners."""

import numpy as np
import pytest
from samples.marked import inline

from hasila.document import Document
from hasila.tolls.fields import LINKS
from hasila.tolls.mentions import words_of
from hasila.tolls.owners import owners, with_owners
from hasila.tolls.pairs import pairs_of


def pronouns_of(document: Document) -> list[str | None]:
    casualties = [(span.start, span.end) for span in document.spans if span.label == "CASUALTY"]
    return owners(words_of(document.text), casualties)


@pytest.mark.parametrize(
    ("marked", "pronouns"),
    [
        ("{C|قُتل ستة من أفرادها} {C|وجُرح عشرة}", ["ها", "ها"]),
        ("{C|مقتل أربعة من عناصره} {C|وإصابة آخرين}", ["ه", "ه"]),
        ("{C|قُتل ستة من أفرادها} {C|وقتلت عشرة}", ["ها", None]),  # she killed others
        ("{C|قُتل ستة من أفرادها}. {C|وجُرح عشرة}", ["ها", None]),
        ("{C|قُتل ستة من أفرادها} {C|ومدني}", ["ها", None]),
        ("{C|قُتل ستة} {C|وجُرح عشرة من أفرادها}", [None, "ها"]),
    ],
)
def test_bare_numbers_behind_count_people_of_the_same(marked: str, pronouns: list[str | None]) -> None:
    assert pronouns_of(inline(marked)) == pronouns


def party_of(document: Document, sure: dict[int, float], source: int | None = None) -> dict[int, float]:
    """Return the probability that each actor is the party of the only casualty span, from those of a model."""
    pairs = pairs_of(document)
    links = np.zeros((len(pairs.spans), len(LINKS)))
    (head,) = pairs.casualties.tolist()
    rows = {
        other: pairs.spans.tolist().index([head, other]) for other in (*sure, *([] if source is None else [source]))
    }
    for other, likely in sure.items():
        links[rows[other], LINKS.index("party")] = likely
    if source is not None:
        links[rows[source], LINKS.index("source")] = 1
    before = links.copy()
    found = with_owners(document, pairs, links, pronouns_of(document))
    assert (links == before).all(), "what the model says is kept"
    return {other: round(float(found[row, LINKS.index("party")]), 2) for other, row in rows.items()}


RAID = inline("هاجم {A|التنظيم} {A|القوات} قرب موقع {A|للجيش} {C|فقتل ستة من أفرادها}")


def test_the_likeliest_actor_whom_the_pronoun_agrees_with_comes_first() -> None:
    assert party_of(RAID, {0: 0.4, 1: 0.1}) == {0: 0.21, 1: 0.54}


def test_who_speaks_is_likelier() -> None:
    assert party_of(RAID, {0: 0.1, 1: 0.02}, source=1)[1] == pytest.approx(0.69)


def test_the_model_is_left_what_it_is_sure_of_and_what_is_nobodys() -> None:
    assert party_of(RAID, {0: 0.92, 1: 0.1}) == {0: 0.92, 1: 0.1}
    assert party_of(RAID, {0: 0.02, 1: 0.01}) == {0: 0.02, 1: 0.01}
    nobodys = inline("هاجم {A|التنظيم} {A|القوات} {C|فقتل ستة}")
    assert party_of(nobodys, {0: 0.2, 1: 0.1}) == {0: 0.2, 1: 0.1}
