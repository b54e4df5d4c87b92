"""python -m train.average: the mean of checkpoints."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from hasila.errors import CheckpointError, InputError
from hasila.model.checkpoint import Checkpoint, load, save
from train.average import app, average, mean_of


def moved(checkpoint: Path, by: float, folder: Path) -> Path:
    """Write the checkpoint with another bias of its last layer and another temperature."""
    found = load(checkpoint)
    with torch.no_grad():
        last_bias(found).add_(by)
    save(replace(found, manifest=replace(found.manifest, temperature=1 + by)), folder)
    return folder


def last_bias(checkpoint: Checkpoint) -> torch.Tensor:
    """Return the bias of the last layer."""
    return checkpoint.tagger.model.get_parameter("classifier.bias")


def test_the_mean_has_the_mean_of_the_weights_and_temperatures(tiny_checkpoint: Path, tmp_path: Path) -> None:
    parts = [moved(tiny_checkpoint, by, tmp_path / str(by)) for by in (1.0, 2.0)]
    result = CliRunner().invoke(app, [*map(str, parts), "--output", str(tmp_path / "mean")])
    assert result.exit_code == 0, result.output
    assert "the mean of 2 checkpoints" in result.output
    torch.testing.assert_close(last_bias(load(tmp_path / "mean")), last_bias(load(tiny_checkpoint)) + 1.5)
    assert load(tmp_path / "mean").manifest.temperature == 2.5


def test_the_mean_of_the_same_twice_is_the_same(tiny_checkpoint: Path) -> None:
    before = load(tiny_checkpoint)
    after = mean_of([load(tiny_checkpoint), load(tiny_checkpoint)])
    for name, weight in before.tagger.model.state_dict().items():
        torch.testing.assert_close(after.tagger.model.state_dict()[name], weight)
    assert after.manifest == before.manifest


def test_one_checkpoint_has_no_mean(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give two or more"):
        average([tiny_checkpoint], output=tmp_path / "mean")


def test_checkpoints_that_read_otherwise_have_no_mean(tiny_checkpoint: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    found = load(tiny_checkpoint)
    window = replace(found.manifest.window, overlap=found.manifest.window.overlap + 1)
    save(replace(found, manifest=replace(found.manifest, window=window)), other)
    with pytest.raises(CheckpointError, match=r"differs from .* in window"):
        average([tiny_checkpoint, other], output=tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
