"""Long lists of faults made short."""

from hasila.formats.faults import abridged, kind_of


def test_the_first_five_of_a_kind_are_listed_and_the_others_counted_beneath_them() -> None:
    faults = [("a", f"a{index}") for index in range(400)]
    faults[7:7] = [("b", "b")]
    assert list(abridged(faults, "; --all shows them")) == [
        *(f"a{index}" for index in range(5)),
        "and 395 more of this kind; --all shows them",
        "b",
    ]


def test_five_of_a_kind_are_all_listed() -> None:
    assert len(list(abridged([("a", "x")] * 5))) == 5


def test_faults_that_differ_in_what_they_quote_and_in_numbers_are_of_one_kind() -> None:
    assert kind_of("line 3: 'قتل' is not a token") == kind_of("line 12: 'جندي' is not a token")
    assert kind_of("is not JSON") != kind_of("lacks text")
