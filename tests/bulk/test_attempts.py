"""Attempts at a shard."""

from hasila.bulk.attempts import Attempt


def test_from_the_third_attempt_a_shard_is_read_row_by_row() -> None:
    attempts = [Attempt().next(), Attempt().next().next(), Attempt().next().next().next()]
    assert [(one.number, one.is_careful) for one in attempts] == [(1, False), (2, False), (3, True)]


def test_a_row_is_passed_over_where_two_attempts_ended_at_it() -> None:
    once = Attempt(3, reading="a").next()
    assert (once.passed_over, once.suspected) == ((), "a")
    twice = Attempt(once.number, "a", once.passed_over, once.suspected).next()
    assert (twice.passed_over, twice.number) == (("a",), once.number)


def test_a_row_at_which_one_attempt_was_cut_off_by_something_else_is_read() -> None:
    once = Attempt(3, reading="a").next()
    other = Attempt(once.number, "b", once.passed_over, once.suspected).next()
    assert (other.passed_over, other.suspected) == ((), "b")
