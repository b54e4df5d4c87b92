"""Reading in several processes: the same results, in order, and no process left behind."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples.fast_forms import skip_without
from samples.ill_readers import Ill
from samples.processes import running
from samples.texts import article_rows

from hasila import groups as module
from hasila.document import Document
from hasila.errors import CheckpointError, HasilaError, InputError
from hasila.extractor import Extractor
from hasila.groups import TextGroup
from hasila.processes import read_in_processes

skip_without("openvino")
TEXTS = [str(row["text"]) for row in article_rows()]


@pytest.fixture(scope="module")
def extractor(fast_checkpoint: Path) -> Extractor:
    """Return the extractor of a checkpoint's fast form, with tolls."""
    return Extractor.from_checkpoint(fast_checkpoint, backend="fast")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a group be a few texts."""
    monkeypatch.setattr(module, "CHARACTERS", 500)


def alone(texts: Sequence[str]) -> Iterator[TextGroup]:
    """Yield each text as a group of its own."""
    return (TextGroup((Document(str(index), text),), 0.0) for index, text in enumerate(texts))


def attending() -> list[threading.Thread]:
    """Return the threads that give work to such processes."""
    return [thread for thread in threading.enumerate() if "_attend" in thread.name]


def children() -> list[int]:
    """Return the processes that read for this one and have not ended."""
    tasks = Path("/proc/self/task")
    started = [int(child) for path in tasks.glob("*/children") for child in path.read_text(encoding="ascii").split()]
    return [child for child in started if b"hasila.processes" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_two_processes_find_what_one_finds_row_for_row(extractor: Extractor, small: None) -> None:
    documents = [Document(f"d{index}", text, meta={"date": "2024-05-01"}) for index, text in enumerate(TEXTS * 2)]
    one = list(extractor.stream(documents))
    assert sum(len(document.tolls or ()) for document in one) > 0
    assert list(extractor.stream(documents, processes=2)) == one
    assert children() == []


def test_the_reader_goes_along_with_its_settings(extractor: Extractor) -> None:
    sure = replace(extractor, min_confidence=0.9)
    found = list(sure.stream(TEXTS[:5], processes=2))
    assert found == list(sure.stream(TEXTS[:5]))
    assert found != list(extractor.stream(TEXTS[:5]))


def test_an_endless_source_is_read_little_ahead(small: None, extractor: Extractor) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "قتل جندي في مدينة تدمر. " * 20

    stream = extractor.stream(endless(), processes=2)
    for _ in range(20):
        next(stream)
    assert taken < 20 + 3 * 2 * 2
    stream.close()  # type: ignore[attr-defined]
    assert children() == []
    assert attending() == []


def test_a_text_of_a_live_source_is_answered_before_the_next_one_is_asked_for(extractor: Extractor) -> None:
    given: list[int] = []

    def live() -> Iterator[str]:
        for index in range(4):
            time.sleep(1)
            given.append(index)
            yield "قتل جندي في مدينة تدمر"

    for read, document in enumerate(extractor.stream(live(), processes=2)):
        assert document.id == str(read)
        if read:  # the first may wait for the processes to warm up
            assert len(given) == read + 1


def test_what_a_source_raises_comes_after_all_results_before_it(extractor: Extractor, small: None) -> None:
    def source() -> Iterator[str]:
        yield from TEXTS
        raise InputError("news.jsonl:7: is broken")

    for processes in (1, 2):
        found: list[Document] = []
        with pytest.raises(InputError, match=r"news\.jsonl:7: is broken"):
            found.extend(extractor.stream(source(), processes=processes))
        assert [document.text for document in found] == TEXTS
    assert children() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kill", "a process that was reading document 3 was ended by signal 9; if memory is short, read with fewer"),
        ("leave", "a process that was reading document 3 ended with exit code 3"),
        ("fault", "document 3: cannot be read"),
    ],
)
def test_what_goes_wrong_in_a_process_is_told_after_all_results_before_it(text: str, message: str) -> None:
    found: list[str] = []
    with pytest.raises(HasilaError, match=message):
        found.extend(one.id for one in read_in_processes(Ill(), alone(["a", "b", "c", text, *"defghi"]), 2))
    assert found == ["0", "1", "2"]
    assert children() == []


def test_the_documents_before_a_fault_in_a_group_are_given() -> None:
    group = TextGroup((Document("x", "a"), Document("y", "b"), Document("z", "fault")), 0.0)
    found: list[str] = []
    with pytest.raises(CheckpointError, match="document z: cannot be read"):
        found.extend(one.id for one in read_in_processes(Ill(), [group], 2))
    assert found == ["x", "y"]


def test_what_a_library_prints_is_no_answer() -> None:
    assert [one.text for one in read_in_processes(Ill(), alone(["print", "a"]), 2)] == ["print", "a"]


def test_a_reader_that_cannot_be_opened_elsewhere_is_a_clear_error(
    extractor: Extractor, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    moved = replace(extractor, runtime=replace(extractor.runtime, folder=tmp_path))  # type: ignore[type-var]
    with pytest.raises(CheckpointError, match="cannot be used"):
        list(moved.stream(TEXTS, processes=2))
    assert children() == []


def test_leaving_a_stream_in_the_middle_ends_its_processes() -> None:
    stream = read_in_processes(Ill(), alone(["a", "sleep", "sleep", "sleep"]), 2)
    assert next(stream).text == "a"
    assert len(children()) == 2
    assert len(attending()) == 2
    stream.close()  # type: ignore[attr-defined]
    assert children() == []
    assert attending() == []


PROGRAM = """
import faulthandler, itertools, signal, sys
faulthandler.dump_traceback_later(50)  # says where it hangs
from hasila.extractor import Extractor
signal.signal(signal.SIGINT, signal.default_int_handler)
texts = itertools.repeat("قتل جندي في مدينة تدمر. " * 2000)
for document in Extractor.from_checkpoint(sys.argv[1]).stream(texts, processes=2):
    print(document.id, flush=True)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_a_program_that_is_ended(sent: signal.Signals, fast_checkpoint: Path) -> None:
    """The program has no `if __name__ == "__main__"`, which it does not need."""
    command = [sys.executable, "-c", PROGRAM, str(fast_checkpoint)]
    with running(command, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "0\n"
        started.send_signal(sent)
        # Ends only once every process that holds the other end of standard error has ended.
        _, errors = started.communicate(timeout=60)
    assert errors.count("Traceback") == (sent == signal.SIGINT)
    assert ("KeyboardInterrupt" in errors) == (sent == signal.SIGINT)


LEFT_OPEN = """
import faulthandler, sys
faulthandler.dump_traceback_later(50)  # says where it hangs
from hasila.extractor import Extractor
texts = ["قتل جندي في مدينة تدمر. " * 3000] * int(sys.argv[2])
stream = Extractor.from_checkpoint(sys.argv[1]).stream(texts, processes=2)
next(stream)
"""


@pytest.mark.parametrize("texts", [2, 40], ids=["idle", "busy"])
def test_a_program_that_leaves_a_stream_open_ends_well(texts: int, fast_checkpoint: Path) -> None:
    with running([sys.executable, "-c", LEFT_OPEN, str(fast_checkpoint), str(texts)]) as started:
        _, errors = started.communicate(timeout=60)
    assert (started.returncode, errors) == (0, "")


@pytest.mark.parametrize(("wrong", "kind"), [(0, ValueError), (-1, ValueError), (2.0, TypeError), (True, TypeError)])
def test_a_number_of_processes_that_is_none_is_refused_at_once(
    wrong: Any, kind: type[Exception], extractor: Extractor
) -> None:
    with pytest.raises(kind, match=f"processes is {wrong}, but must be a whole number above 0"):
        extractor.stream(TEXTS, processes=wrong)
