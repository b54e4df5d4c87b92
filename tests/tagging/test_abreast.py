"""Sequences of different lengths, walked abreast."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hasila.tagging.abreast import Abreast

LENGTHS = st.lists(st.integers(0, 9), min_size=1, max_size=8)


@given(lengths=LENGTHS)
def test_a_step_has_one_row_of_each_sequence_that_is_so_long(lengths: list[int]) -> None:
    abreast = Abreast.of(lengths)
    rows = abreast.rows([np.arange(length) for length in lengths])
    assert len(abreast.steps) == max(lengths)
    for index, step in enumerate(abreast.steps):
        assert rows[step].tolist() == [index] * sum(length > index for length in lengths)


@given(lengths=LENGTHS)
def test_a_row_follows_the_row_before_it_in_its_sequence(lengths: list[int]) -> None:
    abreast = Abreast.of(lengths)
    rows = abreast.rows([np.arange(length) + 100 * number for number, length in enumerate(lengths)])
    for before, here in abreast.onward():
        assert (rows[before] + 1).tolist() == rows[here].tolist()


@given(lengths=LENGTHS)
def test_sequences_come_back_as_they_were(lengths: list[int]) -> None:
    given_sequences = [np.arange(length) + 100 * number for number, length in enumerate(lengths)]
    abreast = Abreast.of(lengths)
    found = abreast.sequences(abreast.rows(given_sequences))
    assert [one.tolist() for one in found] == [one.tolist() for one in given_sequences]
