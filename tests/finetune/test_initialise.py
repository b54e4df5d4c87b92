"""A run that begins with the weights of another."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hasila.errors import ConfigError
from hasila.model import checkpoint
from hasila.program.config import load_config
from hasila.runtime.manifest import read_manifest
from hasila.tagging.bio import tag_names
from train.finetune.run import run, start_tagger
from train.finetune.settings import Settings


def beginning_with(config: Path, source: Path, labels: tuple[str, ...] = ("ACTOR", "LOCATION", "CASUALTY")) -> Settings:
    """Return the tiny settings with `labels`, from `source`."""
    settings = load_config(Settings, config)
    return replace(
        settings,
        encoder=replace(settings.encoder, initialise_from=source),
        corpus=replace(settings.corpus, labels=labels),
    )


def test_the_same_labels_take_over_every_weight(tiny_config: Path, tiny_checkpoint: Path) -> None:
    ours = start_tagger(beginning_with(tiny_config, tiny_checkpoint)).model.state_dict()
    theirs = checkpoint.load(tiny_checkpoint).tagger.model.state_dict()
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs)


def test_other_labels_take_over_the_encoder_and_the_head_of_the_tags_they_share(
    tiny_config: Path, tiny_checkpoint: Path, caplog: pytest.LogCaptureFixture
) -> None:
    labels = ("LOCATION", "WEAPON")
    caplog.set_level(logging.INFO)
    ours = start_tagger(beginning_with(tiny_config, tiny_checkpoint, labels)).model.state_dict()
    fresh = start_tagger(
        replace(
            load_config(Settings, tiny_config), corpus=replace(load_config(Settings, tiny_config).corpus, labels=labels)
        )
    ).model.state_dict()
    theirs = checkpoint.load(tiny_checkpoint).tagger.model.state_dict()
    their_places = {tag: index for index, tag in enumerate(tag_names(("ACTOR", "LOCATION", "CASUALTY")))}
    for index, tag in enumerate(tag_names(labels)):
        for key in ("classifier.weight", "classifier.bias"):
            wanted = theirs[key][their_places[tag]] if tag in their_places else fresh[key][index]
            assert torch.equal(ours[key][index], wanted)
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs if not key.startswith("classifier"))
    assert "its head for O, B-LOCATION, I-LOCATION" in caplog.text


def test_a_checkpoint_of_another_encoder_is_refused(tiny_config: Path, tiny_checkpoint: Path) -> None:
    settings = beginning_with(tiny_config, tiny_checkpoint)
    with pytest.raises(ConfigError, match="another encoder"):
        start_tagger(replace(settings, encoder=replace(settings.encoder, layers=1)))


def test_a_run_records_where_it_began(tiny_config: Path, tiny_checkpoint: Path, tmp_path: Path) -> None:
    settings = beginning_with(tiny_config, tiny_checkpoint)
    run(replace(settings, training=replace(settings.training, epochs=1)), tmp_path / "run")
    encoder = read_manifest(tmp_path / "run/checkpoint").training.encoder
    assert encoder is not None
    assert encoder.initialise_from == str(tiny_checkpoint)
