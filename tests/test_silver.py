"""Silver passages for self-training."""

from collections.abc import Iterator
from pathlib import Path

from samples.texts import article_rows
from typer.testing import CliRunner

from hasila.arabic.words import count_words
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.extractor import Extractor
from train.silver import _passages, _sure, app

ARTICLE_TEXT = "\n".join(str(row["text"]) for row in article_rows())


def test_passages_are_whole_sentences_together_up_to_the_wanted_length_and_lose_none() -> None:
    parts = list(_passages(ARTICLE_TEXT, 60))
    assert "".join("".join(parts).split()) == "".join(ARTICLE_TEXT.split())
    assert 5 < len(parts) < 21
    assert not [part for part in parts[:-1] if part[-1] not in ".؟!" and f"{part}\n" not in ARTICLE_TEXT]
    assert all(count_words(part) <= 60 for part in parts)
    assert list(_passages("جملة أولى طويلة. جملة ثانية.", 2)) == ["جملة أولى طويلة.", "جملة ثانية."]


def test_a_passage_is_kept_where_the_teacher_is_sure_of_every_word(tiny_checkpoint: Path) -> None:
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")

    def kept(certainty: float, spans: int) -> Iterator[Document]:
        return _sure(extractor.tag(str(row["text"]) for row in article_rows()), certainty, spans)

    everything = list(kept(0.0, 0))
    assert [document.text for document in everything] == [row["text"] for row in article_rows()]
    assert everything == [
        type(document)(document.id, document.text, document.spans, {"split": "train"})
        for document in extractor.stream(str(row["text"]) for row in article_rows())
    ]
    least = {one.document.id: min(one.probabilities) for one in extractor.tag(row.text for row in everything)}
    threshold = sorted(least.values())[len(least) // 2]
    assert {document.id for document in kept(threshold, 0)} == {k for k, value in least.items() if value >= threshold}
    many = [document.id for document in everything if len(document.spans) >= 4]
    assert 0 < len(many) < len(everything)
    assert [document.id for document in kept(0.0, 4)] == many


def test_the_command_writes_a_corpus_that_can_be_trained_on(tiny_checkpoint: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):  # files of one name
        (tmp_path / name).mkdir()
        (tmp_path / name / "news.txt").write_text(f"{ARTICLE_TEXT}\n\nعنوان نص آخر", encoding="utf-8")
    made = tmp_path / "silver.jsonl"
    files = [str(tmp_path / name / "news.txt") for name in ("a", "b")]
    arguments = [str(tiny_checkpoint), *files, "-o", str(made), "--certainty", "0", "--spans", "1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    documents = read(made)
    assert f"{len(documents)} of" in result.output
    assert {document.meta["split"] for document in documents} == {"train"}


def test_nothing_to_label_is_an_error(tiny_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    result = CliRunner().invoke(
        app, [str(tiny_checkpoint), str(tmp_path / "empty.txt"), "-o", str(tmp_path / "s.jsonl")]
    )
    assert "no text to label" in str(result.exception)
