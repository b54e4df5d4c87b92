"""The tests themselves: a folder a room, a file a module, each with its subject in its first line."""

import ast
from pathlib import Path

import pytest
from samples.texts import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
ROOMS = {path.parent.name: path.parent for top in ("hasila", "train", "eval") for path in (ROOT / top).glob("*/*.py")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_a_file_of_tests_says_its_subject_in_its_first_line(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc
    assert doc.splitlines()[0].endswith((".", "]"))


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.stem.startswith("test_") and path.parent.name != "tests"],
    ids=lambda path: str(path.relative_to(ROOT / "tests")),
)
def test_a_file_of_tests_stands_in_the_folder_of_its_room_under_the_name_of_its_module(path: Path) -> None:
    assert path.parent.name in ROOMS
    modules = {module.stem for module in ROOMS[path.parent.name].glob("*.py")}
    tested = path.stem.removeprefix("test_")
    assert any(f"{tested}_".startswith(f"{module}_") for module in modules)
