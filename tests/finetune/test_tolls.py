"""A run that learns tolls beside spans."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from samples.texts import ARTICLE, ROOT

from hasila.corpus.reading import read
from hasila.errors import CheckpointError
from hasila.extractor import Extractor
from hasila.program.config import load_config
from hasila.runtime.toll_head import HEAD_FILE
from hasila.tolls.pairs import CASUALTY
from train.finetune.run import run
from train.finetune.settings import CorpusSettings, Settings, TollSettings

WITH_TOLLS = ROOT / "data/composed/gaza.jsonl"


@pytest.fixture(scope="module")
def settings(tiny_config: Path) -> Settings:
    """Return the tiny settings for one epoch on passages with tolls."""
    given = load_config(Settings, tiny_config)
    return replace(
        given,
        corpus=CorpusSettings(paths=(WITH_TOLLS,), share=0.4, dev=None),
        training=replace(given.training, epochs=1, patience=None),
        tolls=TollSettings(weight=1.0, hidden=16),
    )


@pytest.fixture(scope="module")
def tolled(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a tiny tagger with a toll head."""
    folder = tmp_path_factory.mktemp("tolls") / "run"
    run(settings, folder)
    return folder / "checkpoint"


def test_a_checkpoint_with_a_toll_head_reads_tolls(tolled: Path) -> None:
    extractor = Extractor.from_checkpoint(tolled, device="cpu")
    for document in read(WITH_TOLLS)[:5]:
        (given,) = extractor.read_tolls([document])
        assert given.spans == document.spans
        assert {toll.span for toll in given.tolls or ()} == {
            index for index, span in enumerate(document.spans) if span.label == CASUALTY
        }
        assert extractor(document).tolls is not None


def test_its_spans_are_read_alone_as_with_others(tolled: Path) -> None:
    extractor = Extractor.from_checkpoint(tolled, device="cpu")
    documents = read(WITH_TOLLS)[:6]
    together = [[toll.to_dict() for toll in one.tolls or ()] for one in extractor.stream(documents)]
    alone = [[toll.to_dict() for toll in extractor(one).tolls or ()] for one in documents]
    assert together == alone


def test_transformers_opens_it_as_any_other(tolled: Path) -> None:
    from transformers import AutoModelForTokenClassification

    opened = AutoModelForTokenClassification.from_pretrained(tolled, output_loading_info=True)
    assert not opened[1]["missing_keys"]
    assert not opened[1]["unexpected_keys"]


def test_the_same_run_twice_gives_the_same_toll_head(settings: Settings, tolled: Path, tmp_path: Path) -> None:
    run(settings, tmp_path / "again")
    assert (tmp_path / "again/checkpoint" / HEAD_FILE).read_bytes() == (tolled / HEAD_FILE).read_bytes()


def test_a_toll_head_that_is_lost_or_damaged_is_told(tolled: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tolled, tmp_path / "copy")
    (copy / HEAD_FILE).write_bytes(b"no weights")
    with pytest.raises(CheckpointError, match=rf"{HEAD_FILE}: .*; copy the checkpoint again, or retrain it"):
        Extractor.from_checkpoint(copy, device="cpu")
    (copy / HEAD_FILE).unlink()
    with pytest.raises(CheckpointError, match=HEAD_FILE):
        Extractor.from_checkpoint(copy, device="cpu")


def test_a_checkpoint_without_one_says_how_to_get_it(tiny_checkpoint: Path) -> None:
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")
    assert extractor("قتل جندي").tolls is None
    with pytest.raises(CheckpointError, match="has no toll head; train one with"):
        list(extractor.read_tolls(read(WITH_TOLLS)[:1]))


def test_without_tolls_to_learn_from_no_toll_head_is_trained(settings: Settings, tmp_path: Path) -> None:
    without = replace(settings, corpus=CorpusSettings(paths=(ARTICLE,), dev=None))
    run(without, tmp_path / "run")
    assert not Extractor.from_checkpoint(tmp_path / "run/checkpoint", device="cpu").runtime.reads_tolls
