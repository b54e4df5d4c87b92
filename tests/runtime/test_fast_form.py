"""What a fast form records, and when it is refused; and which reader is chosen."""

import logging
import sys
from pathlib import Path

import pytest

from hasila.errors import CheckpointError, HasilaError, InputError, MissingExtraError
from hasila.runtime import choice
from hasila.runtime.choice import chosen_form
from hasila.runtime.fast_form import (
    FAST,
    NETWORK,
    FastForm,
    GateFigures,
    form_checksums,
    read_form,
    source_checksums,
    write_form,
)

FIGURES = GateFigures(passages=2, f1_of_torch=0.9, f1=0.9, texts=2, identical=1.0, alone=1.0, confidence_shift=0.0)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """Write files in the places of a checkpoint and of its fast form."""
    (tmp_path / FAST).mkdir()
    for name in ("config.json", "hasila.json", "model.safetensors", "README.md", f"{FAST}/{NETWORK}"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    made_from, files = source_checksums(tmp_path), form_checksums(tmp_path / FAST)
    write_form(FastForm("int8", 0, 2, 1, 3, FIGURES, made_from, files), tmp_path / FAST)
    return tmp_path


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose as if the engine were installed."""
    monkeypatch.setattr(choice, "engine", lambda: None)


def test_a_fast_form_records_what_it_was_made_from(checkpoint: Path) -> None:
    form = read_form(checkpoint)
    assert set(form.made_from) == {"config.json", "hasila.json", "model.safetensors"}
    assert form.gate == FIGURES


@pytest.mark.parametrize("name", ["model.safetensors", "hasila.json", "toll_head.safetensors"])
def test_a_fast_form_of_other_weights_is_refused_with_the_command_that_renews_it(name: str, checkpoint: Path) -> None:
    (checkpoint / name).write_text("changed", encoding="utf-8")
    with pytest.raises(CheckpointError) as caught:
        read_form(checkpoint)
    assert str(caught.value) == (
        f"{checkpoint / FAST}: is stale: {name} changed in {checkpoint} after it was made; "
        f"write it with: hasila export {checkpoint}"
    )


def test_another_model_card_does_not_make_a_fast_form_stale(checkpoint: Path) -> None:
    (checkpoint / "README.md").write_text("changed", encoding="utf-8")
    assert read_form(checkpoint).precision == "int8"


@pytest.mark.parametrize(
    ("name", "told"), [(NETWORK, "has other files than form.json records"), ("form.json", "is damaged or of another")]
)
def test_a_damaged_fast_form_is_refused(name: str, told: str, checkpoint: Path) -> None:
    (checkpoint / FAST / name).write_text("damage", encoding="utf-8")
    with pytest.raises(CheckpointError, match=rf"{told}.*hasila export"):
        read_form(checkpoint)


def test_auto_takes_the_fast_form_and_torch_where_a_setting_of_torch_is_given(checkpoint: Path) -> None:
    assert chosen_form(checkpoint, "auto", "cpu", None) == chosen_form(checkpoint, "fast", None, None)
    assert chosen_form(checkpoint, "auto", None, 4) is None
    assert chosen_form(checkpoint, "auto", "cuda", None) is None
    assert chosen_form(checkpoint, "torch", None, None) is None
    with pytest.raises(InputError, match="the fast reader has none"):
        chosen_form(checkpoint, "fast", None, 4)


def test_auto_reads_with_torch_and_says_why_where_the_fast_form_is_stale(
    checkpoint: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (checkpoint / "model.safetensors").write_text("changed", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert chosen_form(checkpoint, "auto", None, None) is None
    assert "is stale" in caplog.text


def test_auto_reads_with_torch_where_there_is_no_fast_form_and_fast_says_how_to_write_it(tmp_path: Path) -> None:
    assert chosen_form(tmp_path, "auto", None, None) is None
    with pytest.raises(CheckpointError, match="has no fast form; write it with: hasila export"):
        chosen_form(tmp_path, "fast", None, None)


@pytest.fixture
def _no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Import as if torch were not installed."""
    monkeypatch.setitem(sys.modules, "torch", None)


def test_a_fast_form_stands_without_the_weights_that_it_was_made_from(checkpoint: Path) -> None:
    (checkpoint / "model.safetensors").unlink()
    assert read_form(checkpoint).precision == "int8"


@pytest.mark.usefixtures("_no_torch")
def test_without_torch_auto_reads_the_fast_form_or_says_why_it_cannot(checkpoint: Path) -> None:
    assert chosen_form(checkpoint, "auto", None, None) == read_form(checkpoint)
    (checkpoint / "hasila.json").write_text("changed", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"is stale: hasila\.json changed"):
        chosen_form(checkpoint, "auto", None, None)


@pytest.mark.usefixtures("_no_torch")
def test_what_only_torch_reads_is_refused_without_it_with_the_command_that_installs_it(
    checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(MissingExtraError, match=r"with torch needs the package torch; install it with: pip install"):
        chosen_form(checkpoint, "auto", "cuda", None)
    with pytest.raises(MissingExtraError, match="without a fast form needs the package torch"):
        chosen_form(tmp_path_factory.mktemp("other"), "auto", None, None)


def test_a_missing_engine_is_told_and_auto_reads_with_torch(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingExtraError("openvino", "the fast reader")

    monkeypatch.setattr(choice, "engine", missing)
    assert chosen_form(checkpoint, "auto", None, None) is None
    with pytest.raises(HasilaError, match="the fast reader needs the package openvino; install it with: pip install"):
        chosen_form(checkpoint, "fast", None, None)


def test_a_backend_that_is_not_there_is_told(checkpoint: Path) -> None:
    with pytest.raises(ValueError, match="backend is 'jax', but must be one of auto, fast, torch"):
        chosen_form(checkpoint, "jax", None, None)  # type: ignore[arg-type]
