"""The program that learns and scores systems without a transformer."""

import json
from pathlib import Path

import pytest
from samples.texts import ARTICLE, article_apart
from typer.testing import CliRunner, Result

from eval.analysis.results import read_results
from eval.baseline.command import app
from eval.baseline.model import load
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.errors import CheckpointError, CorpusError, InputError, LabelError
from hasila.formats.jsonl import write_jsonl
from hasila.spans import Span


def run(*arguments: object) -> Result:
    """Run python -m eval.baseline ARGUMENTS."""
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module", params=["crf", "lookup"])
def learnt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learn a baseline from the article's training split."""
    folder = tmp_path_factory.mktemp(request.param) / "baseline"
    result = run("learn", request.param, "--corpus", ARTICLE, "--output", folder)
    assert result.exit_code == 0, result.output
    return folder


def test_what_was_learnt_is_scored_and_its_predictions_are_written(learnt: Path) -> None:
    result = run("score", learnt)
    assert result.exit_code == 0, result.output
    assert "micro" in result.output
    gold = [document for document in read(ARTICLE) if document.meta["split"] == "test"]
    predicted = read(learnt.parent / "test/predictions.jsonl")
    assert [(document.id, document.text) for document in predicted] == [(d.id, d.text) for d in gold]
    assert any(document.spans for document in predicted)
    results = read_results(learnt.parent / "test")
    assert [run.model for run in results.runs] == [str(learnt)]
    assert results.scores["micro"]["strict"].support == 27


def test_a_baseline_learns_from_passages_without_their_texts_and_remembers_where_the_texts_are(tmp_path: Path) -> None:
    apart, sources = article_apart(tmp_path)
    learnt = run("learn", "lookup", "--corpus", apart, "--texts", sources, "--output", tmp_path / "baseline")
    assert learnt.exit_code == 0, learnt.output
    scored = run("score", tmp_path / "baseline")
    assert scored.exit_code == 0, scored.output
    assert read_results(tmp_path / "test").scores["micro"]["strict"].support == 27


def test_a_text_is_read_as_an_extractor_reads_it(learnt: Path) -> None:
    baseline = load(learnt)
    documents = [document for document in read(ARTICLE) if document.spans][:3]
    streamed = list(baseline.stream(documents))
    assert [document.id for document in streamed] == [document.id for document in documents]
    assert [baseline(document.text).spans for document in documents] == [document.spans for document in streamed]


def test_a_baseline_says_what_it_was_learnt_from(learnt: Path) -> None:
    manifest = json.loads((learnt / "baseline.json").read_text(encoding="utf-8"))
    assert list(manifest["corpora"]) == [str(ARTICLE)]
    assert manifest["learnt_words"] > 300


def test_spans_off_the_words_edges_are_learnt_from_only_when_widened(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document(str(n), "انفجار بالوادي", (Span(9, 14, "LOCATION"),)) for n in range(3)])
    asked = ("learn", "lookup", "--corpus", path, "--output", tmp_path / "model")
    refused = run(*asked)
    assert isinstance(refused.exception, CorpusError)
    assert "3 gold spans with an edge inside a word or on a blank" in str(refused.exception)
    assert "nothing can be learnt from them. See them with: hasila check FILE" in str(refused.exception)
    assert run(*asked, "--widen").exit_code == 0
    missed = run("score", tmp_path / "model", "-o", tmp_path / "missed")
    assert "so each counts as missed" in missed.output
    assert run("score", tmp_path / "model", "--widen", "-o", tmp_path / "met").exit_code == 0
    found = [read_results(tmp_path / name).scores["micro"]["strict"].f1 for name in ("missed", "met")]
    assert found == [0.0, 1.0]


def test_another_kind_is_refused(tmp_path: Path) -> None:
    result = run("learn", "perceptron", "--corpus", ARTICLE, "--output", tmp_path / "model")
    assert isinstance(result.exception, InputError)
    assert "known are crf, lookup" in str(result.exception)


def test_labels_that_were_not_named_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    result = run("learn", "lookup", "--corpus", ARTICLE, "--output", tmp_path / "model", "--labels", "ACTOR")
    assert isinstance(result.exception, LabelError)
    assert "CASUALTY (in " in str(result.exception)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("labels", ["ACTOR,,LOCATION", "ACTOR,ACTOR", "ACTOR, LOCATION"])
def test_labels_that_no_model_can_have_are_refused(labels: str, tmp_path: Path) -> None:
    result = run("learn", "lookup", "--corpus", ARTICLE, "--output", tmp_path / "model", "--labels", labels)
    assert isinstance(result.exception, InputError)
    assert "different names without white space; give them as ACTOR,LOCATION" in str(result.exception)
    assert not (tmp_path / "model").exists()


def test_a_folder_that_is_no_baseline_is_refused(tmp_path: Path, learnt: Path) -> None:
    with pytest.raises(CheckpointError, match=r"has no baseline\.json"):
        load(tmp_path)
    manifest = json.loads((learnt / "baseline.json").read_text(encoding="utf-8"))
    (tmp_path / "baseline.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CheckpointError, match="lacks "):
        load(tmp_path)
    (tmp_path / "baseline.json").write_text(json.dumps(manifest | {"words": "words-0"}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="was learnt with words-0"):
        load(tmp_path)
    (tmp_path / "baseline.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointError, match="cannot be read"):
        load(tmp_path)
