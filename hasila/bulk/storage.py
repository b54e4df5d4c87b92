"""Folders on any file system that pyarrow opens, and files in them that appear whole or not at all."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hasila.bulk.tables import arrow
from hasila.errors import InputError, OutputError
from hasila.files import whole_file


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder: on this machine, or where a URI such as s3://bucket/folder points."""

    filesystem: Any
    """The file system of pyarrow."""
    root: str
    is_local: bool

    @classmethod
    def of(cls, place: str) -> "Storage":
        """Return the folder of a path or a URI. Raises InputError if pyarrow cannot open such a file system."""
        pa = arrow()
        from pyarrow import fs  # noqa: PLC0415 - an extra

        if "://" not in place:
            return cls(fs.LocalFileSystem(), str(Path(place).absolute()), is_local=True)
        try:
            filesystem, root = fs.FileSystem.from_uri(place)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise InputError(f"{place}: cannot be opened: {error}") from None
        return cls(filesystem, root.rstrip("/"), is_local=False)

    def path(self, name: str) -> str:
        """Return the path of a file in the folder."""
        return f"{self.root}/{name}" if name else self.root

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, with the folders that it needs. Raises OutputError."""
        if self.is_local:
            with whole_file(Path(self.path(name))) as file:
                file.buffer.write(content)
            return
        with self._told(name):
            folder, _, last = self.path(name).rpartition("/")
            self.filesystem.create_dir(folder)
            made = f"{folder}/_{last}.{secrets.token_hex(8)}"  # readers of a dataset pass over names with a _
            with self.filesystem.open_output_stream(made) as file:
                file.write(content)
            self.filesystem.move(made, self.path(name))

    def append(self, name: str, line: str) -> None:
        """Add a line to a file of few lines. Raises OutputError."""
        if self.is_local:
            with self._told(name), Path(self.path(name)).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            return
        self.write(name, (self.read(name) or b"") + line.encode() + b"\n")

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if there is none."""
        try:
            with self.filesystem.open_input_file(self.path(name)) as file:
                content: bytes = file.read()
        except FileNotFoundError:
            return None
        return content

    def names(self, folder: str = "") -> list[str]:
        """Return the files in a folder of this one, at any depth, by their names from there, in order."""
        from pyarrow import fs  # noqa: PLC0415 - an extra

        selector = fs.FileSelector(self.path(folder), allow_not_found=True, recursive=True)
        found = [info.path for info in self.filesystem.get_file_info(selector) if info.type == fs.FileType.File]
        start = len(self.path(folder).lstrip("/")) + 1
        return sorted(path.lstrip("/")[start:] for path in found)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises OutputError."""
        with self._told(name):
            try:
                self.filesystem.delete_file(self.path(name))
            except FileNotFoundError:
                return

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(f"{self.path(name)}: cannot be written: {error.strerror or error}") from error
