"""Tolls: which rows are tolls, and what is impossible about them."""

from typing import Any

import pytest

from hasila import Document, Span
from hasila.toll import DateInterval, Toll

TEXT = "أعلن الجيش مقتل أربعة في حلب وجرح اثنين"
SPANS = (Span(5, 10, "ACTOR"), Span(11, 21, "CASUALTY"), Span(25, 28, "LOCATION"), Span(29, 39, "CASUALTY"))
ROW: dict[str, Any] = {"span": 1, "harm": ["killed"], "low": 4, "high": 4, "kind": "integer", "incident": 1}


def document_with(*tolls: dict[str, Any]) -> Document:
    """Return a document with two casualty spans and these tolls, each over the first of them if it names none."""
    return Document("1", TEXT, SPANS, tolls=tuple(Toll.from_dict(ROW | toll) for toll in tolls))


def test_a_row_gives_a_toll_and_the_toll_the_row() -> None:
    row = ROW | {"place": [2], "source": [0], "side": "own", "when": [22, 24], "date": "2019-03-01/2019-03-03"}
    toll = Toll.from_dict(row)
    assert toll.place == (2,)
    assert toll.date == DateInterval.parse("2019-03-01/2019-03-03")
    assert Toll.from_dict(toll.to_dict()) == toll
    assert {name: value for name, value in toll.to_dict().items() if name in row} == row


def test_absent_fields_have_the_values_of_a_toll_that_says_no_more() -> None:
    toll = Toll.from_dict({"span": 0, "harm": ["killed"], "low": 2, "kind": "plural", "incident": 1})
    assert (toll.high, toll.modifier, toll.status, toll.scope, toll.party) == (None, "none", "asserted", "event", ())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"low": "4"}, "low is '4', but must be a whole number"),
        ({"low": True}, "low is True, but must be a whole number"),
        ({"low": 5}, "a count cannot be between 5 and 4"),
        ({"low": -1}, "a count cannot be between -1 and 4"),
        ({"harm": []}, "harm is one or more of killed, wounded, captured, missing"),
        ({"harm": ["wounded", "killed"]}, "in this order, not ['wounded', 'killed']"),
        ({"kind": "dozen"}, "kind is 'dozen', but must be"),
        ({"date": "2019"}, "a date is YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD, not '2019'"),
        ({"date": "2019-03-02/2019-03-01"}, "ends before it begins"),
        ({"side": "own"}, "side is own, but there is no source"),
        ({"scope": "cumulative"}, "only a cumulative toll has no incident"),
        ({"incident": None}, "only a cumulative toll has no incident"),
        ({"incident": 0}, "incidents are numbered from 1, not 0"),
        ({"dead": 4}, "unknown field dead"),
        ({"scores": {"place": [1.5]}}, "scores are between 0 and 1"),
    ],
)
def test_a_row_that_no_toll_can_be_is_refused_with_the_reason(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        Toll.from_dict(ROW | change)
    assert fault in str(error.value)


@pytest.mark.parametrize(
    ("tolls", "fault"),
    [
        ([{"span": 4}], "toll 0: span points at span 4, but there are 4 spans, counted from 0"),
        ([{"span": 0}], "toll 0: span points at span 0, which is ACTOR and not CASUALTY"),
        ([{"place": [0]}], "toll 0: place points at span 0, which is ACTOR and not LOCATION"),
        ([{"by": [2]}], "toll 0: by points at span 2, which is LOCATION and not ACTOR"),
        ([{"when": [30, 99]}], "toll 0: when [30, 99] is not a stretch of the text, which has 39 code points"),
        ([{"same_as": 1}], "toll 0: same_as points at toll 1, but there are 1 tolls, counted from 0"),
        ([{"same_as": 0}], "toll 0: same_as points at toll 0, which is itself the same as another"),
        ([{"part_of": 1}, {"span": 3, "part_of": 0}], "toll 0: part_of leads from toll 1 back to it"),
        ([{"same_as": 1}, {"same_as": 2}, {}], "toll 0: same_as points at toll 1, which is itself the same"),
    ],
)
def test_tolls_that_point_at_what_is_not_there_are_refused(tolls: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        document_with(*tolls)
    assert fault in str(error.value)


def test_a_document_keeps_its_tolls_in_its_row() -> None:
    document = document_with({"place": [2]}, {"span": 3, "harm": ["wounded"], "low": 2, "high": 2})
    assert Document.from_dict(document.to_dict()) == document


def test_a_document_that_nobody_read_for_tolls_differs_from_one_without_any() -> None:
    assert "tolls" not in Document("1", TEXT, SPANS).to_dict()
    assert Document("1", TEXT, SPANS, tolls=()).to_dict()["tolls"] == []


def test_all_faults_of_a_row_are_told_at_once() -> None:
    rows = [ROW | {"low": 9}, ROW, ROW | {"harm": ["lost"]}]
    with pytest.raises(ValueError, match=r"toll 0: a count cannot be between 9 and 4\ntoll 2: harm\[0\] is 'lost'"):
        Document.from_dict({"id": "1", "text": TEXT, "spans": [span.to_dict() for span in SPANS], "tolls": rows})


def test_other_spans_come_without_the_tolls_that_point_at_the_old_ones() -> None:
    assert document_with({}).with_spans(SPANS[1:]).tolls is None


@pytest.mark.parametrize(("low", "high", "said"), [(18, 18, "18"), (20, 99, "20-99"), (18, None, "18+"), (0, 0, "0")])
def test_a_figure_is_a_number_a_range_or_open_above(low: int, high: int | None, said: str) -> None:
    assert Toll.from_dict(ROW | {"low": low, "high": high}).figure() == said
