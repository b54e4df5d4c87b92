"""How numbers are written for people."""

import math

from hasila.scoring.notation import change, counted, interval, number, percent, said


def test_shares_are_written_in_per_cent_and_their_differences_in_points_with_a_sign() -> None:
    assert (percent(0.8791), percent(1)) == ("87.9", "100.0")
    assert (change(-0.0341), change(0.0341)) == ("-3.4", "+3.4")


def test_a_change_that_rounds_to_nought_has_no_sign() -> None:
    assert {change(value) for value in (0.0, -0.0001, 0.0001)} == {"0.0"}


def test_what_is_not_defined_is_a_dash_or_said_in_words() -> None:
    assert {percent(math.nan), change(math.nan), interval(None)} == {"–"}
    assert said(0.5, None) == "50.0 (no interval)"


def test_an_interval_is_rounded_in_a_table_and_more_exact_in_a_sentence() -> None:
    assert interval((0.863, 0.894)) == "86–89"
    assert said(0.879, (0.863, 0.894)) == "87.9 (95\u00a0% 86.3 to 89.4)"


def test_large_counts_have_commas_and_one_thing_no_plural() -> None:
    assert number(12345678) == "12,345,678"
    assert number(82.0) == "82"
    assert [counted(count, "span") for count in (0, 1, 1794)] == ["0 spans", "1 span", "1,794 spans"]
