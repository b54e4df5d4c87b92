"""The passages that a config names."""

from dataclasses import replace
from pathlib import Path

import pytest
from samples.texts import ARTICLE

from hasila.errors import ConfigError
from hasila.program.config import load_config
from train.finetune.passages import all_passages, dev_passages, training_passages
from train.finetune.settings import Settings


def with_corpus(config: Path, **changes: object) -> Settings:
    """Return the tiny settings with changes to the corpus."""
    settings = load_config(Settings, config)
    return replace(settings, corpus=replace(settings.corpus, **changes))  # type: ignore[arg-type]


def test_a_smaller_share_is_part_of_a_larger_one_and_the_dev_split_stays_whole(tiny_config: Path) -> None:
    quarter, half, whole = (
        [document.id for document in training_passages(with_corpus(tiny_config, share=share))]
        for share in (0.25, 0.5, 1)
    )
    assert (len(quarter), len(half), len(whole)) == (4, 7, 14)
    assert set(quarter) < set(half) < set(whole)
    assert len(dev_passages(with_corpus(tiny_config, share=0.25))) == 3


def test_a_label_map_renames_and_leaves_out(tiny_config: Path) -> None:
    settings = with_corpus(tiny_config, labels=("WHO", "LOCATION"), label_map={"ACTOR": "WHO", "CASUALTY": None})
    assert {span.label for document in training_passages(settings) for span in document.spans} == {"WHO", "LOCATION"}


def test_passages_without_a_split_are_not_both_learnt_from_and_scored(tiny_config: Path, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("باريس\tB-LOCATION\n", encoding="utf-8")
    settings = with_corpus(tiny_config, paths=(tmp_path / "a.conll",))
    with pytest.raises(ConfigError, match="1 passages, the first a:1, have no split"):
        dev_passages(settings)
    assert len(training_passages(settings)) == 1


def by_name(config: Path, folder: Path, **changes: object) -> Settings:
    """Return the tiny settings with train.conll and dev.conll, written to `folder`, named."""
    (folder / "train.conll").write_text("باريس\tB-LOCATION\n\nوصل\tO\nالوفد\tB-ACTOR\n", encoding="utf-8")
    (folder / "dev.conll").write_text("روما\tB-LOCATION\n", encoding="utf-8")
    named = {"train_paths": (folder / "train.conll",), "dev_paths": (folder / "dev.conll",), "paths": ()}
    return with_corpus(config, **{**named, **changes})


def test_the_error_for_passages_without_a_split_names_the_way_out(tiny_config: Path, tmp_path: Path) -> None:
    settings = by_name(tiny_config, tmp_path)
    paths = settings.corpus.named()
    with pytest.raises(ConfigError, match=r"name the files of each split in corpus\.train_paths and corpus\.dev_paths"):
        dev_passages(with_corpus(tiny_config, paths=paths))


def test_files_that_are_named_for_a_split_are_of_it_as_a_whole(tiny_config: Path, tmp_path: Path) -> None:
    settings = by_name(tiny_config, tmp_path)
    assert [document.id for document in training_passages(settings)] == ["train:1", "train:3"]
    assert [document.id for document in dev_passages(settings)] == ["dev:1"]
    assert {document.meta["split"] for document in training_passages(settings)} == {"train"}
    assert len(all_passages(settings)) == 3
    whole = by_name(tiny_config, tmp_path, train_paths=(ARTICLE,))
    assert len(training_passages(whole)) == 21, "whatever split they name"


def test_one_split_may_come_from_files_and_the_other_from_what_passages_say(tiny_config: Path, tmp_path: Path) -> None:
    settings = by_name(tiny_config, tmp_path, dev_paths=(), paths=(ARTICLE,))
    assert (len(training_passages(settings)), len(dev_passages(settings))) == (2, 3)
    settings = by_name(tiny_config, tmp_path, train_paths=(), paths=(ARTICLE,))
    assert (len(training_passages(settings)), len(dev_passages(settings))) == (14, 1)


def test_a_file_is_not_both_learnt_from_and_scored(tiny_config: Path, tmp_path: Path) -> None:
    for changes in (
        {"dev_paths": (tmp_path / "train.conll",)},
        {"dev_paths": (), "paths": (tmp_path / "train.conll",)},
    ):
        with pytest.raises(ConfigError, match=r"train\.conll: would be both trained on and scored"):
            dev_passages(by_name(tiny_config, tmp_path, **changes))


def test_no_dev_split_is_no_dev_passages(tiny_config: Path) -> None:
    assert dev_passages(with_corpus(tiny_config, dev=None)) == []
