"""Reading groups of documents in several processes, each with one computing thread, in the order of the groups.

A process is a new interpreter, which is given the reader first and then one group after another, and answers each. It
is no fork of its parent and does not run the parent's main module. It ends when its parent does, however that ends.
"""

import atexit
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from hasila.document import Document
from hasila.errors import HasilaError
from hasila.groups import TextGroup
from hasila.spans import Span
from hasila.toll import Toll

ReadGroup = Callable[[Sequence[Document]], Iterable[Document]]
"""Reads the documents of a group."""
_AHEAD = 2
"""How many groups for each process are taken from the source before their results are asked for."""
_ENDING = 10.0
"""The seconds that a process or a thread gets to end by itself."""
_GONE = (OSError, EOFError, pickle.UnpicklingError)
"""What the pipes of a process raise once it has ended."""
_START = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from hasila.processes import work; work()"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read of a group: the spans and tolls of its documents, up to the one that `error` is about."""

    read: tuple[tuple[tuple[Span, ...], tuple[Toll, ...] | None], ...] = ()
    error: HasilaError | None = None


Tasks = SimpleQueue[tuple[TextGroup, "Future[Answer]"] | None]
"""Groups to read and where to put what was read; None for each process at the end."""


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A process that reads, from the side of its parent."""

    process: "subprocess.Popen[bytes]"

    def ask(self, documents: Sequence[Document]) -> Answer:
        """Return what the process read of the documents. Raises HasilaError if it ended instead."""
        try:
            self.send(documents)
            return self.answer()
        except _GONE:
            code = self._code()
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise HasilaError(
                f"a process that was reading {_named(documents)} {how}; if memory is short, read with fewer processes"
            ) from None

    def send(self, given: object) -> None:
        """Give something to the process, which has to be waiting for it."""
        to_it = _open(self.process.stdin)
        pickle.dump(given, to_it)
        to_it.flush()

    def answer(self) -> Answer:
        """Return the next thing that the process says."""
        said: Answer = pickle.load(_open(self.process.stdout))  # noqa: S301 - from our own process
        return said

    def _code(self) -> int:
        """Return the exit code of the process, which has closed its pipes and so is about to end."""
        try:
            return self.process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def end(self) -> None:
        """End the process at once; it holds nothing that would be lost."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what it no longer takes
                _open(pipe).close()


def _named(documents: Sequence[Document]) -> str:
    first, last = documents[0].where, documents[-1].where
    return f"document {first}" if len(documents) == 1 else f"documents {first} to {last}"


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process was started without pipes")
    return pipe


def read_in_processes(read: ReadGroup, groups: Iterable[TextGroup], processes: int) -> Iterator[Document]:
    """Yield the documents of `groups` as `read` reads them, in order, in as many processes; `read` is pickled.

    Groups are taken from their source in the caller's thread, a few more than are being read. Before a source is asked
    again, results are waited for as long as it was waited for, so that a slow one does not hold them back. Raises
    what `read` and the source raise, and HasilaError if a process ends, each after all results that come before.
    """
    failures: list[Exception] = []
    ahead: deque[tuple[TextGroup, Future[Answer]]] = deque()
    with _workers(read, processes) as tasks:
        for group in _until_failure(groups, failures):
            ahead.append((group, Future()))
            tasks.put(ahead[-1])
            wait([future for _, future in ahead], timeout=group.waited)
            while ahead and (len(ahead) > _AHEAD * processes or ahead[0][1].done()):
                yield from _documents(*ahead.popleft())
        while ahead:
            yield from _documents(*ahead.popleft())
    if failures:
        raise failures[0]


def _until_failure(groups: Iterable[TextGroup], failures: list[Exception]) -> Iterator[TextGroup]:
    try:
        yield from groups
    except Exception as error:  # noqa: BLE001 - it is raised again once what came before is given
        failures.append(error)


@contextmanager
def _workers(read: ReadGroup, number: int) -> Iterator[Tasks]:
    """Give a queue whose groups are read by as many processes, and end these afterwards."""
    reader = pickle.dumps(read)
    tasks: Tasks = SimpleQueue()
    with ExitStack() as stack:
        atexit.register(stack.close)  # a stream that nobody closed is closed while its threads can still end
        stack.callback(atexit.unregister, stack.close)
        threads: list[Thread] = []
        stack.callback(_join, threads)
        started = [_started(stack) for _ in range(number)]
        for answer in _introduced(started, reader):
            if answer.error is not None:
                raise answer.error
        for worker in started:  # daemons: a stream that nobody closed does not keep the program from its end
            thread = Thread(target=_attend, args=(worker, tasks), daemon=True)
            stack.callback(tasks.put, None)
            thread.start()
            threads.append(thread)
        yield tasks


def _join(threads: Sequence[Thread]) -> None:
    """Wait until the threads have ended, but not for ever for one that cannot end.

    Python aborts where a thread still reads from a pipe as the interpreter ends.
    """
    for thread in threads:
        thread.join(_ENDING)


def _started(stack: ExitStack) -> Worker:
    """Return a process of its own group, which Ctrl-C at the terminal leaves to its parent."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        process_group=0,
    )
    worker = Worker(process)
    stack.callback(worker.end)
    return worker


def _introduced(started: Sequence[Worker], reader: bytes) -> list[Answer]:
    """Give all processes the reader, which they open at the same time, and return what they say."""
    try:
        for worker in started:
            worker.send([os.path.abspath(place) for place in sys.path])  # noqa: PTH100 - "" is the working directory
            worker.send(reader)
        return [worker.answer() for worker in started]
    except _GONE:
        raise HasilaError("a process that was to read ended as it started; read with one process to see why") from None


def _attend(worker: Worker, tasks: Tasks) -> None:
    """Give a process one group after another, until the queue says None."""
    while task := tasks.get():
        group, coming = task
        try:
            coming.set_result(worker.ask(group.documents))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            coming.set_exception(error)


def _documents(group: TextGroup, coming: Future[Answer]) -> Iterator[Document]:
    answer = coming.result()
    for document, (spans, tolls) in zip(group.documents, answer.read, strict=False):
        yield replace(document, spans=spans, tolls=tolls)
    if answer.error is not None:
        raise answer.error


def work() -> None:
    """Read the groups on standard input until it ends, with the reader that comes first, and answer each.

    What libraries print to standard output goes to standard error. A parent that has ended is no error.
    """
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):  # it ended before, in, or after a request
        for answer in _answers(requests):
            pickle.dump(answer, answers)
            answers.flush()


def _answers(requests: IO[bytes]) -> Iterator[Answer]:
    try:
        read: ReadGroup = pickle.loads(pickle.load(requests))  # noqa: S301 - from our own parent
    except HasilaError as error:
        yield Answer(error=error)
        return
    yield Answer()
    while True:
        yield _answer(read, pickle.load(requests))  # noqa: S301 - as above


def _answer(read: ReadGroup, documents: Sequence[Document]) -> Answer:
    found: list[Any] = []
    try:
        found.extend((document.spans, document.tolls) for document in read(documents))
    except HasilaError as error:
        return Answer(tuple(found), error)
    return Answer(tuple(found))
