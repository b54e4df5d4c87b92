"""python -m eval.score."""

import json
from pathlib import Path

import pytest
from samples.texts import ARTICLE
from typer.testing import CliRunner

from eval.analysis.results import read_results
from eval.score import app
from hasila.document import Document
from hasila.errors import CorpusError, InputError, OutputError
from hasila.formats.forms import Form, write_form
from hasila.spans import Span

GOLD = [
    Document("a", "وصل  وفد الجامعة إلى دمشق.", (Span(5, 16, "ACTOR"), Span(21, 25, "LOCATION")), {"split": "test"}),
    Document("b", "لا أحد هنا.", (), {"split": "train"}),
]
FOUND = [GOLD[0].with_spans([Span(5, 8, "ACTOR"), Span(21, 25, "LOCATION")]), GOLD[1]]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return a file of annotated passages."""
    write_form(tmp_path / "gold.jsonl", GOLD, "jsonl")
    return tmp_path / "gold.jsonl"


def run(*arguments: object) -> str:
    """Return what the program prints; raise what it raises."""
    result = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    return result.output


@pytest.mark.parametrize(
    ("form", "name"),
    [("jsonl", "p.jsonl"), ("conll", "p.conll"), ("label-studio", "p.json"), ("doccano", "p.jsonl"), ("brat", "p")],
)
def test_the_spans_of_a_tool_are_scored_in_every_form(tmp_path: Path, gold: Path, form: Form, name: str) -> None:
    write_form(tmp_path / name, FOUND, form)
    run(gold, tmp_path / name, "--output", tmp_path / "scores")
    results = read_results(tmp_path / "scores")
    assert (results.runs[0].strict, results.runs[0].partial, results.passages) == (0.5, 0.75, 2)
    assert results.mistakes["too short"] == 1
    assert (tmp_path / "scores/report.html").exists()


def test_the_gold_itself_scores_everything_and_only_a_table_is_printed(tmp_path: Path) -> None:
    printed = run(ARTICLE, ARTICLE)
    assert "micro" in printed
    assert "100.0" in printed
    assert list(tmp_path.iterdir()) == []


def test_passages_are_found_by_their_text_where_ids_differ_and_others_are_counted(tmp_path: Path, gold: Path) -> None:
    rows = [{"text": one.text, "label": []} for one in [Document("x", "خبر"), *reversed(FOUND)]]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert "p.jsonl: 1 passage of no gold passage left out" in run(gold, tmp_path / "p.jsonl")


def test_a_passage_without_a_prediction_is_told(tmp_path: Path, gold: Path) -> None:
    write_form(tmp_path / "p.jsonl", FOUND[:1], "jsonl")
    with pytest.raises(CorpusError, match=r"p.jsonl: lacks 1 of 2 passages .* the first b"):
        run(gold, tmp_path / "p.jsonl")
    assert "2 passages" in run(gold, gold)
    assert "1 passages" in run(gold, tmp_path / "p.jsonl", "--split", "test")
    with pytest.raises(InputError, match=r"no passage has the split 'trial'"):
        run(gold, gold, "--split", "trial")


def test_several_files_are_scored_as_the_seeds_of_one_model(tmp_path: Path, gold: Path) -> None:
    write_form(tmp_path / "p.jsonl", FOUND, "jsonl")
    run(gold, gold, tmp_path / "p.jsonl", "--output", tmp_path / "scores")
    assert [seed.strict for seed in read_results(tmp_path / "scores").runs] == [1, 0.5]


def test_gold_spans_can_be_widened_to_whole_words(tmp_path: Path, gold: Path) -> None:
    write_form(tmp_path / "cut.jsonl", [Document("a", GOLD[0].text, (Span(6, 16, "ACTOR"),))], "jsonl")
    run(tmp_path / "cut.jsonl", gold, "--widen", "--output", tmp_path / "scores")
    results = read_results(tmp_path / "scores")
    assert (results.off_edges, results.widened, results.scores["ACTOR"]["strict"].f1) == (1, True, 1)


def test_the_predictions_are_not_overwritten(tmp_path: Path, gold: Path) -> None:
    write_form(tmp_path / "predictions.jsonl", FOUND, "jsonl")
    with pytest.raises(OutputError, match="is an input as well"):
        run(gold, tmp_path / "predictions.jsonl", "--output", tmp_path)


def test_of_equal_texts_the_one_of_the_same_id_is_compared(tmp_path: Path) -> None:
    text, right, wrong = "قتل جندي", (Span(4, 8, "CASUALTY"),), (Span(0, 3, "ACTOR"),)
    write_form(tmp_path / "gold.jsonl", [Document("x", text, wrong), Document("b", text, right)], "jsonl")
    write_form(tmp_path / "found.jsonl", [Document("b", text, right), Document("y", text, wrong)], "jsonl")
    run(tmp_path / "gold.jsonl", tmp_path / "found.jsonl", "-o", tmp_path / "out")
    assert read_results(tmp_path / "out").scores["micro"]["strict"].f1 == 1


def test_passages_without_any_span_have_nothing_to_score(tmp_path: Path) -> None:
    write_form(tmp_path / "gold.jsonl", [GOLD[1]], "jsonl")
    with pytest.raises(InputError, match="there is nothing to score"):
        run(tmp_path / "gold.jsonl", tmp_path / "gold.jsonl")
