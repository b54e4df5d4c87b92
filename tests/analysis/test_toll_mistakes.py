"""What was read wrong of tolls."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.told import HARBOUR, told, toll

from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import Scored
from eval.analysis.toll_mistakes import TOLL_FIELDS, FieldWords, toll_mistakes
from eval.analysis.tolls import read_by_rules
from hasila.document import Document
from hasila.scoring.tolls import score_tolls
from hasila.spans import LABELS
from hasila.toll import DateInterval, Toll

Said = tuple[str, FieldWords, FieldWords]


def wrong(gold: tuple[Toll, ...], *runs: tuple[Toll, ...]) -> list[Said]:
    """Return the field of each mistake in the harbour's text, and what gold says and what was read."""
    found = toll_mistakes([told(*gold)], [[told(*run)] for run in runs])
    return [(one.field, one.gold, one.read) for one in found]


@pytest.mark.parametrize(
    ("gold", "read", "expected"),
    [
        ({}, {"low": 4, "high": None}, ("count", ("5 killed",), ("4+ killed",))),
        ({}, {"modifier": "at_least"}, ("count", ("5 killed",), ("5 killed (at least)",))),
        ({"harm": ("killed", "wounded")}, {}, ("count", ("5 killed and wounded",), ("5 killed",))),
        ({}, {"kind": "number_of"}, ("kind", ("integer",), ("number of",))),
        ({"status": "died_later"}, {}, ("status", ("died later",), ("asserted",))),
        ({"group": ("armed_group", "man")}, {}, ("group", ("armed group", "man"), ())),
        ({"party": (1,)}, {"party": (4,)}, ("party", ("«فرقة الميناء»",), ("«كتيبة الجبل»",))),
        ({"place": (2, 3)}, {"place": (3,)}, ("place", ("«السوق»", "«الجسر»"), ("«الجسر»",))),
        (
            {"source": (5,), "side": "third"},
            {"source": (5,), "side": "own"},
            ("side", ("third",), ("own",)),
        ),
        ({"date": DateInterval(dt.date(2024, 5, 1), dt.date(2024, 5, 1))}, {}, ("date", ("2024-05-01",), ())),
    ],
)
def test_a_field_that_was_read_wrong_is_said_in_words(gold: Any, read: Any, expected: Said) -> None:
    assert wrong((toll(0, **gold),), (toll(0, **read),)) == [expected]


def test_what_scores_count_as_right_is_no_mistake() -> None:
    gold = toll(0, by=(4,), place=(2, 3), group=("man", "civilian"))
    read = toll(0, by=(6, 4), place=(3, 7), group=("civilian", "man"))
    assert wrong((gold,), (read,)) == []


def test_another_toll_is_named_by_its_words() -> None:
    gold, read = (toll(0), toll(8, 2, part_of=0), toll(9, 3)), (toll(0), toll(8, 2, part_of=2), toll(9, 3))
    assert wrong(gold, read) == [("part_of", ("«مقتل خمسة نجارين»",), ("«وجرح ثلاثة»",))]


def test_of_an_incident_those_tolls_are_named_that_one_side_lacks() -> None:
    gold, read = (toll(0), toll(8, 2), toll(9, 3, incident=2)), (toll(0), toll(8, 2, incident=2), toll(9, 3))
    assert wrong(gold, read) == [
        ("incident", ("«مقتل نجارين اثنين»",), ("«وجرح ثلاثة»",)),
        ("incident", ("«مقتل خمسة نجارين»",), ()),
        ("incident", (), ("«مقتل خمسة نجارين»",)),
    ]
    assert wrong(gold, tuple(reversed_numbers(gold))) == []


def reversed_numbers(tolls: tuple[Toll, ...]) -> list[Toll]:
    """Return the tolls of two incidents with the numbers exchanged."""
    return [toll(one.span, one.low, incident=3 - (one.incident or 0)) for one in tolls]


def test_a_toll_that_one_side_lacks_is_a_mistake_of_the_toll_itself() -> None:
    gold, read = (toll(0), toll(0, 4, incident=2)), (toll(0), toll(8, 2, incident=2))
    assert wrong(gold, read) == [("toll", ("4 killed",), ()), ("toll", (), ("2 killed",))]


def test_a_mistake_of_several_seeds_is_there_once_and_mistakes_stand_by_field_and_place() -> None:
    gold = (toll(0, party=(1,)), toll(8, 2))
    first, second = (toll(0, 4), toll(8, 2)), (toll(0), toll(8, 3))
    found = toll_mistakes([told(*gold)], [[told(*first)], [told(*second)], [told(*second)]])
    assert [(one.field, one.start, one.read, one.seeds) for one in found] == [
        ("count", HARBOUR.spans[0].start, ("4 killed",), 1),
        ("count", HARBOUR.spans[8].start, ("3 killed",), 2),
        ("party", HARBOUR.spans[0].start, (), 3),
    ]


links: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "party": st.sampled_from([(), (1,), (4,), (4, 6)]),
        "place": st.sampled_from([(), (2,), (2, 7), (3,)]),
        "group": st.sampled_from([(), ("man",), ("man", "civilian")]),
        "status": st.sampled_from(["asserted", "disputed"]),
        "part_of": st.sampled_from([None, 2]),
        "low": st.sampled_from([4, 5]),
    }
)


@st.composite
def readings(draw: st.DrawFn) -> Document:
    """Draw a reading of the tolls of the harbour's text; the last one is whole."""
    return told(toll(0, **draw(links)), toll(8, **draw(links)), toll(9, incident=1))


@given(readings(), readings())
def test_a_toll_without_a_mistake_is_wholly_right_for_the_scores(gold: Document, read: Document) -> None:
    found = toll_mistakes([gold], [[read]])
    whole = score_tolls([gold], [read])["whole: all"].value
    assert whole == pytest.approx(1 - len({one.start for one in found}) / 3)
    assert {one.field for one in found} <= set(TOLL_FIELDS)


def test_an_evaluation_has_the_mistakes_in_tolls_of_seeds_that_all_read_them() -> None:
    gold = told(toll(0, 4), toll(8, 2), toll(9, 3, harm=("wounded",)))
    scored = Scored([gold, HARBOUR], {"gold.jsonl": "0"}, "test", {})
    reads, silent = (Seed("s", [gold, HARBOUR], on_gold=on_gold) for on_gold in ([read_by_rules(gold)], None))
    assert "count" in {one.field for one in evaluate(scored, [reads], [], LABELS).toll_mistakes}
    assert evaluate(scored, [reads, silent], [], LABELS).toll_mistakes == []
