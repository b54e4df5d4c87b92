"""The tokenizer for Arabic news."""

from collections import Counter

import pytest
from hypothesis import given
from samples.texts import article_rows, texts
from transformers import PreTrainedTokenizerFast

from hasila.arabic.words import split
from hasila.model.tokenizers import subword_tokenizer
from train.pretrain.vocabulary import SPECIAL, fineness, pieces_of, train_tokenizer, word_counts

LINES = [" ".join(word.folded for word in split(str(row["text"]))) for row in article_rows()]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    """Train a small tokenizer on the article."""
    return train_tokenizer(LINES, 800)


def test_the_same_text_gives_the_same_pieces_in_whatever_order(tokenizer: PreTrainedTokenizerFast) -> None:
    again = train_tokenizer(reversed(LINES), 800)
    assert again.get_vocab() == tokenizer.get_vocab()
    assert len(again) <= 800


def test_special_pieces_come_first_and_frame_a_text(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.convert_ids_to_tokens(list(range(5))) == list(SPECIAL)
    ids = tokenizer("قتل")["input_ids"]
    assert (ids[0], ids[-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id) == (0, 2)


def test_digits_stand_one_by_one(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.tokenize("1,200 ب26") == ["1", ",", "2", "0", "0", "ب", "2", "6"]


def test_a_word_has_the_same_pieces_with_a_space_before_it_and_without(tokenizer: PreTrainedTokenizerFast) -> None:
    for word in word_counts(LINES):
        assert tokenizer.tokenize(word) == tokenizer.tokenize(f" {word}")


def test_letters_that_no_word_of_the_text_has_inside_are_known_there(tokenizer: PreTrainedTokenizerFast) -> None:
    for word in ("ظئؤژ", "QxZ", "ڤـپ".replace("ـ", "")):
        assert tokenizer.unk_token_id not in tokenizer(word)["input_ids"]


@given(text=texts())
def test_words_by_themselves_have_the_pieces_that_alignment_gives_them(
    text: str, tokenizer: PreTrainedTokenizerFast
) -> None:
    words = split(text)
    cut = pieces_of([word.folded for word in words], tokenizer)
    assert [piece for ids in cut for piece in ids] == list(subword_tokenizer(tokenizer).pieces(words).ids)


def test_a_transformers_user_gets_the_same_pieces_from_raw_text(tokenizer: PreTrainedTokenizerFast) -> None:
    for row in article_rows():
        words = split(str(row["text"]))
        raw = tokenizer(" ".join(word.folded for word in words), add_special_tokens=False)["input_ids"]
        assert raw == list(subword_tokenizer(tokenizer).pieces(words).ids)


def test_fineness_counts_pieces_unknown_words_and_cut_names(tokenizer: PreTrainedTokenizerFast) -> None:
    counts = Counter({"،": 2, "ظظظ": 1, "☃": 1})
    measured = fineness(tokenizer, counts, ["ظظظ ،", "ب ب"])
    assert measured.pieces_a_word == (2 * 1 + 3 + 1) / 4
    assert measured.pieces_a_word_without_signs == 3
    assert measured.unknown == 0.25
    assert measured.cut_names == 0.25
