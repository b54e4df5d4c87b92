"""The form of scores.json."""

import json
from pathlib import Path

import pytest
from samples.evaluation import ROBUSTNESS
from samples.texts import ROOT

from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import Scored
from eval.analysis.results import dumped, read_results, schema
from eval.report.folder import write
from hasila.document import Document
from hasila.errors import InputError
from hasila.spans import Span

GOLD = [Document("1", "الجيش في حمص", (Span(0, 5, "ACTOR"), Span(9, 12, "LOCATION")))]


def test_the_published_schema_is_that_of_the_code() -> None:
    assert json.loads((ROOT / "docs/scores.schema.json").read_text(encoding="utf-8")) == schema()


def test_each_field_is_described_in_the_schema() -> None:
    forms = [schema(), *schema()["$defs"].values()]
    ours = [form for form in forms if form["title"] not in {"Score", "Counts", "TollScore"}]
    assert not [name for form in ours for name, field in form["properties"].items() if "description" not in field]


def test_results_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    predicted = [Document("1", GOLD[0].text, (Span(0, 5, "ACTOR", 0.75),))]
    scored = Scored(GOLD, {"gold.jsonl": "0"}, "test", {"ORG": "ACTOR", "MISC": None})
    made = evaluate(scored, [Seed("model", predicted, 1.5)], GOLD, ("ACTOR", "LOCATION"))
    assert write(tmp_path, made) == ["scores.json", "report.md", "report.html", "predictions.jsonl"]
    assert read_results(tmp_path) == made.results
    assert json.loads(dumped(made.results))["format"] == 5


def test_a_file_of_another_form_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no scores\.json"):
        read_results(tmp_path)
    (tmp_path / "scores.json").write_text('{"scores": {}}', encoding="utf-8")
    with pytest.raises(
        InputError, match="is not an evaluation of this version; evaluate again with python -m eval"
    ) as caught:
        read_results(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_the_page_shows_the_learning_curve_and_robustness_of_the_run_it_is_of(tmp_path: Path) -> None:
    made = evaluate(
        Scored(GOLD, {"gold.jsonl": "0"}, "test", {}), [Seed("run/checkpoint", GOLD)], [], ("ACTOR", "LOCATION")
    )
    (tmp_path / "run/robustness").mkdir(parents=True)
    (tmp_path / "run/metrics.jsonl").write_text('{"step": 10, "epoch": 1.0, "loss": 0.5}\n', encoding="utf-8")
    for checkpoint, shown in (("run/checkpoint", True), ("other/checkpoint", False)):
        outcomes = json.dumps({**ROBUSTNESS, "checkpoint": checkpoint})
        (tmp_path / "run/robustness/robustness.json").write_text(outcomes, encoding="utf-8")
        write(tmp_path / "test", made, tmp_path / "run")
        page = (tmp_path / "test/report.html").read_text(encoding="utf-8")
        assert "Training loss" in page
        assert ("ta marbuta as ha" in page) is shown
