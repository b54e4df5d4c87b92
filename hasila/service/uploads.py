"""Files that are sent: written to a temporary folder under names of our own, and read as hasila.formats.texts does."""

import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, cast

import regex

from hasila.document import Document
from hasila.errors import HasilaError
from hasila.formats.texts import read_texts
from hasila.service.schema import day_of, unreserved

_ENDING = regex.compile(r"\.[A-Za-z0-9]{1,10}$")
_PACKED: Mapping[str, Callable[[BinaryIO], BinaryIO]] = {
    ".xz": lambda file: cast("BinaryIO", lzma.LZMAFile(file)),  # noqa: SIM115 - it ends with what it reads
    ".gz": lambda file: cast("BinaryIO", gzip.GzipFile(fileobj=file, mode="rb")),
}
_OTHERWISE_PACKED = (".bz2", ".zst", ".zip", ".lzma")
_AT_ONCE = 1 << 20
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as a form holds it: what the sender calls it, which is never a path here, and its content."""

    name: str
    content: BinaryIO

    def shown(self) -> str:
        """Return the name that messages and ids have."""
        last = PurePosixPath(self.name.replace("\\", "/")).name
        clean = regex.sub(r"[\p{C}]", "", last).strip()
        return clean[-_LONGEST:] or "file"


@dataclass(frozen=True, slots=True)
class SentText:
    """A text of a file, or why it was left out; `numbered` says that its id is the file's name or row."""

    where: str
    document: Document | None
    reason: str = ""
    numbered: bool = False


def sent_texts(file: SentFile, column: str, date_column: str | None, most: int) -> Iterator[SentText]:
    """Yield the texts of a file; one that cannot be read, or is larger than `most` bytes once unpacked, yields why."""
    name = file.shown()
    bare, packing = _unpacked_name(name)
    if bare.lower().endswith(_OTHERWISE_PACKED):
        yield SentText(name, None, "is compressed; unpack it first")
        return
    ending = _ENDING.search(bare)
    with TemporaryDirectory(prefix="hasila-sent-") as folder:
        path = Path(folder) / f"file{ending[0].lower() if ending else ''}"
        if fault := _copied(file.content, packing, path, most):
            yield SentText(name, None, fault)
        else:
            yield from _read(path, bare, column, date_column)


def _unpacked_name(name: str) -> tuple[str, str | None]:
    """Return the name of a file once it is unpacked, and the ending that says how."""
    packing = next((ending for ending in _PACKED if name.lower().endswith(ending)), None)
    return (name, None) if packing is None else (name[: -len(packing)] or "file", packing)


def _copied(content: BinaryIO, packing: str | None, path: Path, most: int) -> str | None:
    """Write what is sent to a file, unpacked; return why it cannot be."""
    try:
        with path.open("wb") as copy:
            source = content if packing is None else _PACKED[packing](content)
            left = most
            while part := source.read(min(_AT_ONCE, left + 1)):
                left -= len(part)
                if left < 0:
                    return f"has more than {most} bytes once it is unpacked; send it in parts"
                copy.write(part)
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile, zlib.error):
        return f"is not a complete {packing} file"
    return None


def _read(path: Path, name: str, column: str, date_column: str | None) -> Iterator[SentText]:
    try:
        for document in read_texts([path], column):
            yield _sent(document, path, name, date_column)
    except HasilaError as error:
        for line in str(error).replace(str(path), name).split("\n"):
            where, _, reason = line.partition(": ")
            yield SentText(where, None, reason) if reason else SentText(name, None, line)


def _sent(document: Document, path: Path, name: str, date_column: str | None) -> SentText:
    where = name if document.origin is None else str(document.origin).replace(str(path), name)
    numbered = document.id in {"", path.name, str(document.origin)}
    id_ = (name if document.id == path.name else where) if numbered else document.id
    meta = dict(document.meta)
    given = meta.pop(date_column or "date", None)
    try:
        day = _day(given, asked=date_column is not None)
    except ValueError as error:
        return SentText(where, None, f"{date_column} is {str(given)[:60]!r}, but {error}")
    kept = {**({"date": day} if day else {}), **unreserved(_others(meta, given, day, date_column))}
    return SentText(where, replace(document, id=id_, meta=kept, origin=None), numbered=numbered)


def _others(meta: dict[str, Any], given: Any, day: str | None, date_column: str | None) -> dict[str, Any]:
    """Return the other fields of a row, among them what the date's column held besides its day."""
    return meta if given is None or given == day else {**meta, (date_column or "date"): given}


def _day(given: Any, *, asked: bool) -> str | None:
    """Return the day that a field holds. Raises ValueError for another value if the field was asked for."""
    if given is None or given == "":
        return None
    try:
        return day_of(str(given))
    except ValueError:
        if asked:
            raise
        return None
