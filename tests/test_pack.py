"""python -m train.pack, as a user starts it."""

import json
import subprocess
import sys
from pathlib import Path

from samples.texts import ROOT


def packed(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run(
        [sys.executable, "-m", "train.pack", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_card_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    result = packed(tmp_path, "--output", tmp_path / "packed")
    assert result.returncode == 2
    assert "the model card cannot be read" in " ".join(result.stderr.split())
    assert not (tmp_path / "packed").exists()


def test_a_model_on_another_encoder_than_the_packages_is_refused(tiny_checkpoint: Path, tmp_path: Path) -> None:
    result = packed(tiny_checkpoint, "--output", tmp_path / "packed")
    assert result.returncode == 2
    assert "has another tokenizer than the model to write" in " ".join(result.stderr.split())
    assert not (tmp_path / "packed").exists()


def test_the_model_in_the_package_packs_to_itself(tmp_path: Path) -> None:
    shipped = ROOT / "hasila/shipped/arabic-conflict"
    result = packed(shipped, "--output", tmp_path / "again")
    assert result.returncode == 0, result.stderr
    assert "MB." in result.stdout
    assert json.loads((tmp_path / "again/hasila.json").read_text()) == json.loads((shipped / "hasila.json").read_text())
