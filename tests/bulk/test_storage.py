"""Folders on any file system."""

from pathlib import Path

import pytest
from samples.bulk_readers import storage_of

from hasila.bulk.storage import Storage
from hasila.errors import InputError, OutputError


def test_a_file_is_written_read_and_removed_the_same_way_here_and_elsewhere(tmp_path: Path) -> None:
    for storage in (storage_of(tmp_path / "here"), Storage.of(f"file://{tmp_path}/there"), Storage.of("mock:///there")):
        assert storage.names() == []
        assert storage.read("a/b") is None
        storage.write("a/b", b"one")
        storage.write("a/b", b"two")
        storage.append("lines", "x")
        storage.append("lines", "y")
        assert (storage.read("a/b"), storage.read("lines")) == (b"two", b"x\ny\n")
        assert storage.names() == ["a/b", "lines"]
        storage.remove("a/b")
        storage.remove("a/b")
        assert storage.names() == ["lines"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for storage in (storage_of(tmp_path / "file"), Storage.of(f"file://{tmp_path}/file")):
        with pytest.raises(OutputError, match=r"file.*cannot be written"):
            storage.write("a/b", b"one")


def test_a_file_system_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="gopher://x: cannot be opened"):
        Storage.of("gopher://x")
