"""python -m train.calibrate: confidences that fit a dev split."""

import json
from dataclasses import replace
from pathlib import Path

import torch
from samples.texts import ROOT
from typer.testing import CliRunner

from hasila.corpus.reading import read_splits
from hasila.extractor import Extractor
from hasila.model.checkpoint import load, save
from hasila.tolls.fields import LINKS
from train.calibrate import app

CORPUS = ROOT / "data/composed"


def calibrate(checkpoint: Path, folder: Path, *options: str) -> str:
    """Calibrate on composed passages, and return what is printed or the error."""
    result = CliRunner().invoke(app, [str(checkpoint), str(CORPUS), "--output", str(folder), *options])
    return str(result.exception) if result.exception else result.output


def test_the_spans_stay_and_their_temperature_is_told(tiny_checkpoint: Path, tmp_path: Path) -> None:
    told = calibrate(tiny_checkpoint, tmp_path / "sure")
    dev = read_splits([CORPUS], "dev")
    assert f"fit {len(dev)} passages: spans {load(tmp_path / 'sure').manifest.temperature:.2f}" in told
    before, after = (Extractor.from_checkpoint(path, device="cpu") for path in (tiny_checkpoint, tmp_path / "sure"))
    for passage in dev[:5]:
        assert after(passage.text).spans == before(passage.text).spans


def test_the_temperature_of_before_does_not_matter(tiny_checkpoint: Path, tmp_path: Path) -> None:
    found = load(tiny_checkpoint)
    save(replace(found, manifest=replace(found.manifest, temperature=7.0)), tmp_path / "hot")
    for name, checkpoint in (("one", tiny_checkpoint), ("other", tmp_path / "hot")):
        calibrate(checkpoint, tmp_path / name)
    assert load(tmp_path / "one").manifest.temperature == load(tmp_path / "other").manifest.temperature != 7


def test_what_a_toll_head_says_is_divided_by_the_temperatures_that_are_told(
    fast_checkpoint: Path, tmp_path: Path
) -> None:
    told = calibrate(fast_checkpoint, tmp_path / "sure")
    before, after = (load(path).tagger.toll_head for path in (fast_checkpoint, tmp_path / "sure"))
    assert before is not None
    assert after is not None
    place = LINKS.index("place")
    temperature = float(told.partition(" place ")[2].partition(",")[0])
    for one, other in zip(before.links.parameters(), after.links.parameters(), strict=True):
        torch.testing.assert_close(one[place], other[place] * temperature, rtol=0.01, atol=1e-4)


def test_a_split_that_is_not_there_is_told(tiny_checkpoint: Path, tmp_path: Path) -> None:
    assert "no passage has the split 'none'" in calibrate(tiny_checkpoint, tmp_path / "sure", "--split", "none")
    assert not (tmp_path / "sure").exists()


def test_passages_that_may_have_been_learnt_from_are_refused(tiny_checkpoint: Path, tmp_path: Path) -> None:
    line = json.loads((CORPUS / "gaza.jsonl").read_text(encoding="utf-8").splitlines()[0])
    del line["split"]
    (tmp_path / "no-split.jsonl").write_text(json.dumps(line), encoding="utf-8")
    given = [str(tiny_checkpoint), str(tmp_path / "no-split.jsonl"), "--output", str(tmp_path / "sure")]
    assert "1 passages" in str(CliRunner().invoke(app, given).exception)
    assert not (tmp_path / "sure").exists()


def test_a_span_that_cuts_through_a_word_costs_its_passage_alone(fast_checkpoint: Path, tmp_path: Path) -> None:
    lines = (CORPUS / "gaza.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [{**row, "split": "dev"} for row in map(json.loads, lines) if row.get("tolls")]
    rows[0]["spans"][0]["start"] += 1
    corpus = tmp_path / "cut.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    given = [str(fast_checkpoint), str(corpus), "--output", str(tmp_path / "sure")]
    assert f"fit {len(rows)} passages" in CliRunner().invoke(app, given).output
