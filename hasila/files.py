"""Files and folders that appear whole or not at all, and which names they may have.

A target is first written beside it as .NAME.RANDOM.hasila-new; a folder that is being replaced is moved to
.NAME.RANDOM.hasila-old. The writer holds a lock on these, so the next write of the same target recognises what a killed
writer left, and removes it.
"""

import hashlib
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from hasila.errors import OutputError

if sys.platform != "win32":
    import fcntl

_NEW, _OLD = "hasila-new", "hasila-old"
_OWN_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")
"""Paths of a process's own streams: even a regular file is written through there."""
_LONGEST = 150
"""The most bytes of a name that leave room for what is added to it; most file systems allow 255."""
_LONGEST_CHECKED = 200
"""The most bytes of a name that is checked: an ending still fits."""
_SHOWN = 40
"""The most characters that a message shows of a name that is too long."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 text file that replaces `path` if the block succeeds and is removed otherwise.

    The file is on the disk when it appears, with the mode of the file that it replaces. A symbolic link stays, and its
    target is replaced. A device, a FIFO or /dev/stdout is written through instead. A lone surrogate, which UTF-8 cannot
    encode, is written as its escape, which JSON reads back.

    Raises OutputError, naming `path`, if it cannot be written (no folder, no permission, a full disk).
    """
    if is_stream(path):
        with told_of(path, ""), _text(path, "a") as file:
            yield file
        return
    with told_of(path, "; nothing was left behind"):
        target = _target(path)
        if target.is_dir():
            raise IsADirectoryError("it is a folder, not a file")
        with _making(target, _new_file) as made:
            with _text(made, "w") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            keep_mode(target, made)
            made.replace(target)
        _sync_folder(target.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder that replaces `path` if the block succeeds and is removed otherwise.

    All its files are on the disk when it appears. The old folder is deleted last: a killed process leaves the old or
    the new folder whole, and the next write of `path` tidies up. A symbolic link stays, as in `whole_file`.

    Raises OutputError, naming `path`, if it cannot be written.
    """
    with told_of(path, "; nothing was left behind"):
        target = _target(path)
        if target.exists() and not target.is_dir():
            raise NotADirectoryError("it is a file, not a folder")
        with _making(target, Path.mkdir) as made:
            yield made
            keep_mode(target, made)
            _sync_tree(made)
            _exchange(made, target)


def checked_name(name: str, what: str) -> str:
    """Return `name` if it can name a file or folder on every system, inside the folder where it is put.

    `what` says where the name comes from. Raises OutputError, naming both and the reason.
    """
    reason = _why_not(name)
    if reason:
        shown = name if len(name) <= _LONGEST_CHECKED else f"{name[:_SHOWN]}..."
        raise OutputError(f"{what} is {shown!r}, which cannot name a file: {reason}")
    return name


def _why_not(name: str) -> str | None:
    if not name.strip():
        return "it is empty"
    if found := _FORBIDDEN.search(name):
        return f"it contains {found[0]!r}"
    if name.startswith("."):
        return "it begins with a dot"
    if name.endswith((".", " ")):
        return "it ends with a dot or a blank"
    if len(name.encode()) > _LONGEST_CHECKED:
        return f"it has more than {_LONGEST_CHECKED} bytes"
    return f"Windows reserves {name!r} for a device" if _DEVICES.match(name) else None


def is_stream(path: Path) -> bool:
    """Say whether `path` is a device, a pipe or one of the process's own streams: nothing that can be replaced."""
    if os.path.abspath(path).startswith(_OWN_STREAMS):  # noqa: PTH100 - links must stay as they are
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _target(path: Path) -> Path:
    """Return `path` with links followed, and make its parent folder."""
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _text(path: Path, mode: str) -> TextIO:
    return path.open(mode, encoding="utf-8", newline="", errors="backslashreplace")  # type: ignore[return-value]


@contextmanager
def _making(target: Path, make: Callable[[Path], None]) -> Iterator[Path]:
    """Yield what `make` made beside `target`, locked until the block ends; it is removed if the block fails."""
    _tidy(target)
    made, lock = _begun(target, make)
    try:
        yield made
    except BaseException:
        _remove(made)
        raise
    finally:
        _unlock(lock)


def _begun(target: Path, make: Callable[[Path], None]) -> tuple[Path, int | None]:
    """Return what `make` made beside `target`, with a lock on it."""
    while True:
        made = _beside(target, _NEW)
        make(made)
        with suppress(FileNotFoundError):
            lock = _lock(made)
            if made.exists():
                return made, lock
            _unlock(lock)  # another write removed it as a leftover before it was locked


def _new_file(path: Path) -> None:
    path.touch(exist_ok=False)


def _exchange(made: Path, target: Path) -> None:
    """Replace `target` with the folder `made`, and delete the old one."""
    if not target.exists():
        made.replace(target)
        _sync_folder(target.parent)
        return
    old, lock = _beside(target, _OLD), _lock(target)
    try:
        target.replace(old)
        made.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        if old.exists() and not target.exists():
            old.replace(target)
        raise
    finally:
        _unlock(lock)
    _remove(old)


def _tidy(target: Path) -> None:
    """Remove what killed writes of `target` left; a folder that was moved aside but not replaced is put back."""
    left = re.compile(rf"{re.escape(_prefix(target))}[0-9a-f]{{16}}\.({_NEW}|{_OLD})")
    for name in filter(left.fullmatch, os.listdir(target.parent)):  # noqa: PTH208 - names alone
        with suppress(OSError):  # another process is writing it, or has removed it
            _tidy_one(target.parent / name, target)


def _tidy_one(left: Path, target: Path) -> None:
    if sys.platform == "win32" and left.is_dir():
        return  # Windows cannot tell whether it is still being written
    lock = _lock(left, wait=False)
    try:
        if left.name.endswith(_OLD) and not target.exists():
            left.replace(target)
        else:
            _remove(left)
    finally:
        _unlock(lock)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f"{_prefix(target)}{secrets.token_hex(8)}.{ending}")


def _prefix(target: Path) -> str:
    """Return the prefix of names that belong to `target`: its own name, or the checksum of a long one."""
    name = os.fsencode(target.name)
    return f".{target.name if len(name) <= _LONGEST else hashlib.sha256(name).hexdigest()}."


@contextmanager
def locked(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock on `path`. Raises OutputError with `refusal` if another process has it."""
    try:
        lock = _lock(path, wait=False)
    except OSError:
        raise OutputError(refusal) from None
    try:
        yield
    finally:
        _unlock(lock)


def _lock(path: Path, *, wait: bool = True) -> int | None:
    """Lock a file or a folder for as long as the descriptor is open; the lock ends with the process at the latest.

    Raises OSError if `wait` is false and another process has the lock, or that cannot be known. Returns None on
    Windows, which has no such lock and does not delete open files.
    """
    if sys.platform == "win32":
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        if not wait:
            os.close(descriptor)
            raise
    return descriptor


def _unlock(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def keep_mode(target: Path, made: Path) -> None:
    """Give `made` the mode of what it replaces; a new target keeps the mode of the umask."""
    if target.exists():
        made.chmod(stat.S_IMODE(target.stat().st_mode))


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync_folder(Path(parent))


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows cannot open a folder, and some file systems cannot sync one
        _sync(folder)


def _sync(path: Path) -> None:
    """Return when `path` is on the disk."""
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def told_of(path: Path, left: str = "") -> Iterator[None]:
    """Convert an OSError about `path` into an OutputError that ends with `left`: what was left behind."""
    try:
        yield
    except BrokenPipeError:  # a reader that leaves early
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}{left}") from error


def refuse_foreign(folder: Path, sign: str) -> None:
    """Raise OutputError if `folder` holds files but not `sign`, which every folder has that may be replaced."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / sign).is_file():
        raise OutputError(f"{folder}: holds other files, which would be replaced; give a new folder")


def refuse_input(output: Path, inputs: Iterable[Path]) -> None:
    """Raise OutputError if `output` is one of `inputs`, even under another name (a link, another spelling)."""
    for path in inputs:
        if path.exists() and output.exists() and output.samefile(path):
            raise OutputError(f"{output}: is an input as well ({path}); write to another file")


def refuse_standard_input(output: Path) -> None:
    """Raise OutputError if `output` is the file that standard input is redirected from."""
    try:
        given = os.fstat(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):  # it is closed, or no file of the system
        return
    if output.is_file() and os.path.samestat(given, output.stat()):
        raise OutputError(f"{output}: is read as standard input as well; write to another file")


def checksum_of_folder(folder: Path) -> str:
    """Return a checksum of the names and contents of all files in a folder."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            its = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{its}\0".encode())
    return whole.hexdigest()
