"""The files that a source names: a file, a folder or a pattern, on any file system that pyarrow opens."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, cast

from hasila.bulk.storage import Storage
from hasila.errors import InputError
from hasila.formats.opening import DAMAGED, UNPACKERS

BREAKS_OFF = (OSError, ValueError, *DAMAGED)
"""What is raised where a file cannot be read any further."""
SourceForm = Literal["jsonl", "csv", "tsv", "parquet"]
_ENDING = re.compile(r"\.(jsonl|ndjson|csv|tsv|parquet)(\.gz|\.xz|\.zst)?$", re.IGNORECASE)
_ENDINGS = ".jsonl, .ndjson, .csv, .tsv or .parquet; all but the last also as .gz, .xz or .zst"
_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with texts: its name in its storage, its form, and whether it is compressed as a whole."""

    storage: Storage
    name: str
    form: SourceForm
    compressed: bool

    @classmethod
    def of(cls, storage: Storage, name: str) -> "StoredFile | None":
        """Return the file of a name; None if its ending is not one of a file with texts."""
        found = _ENDING.search(name)
        if found is None or (found[1].lower() == "parquet" and found[2]):
            return None
        ending = found[1].lower()
        form = cast("SourceForm", "jsonl" if ending == "ndjson" else ending)
        return cls(storage, name, form, compressed=found[2] is not None)

    def open(self, offset: int = 0) -> io.BufferedReader:
        """Open the file at an offset of what it holds once decompressed. Raises OSError."""
        path = self.storage.path(self.name)
        if not self.compressed:
            file = io.BufferedReader(self.storage.filesystem.open_input_file(path))
            file.seek(offset)
            return file
        stream = io.BufferedReader(self._unpacked(path))
        _skip(stream, offset)
        return stream

    def _unpacked(self, path: str) -> Any:
        ending = PurePosixPath(self.name).suffix.lower()
        if ending == ".xz":  # which pyarrow does not unpack
            return UNPACKERS[ending](self.storage.filesystem.open_input_stream(path, compression=None))
        return self.storage.filesystem.open_input_stream(path, compression="gzip" if ending == ".gz" else "zstd")


_CHUNK = 1 << 20


def _skip(stream: io.BufferedReader, length: int) -> None:
    left = length
    while left > 0 and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)


def source_files(source: str) -> list[StoredFile]:
    """Return the files that `source` names, in order of their names, which start from the folder or the pattern.

    In a folder, names that begin with a dot or a _ and files with other endings are left aside. Raises InputError if
    there is no such file.
    """
    if _WILD.search(source):
        folder, pattern = _fixed(source)
        found = [file for file in _within(Storage.of(folder)) if re.fullmatch(_regex(pattern), file.name)]
    else:
        found = list(_named(Storage.of(source), source))
    if not found:
        raise InputError(f"{source}: there are no texts here; files end in {_ENDINGS}")
    return found


def _named(storage: Storage, source: str) -> Iterator[StoredFile]:
    from pyarrow import fs  # noqa: PLC0415 - an extra

    try:
        (info,) = storage.filesystem.get_file_info([storage.root])
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error}") from None
    if info.type == fs.FileType.NotFound:
        raise InputError(f"{source}: there is no such file or folder")
    if info.type == fs.FileType.Directory:
        yield from _within(storage)
        return
    folder, _, name = storage.root.rpartition("/")
    file = StoredFile.of(Storage(storage.filesystem, folder, is_local=storage.is_local), name)
    if file is not None:
        yield file


def _within(storage: Storage) -> Iterator[StoredFile]:
    for name in storage.names():
        if not any(part.startswith((".", "_")) for part in PurePosixPath(name).parts):
            file = StoredFile.of(storage, name)
            if file is not None:
                yield file


def _fixed(source: str) -> tuple[str, str]:
    """Return the folder before the first wildcard, and the rest."""
    start = source.rfind("/", 0, _WILD.search(source).start()) + 1  # type: ignore[union-attr]  # only called with one
    return source[:start] or ".", source[start:]


def _regex(pattern: str) -> str:
    """Return a pattern of paths as a regular expression: ** stands for folders at any depth, * and ? for no slash."""
    known = {"**/": r"(?:.*/)?", "*": r"[^/]*", "?": r"[^/]"}
    parts = re.split(r"(\*\*/|\*|\?|\[[^\]]+\])", pattern)
    return "".join(known.get(part, part if re.fullmatch(r"\[.+\]", part) else re.escape(part)) for part in parts)
