"""Joining: which texts tell of the same incident, and which do not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pytest
from samples.tolls import told

from hasila.document import Document
from hasila.toll import DateInterval
from hasila.tolls.incidents import incidents

WORDS = "{L|بلدة النخيل} {L|محافظة الوادي} {L|المدينة} {L|حي الزيتون} {A|الجيش} {A|المسلحون} {A|الشرطة}: {C|قتلى}"
TOWN = ["بلدة النخيل"]
DAY = "2021-05-04"
NINE: dict[str, Any] = {"n": 9, "place": TOWN, "date": DAY}


def text(toll: dict[str, Any], name: str) -> Document:
    """Return a text with one toll; texts differ."""
    return told(f"{WORDS} {name}", toll, name=name)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, "the same place, day and count"),
        ({"date": "2021-05-05"}, "a day later"),
        ({"date": "2021-05-03/2021-05-04"}, "in the night before"),
        ({"place": ["بلدة النخيل", "محافظة الوادي"]}, "one names what contains the place"),
        ({"low": 8, "high": None}, "at least eight may be nine"),
        ({"low": 2, "high": None, "kind": "plural"}, "some may be nine"),
        ({"party": ["الجيش"]}, "only one says whose people they were"),
    ],
)
def test_texts_that_tell_of_the_same_are_joined(change: dict[str, Any], why: str) -> None:
    [row] = incidents([text(NINE, "a"), text(NINE | change, "b")])
    assert row.docs == ("a", "b"), why
    assert row.killed
    assert row.killed.best <= 9


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"date": "2021-05-06"}, "two days later"),
        ({"date": None}, "no day is known"),
        ({"date": "2021-05-01/2021-05-31"}, "only the month is known"),
        ({"place": []}, "no place is known"),
        ({"place": ["حي الزيتون"]}, "another place"),
        ({"n": 4}, "another count, and nobody says whose people they were"),
        ({"n": 9, "harm": ["wounded"]}, "no harm in common"),
    ],
)
def test_texts_that_may_tell_of_something_else_are_not_joined(change: dict[str, Any], why: str) -> None:
    assert len(incidents([text(NINE, "a"), text(NINE | change, "b")])) == 2, why


def test_attacks_of_one_day_after_another_are_not_joined_through_those_between() -> None:
    days = [f"2021-05-{day:02}" for day in range(4, 9)]
    rows = incidents([text(NINE | {"date": day}, day) for day in days])
    assert [row.docs for row in rows] == [tuple(days[:2]), tuple(days[2:4]), tuple(days[4:])]


def test_one_text_with_other_days_is_still_one_text() -> None:
    again = [replace(text(NINE, "a"), id=name) for name in "ab"]
    later = replace(
        again[1], tolls=tuple(replace(t, date=DateInterval.parse("2021-11-04")) for t in again[1].tolls or ())
    )
    assert len(incidents([again[0], later])) == 1


def test_other_counts_of_the_same_two_sides_are_joined() -> None:
    sides = {"party": ["الجيش"], "by": ["المسلحون"]}
    [row] = incidents([text(NINE | sides, "a"), text(NINE | sides | {"n": 4}, "b")])
    assert row.killed
    assert (row.killed.low, row.killed.high) == (4, 9)


def test_counts_of_different_parties_are_not_joined() -> None:
    documents = [text(NINE | {"party": ["الجيش"]}, "a"), text(NINE | {"party": ["المسلحون"]}, "b")]
    assert len(incidents(documents)) == 2


def test_a_word_that_names_no_place_joins_nothing() -> None:
    documents = [text(NINE | {"place": ["المدينة"]}, name) for name in "ab"]
    assert len(incidents(documents)) == 2


def test_two_incidents_of_a_text_are_not_joined_through_another_text() -> None:
    twice = told(f"{WORDS} {{C|تسعة}}", NINE, NINE | {"incident": 2}, name="a")
    rows = incidents([twice, text(NINE, "b")])
    assert [row.docs for row in rows] == [("a", "b"), ("a",)]


def test_the_same_text_given_twice_counts_nobody_twice() -> None:
    document = told("{C|مقتل راع}", {"n": 1})
    [row] = incidents([document, replace(document, id="2")])
    assert row.killed
    assert row.killed.high == 1


def test_a_later_figure_of_the_same_source_wins() -> None:
    police = NINE | {"source": ["الشرطة"], "side": "third", "low": 2, "high": None, "kind": "plural"}
    early = replace(text(police, "a"), meta={"date": "2021-05-04"})
    late = replace(text(police | {"low": 11, "high": 11, "kind": "integer"}, "b"), meta={"date": "2021-05-05"})
    [row] = incidents([late, early])
    assert row.killed
    assert (row.killed.low, row.killed.high) == (11, 11)
    assert [(one.document, one.reason) for one in row.left_out] == [("a", "later_figure")]


def test_the_days_of_a_row_reach_from_the_first_text_s_to_the_last_s() -> None:
    [row] = incidents([text(NINE, "a"), text(NINE | {"date": "2021-05-05"}, "b")])
    assert (str(row.date_start), str(row.date_end), row.date_precision) == ("2021-05-04", "2021-05-05", "days")


def test_rows_are_numbered_by_day_and_those_without_one_come_last() -> None:
    days = [None, "2021-05-09", "2021-05-01"]
    rows = incidents([text(NINE | {"date": day}, name) for day, name in zip(days, "abc", strict=True)])
    assert [(row.incident, row.docs) for row in rows] == [(1, ("c",)), (2, ("b",)), (3, ("a",))]


@pytest.mark.parametrize(
    ("days", "precision"),
    [
        ("2021-05-01", "day"),
        ("2021-05-01/2021-05-02", "days"),
        ("2021-05-01/2021-05-07", "week"),
        ("2021-05-01/2021-05-31", "month"),
        ("2021-01-01/2021-12-31", "longer"),
    ],
)
def test_a_row_says_how_closely_its_days_are_known(days: str, precision: str) -> None:
    [row] = incidents([text(NINE | {"date": days}, "a")])
    assert row.date_precision == precision
    assert row.date_start == DateInterval.parse(days).first


# With a resolver.


@dataclass(frozen=True)
class Spot:
    """A place as a resolver gives it."""

    country: str
    admin1: None
    latitude: float | None
    longitude: float | None
    precision: Literal["city", "near", "admin1", "country"]


def resolved(mentions: Sequence[str], passage: Sequence[str]) -> Spot | None:
    """Return the town for its two names, near it for its quarter, and only the country for the division."""
    assert set(mentions) <= set(passage)
    known: dict[str, Literal["city", "near", "admin1"]] = {
        "بلدة النخيل": "city",
        "المدينة": "city",
        "حي الزيتون": "near",
    }
    if mentions[0] == "محافظة الوادي":
        return Spot("SY", None, None, None, "country")
    return Spot("SY", None, 35.5, 38.25, known[mentions[0]])


@pytest.mark.parametrize(
    ("place", "number", "joined"),
    [
        ("المدينة", 9, True),
        ("حي الزيتون", 9, True),
        ("محافظة الوادي", 9, False),
    ],
)
def test_texts_are_joined_by_the_town_that_their_words_name(place: str, number: int, joined: bool) -> None:  # noqa: FBT001 - expected
    documents = [text(NINE, "a"), text(NINE | {"place": [place], "n": number}, "b")]
    rows = incidents(documents, resolve=resolved)
    assert len(rows) == (1 if joined else 2)
    assert (rows[0].latitude, rows[0].longitude, rows[0].country, rows[0].where_precision) == (
        35.5,
        38.25,
        "SY",
        "city",
    )


def test_a_town_that_is_found_for_one_text_alone_is_joined_by_its_words() -> None:
    def once(mentions: Sequence[str], passage: Sequence[str]) -> Spot | None:
        return resolved(mentions, passage) if found.pop() else None

    found = [True, False]
    assert len(incidents([text(NINE, "a"), text(NINE, "b")], resolve=once)) == 1


def test_two_towns_of_one_name_are_not_joined() -> None:
    def elsewhere(mentions: Sequence[str], passage: Sequence[str]) -> Spot | None:
        return Spot("LY" if len(mentions) > 1 else "LB", None, float(len(mentions)), 1.0, "city")

    there = NINE | {"place": [*TOWN, "محافظة الوادي"]}
    assert len(incidents([text(NINE, "a"), text(there, "b")], resolve=elsewhere)) == 2


def test_a_quarter_and_its_town_are_joined_only_by_equal_counts() -> None:
    quarter = NINE | {"place": ["حي الزيتون"], "low": 2, "high": None, "kind": "plural"}
    assert len(incidents([text(NINE, "a"), text(quarter, "b")], resolve=resolved)) == 2


def test_without_a_resolver_nothing_is_said_of_where_a_place_is() -> None:
    [row] = incidents([text(NINE, "a")])
    assert (row.place, row.country, row.latitude, row.where_precision) == (("بلدة النخيل",), None, None, None)
