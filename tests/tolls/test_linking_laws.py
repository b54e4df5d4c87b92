"""The steps that relate tolls break no law of them, whatever a model and the words of a text say."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from samples.marked import inline

from hasila.toll import RELATIONS, Toll, faults_of
from hasila.tolls.among import PartCue, with_parts
from hasila.tolls.earlier import EarlierCue, with_earlier
from hasila.tolls.retellings import with_retellings
from hasila.tolls.sums import SumCue, with_sums, with_sums_behind
from hasila.tolls.vague import with_vague_retellings

MOST = 5
TEXT = inline(" ".join(["{C|قتيل}"] * MOST))


@st.composite
def a_toll(draw: st.DrawFn, span: int) -> Toll:
    """Return a toll of the killed, exact or vague, that revises another or is part of one, or not."""
    vague = draw(st.sampled_from([True, False, False]))
    low = 2 if vague else draw(st.sampled_from([1, 2, 3, 5]))
    incident = draw(st.sampled_from([1, 1, 1, 2, None]))
    others = st.none() | st.integers(0, MOST - 1)
    related: dict[str, Any] = {name: draw(others) for name in ("part_of", "revises")}
    return Toll(
        span=span,
        harm=("killed",),
        low=low,
        high=None if vague else low,
        kind="plural" if vague else "integer",
        incident=incident,
        scope="cumulative" if incident is None else "event",
        scores={name: (0.5,) for name, other in related.items() if other is not None},
        **related,
    )


def cues(kind: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | st.sampled_from(list(kind)), min_size=MOST, max_size=MOST)


a_pair = st.tuples(*[st.integers(0, MOST - 1)] * 2).filter(lambda pair: pair[0] != pair[1])
SAID = st.fixed_dictionaries(
    {
        "parts": cues(PartCue),
        "earlier": cues(EarlierCue),
        "sums": cues(SumCue),
        "retells": st.dictionaries(a_pair, st.floats(0, 1)),
        "rows": st.lists(st.integers(1, 3), min_size=MOST, max_size=MOST),
        "more": st.lists(st.booleans(), min_size=MOST, max_size=MOST),
    }
)
"""What the words and a model say."""


def broken(tolls: Sequence[Toll]) -> list[str]:
    """Return the laws that tolls break."""
    faults = list(faults_of(tolls, TEXT.spans, len(TEXT.text)))
    for index, toll in enumerate(tolls):
        others = [other for name in RELATIONS if (other := toll.toll_of(name)) is not None]
        unset = [name for name in RELATIONS if toll.toll_of(name) is None]
        faults += [f"{index} is related to {other} twice" for other in others if others.count(other) > 1]
        faults += [f"{index} has a score of no {name}" for name in unset if name in toll.scores]
        faults += [f"{index} and {other} point at each other" for other in others if index in _pointed(tolls[other])]
    return faults


def _pointed(toll: Toll) -> set[int | None]:
    return {toll.toll_of(name) for name in RELATIONS}


@settings(max_examples=500)
@given(st.tuples(*map(a_toll, range(MOST))).filter(lambda tolls: not broken(tolls)), SAID)
def test_no_step_breaks_a_law(tolls: tuple[Toll, ...], said: dict[str, Any]) -> None:
    found = with_parts(TEXT, tolls, said["parts"])
    assert broken(found) == []
    found = with_earlier(TEXT, found, said["earlier"])
    assert broken(found) == []
    found = with_sums(with_sums_behind(found, said["sums"]))
    assert broken(found) == []
    found = with_retellings(found, said["retells"], said["rows"])
    assert broken(found) == []
    found = with_vague_retellings(TEXT, found, said["more"])
    assert broken(found) == []
