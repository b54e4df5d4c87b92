"""Words to subwords."""

from pathlib import Path

import pytest
from hypothesis import given
from samples.texts import article_rows, texts
from transformers import AutoTokenizer

from hasila.arabic.words import split
from hasila.model.tokenizers import subword_tokenizer
from hasila.runtime.tokenizer import SubwordTokenizer


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> SubwordTokenizer:
    """Return the WordPiece tokenizer of the tiny encoder."""
    return subword_tokenizer(AutoTokenizer.from_pretrained(tiny_encoder))


@given(text=texts())
def test_every_word_has_a_place_among_the_pieces(text: str, tokenizer: SubwordTokenizer) -> None:
    words = split(text)
    pieces = tokenizer.pieces(words)
    assert len(pieces.first) == len(words)
    assert list(pieces.first) == sorted(set(pieces.first))
    assert all(0 <= first < len(pieces.ids) for first in pieces.first)


def test_a_word_that_folds_to_nothing_becomes_the_unknown_piece(tokenizer: SubwordTokenizer) -> None:
    pieces = tokenizer.pieces(split("قتل ـــ جندي"))
    assert pieces.ids[pieces.first[1]] == tokenizer.unk


def test_subwords_are_those_of_transformers(tokenizer: SubwordTokenizer, tiny_encoder: Path) -> None:
    reference = AutoTokenizer.from_pretrained(tiny_encoder)
    for row in article_rows():
        words = split(str(row["text"]))
        folded = [word.folded for word in words]
        wanted = reference(folded, is_split_into_words=True, add_special_tokens=False)["input_ids"]
        assert list(tokenizer.pieces(words).ids) == wanted
