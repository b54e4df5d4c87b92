"""Files that appear whole or not at all."""

from pathlib import Path

import pytest

from hasila.errors import OutputError
from hasila.files import whole_file, whole_folder


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep/a.txt"
    with whole_file(path) as file:
        file.write("first\n")

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
    for content in ("first", "second"):
        with whole_folder(path) as folder:
            (folder / "a").write_text(content, encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), whole_folder(path) as folder:
        raise KeyboardInterrupt
    assert (path / "a").read_text(encoding="utf-8") == "second"
    assert list(tmp_path.iterdir()) == [path]


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
