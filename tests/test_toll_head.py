"""python -m train.toll_head: a toll head for a checkpoint whose spans stay as they are."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from samples.texts import ARTICLE, ROOT
from typer.testing import CliRunner

from hasila.corpus.reading import read
from hasila.errors import CheckpointError
from hasila.extractor import Extractor
from hasila.model.checkpoint import Checkpoint, load, save
from hasila.model.toll_head import TollHead
from hasila.runtime.manifest import MANIFEST
from hasila.tolls.fields import QUESTIONS
from train.toll_head import app

WITH_TOLLS = ROOT / "data/composed/gaza.jsonl"
LONGER = ("--epochs", "12", "--rate", "0.01")


@pytest.fixture(scope="module")
def taught(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny checkpoint that learnt tolls afterwards."""
    folder = tmp_path_factory.mktemp("taught") / "checkpoint"
    told = teach(tiny_checkpoint, WITH_TOLLS, folder, *LONGER)
    assert "its toll head learnt from" in told
    return folder


def teach(checkpoint: Path, corpus: Path, folder: Path, *options: str) -> str:
    """Train a small head, and return what is printed or the error."""
    given = [str(checkpoint), str(corpus), "--output", str(folder), "--hidden", "16", "--epochs", "2", *options]
    result = CliRunner().invoke(app, given)
    return str(result.exception) if result.exception else result.output


def test_tolls_are_read_and_the_spans_are_those_of_before(tiny_checkpoint: Path, taught: Path) -> None:
    before, after = (Extractor.from_checkpoint(folder, device="cpu") for folder in (tiny_checkpoint, taught))
    for document in read(WITH_TOLLS)[:5]:
        assert after(document).spans == before(document).spans
    assert not before.runtime.reads_tolls
    given = read(WITH_TOLLS)[:20]
    assert any(toll.place for one in after.read_tolls(given) for toll in one.tolls or ())


def test_the_same_seed_gives_the_same_head(tiny_checkpoint: Path, taught: Path, tmp_path: Path) -> None:
    teach(tiny_checkpoint, WITH_TOLLS, tmp_path / "again", *LONGER)
    teach(tiny_checkpoint, WITH_TOLLS, tmp_path / "other", *LONGER, "--seed", "1")
    first, again, other = (weights(folder) for folder in (taught, tmp_path / "again", tmp_path / "other"))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def weights(folder: Path) -> torch.Tensor:
    """Return the weights of the last layer of a checkpoint's toll head."""
    head = load(folder).tagger.toll_head
    assert head is not None
    return head.links.weight


def test_a_head_that_answers_older_questions_is_replaced(tiny_checkpoint: Path, tmp_path: Path) -> None:
    found = load(tiny_checkpoint)
    tagger = replace(found.tagger, toll_head=TollHead(found.tagger.model.config.hidden_size, hidden=8))
    old = tmp_path / "old"
    save(Checkpoint(tagger, replace(found.manifest, tolls=QUESTIONS)), old)
    manifest = json.loads((old / MANIFEST).read_text(encoding="utf-8"))
    (old / MANIFEST).write_text(json.dumps(manifest | {"tolls": "tolls-0"}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="answers tolls-0, but this version"):
        load(old)
    teach(old, WITH_TOLLS, tmp_path / "new")
    assert load(tmp_path / "new").manifest.tolls == QUESTIONS


def test_a_corpus_without_tolls_is_told(tiny_checkpoint: Path, tmp_path: Path) -> None:
    assert "no passage of the train split has tolls" in teach(tiny_checkpoint, ARTICLE, tmp_path / "none")
    assert not (tmp_path / "none").exists()
