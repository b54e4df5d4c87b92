"""hasila.json, read without torch."""

import json
from pathlib import Path

import pytest

from hasila.errors import CheckpointError
from hasila.runtime.manifest import MANIFEST, read_manifest

GOOD = {"labels": ["ACTOR"], "window": {"pieces": 64, "overlap": 16}, "transitions": [[0.0] * 3] * 4, "temperature": 2}


def written(folder: Path, text: str) -> Path:
    """Write hasila.json and return its folder."""
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder


def test_what_a_run_writes_is_read(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, json.dumps(GOOD)))
    assert (manifest.labels, manifest.window.pieces, manifest.temperature) == (("ACTOR",), 64, 2)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("temperature", "0", "temperature is 0.0, but must be between 0.1 and 100"),
        ("temperature", "-1", "temperature is -1.0"),
        ("temperature", "NaN", "temperature is nan"),
        ("temperature", "Infinity", "temperature is inf"),
        ("temperature", "1e-300", "temperature is 1e-300"),
        (
            "transitions",
            "[[0,0,0],[0,NaN,0],[0,0,0],[0,0,0]]",
            "transitions hold values that are not between -50 and 50",
        ),
        ("transitions", "[[0,0,0],[0,-1e308,0],[0,0,0],[0,0,0]]", "transitions hold values"),
        ("transitions", "[[0,0,0],[0,0,0],[0,0,0],[0,0,Infinity]]", "transitions hold values"),
        ("transitions", "[[0]]", "transitions are no table of 4 by 3 numbers"),
        ("labels", "[]", r"labels are \[\], but must be one or more different names"),
        ("labels", '["ACTOR","ACTOR"]', "but must be one or more different names"),
        ("window", '{"pieces":-5,"overlap":0}', "an overlap of 0 does not fit windows of -5 pieces"),
        (
            "window",
            '{"pieces":64,"overlap":63}',
            "an overlap of 63 does not fit windows of 64 pieces, 2 of them special",
        ),
        ("window", '{"pieces":64,"overlap":-1}', "an overlap of -1 does not fit"),
        ("window", '{"pieces":"a","overlap":1}', r"window\.pieces: Input should be a valid integer"),
        ("config", "[" * 100_000 + "]" * 100_000, "recursion limit exceeded"),
        ("config", '{"a":' + "9" * 5_000 + "}", "number out of range"),
    ],
)
def test_a_value_that_nothing_can_be_read_with_is_refused_in_a_line(
    field: str, value: str, message: str, tmp_path: Path
) -> None:
    text = json.dumps({**GOOD, field: "HERE"}).replace('"HERE"', value)
    with pytest.raises(CheckpointError, match=message) as caught:
        read_manifest(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / MANIFEST))
    assert "\n" not in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_of_many_mistakes_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="and 9 more; copy the checkpoint again"):
        read_manifest(written(tmp_path, json.dumps({**GOOD, "transitions": [["a"] * 3] * 4})))


def test_the_folder_of_a_run_names_its_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()
    written(tmp_path / "checkpoint", json.dumps(GOOD))
    with pytest.raises(CheckpointError, match=rf"holds no hasila\.json; did you mean {tmp_path}/checkpoint\?"):
        read_manifest(tmp_path)
