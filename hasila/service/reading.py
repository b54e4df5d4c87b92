"""Reading for many at once: one thread reads the texts of all requests, a few of each in turn."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Protocol

from hasila.document import Document
from hasila.service.limits import ServiceLimits
from hasila.service.refusals import Refusal

_GATHERING = 0.004
"""How many seconds the first text waits for others to be read with it."""
_SHARE = 8
"""The most texts of one request in a batch while others wait as well."""
_BATCH_TEXTS = 64
_BATCH_CHARACTERS = 20_000
"""The size of a batch, unless a single text is longer: what one core reads in a second."""


class TextReader(Protocol):
    """What reads texts, as hasila.Extractor does."""

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with its spans and tolls, in order."""


class _Job:
    """The texts of one request: those still to be read, and those that are."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.left = deque(documents)
        self.answer: Future[list[Document | Exception]] = Future()
        self._done: list[Document | Exception] = []
        self._total = len(documents)

    def take(self, read: Document | Exception) -> None:
        """Keep a text that was read, or why it was not; the last one completes the answer."""
        self._done.append(read)
        if len(self._done) == self._total:
            with suppress(InvalidStateError):  # the request was cancelled
                self.answer.set_result(self._done)


class BatchReader:
    """Reads the texts of requests with one extractor, in a thread of its own, from `start` to `close`.

    A request with many texts does not hold up others: each batch takes some of every request that waits. A request
    that was cancelled is read no further. `seen` is called with the size and the seconds of each batch.
    """

    def __init__(
        self, extractor: TextReader, limits: ServiceLimits, seen: Callable[[int, float], None] = lambda *_: None
    ) -> None:
        """Take what reads, and how many code points may wait."""
        self._extractor, self._limits, self._seen = extractor, limits, seen
        self._jobs: deque[_Job] = deque()
        self._waiting = 0
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="hasila-reader", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Read what waits, and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()

    @property
    def is_reading(self) -> bool:
        """Whether the thread takes texts."""
        return self._thread.is_alive() and not self._closing

    @property
    def waiting(self) -> int:
        """How many code points wait to be read."""
        return self._waiting

    async def read(self, documents: Sequence[Document]) -> list[Document]:
        """Return the texts with their spans and tolls, in order.

        Raises Refusal as `read_each` does, and what the extractor raises.
        """
        read: list[Document] = []
        for one in await self.read_each(documents):
            if isinstance(one, Exception):
                raise one
            read.append(one)
        return read

    async def read_each(self, documents: Sequence[Document]) -> list[Document | Exception]:
        """Return each text with its spans and tolls, in order, or what the extractor raises for it.

        Raises Refusal if too much waits, or if reading takes too long.
        """
        if not documents:
            return []
        job = self._put(documents)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(job.answer), self._limits.reading_seconds)
        except TimeoutError:
            raise self._busy(f"the texts were not read within {self._limits.reading_seconds} seconds") from None

    def _put(self, documents: Sequence[Document]) -> _Job:
        size = sum(len(one.text) for one in documents)
        job = _Job(documents)
        with self._changed:
            if self._closing:
                raise self._busy("the service is stopping")
            if self._waiting and self._waiting + size > self._limits.waiting_characters:
                raise self._busy("too many texts wait to be read")
            self._waiting += size
            self._jobs.append(job)
            self._changed.notify()
        return job

    def _busy(self, why: str) -> Refusal:
        return Refusal(503, f"{why}; try again later", retry=self._limits.retry_seconds)

    def _run(self) -> None:
        while self._wait():
            time.sleep(_GATHERING)
            batch = self._next_batch()
            began = time.monotonic()
            self._read(batch)
            self._seen(len(batch), time.monotonic() - began)

    def _wait(self) -> bool:
        """Wait for a request; say whether there is one."""
        with self._changed:
            while not self._jobs and not self._closing:
                self._changed.wait()
            return bool(self._jobs)

    def _next_batch(self) -> list[tuple[_Job, Document]]:
        """Take some texts of each request in turn, and put those that have more behind the others."""
        batch: list[tuple[_Job, Document]] = []
        size = 0
        with self._changed:
            self._drop_answered()
            while self._jobs and len(batch) < _BATCH_TEXTS and size < _BATCH_CHARACTERS:
                job = self._jobs.popleft()
                taken = self._share(job, _BATCH_CHARACTERS - size)
                size += sum(len(one.text) for one in taken)
                batch += [(job, one) for one in taken]
                if job.left:
                    self._jobs.append(job)
            self._waiting -= size
        return batch

    def _drop_answered(self) -> None:
        for job in [job for job in self._jobs if job.answer.done()]:
            self._jobs.remove(job)
            self._waiting -= sum(len(one.text) for one in job.left)

    @staticmethod
    def _share(job: _Job, room: int) -> list[Document]:
        """Take the next texts of a request: one at least, however long."""
        taken = [job.left.popleft()]
        while job.left and len(taken) < _SHARE and sum(len(one.text) for one in (*taken, job.left[0])) <= room:
            taken.append(job.left.popleft())
        return taken

    def _read(self, batch: Sequence[tuple[_Job, Document]]) -> None:
        for (job, _), read in zip(batch, self._together([document for _, document in batch]), strict=True):
            job.take(read)

    def _together(self, documents: Sequence[Document]) -> Sequence[Document | Exception]:
        try:
            read = list(self._extractor.stream(documents))
        except Exception:  # noqa: BLE001 - whatever it is, the texts beside it are read
            return [self._apart(one) for one in documents]
        return read if len(read) == len(documents) else [self._apart(one) for one in documents]

    def _apart(self, document: Document) -> Document | Exception:
        """Read one text after its batch failed, so that it fails alone."""
        try:
            (read,) = self._extractor.stream([document])
        except Exception as error:  # noqa: BLE001 - the request that brought the text answers for it
            return error
        return read
