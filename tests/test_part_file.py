"""A file that grows beside its name until it is done."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from hasila import part_file as module
from hasila.errors import OutputError
from hasila.part_file import part_file

MADE_OF = {"inputs": "x", "format": "jsonl"}


def cut_off(path: Path, texts: int, *, resume: bool = False) -> None:
    """Write so many texts and be interrupted."""
    with suppress(KeyboardInterrupt), part_file(path, MADE_OF, resume=resume) as part:
        if not part.texts:
            part.write("head\n")
        for _ in range(texts):
            part.write_text(f"{part.texts}\n")
        raise KeyboardInterrupt


def finish(path: Path) -> None:
    """Go on to the fifth text."""
    with part_file(path, MADE_OF, resume=True) as part:
        while part.texts < 5:
            part.write_text(f"{part.texts}\n")


def test_a_file_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "deep/a.txt"
    cut_off(path, 2)
    assert not path.exists()
    assert "holds 2 texts; the same command with --resume goes on" in caplog.text
    cut_off(path, 1, resume=True)
    finish(path)
    assert path.read_text(encoding="utf-8") == "head\n0\n1\n2\n3\n4\n"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_not_saved_when_a_run_was_killed_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    cut_off(path, 2)
    with (tmp_path / "a.txt.part").open("a", encoding="utf-8") as file:
        file.write("half a li")
    finish(path)
    assert path.read_text(encoding="utf-8") == "head\n0\n1\n2\n3\n4\n"


def test_how_far_a_file_holds_is_saved_while_it_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN_SAVES", 0.0)
    with part_file(tmp_path / "a.txt", MADE_OF, resume=False) as part:
        part.write_text("قتل\n")
        state = json.loads((tmp_path / "a.txt.part.json").read_text(encoding="utf-8"))
        assert state == {"fingerprint": MADE_OF, "texts": 1, "size": 7}
        assert (tmp_path / "a.txt.part").read_text(encoding="utf-8") == "قتل\n"


def test_without_resume_a_run_begins_anew_and_without_a_text_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    cut_off(path, 3)
    cut_off(path, 0)
    assert list(tmp_path.iterdir()) == []


def test_what_was_begun_of_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    cut_off(path, 3)
    other = {**MADE_OF, "inputs": "y"}
    with (
        pytest.raises(OutputError, match=r"a\.txt\.part: was begun with other values of inputs; go on with the same"),
        part_file(path, other, resume=True),
    ):
        pass
    (tmp_path / "a.txt.part.json").write_text("{", encoding="utf-8")
    with pytest.raises(OutputError, match=r"a\.txt\.part\.json: is damaged"):
        finish(path)
    assert (tmp_path / "a.txt.part").read_text(encoding="utf-8") == "head\n0\n1\n2\n"


def test_a_file_that_another_is_writing_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with part_file(path, MADE_OF, resume=False) as part:
        part.write_text("0\n")
        with pytest.raises(OutputError, match="is being written by another process"):
            cut_off(path, 1)
    assert path.read_text(encoding="utf-8") == "0\n"


def test_a_link_stays_and_its_target_is_replaced_with_its_mode(tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_text("old", encoding="utf-8")
    (tmp_path / "target.txt").chmod(0o640)
    (tmp_path / "a.txt").symlink_to("target.txt")
    finish(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "target.txt").read_text(encoding="utf-8") == "0\n1\n2\n3\n4\n"
    assert (tmp_path / "target.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "state",
    [
        '{"fingerprint": {"inputs": "x", "format": "jsonl"}, "texts": "3", "size": 11}',
        '{"fingerprint": {"inputs": "x", "format": "jsonl"}, "texts": 3, "size": -1}',
        '{"fingerprint": {"inputs": "x", "format": "jsonl"}, "texts": true, "size": 11}',
        '{"fingerprint": "x", "texts": 3, "size": 11}',
        "[1]",
        "[" * 100_000,
    ],
)
def test_a_state_that_no_run_writes_is_damaged(tmp_path: Path, state: str) -> None:
    cut_off(tmp_path / "a.txt", 3)
    (tmp_path / "a.txt.part.json").write_text(state, encoding="utf-8")
    with pytest.raises(OutputError, match=r"a\.txt\.part\.json: is damaged; begin anew without --resume"):
        finish(tmp_path / "a.txt")


@pytest.mark.parametrize("left", [None, "head\n"])
def test_a_file_that_is_shorter_than_its_run_left_it_is_never_filled_up(tmp_path: Path, left: str | None) -> None:
    cut_off(tmp_path / "a.txt", 3)
    part = tmp_path / "a.txt.part"
    part.unlink()
    if left is not None:
        part.write_text(left, encoding="utf-8")
    with pytest.raises(OutputError, match=r"a\.txt\.part: has \d bytes, but must have 11; begin anew"):
        finish(tmp_path / "a.txt")


def test_a_run_that_is_cut_off_again_before_it_writes_stands_where_the_first_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    cut_off(path, 2)
    with (tmp_path / "a.txt.part").open("a", encoding="utf-8") as file:
        file.write("half a line that the first run did not save")
    cut_off(path, 0, resume=True)
    finish(path)
    assert path.read_text(encoding="utf-8") == "head\n0\n1\n2\n3\n4\n"


def test_a_run_that_begins_anew_takes_the_state_of_the_earlier_one_away(tmp_path: Path) -> None:
    cut_off(tmp_path / "a.txt", 3)
    with part_file(tmp_path / "a.txt", {"format": "csv"}, resume=False):
        assert not (tmp_path / "a.txt.part.json").exists()


def test_that_there_is_nothing_to_go_on_with_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    finish(tmp_path / "a.txt")
    assert "a.txt: there is no earlier run to go on with, so this one begins anew" in caplog.text
