"""Annotations that stand apart from their texts."""

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.programs import run_program
from samples.texts import article_apart, texts

from eval.analysis.gold import scored_passages
from hasila.corpus.reading import read, read_splits
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.standoff import checksum_of, joined, read_source_texts, whole_text

TITLE = "هدوء حذر في الوادي"
TEXT = "قال المجلس إن القصف توقف.\nوأصيب حارسان في بلدة النهر."
WHOLE = f"{TITLE}\n{TEXT}"
START = WHOLE.index("وأصيب")
ROW = {
    "id": "a",
    "source": "an archive",
    "sha256": checksum_of(WHOLE),
    "start": START,
    "end": len(WHOLE),
    "split": "train",
    "spans": [{"start": 0, "end": 12, "label": "CASUALTY"}, {"start": 16, "end": 26, "label": "LOCATION"}],
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Write the text that the row annotates, among others."""
    path = tmp_path / "texts.jsonl"
    rows = [{"id": 1, "title": "", "text": "خبر آخر."}, {"id": 2, "title": TITLE, "text": TEXT}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def corpus(folder: Path, *rows: dict[str, object]) -> Path:
    """Write a corpus of `rows`."""
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_row_gets_the_passage_of_the_text_that_it_names(tmp_path: Path, sources: Path) -> None:
    (document,) = read(corpus(tmp_path, ROW), read_source_texts([sources]))
    assert document.text == "وأصيب حارسان في بلدة النهر."
    assert [document.text_of(span) for span in document.spans] == ["وأصيب حارسان", "بلدة النهر"]
    assert (document.meta["source"], document.meta["split"]) == ("an archive", "train")


@given(title=texts(20), text=texts(), data=st.data())
def test_every_passage_of_a_text_is_found_again(title: str, text: str, data: st.DataObject) -> None:
    whole = whole_text(Document("a", text, meta={"title": title}))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    if start < end:
        row = {"id": "a", "sha256": checksum_of(whole), "start": start, "end": end, "spans": []}
        assert joined(row, {checksum_of(whole): whole})["text"] == whole[start:end]


def test_a_row_with_a_text_stays_as_it_is() -> None:
    row = {"id": "a", "text": "هدوء", "sha256": "0", "spans": []}
    assert joined(row, {}) is row
    assert joined([1], {}) == [1]


def test_passages_without_their_text_are_left_out_and_counted(
    tmp_path: Path, sources: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = corpus(tmp_path, ROW, {**ROW, "id": "b", "sha256": "0" * 64})
    with caplog.at_level(logging.WARNING):
        assert [document.id for document in read_splits([path], texts=read_source_texts([sources]))] == ["a"]
    (message,) = caplog.messages
    assert message.startswith(f"{path}: 1 of 2 passages are left out, because no file given as texts holds theirs")
    assert message.endswith("; the first is b of an archive")
    with pytest.raises(CorpusError, match="there are no passages with a text"):
        read_splits([path])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"end": 10_000}, "the passage 45:10000 leaves its source text"),
        ({"start": -1}, "start and end are -1 and"),
        ({"start": None}, "must be whole numbers, end after start"),
        ({"start": 50, "end": 50}, "must be whole numbers, end after start"),
        ({"spans": [{"start": 0, "end": 90, "label": "ACTOR"}]}, "the span 0:90 ends after the text"),
    ],
)
def test_a_row_that_does_not_fit_its_text_is_told_by_line(
    change: dict[str, object], message: str, tmp_path: Path, sources: Path
) -> None:
    path = corpus(tmp_path, {**ROW, **change})
    with pytest.raises(CorpusError) as caught:
        read(path, read_source_texts([sources]))
    assert str(caught.value).startswith(f"{path}:1: ")
    assert message in str(caught.value)


def test_check_and_stats_take_the_texts_and_count_what_is_missing(tmp_path: Path, sources: Path) -> None:
    path = corpus(tmp_path, ROW, {**ROW, "id": "b", "sha256": "0" * 64})
    checked = run_program("hasila.cli", "check", path, "--texts", sources)
    assert (checked.returncode, checked.stdout.count("warning: 1 of 2 passages are left out")) == (0, 1)
    counted = run_program("hasila.cli", "stats", path, "--texts", sources)
    assert "| train | 1 | 5 | 1 | 1 | 2 | 0 |" in counted.stdout


def test_a_model_is_trained_and_scored_on_annotations_that_stand_apart(tiny_config: Path, tmp_path: Path) -> None:
    from eval.analysis.gold import learnt_passages, texts_of
    from hasila.program.config import load_config
    from hasila.runtime.training_record import read_training
    from train.finetune.run import run
    from train.finetune.settings import Settings

    apart, sources = article_apart(tmp_path)
    overrides = [f"corpus.paths={apart}", f"corpus.texts={sources}", "training.epochs=1"]
    run(load_config(Settings, tiny_config, overrides), tmp_path / "run")
    record = read_training(tmp_path / "run")
    assert record.learnt is not None
    assert (record.learnt.passages, len(learnt_passages(record))) == (14, 14)
    scored = scored_passages([apart], "test", {}, widen=False, texts=texts_of(record, None))
    assert len(scored.gold) == 4
    sources.unlink()
    assert texts_of(record, None) == []  # a corpus with its own texts is scored all the same
