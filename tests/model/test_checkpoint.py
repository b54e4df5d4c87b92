"""A checkpoint on disk."""

import json
import shutil
from pathlib import Path

import pytest
import safetensors.torch
import torch
from samples.texts import ROOT

from hasila.errors import CheckpointError, HasilaError, LabelError
from hasila.model import checkpoint
from hasila.runtime.manifest import read_manifest
from hasila.runtime.training_record import LearntText


@pytest.fixture
def copy(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny checkpoint to damage."""
    shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint")
    return tmp_path / "checkpoint"


def test_a_checkpoint_holds_safetensors_and_no_pickle(tiny_checkpoint: Path) -> None:
    assert {path.name for path in tiny_checkpoint.iterdir()} == {
        "README.md",
        "config.json",
        "hasila.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }


def test_the_manifest_says_where_the_model_comes_from(tiny_checkpoint: Path) -> None:
    manifest = read_manifest(tiny_checkpoint)
    assert manifest.labels == ("ACTOR", "LOCATION", "CASUALTY")
    assert manifest.words == "words-2"
    assert (manifest.window.pieces, manifest.window.overlap) == (64, 16)
    training = manifest.training
    assert training.config["training"]["epochs"] == 16
    (corpus,) = training.files().items()
    listed = (ROOT / "data/SHA256SUMS").read_text(encoding="utf-8")
    assert f"{corpus[1]}  article/article.jsonl" in listed
    assert {"hasila", "torch", "transformers", "python"} <= set(training.packages)
    assert training.scores["micro"]["strict"].support == 16
    assert (training.train, training.dev, training.seed) == ("train", "dev", 0)
    assert training.learnt == LearntText(14, 417, 63)


def test_a_checkpoint_saved_again_is_the_same(copy: Path, tmp_path: Path) -> None:
    loaded = checkpoint.load(copy)
    checkpoint.save(loaded, tmp_path / "again")
    first, second = (safetensors.torch.load_file(folder / "model.safetensors") for folder in (copy, tmp_path / "again"))
    assert all(bool((first[name] == second[name]).all()) for name in first)
    assert (tmp_path / "again/hasila.json").read_bytes() == (copy / "hasila.json").read_bytes()


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_part_that_is_missing_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(CheckpointError, match=f"lacks {name}; copy the checkpoint again"):
        checkpoint.load(copy)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json", "hasila.json"])
def test_a_part_that_is_damaged_makes_an_error_that_names_the_folder(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:100])
    with pytest.raises(HasilaError, match=str(copy)):
        checkpoint.load(copy)


def test_weights_that_lack_a_part_are_refused_rather_than_drawn_at_random(copy: Path) -> None:
    weights = safetensors.torch.load_file(copy / "model.safetensors")
    del weights["classifier.weight"]
    safetensors.torch.save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=r"lacks the weights classifier\.weight"):
        checkpoint.load(copy)


def edit_config(folder: Path, **changes: object) -> None:
    """Change fields of config.json."""
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


@pytest.mark.parametrize("layers", [1, 0, -1])
def test_weights_that_the_model_has_no_place_for_are_refused(copy: Path, layers: int) -> None:
    edit_config(copy, num_hidden_layers=layers)
    with pytest.raises(CheckpointError, match=r"has weights that config\.json has no place for, such as bert\.encoder"):
        checkpoint.load(copy)


def test_weights_of_older_files_that_no_tagger_needs_are_left_out(copy: Path) -> None:
    weights = safetensors.torch.load_file(copy / "model.safetensors")
    weights["bert.embeddings.position_ids"] = torch.arange(128)
    weights["bert.pooler.dense.bias"] = torch.zeros(32)
    safetensors.torch.save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    assert checkpoint.load(copy).manifest == read_manifest(copy)


@pytest.mark.parametrize("setting", ["is_decoder", "is_causal"])
def test_a_model_that_would_read_only_what_is_before_a_word_is_refused(copy: Path, setting: str) -> None:
    edit_config(copy, **{setting: True})
    with pytest.raises(CheckpointError, match=rf"config\.json: {setting} is true, but a tagger reads a window as a"):
        checkpoint.load(copy)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_not_finite_are_refused(value: float, copy: Path) -> None:
    weights = safetensors.torch.load_file(copy / "model.safetensors")
    weights["classifier.bias"][2] = value
    safetensors.torch.save_file(weights, copy / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match=r"1 weights have values that are not finite.* such as classifier\.bias"):
        checkpoint.load(copy)


def test_a_tokenizer_larger_than_the_models_vocabulary_is_refused(copy: Path) -> None:
    path = copy / "tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    known = len(tokenizer["model"]["vocab"])
    tokenizer["model"]["vocab"] |= {"قتل" * 9: known + 3}
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(CheckpointError, match=rf"has ids up to {known + 3}, but the model knows {known} subwords"):
        checkpoint.load(copy)


def test_a_tokenizer_without_the_subwords_that_frame_a_window_is_refused(copy: Path) -> None:
    path = copy / "tokenizer_config.json"
    settings = json.loads(path.read_text(encoding="utf-8")) | {
        "cls_token": None,
        "tokenizer_class": "TokenizersBackend",
    }
    path.write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(CheckpointError, match="the tokenizer has no cls_token that the model knows"):
        checkpoint.load(copy)


def test_windows_beyond_the_models_positions_are_refused(copy: Path) -> None:
    edit(copy, window={"pieces": 129, "overlap": 16})
    with pytest.raises(CheckpointError, match="has windows of 129 subwords, but the model reads at most 128"):
        checkpoint.load(copy)


def test_a_head_of_another_size_than_the_labels_is_refused_in_a_line(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    edit_config(copy, id2label=dict(list(config["id2label"].items())[:5]))
    with pytest.raises(HasilaError, match=str(copy)) as caught:
        checkpoint.load(copy)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_absent_or_of_another_kind_says_so(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="there is no such checkpoint folder"):
        checkpoint.load(tmp_path / "absent")
    with pytest.raises(CheckpointError, match=r"is not a Hasila checkpoint: it has no hasila\.json"):
        checkpoint.load(tmp_path)


def edit(folder: Path, **changes: object) -> None:
    """Change fields of hasila.json."""
    path = folder / "hasila.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def test_labels_that_are_not_the_models_are_refused(copy: Path) -> None:
    edit(copy, labels=["PERS", "LOC"], transitions=None)
    with pytest.raises(LabelError, match=r"config\.json has the labels ACTOR, LOCATION, CASUALTY, but hasila\.json"):
        checkpoint.load(copy)


def test_transitions_are_kept_and_a_table_of_another_shape_is_refused(copy: Path) -> None:
    transitions = checkpoint.load(copy).tagger.transitions
    assert transitions is not None
    assert transitions.shape == (8, 7)
    edit(copy, transitions=[[0.0]])
    with pytest.raises(CheckpointError, match="transitions are not a table of 8 by 7 numbers"):
        checkpoint.load(copy)
    edit(copy, transitions=None)
    assert checkpoint.load(copy).tagger.transitions is None


@pytest.mark.parametrize("change", [{"words": "words-9"}, {"format": 9}])
def test_a_checkpoint_of_another_version_names_the_version_that_reads_it(copy: Path, change: dict[str, object]) -> None:
    edit(copy, **change)
    with pytest.raises(CheckpointError, match=r"read it with the hasila that wrote it \(0\.1\.0\)"):
        checkpoint.load(copy)


def test_saving_on_a_full_disk_leaves_the_old_checkpoint(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = checkpoint.load(copy)
    before = sorted(path.name for path in copy.parent.iterdir())

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(loaded.tagger.tokenizer, "save_pretrained", full)
    with pytest.raises(HasilaError, match="cannot be written: No space left on device; nothing was left behind"):
        checkpoint.save(loaded, copy)
    assert sorted(path.name for path in copy.parent.iterdir()) == before
    checkpoint.load(copy)
