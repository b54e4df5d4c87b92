"""The annotated passages that a checkpoint is scored on and has learnt from."""

from pathlib import Path

import pytest
from samples.texts import ARTICLE

from eval.analysis.gold import gold_passages, gold_source, learnt_passages
from hasila.errors import InputError
from hasila.runtime.training import CorpusSource, TrainingRecord

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
    with pytest.raises(InputError, match=r"dev\.conll \(dev\), none of it the split 'test'; name what to score on"):
        gold_source(BY_NAME, "test")
    with pytest.raises(InputError, match="files not recorded"):
        gold_source(TrainingRecord(), "test")


def test_files_that_are_gone_are_no_passages(tmp_path: Path) -> None:
    gone = CorpusSource(str(tmp_path / "gone.jsonl"), {str(tmp_path / "gone.jsonl"): ""})
    assert learnt_passages(TrainingRecord(corpora=(gone,), train="train")) == []
    assert learnt_passages(TrainingRecord()) == []
