"""hasila.json, of today and of format 1."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from samples.texts import ARTICLE

from eval.analysis.gold import gold_source, learnt_passages
from hasila.corpus.reading import read
from hasila.errors import CheckpointError
from hasila.extractor import Extractor
from hasila.runtime.manifest import MANIFEST, read_manifest
from hasila.runtime.training_record import CorpusSource, DevScore, EncoderOrigin, TrainingRecord
from hasila.tagging.windows import WindowSettings

COUNTS = {"correct": 2, "incorrect": 0, "partial": 0, "missed": 1, "spurious": 0}
STRICT = {"precision": 1.0, "recall": 0.5, "f1": 0.7, "support": 4, "interval": [0.5, 0.9], "counts": COUNTS}
MACRO = {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 4, "interval": None, "counts": None}
CONFIG = {
    "encoder": {"name": "embedded:arabic-news-12", "revision": None, "initialise_from": None, "layers": 8},
    "corpus": {
        "paths": ["data/composed", "data/article/article.jsonl"],
        "labels": ["ACTOR", "LOCATION"],
        "label_map": {"ORG": "ACTOR", "MISC": None},
        "augmentation": {"copies": 0, "mentions": 0.0, "names": 0.0, "numbers": 0.0, "spelling": 0.0},
        "train": "train",
        "dev": "dev",
        "share": 1.0,
    },
    "window": {"pieces": 256, "overlap": 64},
    "training": {"epochs": 6, "seed": 3},
    "name": None,
    "runs": "runs",
}
FORMAT_1: dict[str, Any] = {
    "labels": ["ACTOR", "LOCATION"],
    "window": {"pieces": 256, "overlap": 64},
    "transitions": [[0.5] * 5] * 6,
    "temperature": 1.5,
    "config": CONFIG,
    "corpora": {"data/composed/a.jsonl": "0a", "data/composed/b.jsonl": "0b", "data/article/article.jsonl": "0c"},
    "packages": {"python": "3.11.7", "hasila": "0.1.0"},
    "scores": {"dev": {"micro": {"strict": STRICT}, "macro": {"strict": MACRO}}},
    "words": "words-2",
    "format": 1,
}

GOOD = {"labels": ["ACTOR"], "window": {"pieces": 64, "overlap": 16}, "transitions": [[0.0] * 3] * 4, "temperature": 2}


def written(folder: Path, values: object) -> Path:
    """Write hasila.json to `folder` and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "hasila.json").write_text(json.dumps(values), encoding="utf-8")
    return folder


def test_a_manifest_of_format_1_is_read_in_the_form_of_today(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, FORMAT_1))
    assert (manifest.labels, manifest.window, manifest.temperature) == (("ACTOR", "LOCATION"), WindowSettings(), 1.5)
    assert manifest.transitions == ((0.5,) * 5,) * 6
    assert manifest.training == TrainingRecord(
        encoder=EncoderOrigin("embedded:arabic-news-12"),
        corpora=(
            CorpusSource("data/composed", {"data/composed/a.jsonl": "0a", "data/composed/b.jsonl": "0b"}),
            CorpusSource("data/article/article.jsonl", {"data/article/article.jsonl": "0c"}),
        ),
        label_map={"ORG": "ACTOR", "MISC": None},
        train="train",
        dev="dev",
        seed=3,
        packages={"python": "3.11.7", "hasila": "0.1.0"},
        scores={
            "micro": {"strict": DevScore(1.0, 0.5, 0.7, 4, (0.5, 0.9))},
            "macro": {"strict": DevScore(0.0, 0.0, 0.0, 4, None)},
        },
        config=CONFIG,
    )


def test_a_manifest_of_format_1_that_says_little_is_read_too(tmp_path: Path) -> None:
    few = {name: FORMAT_1[name] for name in ("labels", "window")}
    assert read_manifest(written(tmp_path, few)).training == TrainingRecord()


def test_a_checkpoint_of_format_1_extracts_and_is_scored_as_before(tiny_checkpoint: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(tiny_checkpoint, old)
    values = json.loads((old / "hasila.json").read_text(encoding="utf-8"))
    record = values.pop("training")
    corpora = {path: checksum for source in record["corpora"] for path, checksum in source["files"].items()}
    told = {"config": record["config"], "corpora": corpora, "packages": record["packages"], "format": 1}
    written(old, {**values, **told, "scores": {"dev": record["scores"]}})

    here, there = read_manifest(tiny_checkpoint), read_manifest(old)
    assert there == replace(here, training=replace(here.training, learnt=None, size=None))
    assert gold_source(there.training, "test") == gold_source(here.training, "test") == ([ARTICLE], "test")
    assert learnt_passages(there.training) == learnt_passages(here.training)
    first, second = (Extractor.from_checkpoint(folder, device="cpu") for folder in (tiny_checkpoint, old))
    assert list(first.stream(read(ARTICLE))) == list(second.stream(read(ARTICLE)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"labels": 3}, "labels is 3, but must be a list"),
        ({"temperature": "warm"}, "temperature is 'warm', but must be a number"),
        ({"window": {"pieces": -5}}, "window: pieces is -5, but a window needs 2 special subwords"),
        ({"window": {"pieces": 64, "overlap": 63}}, "window: overlap is 63, but in windows of 64 subwords"),
        ({"corpora": [1]}, "corpora is a list, but must be `key: value` lines"),
        ({"config": {"corpus": {"label_map": {"ORG": 3}}}}, "corpus.label_map.ORG is 3, but must be text"),
        ({"format": 2, "training": {"seed": "x"}}, "training.seed is 'x', but must be a whole number"),
    ],
)
def test_a_field_of_another_kind_is_named(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        read_manifest(written(tmp_path, {**FORMAT_1, **change}))
    told, advice = str(caught.value).splitlines()
    assert told.startswith(f"{tmp_path}/hasila.json: {message}")
    assert advice == f"{tmp_path}/hasila.json: is damaged; copy the checkpoint again"


@pytest.mark.parametrize("text", ["[1]", "", "{", "[" * 100_000, '"', '{"labels": ' + "9" * 5000, "\xff"])
def test_what_is_no_manifest_is_told_in_a_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "hasila.json").write_text(text, encoding="latin-1")
    with pytest.raises(CheckpointError, match=r"hasila\.json: .*copy the checkpoint again") as caught:
        read_manifest(tmp_path)
    assert len(str(caught.value)) < 300


def test_numbers_of_thousands_of_digits_are_told(tmp_path: Path) -> None:
    for field, there in (("temperature", "1"), ("window", '{"pieces": 1}'), ("format", "1")):
        huge = there.replace("1", "9" * 5000)
        (tmp_path / "hasila.json").write_text(f'{{"labels": ["A"], "window": {{}}, "{field}": {huge}}}')
        with pytest.raises(CheckpointError):
            read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("temperature", "0", "temperature is 0.0, but must be between 0.1 and 100"),
        ("temperature", "-1", "temperature is -1.0"),
        ("temperature", "NaN", "temperature is nan"),
        ("temperature", "Infinity", "temperature is inf"),
        ("temperature", "1e-300", "temperature is 1e-300"),
        (
            "transitions",
            "[[0,0,0],[0,NaN,0],[0,0,0],[0,0,0]]",
            "transitions contain values that are not between -50 and 50",
        ),
        ("transitions", "[[0,0,0],[0,-1e308,0],[0,0,0],[0,0,0]]", "transitions contain values"),
        ("transitions", "[[0,0,0],[0,0,0],[0,0,0],[0,0,Infinity]]", "transitions contain values"),
        ("transitions", "[[0]]", "transitions are not a table of 4 by 3 numbers"),
        ("labels", "[]", r"labels: \[\] are not one or more different names without white space"),
        ("labels", '["ACTOR","ACTOR"]', "are not one or more different names"),
        ("labels", '["ACTOR",""]', "are not one or more different names"),
        ("labels", r'["AC\tTOR"]', "are not one or more different names"),
    ],
)
def test_a_value_that_nothing_can_be_read_with_is_refused_in_a_line(
    field: str, value: str, message: str, tmp_path: Path
) -> None:
    text = json.dumps({**GOOD, field: "HERE"}).replace('"HERE"', value)
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointError, match=message) as caught:
        read_manifest(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / MANIFEST))
    assert "\n" not in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_a_folder_with_a_name_longer_than_any_file_has_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"hasila\.json: cannot be read: File name too long") as caught:
        read_manifest(tmp_path / ("n" * 300))
    assert "\n" not in str(caught.value)


def test_the_folder_of_a_run_names_its_checkpoint(tmp_path: Path) -> None:
    written(tmp_path / "checkpoint", GOOD)
    with pytest.raises(CheckpointError, match=rf"has no hasila\.json; did you mean {tmp_path}/checkpoint\?"):
        read_manifest(tmp_path)
