"""Reading for many at once: batches, fairness, what fails, what waits too long."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.desk import HARBOUR, PlainReader

from hasila.document import Document
from hasila.service.limits import ServiceLimits
from hasila.service.reading import BatchReader
from hasila.service.refusals import Refusal

Make = Callable[..., BatchReader]


@pytest.fixture
def plain() -> PlainReader:
    """Return a reader of known words."""
    return PlainReader()


@pytest.fixture
def started(plain: PlainReader) -> Iterator[Make]:
    """Return what starts a reader with limits; all end with the test."""
    made: list[BatchReader] = []

    def start(**limits: int) -> BatchReader:
        made.append(BatchReader(plain, ServiceLimits(**limits)))
        made[-1].start()
        return made[-1]

    yield start
    plain.open.set()
    for one in made:
        one.close()


def texts_of(number: int, words: str = HARBOUR) -> list[Document]:
    """Return so many texts."""
    return [Document(str(index), f"{words} {index}") for index in range(number)]


def together(*readings: Coroutine[Any, Any, Any]) -> list[Any]:
    """Return what each of several requests is answered, an error as itself."""

    async def all_of_them() -> list[Any]:
        return list(await asyncio.gather(*readings, return_exceptions=True))

    return asyncio.run(all_of_them())


def test_requests_that_come_together_are_read_together(started: Make, plain: PlainReader) -> None:
    reader = started()
    answers = together(*(reader.read([one]) for one in texts_of(20)))
    assert [answer[0].id for answer in answers] == [str(index) for index in range(20)]
    assert len(plain.batches) < 20


def test_a_large_request_holds_up_no_small_one(started: Make, plain: PlainReader) -> None:
    reader = started()
    plain.open.clear()

    async def small_after_large() -> int:
        large = asyncio.ensure_future(reader.read(texts_of(1000)))
        await asyncio.sleep(0.05)
        small = asyncio.ensure_future(reader.read(texts_of(1, "قليل")))
        await asyncio.sleep(0.05)
        plain.open.set()
        await small
        read_before = sum(map(len, plain.batches))
        assert len(await large) == 1000
        return read_before

    assert asyncio.run(small_after_large()) < 300


@given(sizes=st.lists(st.integers(0, 150), min_size=1, max_size=6))
@settings(max_examples=20)
def test_every_text_is_answered_once_and_in_order(sizes: list[int]) -> None:
    reader = BatchReader(PlainReader(), ServiceLimits())
    reader.start()
    answers = together(*(reader.read(texts_of(size)) for size in sizes))
    assert [[one.id for one in answer] for answer in answers] == [
        [str(index) for index in range(size)] for size in sizes
    ]
    assert reader.waiting == 0
    reader.close()


def test_a_text_that_fails_fails_its_own_request_alone(started: Make) -> None:
    reader = started()
    good, bad, other = together(*(reader.read(texts_of(3, words)) for words in (HARBOUR, "عطل", HARBOUR)))
    assert isinstance(bad, RuntimeError)
    assert [len(good), len(other)] == [3, 3]


def test_what_is_not_read_in_time_is_refused_and_read_no_further(started: Make, plain: PlainReader) -> None:
    reader = started(reading_seconds=1)
    plain.open.clear()
    (refused,) = together(reader.read(texts_of(500)))
    assert isinstance(refused, Refusal)
    assert (refused.status_code, dict(refused.headers or {})) == (503, {"Retry-After": "2"})
    plain.open.set()
    assert len(together(reader.read(texts_of(1)))[0]) == 1
    assert sum(map(len, plain.batches)) < 100


def test_when_too_much_waits_more_is_refused(started: Make, plain: PlainReader) -> None:
    reader = started(waiting_characters=1000)
    plain.open.clear()

    async def crowd() -> list[Any]:
        held = [asyncio.ensure_future(reader.read(texts_of(10))) for _ in range(4)]
        await asyncio.sleep(0.1)
        plain.open.set()
        return list(await asyncio.gather(*held, return_exceptions=True))

    answers = asyncio.run(crowd())
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert refused
    assert len(refused) < len(answers)


def test_a_reader_that_closes_finishes_what_waits_and_takes_no_more(plain: PlainReader) -> None:
    reader = BatchReader(plain, ServiceLimits())
    reader.start()
    plain.open.clear()

    async def closing() -> tuple[int, bool, Any]:
        held = asyncio.ensure_future(reader.read(texts_of(200)))
        await asyncio.sleep(0.05)
        closed = asyncio.ensure_future(asyncio.to_thread(reader.close))
        await asyncio.sleep(0.05)
        late = await asyncio.gather(reader.read(texts_of(1)), return_exceptions=True)
        plain.open.set()
        answer = await held
        await closed
        return len(answer), reader.is_reading, late[0]

    number, reading, late = asyncio.run(closing())
    assert (number, reading, late.status_code) == (200, False, 503)


@pytest.mark.parametrize("name", ["text_characters", "body_bytes", "retry_seconds"])
def test_a_limit_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: must be 1 or more"):
        ServiceLimits(**{name: 0})


def test_of_texts_that_are_read_together_one_that_fails_is_told_and_the_others_are_read(started: Make) -> None:
    (read,) = together(started().read_each([*texts_of(1), *texts_of(1, "عطل"), *texts_of(1)]))
    assert [type(one) for one in read] == [Document, RuntimeError, Document]


def test_a_model_that_gives_too_few_texts_back_fails_and_the_reader_goes_on(started: Make, plain: PlainReader) -> None:
    reader, stream = started(), plain.stream
    plain.stream = lambda texts: iter(list(stream(texts))[1:])  # type: ignore[method-assign]
    (refused,) = together(reader.read(texts_of(3)))
    assert isinstance(refused, ValueError)
    plain.stream = stream  # type: ignore[method-assign]
    assert (len(together(reader.read(texts_of(3)))[0]), reader.is_reading) == (3, True)
