"""Which files are read."""

import os
from pathlib import Path

import pytest

from hasila.errors import InputError
from hasila.formats.sources import sources_of


def made(folder: Path, *names: str) -> Path:
    """Make empty files in a folder."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def test_a_folder_stands_for_the_files_in_it_in_order(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made(tmp_path, "b.txt", "a/2.jsonl.gz", "a/1.CSV", "c.pdf", "d.pdf", "README", ".hidden.txt", ".git/x.txt")
    found = sources_of([tmp_path])
    assert [(one.name, one.form) for one in found] == [("b.txt", "txt"), ("a/1.CSV", "csv"), ("a/2.jsonl.gz", "jsonl")]
    assert "files of other endings are left out: 2 .pdf, 1 (none)" in caplog.text


def test_a_checkpoint_within_a_folder_is_no_text(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", "model/hasila.json", "model/tokenizer.json", "model/fast/form.json")
    assert [one.name for one in sources_of([tmp_path])] == ["a.txt"]
    with pytest.raises(InputError, match="the folder is a checkpoint, and has no texts"):
        sources_of([tmp_path / "model"])


def test_a_given_form_is_that_of_all_files(tmp_path: Path) -> None:
    made(tmp_path, "a.log", "b.csv")
    assert {one.form for one in sources_of([tmp_path], "txt")} == {"txt"}


def test_all_paths_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    made(tmp_path, "a.log", "b.xls", "c/d.pdf")
    endings = ".txt, .jsonl, .json, .csv, .tsv, .parquet, .xlsx, .ndjson, .html, .htm"
    with pytest.raises(InputError) as caught:
        sources_of([tmp_path / name for name in ("a.log", "b.xls", "c", "absent.txt")])
    assert [line.removeprefix(f"{tmp_path}/").partition(";")[0] for line in str(caught.value).splitlines()] == [
        "a.log: the ending .log is unknown",
        "b.xls: the ending .xls is unknown",
        f"c: the folder has neither a text ({endings}) nor hasila.json, which a checkpoint has",
        "absent.txt: cannot be read: No such file or directory",
    ]


def test_a_link_is_followed_unless_it_leads_back(tmp_path: Path) -> None:
    made(tmp_path, "archive/a/b.txt", "elsewhere/c.txt")
    (tmp_path / "archive/a/again").symlink_to(tmp_path / "archive")
    (tmp_path / "archive/other").symlink_to(tmp_path / "elsewhere")
    assert [one.name for one in sources_of([tmp_path / "archive"])] == ["a/b.txt", "other/c.txt"]


def test_what_a_run_or_a_spreadsheet_leaves_beside_a_file_is_no_text(tmp_path: Path) -> None:
    made(tmp_path, "a.jsonl", "out.jsonl.part", "out.jsonl.part.json", "~$b.xlsx", "c.part.txt")
    assert [one.name for one in sources_of([tmp_path])] == ["a.jsonl", "c.part.txt"]
    assert [one.name for one in sources_of([tmp_path], "txt")] == ["a.jsonl", "c.part.txt"]


def test_a_pipe_is_left_out_of_a_folder_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "b.txt")
    assert [one.name for one in sources_of([tmp_path])] == ["a.txt"]
    assert "b.txt: is a pipe or a device, and is left out; name it to read it" in caplog.text
