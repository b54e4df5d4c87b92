"""Opening files to read: standard input, pipes, compressed files, and text in whatever encoding it is."""

import gzip
import io
import logging
import lzma
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from hasila.errors import InputError, MissingExtraError
from hasila.formats.encoding import HEAD, Encoding, binary_fault, encoding_of

_log = logging.getLogger(__name__)
STDIN = Path("-")


class Meter:
    """Counts the bytes that have been read of files, as they lie on the disk."""

    def __init__(self) -> None:
        self._done = 0
        self._raw: io.FileIO | None = None

    @contextmanager
    def watching(self, raw: io.FileIO) -> Iterator[None]:
        """Count what is read of a file, beside all that has been read of others; at the end all of it."""
        self._raw = raw
        size = os.fstat(raw.fileno()).st_size
        try:
            yield
        finally:
            self._raw = None
            self._done += size

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._done + (0 if self._raw is None or self._raw.closed else self._raw.tell())


def _zst(file: BinaryIO) -> BinaryIO:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
    except ModuleNotFoundError:
        raise MissingExtraError("pyarrow", "reading a .zst file") from None
    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))


UNPACKERS: Mapping[str, Callable[[BinaryIO], BinaryIO]] = {
    ".gz": lambda file: cast("BinaryIO", gzip.GzipFile(fileobj=file, mode="rb")),
    ".xz": lambda file: cast("BinaryIO", lzma.LZMAFile(file)),  # noqa: SIM115 - `opened` closes what it reads
    ".zst": _zst,
}
"""What unpacks a compressed file, by its ending."""
DAMAGED = (lzma.LZMAError, EOFError, zlib.error, gzip.BadGzipFile)
"""What they raise of a file that is damaged or breaks off; pyarrow's raises OSError."""


def unpacked_name(path: Path) -> str:
    """Return the name of a file without the ending of its compression."""
    return path.stem if path.suffix.lower() in UNPACKERS else path.name


def is_packed(path: Path) -> bool:
    """Say whether a file is compressed, by its ending."""
    return path.suffix.lower() in UNPACKERS


def is_read_once(path: Path) -> bool:
    """Say whether reading `path` uses it up, as it does standard input, a pipe or a device."""
    if path == STDIN:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


@contextmanager
def opened(path: Path, meter: Meter | None = None) -> Iterator[io.BufferedReader]:
    """Open a file, unpacked, or standard input. An error while it is read is an InputError without the file's name."""
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise InputError("is closed; name the files to read")
            given = sys.stdin.buffer
            yield given if isinstance(given, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", given))
            return
        with path.open("rb") as file, _watching(file, meter):
            yield io.BufferedReader(cast("io.RawIOBase", _unpacked(path, file))) if is_packed(path) else file
    except DAMAGED as error:
        raise InputError(f"is not a complete {path.suffix} file: {error}") from None
    except OSError as error:
        if error.errno is None:  # pyarrow's errors about what a compressed file holds
            raise InputError(f"is not a complete {path.suffix} file: {error}") from None
        raise InputError(f"cannot be read: {error.strerror}") from None


def _watching(file: io.BufferedReader, meter: Meter | None) -> AbstractContextManager[None]:
    return meter.watching(cast("io.FileIO", file.raw)) if meter and file.seekable() else nullcontext()


def _unpacked(path: Path, file: BinaryIO) -> BinaryIO:
    return UNPACKERS[path.suffix.lower()](file)


@contextmanager
def opened_text(path: Path, encoding: str | None, newline: str, meter: Meter | None = None) -> Iterator[TextIO]:
    """Open a file as text; `newline` is as in `open`. A byte that cannot be decoded becomes a lone surrogate.

    `encoding` None is found out. A byte order mark is left out.
    """
    with opened(path, meter) as file:
        # TextIOWrapper asks for what only a real file has; a reader that unpacks behaves like one.
        its = encoding or found_encoding(path, file.peek(HEAD)[:HEAD])
        errors = "replace" if its.startswith(("utf-16", "utf-32")) else "surrogateescape"
        its = "utf-8-sig" if its == "utf-8" else its
        with io.TextIOWrapper(file, encoding=its, errors=errors, newline=newline) as text:
            try:
                yield text
            except UnicodeError as error:  # the mark of UTF-16 and UTF-32 that is not there
                raise InputError(f"cannot be read as {its.upper()}: {error}; name another: --encoding NAME") from None


def found_encoding(path: Path, head: bytes) -> str:
    """Return the encoding of a file by its first bytes; a guess is logged. Raises InputError if it is no text."""
    if (fault := binary_fault(head)) is not None:
        raise InputError(fault)
    its = encoding_of(head)
    if its is None:
        raise InputError("its encoding is not known; say which it is: --encoding NAME, or save it as UTF-8")
    _tell_guess(path, its)
    return its.name


def _tell_guess(path: Path, its: Encoding) -> None:
    if its.guessed:
        _log.warning("%s: is not UTF-8; read as %s, a guess; if it is wrong: --encoding NAME", path, its.name)
