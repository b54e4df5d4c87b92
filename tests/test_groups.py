"""Documents of a stream in groups: by size, by time, and up to where a source fails."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila import groups as module
from hasila.document import Document
from hasila.errors import InputError
from hasila.groups import CHARACTERS, PATIENCE, groups


class Clock:
    """A clock that goes on only when told."""

    def __init__(self) -> None:
        """Begin at 0."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds since the beginning."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that groups look at."""
    made = Clock()
    monkeypatch.setattr(module, "monotonic", made)
    return made


def sizes(documents: Iterator[Document]) -> list[int]:
    """Return how many documents each group has."""
    return [len(group.documents) for group in groups(documents)]


@given(lengths=st.lists(st.sampled_from([0, 1, CHARACTERS // 3, CHARACTERS, 3 * CHARACTERS]), max_size=12))
def test_groups_hold_every_document_in_order_and_none_goes_on_after_it_is_full(lengths: list[int]) -> None:
    documents = [Document(str(index), "ا" * length) for index, length in enumerate(lengths)]
    found = list(groups(documents))
    assert [document for group in found for document in group.documents] == documents
    for group in found:
        assert sum(len(document.text) for document in group.documents[:-1]) < CHARACTERS


def test_texts_that_come_slowly_are_each_a_group(clock: Clock) -> None:
    def source() -> Iterator[Document]:
        for index in range(3):
            clock.now += 1.0
            yield Document(str(index), "قتل جندي")

    found = list(groups(source()))
    assert [len(group.documents) for group in found] == [1, 1, 1]
    assert [group.waited for group in found] == [1.0, 1.0, 1.0]


def test_a_group_that_fills_slowly_ends_in_time(clock: Clock) -> None:
    def source() -> Iterator[Document]:
        for index in range(12):
            clock.now += PATIENCE / 4
            yield Document(str(index), "قتل جندي")

    assert sizes(source()) == [4, 4, 4]


def test_the_time_in_which_a_group_is_read_is_not_the_sources(clock: Clock) -> None:
    found = []
    for group in groups(Document(str(index), "ا" * CHARACTERS) for index in range(3)):
        found.append(group.waited)
        clock.now += 60.0
    assert found == [0.0, 0.0, 0.0]


def test_texts_without_a_character_fill_a_group_too() -> None:
    assert max(sizes(Document("x", "") for _ in range(CHARACTERS + 1))) <= CHARACTERS


def test_what_comes_before_a_fault_of_the_source_is_given_first() -> None:
    def source() -> Iterator[Document]:
        yield Document("a", "قتل جندي")
        raise InputError("news.jsonl:2: is broken")

    found = groups(source())
    assert [document.id for document in next(found).documents] == ["a"]
    with pytest.raises(InputError, match="news"):
        next(found)
