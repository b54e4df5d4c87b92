"""Files that are sent: written to a temporary folder under names of our own, and read as hasila.formats.texts does."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZipFile, is_zipfile

import regex

from hasila.document import Document
from hasila.errors import HasilaError, InputError
from hasila.formats.csv_rows import COLUMN_OPTION
from hasila.formats.dated import day_in
from hasila.formats.opening import DAMAGED, UNPACKERS
from hasila.formats.parquet import unpacked_bytes
from hasila.formats.texts import read_texts
from hasila.service.guard import failure_of
from hasila.service.schema import unreserved

if TYPE_CHECKING:
    from hasila.formats.rejects import Reject

_log = logging.getLogger(__name__)
_READ = (".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".html", ".htm")
_PACKED = {ending: UNPACKERS[ending] for ending in (".xz", ".gz")}
_OTHERWISE_PACKED = (".bz2", ".zst", ".zip", ".lzma")
_MOST_LEFT_OUT = 100
"""The most rows of a file that are named when they cannot be read."""
_AT_ONCE = 1 << 20
_LONGEST = 120
_FOR_OPTIONS = {
    COLUMN_OPTION: 'write its name under "Column with the text" (the field column of the form)',
    "state the format: --input-format jsonl (or json)": "let its name end in .jsonl or .json",
    "say which it is: --encoding NAME, or save it as UTF-8": "save it as UTF-8",
    ", or state the encoding: --encoding NAME": "",
}
"""What messages tell those who sent a file, who have no command to give an option to."""


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


def sent_texts(file: SentFile, column: str | None, date_column: str | None, most: int) -> Iterator[SentText]:
    """Yield the texts of a file; one that cannot be read, or is larger than `most` bytes once unpacked, yields why."""
    name = file.shown()
    bare, packing = _unpacked_name(name)
    ending = PurePosixPath(f"file{bare}").suffix.lower()
    if fault := _ending_fault(ending):
        yield SentText(name, None, fault)
        return
    with TemporaryDirectory(prefix="hasila-sent-") as folder:
        path = Path(folder) / f"file{ending}"
        if fault := _copied(file.content, packing, path, most):
            yield SentText(name, None, fault)
        else:
            yield from _read(path, bare, column, date_column, most)


def _ending_fault(ending: str) -> str | None:
    if ending in _OTHERWISE_PACKED:
        return "is compressed; unpack it first"
    if ending not in _READ:
        return f"has the ending {ending or '(none)'}; send {', '.join(_READ)}"
    return None


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
                    return _too_large(most)
                copy.write(part)
    except DAMAGED:
        return f"is not a complete {packing} file"
    return None


def _too_large(most: int) -> str:
    return f"has more than {most} bytes once it is unpacked; send it in parts"


def _check_unpacked(path: Path, most: int) -> None:
    """Raise InputError for a file that says that it is too large once it is unpacked."""
    if path.suffix == ".xlsx" and is_zipfile(path):
        with ZipFile(path) as packed:  # no part of it grows beyond its size
            size = sum(one.file_size for one in packed.infolist())
    else:
        size = unpacked_bytes(path) if path.suffix == ".parquet" else 0
    if size > most:
        raise InputError(_too_large(most))


def _read(path: Path, name: str, column: str | None, date_column: str | None, most: int) -> Iterator[SentText]:
    """Yield the texts of a file, then what cannot be read of it; something at least."""
    left_out = _LeftOut(path, name)
    is_empty = True
    try:
        _check_unpacked(path, most)
        for document in read_texts([path], column, reject=left_out.add):
            is_empty = False
            yield _sent(document, path, name, date_column)
    except HasilaError as error:
        yield SentText(name, None, _for_senders(error, path, name).removeprefix(f"{name}: "))
        return
    except Exception as error:  # noqa: BLE001 - what unpacks a damaged file raises errors of any kind
        _log.warning("a file that was sent could not be read: %s", failure_of(error))
        yield SentText(name, None, "is damaged, or not what its ending says; save it again")
        return
    if is_empty and not left_out.first:
        yield SentText(name, None, "holds no texts")
    yield from left_out.told()


class _LeftOut:
    """The rows of a file that cannot be read: the first of them, and how many more there are."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self.first: list[SentText] = []
        self._more = 0

    def add(self, reject: "Reject") -> None:
        """Keep a row, or count it."""
        if len(self.first) == _MOST_LEFT_OUT:
            self._more += 1
        else:
            where, reason = (_for_senders(words, self._path, self._name) for words in (reject.where, reject.reason))
            self.first.append(SentText(where, None, reason))

    def told(self) -> Iterator[SentText]:
        """Yield the rows that were kept, and how many were not."""
        yield from self.first
        if self._more:
            yield SentText(self._name, None, f"has {self._more} more rows that cannot be read")


def _for_senders(words: object, path: Path, name: str) -> str:
    """Return words of a message for those who sent the file: with its name for its path, and without options."""
    told = str(words).replace(str(path), name)
    for option, instead in _FOR_OPTIONS.items():
        told = told.replace(option, instead)
    return told


def _sent(document: Document, path: Path, name: str, date_column: str | None) -> SentText:
    where = name if document.origin is None else str(document.origin).replace(str(path), name)
    numbered = document.id in {"", path.name, str(document.origin)}
    id_ = (name if document.id == path.name else where) if numbered else document.id
    meta = dict(document.meta)
    given = meta.pop(date_column or "date", None)
    day = None if given is None else day_in(str(given))
    if day is None and date_column is not None and given not in (None, ""):
        return SentText(where, None, f"{date_column} is {str(given)[:60]!r}, but must be a day as YYYY-MM-DD")
    kept = {**({"date": day} if day else {}), **unreserved(_others(meta, given, day, date_column))}
    return SentText(where, replace(document, id=id_, meta=kept, origin=None), numbered=numbered)


def _others(meta: dict[str, Any], given: Any, day: str | None, date_column: str | None) -> dict[str, Any]:
    """Return the other fields of a row, among them what the date's column held besides its day."""
    return meta if given is None or given == day else {**meta, (date_column or "date"): given}
