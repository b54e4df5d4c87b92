"""New pieces for an old encoder."""

from pathlib import Path

import numpy as np
import pytest
import torch
from samples.texts import article_rows
from transformers import PreTrainedTokenizerFast

from hasila.arabic.words import split
from hasila.errors import ConfigError, EncoderError
from hasila.model import encoders, int8
from hasila.model.encoders import Tagger, new_tagger
from train.pretrain.transplant import (
    begin_with_frequencies,
    check_start,
    kept_model,
    spaced_layers,
    start_model,
    start_tokenizer,
    transplanted,
)
from train.pretrain.vocabulary import INSIDE, SPECIAL, train_tokenizer

LINES = [" ".join(word.folded for word in split(str(row["text"]))) for row in article_rows()]


@pytest.fixture(scope="module")
def old(tiny_encoder: Path) -> Tagger:
    """Return the tiny encoder."""
    return new_tagger(str(tiny_encoder), None, ("ACTOR",))


@pytest.fixture(scope="module")
def new() -> PreTrainedTokenizerFast:
    """Train a tokenizer on the article."""
    return train_tokenizer(LINES, 800)


def embeddings(tagger: Tagger) -> torch.Tensor:
    """Return the word embeddings of `tagger`."""
    return tagger.model.base_model.get_parameter("embeddings.word_embeddings.weight").detach()


def test_a_piece_that_the_old_vocabulary_has_is_copied(old: Tagger, new: PreTrainedTokenizerFast) -> None:
    made, known = transplanted(embeddings(old), old.tokenizer, new), old.tokenizer.get_vocab()
    shared = [piece for piece in new.get_vocab() if piece in known and not piece.startswith(INSIDE)]
    assert len(shared) > 100
    for piece in shared:
        assert torch.equal(made[new.get_vocab()[piece]], embeddings(old)[known[piece]])


def test_another_piece_is_the_mean_of_what_the_old_tokenizer_cuts_it_into(
    old: Tagger, new: PreTrainedTokenizerFast
) -> None:
    made, known = transplanted(embeddings(old), old.tokenizer, new), old.tokenizer.get_vocab()
    others = [piece for piece in new.get_vocab() if piece not in known and len(piece) > 1 and piece.isalpha()]
    assert others
    for piece in others:
        ids = old.tokenizer(piece, add_special_tokens=False)["input_ids"]
        assert torch.allclose(made[new.get_vocab()[piece]], embeddings(old)[ids].mean(dim=0))


def test_a_piece_of_which_the_old_tokenizer_knows_nothing_is_the_mean_of_all(old: Tagger) -> None:
    new = train_tokenizer(["\u0750\u0750 \u0750\u0750 \u0750\u0750"], 500)
    made = transplanted(embeddings(old), old.tokenizer, new)
    for piece in ("\u0750", SPECIAL[4]):
        assert torch.allclose(made[new.get_vocab()[piece]], embeddings(old).mean(dim=0))


def test_layers_and_positions_stay_as_they_are_and_the_head_is_tied(
    old: Tagger, new: PreTrainedTokenizerFast, tiny_encoder: Path
) -> None:
    model = start_model(str(tiny_encoder), None, new, seed=0)
    ours, theirs = model.bert.state_dict(), old.model.base_model.state_dict()
    for name, weight in ours.items():
        if "word_embeddings" not in name:
            assert torch.equal(weight, theirs[name]), name
    assert model.cls.predictions.decoder.weight is model.bert.embeddings.word_embeddings.weight
    assert model.cls.predictions.decoder.bias is model.cls.predictions.bias


def test_layers_are_kept_evenly_spaced_from_the_first_to_the_last(
    old: Tagger, new: PreTrainedTokenizerFast, tiny_encoder: Path
) -> None:
    assert spaced_layers(12, None) == list(range(12))
    assert spaced_layers(12, 6) == [0, 2, 4, 7, 9, 11]
    assert spaced_layers(12, 4) == [0, 4, 7, 11]
    assert spaced_layers(2, 1) == [0]
    model = start_model(str(tiny_encoder), 1, new, seed=0)
    assert model.config.num_hidden_layers == len(model.bert.encoder.layer) == 1


def test_what_cannot_be_started_from_is_refused_at_once(tiny_encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"start\.layers is 3, but start\.encoder has 2 layers"):
        check_start(str(tiny_encoder), 3)
    with pytest.raises(EncoderError, match="could not be loaded"):
        check_start(str(tmp_path / "absent"), None)


def test_a_model_with_its_head_is_kept_whole(tmp_path: Path, new: PreTrainedTokenizerFast, tiny_encoder: Path) -> None:
    whole = start_model(str(tiny_encoder), None, new, seed=0)
    begin_with_frequencies(whole, np.arange(len(new)))
    whole.save_pretrained(tmp_path)
    new.save_pretrained(tmp_path)
    again, last = kept_model(str(tmp_path), None), kept_model(str(tmp_path), 1)
    for name, weight in whole.state_dict().items():
        assert torch.equal(again.state_dict()[name], weight), name
    assert torch.equal(last.cls.predictions.bias, whole.cls.predictions.bias)
    assert start_tokenizer(str(tmp_path)).get_vocab() == new.get_vocab()


def test_what_hasila_brings_in_8_bits_goes_on_with_its_head_almost_where_it_was(
    tmp_path: Path, new: PreTrainedTokenizerFast, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = start_model(str(tiny_encoder), None, new, seed=0)
    begin_with_frequencies(whole, np.arange(len(new)))
    int8.write(whole, new, "# tiny\n", tmp_path / "tiny")
    monkeypatch.setattr(encoders, "SHIPPED", tmp_path)
    again = kept_model("embedded:tiny", None).state_dict()
    for name, weight in whole.state_dict().items():
        assert torch.allclose(again[name], weight, atol=float(weight.abs().max()) / 250), name


def test_the_first_guess_is_how_often_each_piece_stands_in_the_text(
    new: PreTrainedTokenizerFast, tiny_encoder: Path
) -> None:
    model = start_model(str(tiny_encoder), None, new, seed=0)
    counts = np.random.default_rng(0).integers(0, 50, len(new))
    begin_with_frequencies(model, counts)
    guess = model.cls.predictions.bias.detach().exp().numpy()
    assert guess == pytest.approx((counts + 1) / (counts + 1).sum(), rel=1e-4)


def test_a_tokenizer_that_cannot_mask_is_refused() -> None:
    with pytest.raises(ConfigError, match="has no mask token"):
        start_tokenizer("embedded:multilingual-e5-small")
