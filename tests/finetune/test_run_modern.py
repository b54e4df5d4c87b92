"""Runs with encoders of the ModernBERT architecture, in the shapes of AraModernBERT and mmBERT."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from samples.fast_forms import skip_without
from samples.modern_encoders import BYTES, GEMMA, modern_encoder
from samples.texts import ARTICLE, article_rows

from hasila.arabic.words import split
from hasila.errors import EncoderError
from hasila.export import export
from hasila.extractor import Extractor
from hasila.model import checkpoint
from hasila.model.encoders import new_tagger
from hasila.model.tokenizers import subword_tokenizer
from hasila.program.config import load_config
from train.finetune.optimizer import depth_of, layer_count
from train.finetune.run import run
from train.finetune.settings import Settings

pytestmark = pytest.mark.usefixtures("one_thread")
LABELS = ("ACTOR", "LOCATION", "CASUALTY")
SPACE = {BYTES: "Ġ", GEMMA: "▁"}
TEXTS = [str(row["text"]) for row in article_rows()]


@pytest.fixture(scope="module", params=[BYTES, GEMMA])
def kind(request: pytest.FixtureRequest) -> str:
    """Return a kind of tokenizer."""
    return str(request.param)


@pytest.fixture(scope="module")
def encoder(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tiny encoder."""
    return modern_encoder(tmp_path_factory.mktemp("encoder") / kind, kind)


@pytest.fixture(scope="module")
def trained(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train the lowest four layers of the encoder on the article, and return the run's checkpoint."""
    folder = tmp_path_factory.mktemp("modern")
    (folder / "modern.yaml").write_text(
        f"encoder: {{name: {encoder}, layers: 4, dropout: 0.1, freeze_layers: 1}}\n"
        f"corpus: {{paths: [{ARTICLE}]}}\n"
        "window: {pieces: 96, overlap: 16}\n"
        "optimizer: {learning_rate: 1.0e-2, layer_decay: 0.9}\n"
        "tolls: {weight: 0.5}\n"
        "training: {epochs: 8, batch: 4}\n"
        "export: null\n",
        encoding="utf-8",
    )
    run(load_config(Settings, folder / "modern.yaml"), folder / "run")
    return folder / "run/checkpoint"


def test_words_keep_the_space_before_them_and_others_get_none(encoder: Path, kind: str) -> None:
    tagger = new_tagger(str(encoder), None, LABELS)
    for text in TEXTS:
        words = split(text)
        pieces = subword_tokenizer(tagger.tokenizer).pieces(words)
        names = tagger.tokenizer.convert_ids_to_tokens(list(pieces.ids))
        marked = [names[first].startswith(SPACE[kind]) for first in pieces.first]
        assert marked == [word.spaced for word in words]


def test_words_are_cut_as_in_a_text_of_words_apart(encoder: Path) -> None:
    tokenizer = new_tagger(str(encoder), None, LABELS).tokenizer
    text = " قتل جنود في حلب اليوم"
    cut = subword_tokenizer(tokenizer).pieces(split(text)).ids
    assert cut == tokenizer(text, add_special_tokens=False)["input_ids"]


def test_windows_are_framed_and_padded_at_their_end(encoder: Path) -> None:
    tagger = new_tagger(str(encoder), None, LABELS)
    plain = subword_tokenizer(tagger.tokenizer)
    assert len({plain.cls, plain.sep, plain.pad, plain.unk}) == 4
    assert tagger.tokenizer.padding_side == "right"


def test_a_run_learns_and_its_checkpoint_reads_the_same_spans_when_it_is_loaded_again(
    trained: Path, tmp_path: Path
) -> None:
    read = [document.spans for document in Extractor.from_checkpoint(trained, backend="torch").stream(TEXTS)]
    assert sum(map(len, read)) > 10
    once = checkpoint.load(trained)
    checkpoint.save(once, tmp_path / "again")
    again = Extractor.from_checkpoint(tmp_path / "again", backend="torch")
    assert [document.spans for document in again.stream(TEXTS)] == read


def test_the_layers_and_dropout_that_are_set_are_those_of_the_checkpoint(trained: Path) -> None:
    config = checkpoint.load(trained).tagger.model.config
    assert (config.num_hidden_layers, len(config.layer_types)) == (4, 4)
    assert (
        config.mlp_dropout == config.embedding_dropout == config.attention_dropout == config.classifier_dropout == 0.1
    )
    assert not hasattr(config, "hidden_dropout_prob")


def test_a_frozen_layer_stays_as_it_was_and_the_others_learn(encoder: Path, trained: Path) -> None:
    before, after = (
        tagger.model.state_dict()
        for tagger in (new_tagger(str(encoder), None, LABELS), checkpoint.load(trained).tagger)
    )
    names = [name for name in after if ".layers." in name]
    moved = {name.split(".")[2] for name in names if not np.array_equal(before[name], after[name])}
    assert moved == {"1", "2", "3"}


def test_layers_have_their_depth(encoder: Path) -> None:
    model = new_tagger(str(encoder), None, LABELS).model
    assert layer_count(model) == 6
    assert depth_of("model.embeddings.tok_embeddings.weight", 6) == 0
    assert depth_of("model.layers.5.mlp.Wi.weight", 6) == 6
    assert depth_of("classifier.weight", 6) == 7


def test_more_layers_than_there_are_are_refused(encoder: Path) -> None:
    with pytest.raises(EncoderError, match=r"has 6 layers, fewer than encoder\.layers=7"):
        new_tagger(str(encoder), None, LABELS, layers=7)


def test_its_fast_form_reads_as_the_model_does_however_rows_are_padded(trained: Path, tmp_path: Path) -> None:
    skip_without("openvino")
    folder = tmp_path / "fast"
    shutil.copytree(trained, folder)
    figures = export(folder, "fp32", ARTICLE, None)
    assert figures.identical == figures.alone == 1
    assert figures.confidence_shift < 1e-5
