"""The pipeline of transformers as it is timed."""

from pathlib import Path

import pytest
from samples.texts import ROOT

from eval.speed import pipeline
from eval.speed.pipeline import open_pipeline, write_random_model


@pytest.fixture
def folder(tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a narrow model with the tokenizer of the tiny checkpoint."""
    narrow = {"num_hidden_layers": 1, "hidden_size": 24, "intermediate_size": 24}
    monkeypatch.setattr(pipeline, "SHAPE", pipeline.SHAPE | narrow)
    write_random_model(tiny_checkpoint, tmp_path / "model")
    return tmp_path / "model"


def test_a_text_longer_than_the_network_reads_is_read_to_its_end(folder: Path) -> None:
    reader = open_pipeline(folder, "cpu")
    text = (ROOT / "data/article/article.txt").read_text(encoding="utf-8")
    assert len(reader.made.tokenizer(text)["input_ids"]) > pipeline.SHAPE["max_position_embeddings"]  # type: ignore[misc]
    reader.made._postprocess_params["ignore_labels"] = []
    alone, together = reader(text), reader.stream(["في حلب", text])
    assert isinstance(alone, list)
    assert isinstance(together, list)
    assert alone[-1]["end"] == together[1][-1]["end"] == len(text.rstrip())


def test_the_model_has_the_tags_of_the_checkpoint_and_the_vocabulary_of_camelbert(folder: Path) -> None:
    model = open_pipeline(folder, "cpu").made.model
    assert {"O", "B-ACTOR", "I-CASUALTY"} <= set((model.config.id2label or {}).values())
    assert model.config.vocab_size == 30_000
