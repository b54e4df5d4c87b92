"""What is read while the speed is measured."""

from pathlib import Path

import pytest
from samples.texts import ARTICLE, ROOT

from eval.speed import texts as module
from eval.speed.texts import passages_to_read, texts_to_read
from hasila.arabic.words import count_words
from hasila.errors import InputError


def test_passages_are_read_until_they_have_words_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    every = passages_to_read([ARTICLE], "all")
    monkeypatch.setattr(module, "WORDS", 100)
    few = passages_to_read([ARTICLE], "all")
    assert few == every[: len(few)]
    assert sum(map(count_words, few[:-1])) < 100 <= sum(map(count_words, few))


def test_without_a_file_the_article_in_one_piece_and_test_passages_are_read() -> None:
    article, *passages = texts_to_read([], "text", 1000)
    assert article == (ROOT / "data/article/article.txt").read_text(encoding="utf-8")
    assert passages == passages_to_read([ROOT / "data/composed"], "test")[: len(passages)]
    assert passages


def test_texts_of_any_file_that_extract_reads_are_read_from_the_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,body\n1,قتل جنديان\n2,في حلب\n", encoding="utf-8")
    assert texts_to_read([tmp_path / "a.csv"], "body", 3) == ["قتل جنديان", "في حلب"]
    assert texts_to_read([tmp_path / "a.csv"], "body", 2) == ["قتل جنديان"]


def test_files_without_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(InputError, match=r"blank\.txt: no words to read"):
        texts_to_read([tmp_path / "blank.txt"], "text", 3)
