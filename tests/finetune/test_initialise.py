"""A run that begins with the weights of another."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hasila.errors import ConfigError
from hasila.model import checkpoint
from hasila.model.checkpoint import Checkpoint
from hasila.program.config import load_config
from hasila.runtime.manifest import read_manifest
from hasila.tagging.bio import tag_names
from hasila.tolls.fields import QUESTIONS
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


def with_tolls(settings: Settings, hidden: int = 16) -> Settings:
    """Return settings that train a toll head as well."""
    return replace(settings, tolls=replace(settings.tolls, weight=0.5, hidden=hidden))


def test_a_toll_head_is_taken_over_if_it_has_the_same_size(
    tiny_config: Path, tiny_checkpoint: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tolled = tmp_path / "tolled"
    taught = start_tagger(with_tolls(load_config(Settings, tiny_config)))
    checkpoint.save(Checkpoint(taught, replace(read_manifest(tiny_checkpoint), tolls=QUESTIONS)), tolled, "")
    caplog.set_level(logging.INFO)
    other_seed = replace(load_config(Settings, tiny_config).training, seed=7)
    settings = replace(beginning_with(tiny_config, tolled), training=other_seed)
    same, larger = (start_tagger(with_tolls(settings, hidden)).toll_head for hidden in (16, 32))
    assert taught.toll_head is not None
    assert same is not None
    assert larger is not None
    assert all(torch.equal(weight, same.state_dict()[key]) for key, weight in taught.toll_head.state_dict().items())
    assert [message.endswith("tolls.") for message in caplog.messages] == [True, False]


def test_confidences_stay_calibrated_as_they_were_without_a_dev_split(
    tiny_config: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    sober = tmp_path / "sober"
    known = checkpoint.load(tiny_checkpoint)
    tagger = replace(known.tagger, temperature=1.75)
    checkpoint.save(Checkpoint(tagger, replace(known.manifest, temperature=1.75)), sober, "")
    settings = beginning_with(tiny_config, sober)
    alone = replace(settings, corpus=replace(settings.corpus, dev=None), training=replace(settings.training, epochs=1))
    run(alone, tmp_path / "run")
    assert read_manifest(tmp_path / "run/checkpoint").temperature == 1.75
    assert start_tagger(beginning_with(tiny_config, sober, ("LOCATION", "WEAPON"))).temperature == 1.0
