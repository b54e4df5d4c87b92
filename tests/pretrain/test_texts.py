"""Text to pretrain on."""

import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import article_rows

from hasila.errors import InputError
from train.pretrain.settings import SourceSettings, TextSettings
from train.pretrain.texts import TextCounts, Texts, is_held_out, shingles, write_text

WORDS = [word for row in article_rows() for word in str(row["text"]).split()]


def document(number: int, length: int = 60) -> str:
    """Return words in an order of their own."""
    return " ".join(np.random.default_rng(number).permutation(WORDS)[:length])


def kept(texts: Sequence[str]) -> tuple[list[str], TextCounts]:
    """Return which of `texts` pass the sieve."""
    counts = TextCounts()
    return [line.rstrip("\n") for line in Texts(np.zeros(0, np.uint64), counts).kept(texts)], counts


def test_of_documents_that_repeat_each_other_the_first_is_kept() -> None:
    first, other = document(1), document(2)
    nearly = first.replace(first.split()[30], "غدا", 1)
    found, counts = kept([first, other, nearly, first + "  \u200f.", other])
    assert len(found) == 2
    assert (counts.read, counts.repeated) == (5, 3)


def test_documents_that_share_a_quotation_are_both_kept() -> None:
    quotation = document(3, 20)
    assert len(kept([f"{document(1)} {quotation}", f"{document(2)} {quotation}"])[0]) == 2


def test_documents_too_short_to_compare_are_kept_and_empty_ones_are_not() -> None:
    assert kept(["قتل جندي", "", "ـ", "قتل جندي"])[0] == ["قتل جندي", "قتل جندي"]


def test_words_are_folded_as_an_encoder_reads_them() -> None:
    assert kept(["بِـمقتل ٢٦ مدنيّا."])[0] == ["بمقتل 26 مدنيا ."]


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.integers(0, 40))
def test_runs_of_words_have_the_same_hashes_wherever_they_stand(words: list[str], cut: int) -> None:
    parts = {*shingles(words[:cut]).tolist(), *shingles(words[cut:]).tolist()}
    assert parts <= set(shingles(words).tolist())


def test_punctuation_and_spelling_of_alef_make_no_other_run() -> None:
    plain = ["أعلن", "الجيش", "أن", "ثلاثة", "من", "جنوده", "قتلوا", "في", "هجوم"]
    typed = ["اعلن", "الجيش", "،", "ان", "ثلاثه", "من", "جنوده", "«", "قتلوا", "»", "في", "هجوم", "."]
    assert np.array_equal(shingles(plain), shingles(typed))


def written(tmp_path: Path, **settings: object) -> tuple[list[str], list[str], TextCounts]:
    """Write a hundred documents and return the lines of both files."""
    path = tmp_path / "news.txt.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write("\n\n".join(document(number) for number in range(100)))
    chosen = {"sources": (SourceSettings(path),), "held_out": 0.2} | settings
    counts = write_text(TextSettings(**chosen), tmp_path / "text")  # type: ignore[arg-type]  # pydantic checks
    train, held_out = ((tmp_path / "text" / name).read_text("utf-8") for name in ("train.txt", "held-out.txt"))
    return train.splitlines(), held_out.splitlines(), counts


def test_a_share_of_the_documents_is_held_out_by_hash_whatever_their_order(tmp_path: Path) -> None:
    train, held_out, counts = written(tmp_path)
    assert len(train) + len(held_out) == 100
    assert 10 <= len(held_out) == counts.held_out <= 30
    assert all(is_held_out(f"{line}\n", 0.2) for line in held_out)
    assert not any(is_held_out(f"{line}\n", 0.2) for line in train)
    assert json.loads((tmp_path / "text/counts.json").read_text("utf-8"))["words"] == sum(len(x.split()) for x in train)


def test_documents_of_a_repeated_source_come_by_so_often_and_are_counted_once(tmp_path: Path) -> None:
    once = written(tmp_path)
    thrice = written(tmp_path, sources=(SourceSettings(tmp_path / "news.txt.xz", repeat=3),))
    assert sorted(thrice[0]) == sorted(once[0] * 3)
    assert thrice[1:] == once[1:]


def test_what_shares_eight_words_with_an_excluded_text_is_left_out(tmp_path: Path) -> None:
    unseen = tmp_path / "unseen.jsonl"
    quoted = " ".join(document(7).split()[10:18])
    unseen.write_text(json.dumps({"text": f"{document(200)} {quoted} {document(201)}"}), encoding="utf-8")
    train, held_out, counts = written(tmp_path, exclude=(unseen,))
    assert counts.excluded == 1
    assert not any(quoted in line for line in train + held_out)


def test_text_of_which_nothing_is_left_is_told_and_no_file_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("قتل جندي\n", encoding="utf-8")
    with pytest.raises(InputError, match="of 1 documents, 0 are held out"):
        write_text(TextSettings(sources=(SourceSettings(tmp_path / "news.txt"),)), tmp_path / "text")
    assert not list((tmp_path / "text").iterdir())
