"""Which systems are timed."""

from pathlib import Path

import pytest
from samples.fast_forms import skip_without

from eval.speed.systems import TimedSystem, first_checkpoint, timed_system, timed_systems
from hasila.errors import CheckpointError, InputError


def readers(*folders: Path, backend: str = "auto", device: str | None = None) -> list[str]:
    """Return what reads in each system."""
    return [system.reader for system in timed_systems(folders, backend, device)]  # type: ignore[arg-type]


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Return a checkpoint whose fast form cannot be used."""
    skip_without("openvino")
    (tmp_path / "damaged/fast").mkdir(parents=True)
    (tmp_path / "damaged/fast/form.json").write_text("{}", encoding="utf-8")
    return tmp_path / "damaged"


def test_a_baseline_reads_itself_and_a_checkpoint_without_a_fast_form_is_read_by_torch(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/baseline.json").touch()
    assert readers(tmp_path / "lists", tmp_path) == ["baseline", "torch"]
    assert timed_system(tmp_path) == TimedSystem(f"{tmp_path}, torch", tmp_path, "torch")


def test_a_model_that_is_named_twice_is_timed_once(tmp_path: Path) -> None:
    assert readers(tmp_path, tmp_path) == ["torch"]


def test_a_fast_form_that_cannot_be_used_is_told_before_anything_is_timed(damaged: Path) -> None:
    with pytest.raises(CheckpointError, match=r"form\.json: is damaged"):
        readers(damaged)
    with pytest.raises(CheckpointError, match="has no fast form"):
        readers(damaged.parent, backend="fast")


def test_a_fast_form_is_left_out_where_torch_alone_is_asked_for_or_can_be(damaged: Path) -> None:
    assert readers(damaged, backend="torch") == readers(damaged, device="cuda") == ["torch"]
    with pytest.raises(InputError, match="the fast reader has none"):
        readers(damaged, backend="fast", device="cuda")


def test_the_pipeline_reads_the_subwords_of_the_first_checkpoint(tmp_path: Path) -> None:
    lists = TimedSystem("lists", tmp_path / "lists", "baseline")
    assert first_checkpoint([lists, TimedSystem("model", tmp_path, "fast")]) == tmp_path
    with pytest.raises(InputError, match="only baselines are given"):
        first_checkpoint([lists])
