"""The passages that a config names."""

from dataclasses import replace
from pathlib import Path

import pytest

from hasila.errors import ConfigError
from hasila.program.config import load_config
from train.finetune.passages import dev_passages, training_passages
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
    with pytest.raises(ConfigError, match="1 passages, the first a:1, name no split"):
        dev_passages(settings)
    assert len(training_passages(settings)) == 1


def test_no_dev_split_is_no_dev_passages(tiny_config: Path) -> None:
    assert dev_passages(with_corpus(tiny_config, dev=None)) == []
