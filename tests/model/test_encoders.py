"""An encoder by name."""

import shutil
import time
from pathlib import Path

import pytest
import torch

from hasila.errors import EncoderError
from hasila.model.encoders import EMBEDDED, MULTILINGUAL_E5, longest_window, new_tagger

LABELS = ("ACTOR", "LOCATION", "CASUALTY")


def test_a_folder_with_weights_as_bin_alone_loads(tiny_encoder: Path) -> None:
    tagger = new_tagger(str(tiny_encoder), None, LABELS)
    stored = torch.load(tiny_encoder / "pytorch_model.bin", weights_only=True)
    ours = tagger.model.get_parameter("bert.embeddings.word_embeddings.weight")
    assert torch.equal(ours, stored["bert.embeddings.word_embeddings.weight"])
    assert tagger.model.num_labels == 7


def test_the_embedded_encoder_has_a_new_head_for_the_labels_and_the_dropout_asked_for() -> None:
    tagger = new_tagger(EMBEDDED, None, LABELS, dropout=0.3)
    assert list((tagger.model.config.id2label or {}).values())[1] == "B-ACTOR"
    assert tagger.model.config.hidden_dropout_prob == 0.3
    assert longest_window(tagger.model.config) == 512


@pytest.mark.parametrize("name", ["tiny", EMBEDDED, MULTILINGUAL_E5])
def test_of_an_encoders_layers_the_lowest_are_kept(name: str, tiny_encoder: Path) -> None:
    name = str(tiny_encoder) if name == "tiny" else name
    whole, one = (new_tagger(name, None, LABELS, layers=layers).model for layers in (None, 1))
    key = "bert.encoder.layer.0.output.dense.weight"
    assert torch.equal(whole.get_parameter(key), one.get_parameter(key))
    assert one.config.num_hidden_layers == 1
    with pytest.raises(EncoderError, match=r"fewer than encoder\.layers=13"):
        new_tagger(name, None, LABELS, layers=13)


def test_the_roberta_family_keeps_two_positions_for_itself() -> None:
    from transformers import XLMRobertaConfig

    assert longest_window(XLMRobertaConfig(max_position_embeddings=514, pad_token_id=1)) == 512


def test_a_hub_that_does_not_answer_is_asked_once_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    waited: list[float] = []
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(time, "sleep", waited.append)
    with pytest.raises(
        EncoderError, match=r"could not be loaded \(http://127\.0\.0\.1:9 does not answer, and there is no copy"
    ):
        new_tagger("CAMeL-Lab/bert-base-arabic-camelbert-mix", "main", LABELS)
    assert waited == []


def test_a_hub_that_does_not_answer_is_told_with_three_ways_out() -> None:
    with pytest.raises(EncoderError) as caught:
        new_tagger("CAMeL-Lab/bert-base-arabic-camelbert-mix", "main", LABELS)
    message = str(caught.value)
    assert message.startswith("CAMeL-Lab/bert-base-arabic-camelbert-mix: this encoder could not be loaded (")
    assert " does not answer, and there is no copy of it in the cache)" in message
    assert "hf download CAMeL-Lab/bert-base-arabic-camelbert-mix --revision main" in message
    assert "encoder.name=path/to/bert-base-arabic-camelbert-mix" in message
    assert f"encoder.name={EMBEDDED}" in message


def test_a_folder_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"\(there is no such folder, and the name is not a hub id\)"):
        new_tagger(str(tmp_path / "absent"), None, LABELS)


def test_a_folder_that_is_no_encoder_or_lacks_weights_says_so(tmp_path: Path, tiny_encoder: Path) -> None:
    with pytest.raises(EncoderError, match=r"is not an encoder: it must be a folder with config\.json"):
        new_tagger(str(tmp_path), None, LABELS)
    shutil.copytree(tiny_encoder, tmp_path / "bert", ignore=shutil.ignore_patterns("*.bin"))
    with pytest.raises(EncoderError, match="could not be loaded"):
        new_tagger(str(tmp_path / "bert"), None, LABELS)


def test_a_pickle_that_would_run_code_is_not_loaded(tmp_path: Path, tiny_encoder: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "sprung"),)

    shutil.copytree(tiny_encoder, tmp_path / "bert")
    torch.save({"trap": Trap()}, tmp_path / "bert/pytorch_model.bin")
    with pytest.raises(EncoderError, match="could not be loaded") as caught:
        new_tagger(str(tmp_path / "bert"), None, LABELS)
    assert not (tmp_path / "sprung").exists()
    reason, copy, other = str(caught.value).splitlines()
    assert reason == f"{tmp_path}/bert: this encoder could not be loaded (Weights only load failed)"
    assert copy.startswith("  copy the folder again")
    assert other.endswith(f"encoder.name={EMBEDDED}")


def test_a_name_longer_than_a_file_can_have_is_no_folder() -> None:
    with pytest.raises(EncoderError, match=r"\(there is no such folder, and the name is not a hub id\)"):
        new_tagger("n" * 300, None, LABELS)
