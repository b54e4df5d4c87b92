"""The annotated passages that a checkpoint is scored on and has learnt from."""

from pathlib import Path

import pytest
from samples.texts import ARTICLE

from eval.analysis.gold import gold_passages, gold_source, learnt_passages, scored_passages
from eval.analysis.slices import slices
from hasila.document import Document
from hasila.errors import CorpusError, InputError
from hasila.formats.jsonl import write_jsonl
from hasila.runtime.training_record import CorpusSource, TrainingRecord
from hasila.spans import Span

BIO = ARTICLE.with_name("bio")
BY_NAME = TrainingRecord(
    corpora=(
        CorpusSource(str(BIO / "train.conll"), {str(BIO / "train.conll"): ""}, "train"),
        CorpusSource(str(BIO / "dev.conll"), {str(BIO / "dev.conll"): ""}, "dev"),
    ),
    train="train",
    dev="dev",
)
BY_FIELD = TrainingRecord(corpora=(CorpusSource(str(ARTICLE), {str(ARTICLE): ""}),), train="train", dev="dev")


@pytest.mark.parametrize("training", [BY_NAME, BY_FIELD])
def test_a_split_holds_the_same_passages_whether_files_or_passages_name_it(training: TrainingRecord) -> None:
    assert [len(gold_passages(*gold_source(training, split), {})) for split in ("train", "dev")] == [14, 3]
    assert len(learnt_passages(training)) == 14


def test_files_that_are_asked_for_come_first() -> None:
    assert gold_source(BY_NAME, "test", [ARTICLE]) == ([ARTICLE], "test")


def test_all_is_every_passage_of_every_file() -> None:
    assert len(gold_passages(*gold_source(BY_NAME, "all"), {})) == 17
    assert len(gold_passages(*gold_source(BY_FIELD, "all"), {})) == 21


def test_a_split_that_no_file_can_hold_is_told_with_what_the_model_was_trained_on() -> None:
    with pytest.raises(
        InputError, match=r"dev\.conll \(dev\), none of which is the split 'test'; name what to score on"
    ):
        gold_source(BY_NAME, "test")
    with pytest.raises(InputError, match="files not recorded"):
        gold_source(TrainingRecord(), "test")


def test_files_that_are_gone_are_no_passages(tmp_path: Path) -> None:
    gone = CorpusSource(str(tmp_path / "gone.jsonl"), {str(tmp_path / "gone.jsonl"): ""})
    assert learnt_passages(TrainingRecord(corpora=(gone,), train="train")) == []
    assert learnt_passages(TrainingRecord()) == []


def test_spans_that_cannot_be_widened_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    two_in_a_word = Document("a", "بالوادي", (Span(0, 2, "ACTOR"), Span(2, 7, "LOCATION")))
    write_jsonl(path, [two_in_a_word, Document("b", "في  الوادي", (Span(2, 4, "LOCATION"),))])
    with pytest.raises(CorpusError) as caught:
        scored_passages([path], "all", {}, widen=True)
    first, second = str(caught.value).splitlines()
    assert first.startswith("a: cannot be widened to whole words: ")
    assert first.endswith("overlap; correct its spans")
    assert second.startswith("b: cannot be widened to whole words: LOCATION 2:4 contains no word")


def test_labels_that_are_left_out_are_not_widened(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document("a", "بالوادي", (Span(0, 2, "MISC"), Span(2, 7, "LOCATION")))])
    scored = scored_passages([path], "all", {"MISC": None}, widen=True)
    assert [document.spans for document in scored.gold] == [(Span(0, 7, "LOCATION"),)]
    assert len(scored.off_edges) == 1


def test_an_annotated_blank_is_in_no_slice_of_clitics() -> None:
    gold = [Document("a", "في  الوادي", (Span(2, 4, "LOCATION"), Span(4, 10, "LOCATION")))]
    found = {(one.by, one.value): one.score.support for one in slices(gold, [gold], gold, ("LOCATION",))}
    assert sum(support for (by, _), support in found.items() if by == "clitic") == 1
