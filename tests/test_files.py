"""Files and folders that appear whole or not at all, and the names that may become theirs."""

import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import ROOT

from hasila.errors import OutputError
from hasila.files import checked_name, refuse_foreign, refuse_standard_input, whole_file, whole_folder


def write(path: Path, text: str) -> None:
    """Write a whole file."""
    with whole_file(path) as file:
        file.write(text)


def fill(path: Path, text: str) -> None:
    """Write a whole folder with a file, and another in a folder of its own."""
    with whole_folder(path) as made:
        (made / "deep").mkdir()
        for name in ("a", "deep/b"):
            (made / name).write_text(text, encoding="utf-8")


def content(path: Path) -> list[str]:
    """Return what the files hold that `fill` wrote."""
    return [(path / name).read_text(encoding="utf-8") for name in ("a", "deep/b")]


def mode(path: Path) -> int:
    """Return the mode of a file or a folder."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep/a.txt"
    write(path, "first\n")

    def interrupted() -> None:
        with whole_file(path) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"first\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "made"
    for text in ("first", "second"):
        fill(path, text)
    with pytest.raises(KeyboardInterrupt), whole_folder(path):
        raise KeyboardInterrupt
    assert content(path) == ["second", "second"]
    assert list(tmp_path.iterdir()) == [path]


STEPS = {
    "os.replace": (os, "replace"),
    "os.fsync": (os, "fsync"),
    "Path.chmod": (Path, "chmod"),
    "shutil.rmtree": (shutil, "rmtree"),
}


def interrupting(monkeypatch: pytest.MonkeyPatch, step: str, call: int, *, after: bool) -> None:
    """Interrupt the process at the `call`th call of a step, before or just after it is done."""
    where, name = STEPS[step]
    real, calls = getattr(where, name), iter(range(1, 1000))

    def step_or_interrupt(*arguments: Any, **named: Any) -> Any:
        due = next(calls) == call
        if due and not after:
            raise KeyboardInterrupt
        result = real(*arguments, **named)
        if due:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(where, name, step_or_interrupt)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", [write, fill])
def test_an_interruption_at_any_step_leaves_the_old_or_the_new_whole_and_the_next_write_tidies_up(
    request: pytest.FixtureRequest, kind: Callable[[Path, str], None], step: str, call: int, *, after: bool
) -> None:
    tmp_path, monkeypatch = request.getfixturevalue("tmp_path"), request.getfixturevalue("monkeypatch")
    make, read = (write, Path.read_text) if kind is write else (fill, lambda path: content(path)[0])
    path = tmp_path / "target"
    make(path, "old")
    with monkeypatch.context() as patch:
        interrupting(patch, step, call, after=after)
        try:
            make(path, "new")
        except KeyboardInterrupt:
            pass
        else:
            assert read(path) == "new"
    assert read(path) in {"old", "new"}
    if path.is_dir():
        assert len(set(content(path))) == 1
    make(path, "newest")
    assert read(path) == "newest"
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from hasila import files

def kill(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

made = Path.replace
calls = iter(range(1, 9))
files.Path.replace = lambda *paths: kill() if next(calls) == int(sys.argv[2]) else made(*paths)
with files.whole_folder(Path(sys.argv[1])) as folder:
    (folder / "a").write_text("new")
    if sys.argv[2] == "0":
        kill()
"""


@pytest.mark.slow
@pytest.mark.parametrize("replacement", [0, 1, 2])
def test_a_killed_process_loses_neither_folder_and_the_next_write_tidies_up(tmp_path: Path, replacement: int) -> None:
    path = tmp_path / "target"
    with whole_folder(path) as made:
        (made / "a").write_text("old", encoding="utf-8")
    (tmp_path / ".target.hasila-new").touch()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), str(replacement)], check=False, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 3
    with pytest.raises(KeyboardInterrupt), whole_folder(path):
        raise KeyboardInterrupt
    assert (path / "a").read_text(encoding="utf-8") == "old"
    assert {found.name for found in tmp_path.iterdir()} == {"target", ".target.hasila-new"}


def test_only_what_a_killed_write_of_the_same_target_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".a.txt.0123456789abcdef.hasila-new"
    others = [
        ".a.txt.hasila-new",
        ".b.txt.0123456789abcdef.hasila-new",
        ".a.txt.0123456789abcdef.hasila-new2",
        "a.txt.bak",
    ]
    for name in [left.name, *others]:
        (tmp_path / name).touch()
    write(tmp_path / "a.txt", "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", *others}


def test_what_another_write_is_still_at_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as slow:
        slow.write("slow")
        write(path, "quick")
        assert path.read_text(encoding="utf-8") == "quick"
    assert path.read_text(encoding="utf-8") == "slow"
    with whole_folder(tmp_path / "b") as made:
        fill(tmp_path / "b", "quick")
        (made / "a").touch()
    assert [found.name for found in (tmp_path / "b").iterdir()] == ["a"]


def test_threads_that_write_one_file_each_write_it_whole(tmp_path: Path) -> None:
    path, failed = tmp_path / "a.txt", []

    def many(letter: str) -> None:
        try:
            for _ in range(20):
                write(path, letter * 1000)
        except OutputError as error:
            failed.append(error)

    threads = [threading.Thread(target=many, args=[letter]) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert path.read_text(encoding="utf-8") in {letter * 1000 for letter in "abcd"}
    assert list(tmp_path.iterdir()) == [path]


def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    for name, make in (("a.txt", write), ("folder", fill)):
        make(tmp_path / "real" / name, "old")
        (tmp_path / name).symlink_to(Path("real") / name)
        make(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink()
    assert (tmp_path / "real/a.txt").read_text(encoding="utf-8") == "new"
    assert content(tmp_path / "real/folder") == ["new", "new"]
    assert len(list((tmp_path / "real").iterdir())) == 2


def test_a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o027)
    try:
        monkeypatch.setattr(os, "umask", lambda _: pytest.fail("other threads would make files with this umask"))
        write(tmp_path / "a.txt", "new")
        fill(tmp_path / "b", "new")
        assert (mode(tmp_path / "a.txt"), mode(tmp_path / "b")) == (0o640, 0o750)
        (tmp_path / "a.txt").chmod(0o604)
        (tmp_path / "b").chmod(0o705)
        write(tmp_path / "a.txt", "newer")
        fill(tmp_path / "b", "newer")
        assert (mode(tmp_path / "a.txt"), mode(tmp_path / "b")) == (0o604, 0o705)
    finally:
        monkeypatch.undo()
        os.umask(before)


def test_a_file_is_on_the_disk_before_it_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, os.replace

    def told_sync(descriptor: int) -> None:
        sync(descriptor)
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    def told_replace(*paths: Any) -> None:
        replace(*paths)
        done.append("replace")

    monkeypatch.setattr(os, "fsync", told_sync)
    monkeypatch.setattr(os, "replace", told_replace)
    write(tmp_path / "a.txt", "whole")
    assert done == ["file", "replace", "folder"]
    done.clear()
    fill(tmp_path / "b", "whole")
    assert sorted(done[:4]) == ["file", "file", "folder", "folder"]
    assert done[4:] == ["replace", "folder"]


def test_a_device_is_written_through_and_stays_one() -> None:
    write(Path("/dev/null"), "gone")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    if Path("/dev/full").exists():
        with pytest.raises(OutputError, match=r"^/dev/full: cannot be written: No space left on device$"):
            write(Path("/dev/full"), "no room")


def test_a_fifo_is_written_through_and_stays_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text(encoding="utf-8")))
    reader.start()
    write(tmp_path / "pipe", "حصيلة")
    reader.join()
    assert read == ["حصيلة"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no /dev/stdout here")
def test_standard_output_is_written_through_also_where_it_is_a_file(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from hasila.files import whole_file\n"
        "with whole_file(Path('/dev/stdout')) as file: file.write('second')"
    )
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        out.write("first ")
        out.flush()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=out)
        assert os.fstat(out.fileno()).st_ino == (tmp_path / "out").stat().st_ino
    assert (tmp_path / "out").read_text(encoding="utf-8") == "first second"


def test_a_folder_is_no_place_for_a_file_nor_a_file_for_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "file", "kept")
    fill(tmp_path / "folder", "kept")
    with pytest.raises(OutputError, match="folder: cannot be written: it is a folder, not a file"):
        write(tmp_path / "folder", "new")
    with pytest.raises(OutputError, match="file: cannot be written: it is a file, not a folder"):
        fill(tmp_path / "file", "new")
    assert ((tmp_path / "file").read_text(encoding="utf-8"), content(tmp_path / "folder")[0]) == ("kept", "kept")


def test_a_name_as_long_as_a_file_may_have_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("ح" * 127)
    write(path, "old")
    write(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_locks_is_written_to_and_its_leftovers_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unsupported)
    left = tmp_path / ".a.txt.0123456789abcdef.hasila-new"
    left.touch()
    write(tmp_path / "a.txt", "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", left.name}


def test_a_full_disk_is_told_with_the_files_name_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"a\.txt: cannot be written: No space left on device"),
        whole_file(tmp_path / "a.txt"),
    ):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"), whole_file(tmp_path / "file/a.txt"):
        pass


def test_a_lone_surrogate_is_written_as_its_json_escape(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.json") as file:
        file.write('"\ud800"')
    assert (tmp_path / "a.json").read_bytes() == b'"\\ud800"'


@pytest.mark.parametrize("name", ["train", "تدريب", "10 %", "encoder-8-layers", "a.b", "console", "com"])
def test_a_usual_name_may_become_a_files(name: str) -> None:
    assert checked_name(name, "split") == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is empty"),
        (" ", "it is empty"),
        ("..", "it begins with a dot"),
        (".hidden", "it begins with a dot"),
        ("../evil", "it contains '/'"),
        ("/abs", "it contains '/'"),
        ("a\\b", r"it contains '\\'"),
        ("a\0", r"it contains '\x00'"),
        ("a:b", "it contains ':'"),
        ("a?", "it contains '?'"),
        ("a.", "it ends with a dot or a blank"),
        ("\ud800", r"it contains '\ud800'"),
        ("ن" * 101, "it has more than 200 bytes"),
        ("NUL.txt", "Windows reserves 'NUL.txt' for a device"),
    ],
)
def test_a_name_that_leaves_its_folder_or_is_none_everywhere_is_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(OutputError) as caught:
        checked_name(name, "passage 1: split")
    assert str(caught.value) == f"passage 1: split is {name!r}, which cannot name a file: {reason}"


def test_a_name_that_is_far_too_long_is_shown_in_part() -> None:
    with pytest.raises(OutputError) as caught:
        checked_name("n" * 5000, "name")
    assert str(caught.value) == f"name is '{'n' * 40}...', which cannot name a file: it has more than 200 bytes"


@given(st.text(max_size=12))
def test_a_name_that_is_let_through_is_one_file_within_its_folder(name: str) -> None:
    try:
        checked_name(name, "name")
    except OutputError:
        return
    path = Path(os.path.normpath(Path("/runs") / name))
    assert (path.parent, path.name) == (Path("/runs"), name)


def test_an_output_that_standard_input_is_redirected_from_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("قتل جندي", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("a.txt")
    with (tmp_path / "a.txt").open(encoding="utf-8") as redirected:
        monkeypatch.setattr("sys.stdin", redirected)
        refuse_standard_input(tmp_path / "b.txt")
        for name in ("a.txt", "link.txt"):
            with pytest.raises(OutputError, match=rf"{name}: is read as standard input as well; write to another file"):
                refuse_standard_input(tmp_path / name)


def test_standard_input_that_is_no_file_forbids_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").touch()
    for nothing in (None, io.StringIO("قتل")):
        monkeypatch.setattr("sys.stdin", nothing)
        refuse_standard_input(tmp_path / "a.txt")


def test_a_folder_of_other_files_is_not_replaced(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "new", "sign.json")
    refuse_foreign(tmp_path, "sign.json")
    (tmp_path / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(OutputError, match="holds other files, which would be replaced; give a new folder"):
        refuse_foreign(tmp_path, "sign.json")
    (tmp_path / "sign.json").touch()
    refuse_foreign(tmp_path, "sign.json")
