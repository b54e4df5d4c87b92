"""The name by which revisions remember a model."""

from pathlib import Path

from hasila.service.served import checkpoint_name


def test_two_trainings_in_folders_of_one_name_have_names_of_their_own(tmp_path: Path) -> None:
    for number in "12":
        folder = tmp_path / number / "checkpoint"
        folder.mkdir(parents=True)
        (folder / "hasila.json").write_text(f'{{"seed": {number}}}', encoding="utf-8")
    first, second = (checkpoint_name(tmp_path / number / "checkpoint") for number in "12")
    assert first != second
    assert {name.partition("@")[0] for name in (first, second)} == {"checkpoint"}
