"""Checkpoints in 8 bits."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoModelForMaskedLM, AutoTokenizer

from hasila.errors import CheckpointError, EncoderError, OutputError
from hasila.extractor import Extractor
from hasila.model import encoders, int8
from hasila.model.checkpoint import Checkpoint, load, save_packed
from hasila.model.packed import encoder_folder
from hasila.model.toll_head import TollHead
from hasila.runtime.manifest import Manifest
from hasila.tagging.windows import WindowSettings
from hasila.tolls.fields import QUESTIONS

LABELS = ("ACTOR", "PLACE")


@pytest.fixture(autouse=True)
def tiny_package(tiny_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tiny encoder where the encoders of the package are."""
    folder = tmp_path / "shipped/tiny"
    int8.write(
        AutoModelForMaskedLM.from_pretrained(tiny_encoder), AutoTokenizer.from_pretrained(tiny_encoder), "", folder
    )
    (folder / "LICENSE").write_text("as you like", encoding="utf-8")
    monkeypatch.setattr(encoders, "SHIPPED", tmp_path / "shipped")


@pytest.fixture
def trained() -> Checkpoint:
    """Return a tagger on the tiny encoder, with embeddings as the encoder has them and changed layers."""
    tagger = encoders.new_tagger("embedded:tiny", None, LABELS)
    with torch.no_grad():
        for name, weight in tagger.model.named_parameters():
            if "embeddings" not in name:
                weight.add_(torch.randn_like(weight) * 0.02)
    return Checkpoint(tagger, Manifest(LABELS, WindowSettings(64, 16)))


@pytest.fixture
def packed(trained: Checkpoint, tmp_path: Path) -> Path:
    """Write that tagger in 8 bits."""
    folder = tmp_path / "packed"
    save_packed(trained, "embedded:tiny", folder, "# a card\n")
    return folder


def test_what_was_packed_is_read_with_each_weight_within_half_a_step(trained: Checkpoint, packed: Path) -> None:
    read = load(packed)
    assert read.manifest == trained.manifest
    before, after = trained.tagger.model.state_dict(), read.tagger.model.state_dict()
    assert list(before) == list(after)
    for name, weight in before.items():
        step = weight.abs().amax(dim=-1, keepdim=True) / 127 if weight.ndim == 2 else torch.zeros(1)
        assert bool(((after[name] - weight).abs() <= step * 0.5001).all()), name


def test_weights_that_training_left_alone_are_taken_from_the_encoder_bit_for_bit(
    trained: Checkpoint, packed: Path
) -> None:
    with safe_open(packed / int8.WEIGHTS, "pt") as file:
        assert not [name for name in file.keys() if "embeddings" in name]  # noqa: SIM118 - not a mapping
    name = "bert.embeddings.word_embeddings.weight"
    assert torch.equal(load(packed).tagger.model.state_dict()[name], trained.tagger.model.state_dict()[name])


def test_a_checkpoint_tells_which_encoder_of_the_package_it_builds_on(packed: Path, tmp_path: Path) -> None:
    assert encoder_folder(packed) == tmp_path / "shipped/tiny"


def test_all_who_can_read_the_card_can_read_the_weights(packed: Path) -> None:
    assert (packed / int8.WEIGHTS).stat().st_mode == (packed / "README.md").stat().st_mode


def test_the_folder_has_card_licence_and_checksums(packed: Path) -> None:
    assert (packed / "README.md").read_text(encoding="utf-8") == "# a card\n"
    assert (packed / "LICENSE").read_text(encoding="utf-8") == "as you like"
    sums = (packed / int8.CHECKSUMS).read_text(encoding="utf-8")
    assert sorted(line.split("  ")[1] for line in sums.splitlines()) == [
        "LICENSE",
        "README.md",
        "config.json",
        "hasila.json",
        "weights.safetensors",
    ]


def test_a_toll_head_is_packed_with_the_model(trained: Checkpoint, tmp_path: Path) -> None:
    head = TollHead(trained.tagger.model.config.hidden_size, hidden=8)
    tolled = Checkpoint(replace(trained.tagger, toll_head=head), replace(trained.manifest, tolls=QUESTIONS))
    save_packed(tolled, "embedded:tiny", tmp_path / "tolled", "")
    read = load(tmp_path / "tolled").tagger.toll_head
    assert read is not None
    for name, weight in head.state_dict().items():
        assert torch.allclose(read.state_dict()[name], weight, atol=float(weight.abs().max()) / 250), name


def test_a_record_without_the_head_that_it_promises_is_refused(trained: Checkpoint, tmp_path: Path) -> None:
    promised = replace(trained, manifest=replace(trained.manifest, tolls=QUESTIONS))
    save_packed(promised, "embedded:tiny", tmp_path / "promised", "")
    with pytest.raises(CheckpointError, match=r"no toll head in the weights, but one in hasila\.json"):
        load(tmp_path / "promised")


@pytest.mark.parametrize("opened", [load, Extractor.from_checkpoint])
def test_a_head_that_answers_older_questions_is_refused_for_them_before_its_weights_and_checksums(
    trained: Checkpoint, tmp_path: Path, opened: Callable[[Path], object]
) -> None:
    head = TollHead(trained.tagger.model.config.hidden_size, hidden=8)
    head.known = head.known[1:]  # knows less of a pair than the head of today
    tolled = Checkpoint(replace(trained.tagger, toll_head=head), replace(trained.manifest, tolls="tolls-0"))
    save_packed(tolled, "embedded:tiny", tmp_path / "older", "# a card\n")
    with pytest.raises(CheckpointError, match="its toll head answers tolls-0, but this version of hasila asks tolls-"):
        opened(tmp_path / "older")
    (tmp_path / "older/README.md").write_text("# another card\n", encoding="utf-8")
    with pytest.raises(CheckpointError, match="its toll head answers tolls-0"):
        opened(tmp_path / "older")


def test_a_packed_checkpoint_is_not_listed_among_the_encoders(trained: Checkpoint, tmp_path: Path) -> None:
    save_packed(trained, "embedded:tiny", tmp_path / "shipped/model", "")
    assert encoders.shipped() == ["embedded:tiny"]


@pytest.mark.parametrize("name", [int8.WEIGHTS, "config.json", "README.md"])
def test_a_changed_file_is_refused(name: str, packed: Path) -> None:
    path = packed / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CheckpointError, match=f"{name} does not match SHA256SUMS"):
        load(packed)


def test_an_encoder_that_is_not_in_the_package_is_named(trained: Checkpoint, packed: Path, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="embedded:other: there is no such encoder in the package"):
        save_packed(trained, "embedded:other", tmp_path / "other", "")
    assert not (tmp_path / "other").exists()
    (tmp_path / "shipped/tiny").rename(tmp_path / "shipped/renamed")
    with pytest.raises(EncoderError, match="embedded:tiny: there is no such encoder in the package"):
        load(packed)


def test_an_encoder_with_another_tokenizer_is_refused(tmp_path: Path, trained: Checkpoint) -> None:
    path = tmp_path / "shipped/tiny/tokenizer.json"
    tokenizer = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    vocabulary["another"] = vocabulary.pop("##ا")
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    int8.write_checksums(path.parent)
    with pytest.raises(EncoderError, match="has another tokenizer"):
        save_packed(trained, "embedded:tiny", tmp_path / "other", "")


def test_weights_that_are_in_neither_place_are_named(packed: Path) -> None:
    with safe_open(packed / int8.WEIGHTS, "pt") as file:
        weights = {name: file.get_tensor(name) for name in file.keys() if "classifier" not in name}  # noqa: SIM118
        metadata = file.metadata()
    save_file(weights, packed / int8.WEIGHTS, metadata)
    int8.write_checksums(packed)
    with pytest.raises(CheckpointError, match=r"weights\.safetensors: lacks the weights classifier\.weight"):
        load(packed)


def test_a_failed_write_leaves_nothing(trained: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(int8, "write_checksums", full)
    with pytest.raises(OutputError, match="No space left"):
        save_packed(trained, "embedded:tiny", tmp_path / "other", "")
    assert not (tmp_path / "other").exists()


def test_the_model_in_the_package_reads_a_sentence_and_takes_at_most_25_megabytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()  # the package as it is
    document = Extractor.default()("أعلنت وزارة الداخلية العراقية مقتل ثلاثة جنود في مدينة الموصل")
    found = [(span.label, document.text_of(span)) for span in document.spans]
    assert found == [
        ("ACTOR", "وزارة الداخلية العراقية"),
        ("CASUALTY", "مقتل ثلاثة جنود"),
        ("LOCATION", "مدينة الموصل"),
    ]
    assert sum(path.stat().st_size for path in encoders.READY_MADE.iterdir()) <= 25e6
