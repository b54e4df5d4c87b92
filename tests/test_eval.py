"""The scripted evaluation."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from samples.programs import Ended, run_program
from samples.texts import ARTICLE, ROOT, article_apart
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2
from sklearn.metrics import cohen_kappa_score

from eval.agreement import kappa
from eval.analysis.results import read_results
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.extractor import Extractor
from hasila.formats.conll import token_rows
from hasila.formats.jsonl import write_jsonl
from hasila.program.config import load_config
from hasila.spans import Span
from train.finetune.run import run
from train.finetune.settings import Settings


@pytest.fixture(scope="module")
def evaluated(tiny_checkpoint: Path) -> Ended:
    """Evaluate the tiny checkpoint on its test split."""
    return run_program("eval", tiny_checkpoint)


def test_an_evaluation_prints_a_table_and_writes_scores_predictions_and_a_report(
    evaluated: Ended, tiny_run: Path
) -> None:
    assert evaluated.returncode == 0, evaluated.stderr
    assert "micro" in evaluated.stdout
    assert "95 %" in evaluated.stdout
    assert evaluated.stdout.rstrip().endswith(
        f"Wrote {tiny_run}/test/scores.json, report.md, report.html and predictions.jsonl."
    )
    names = {"scores.json", "predictions.jsonl", "report.md", "report.html"}
    assert {path.name for path in (tiny_run / "test").iterdir()} == names
    assert "F1 on the dev split" in (tiny_run / "test/report.html").read_text(encoding="utf-8")  # the run's own curve


def test_the_scores_written_are_seqevals_of_the_predictions_written(evaluated: Ended, tiny_run: Path) -> None:
    summary = json.loads((tiny_run / "test/scores.json").read_text(encoding="utf-8"))
    gold = [document for document in read(ARTICLE) if document.meta["split"] == "test"]
    predicted = read(tiny_run / "test/predictions.jsonl")
    tags = [[[tag for _, tag in token_rows(document)] for document in documents] for documents in (gold, predicted)]
    theirs = precision_recall_fscore_support(*tags, average="micro", zero_division=0, scheme=IOB2)
    micro = summary["scores"]["micro"]["strict"]
    assert (micro["precision"], micro["recall"], micro["f1"]) == pytest.approx(theirs[:3])
    assert summary["passages"] == 4
    assert micro["support"] == 27


def test_every_prediction_is_the_extractors(evaluated: Ended, tiny_run: Path, tiny_checkpoint: Path) -> None:
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")
    for document in read(tiny_run / "test/predictions.jsonl"):
        assert extractor(document.text).spans == document.spans


def test_the_scores_say_what_read(evaluated: Ended, tiny_run: Path) -> None:
    assert [one.reader for one in read_results(tiny_run / "test").runs] == ["torch on cpu"]


def test_another_corpus_and_split_and_folder_can_be_named(tiny_checkpoint: Path, tmp_path: Path) -> None:
    conll = ROOT / "data/article/bio/dev.conll"
    ended = run_program("eval", tiny_checkpoint, "--corpus", conll, "--split", "all", "-o", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert json.loads((tmp_path / "out/scores.json").read_text(encoding="utf-8"))["passages"] == 3


def test_the_seeds_of_a_config_are_scored_together(
    tiny_checkpoint: Path, evaluated: Ended, tiny_run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "both"
    ended = run_program("eval", tiny_checkpoint, tiny_checkpoint, "--output", folder)
    assert ended.returncode == 0, ended.stderr
    alone, both = read_results(tiny_run / "test"), read_results(folder)
    assert [one.predictions for one in both.runs] == ["predictions-1.jsonl", "predictions-2.jsonl"]
    assert both.scores["micro"]["strict"].f1 == alone.scores["micro"]["strict"].f1
    assert both.scores["micro"]["strict"].support == 27
    assert sum(both.mistakes.values()) == 2 * sum(alone.mistakes.values())
    assert both.repeated == alone.repeated
    assert "No difference shown" in run_program("eval.compare", tiny_run / "test", folder).stdout


def test_checkpoints_of_two_configs_are_no_seeds_of_one_model(tiny_checkpoint: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_checkpoint, other)
    manifest = json.loads((other / "hasila.json").read_text(encoding="utf-8"))
    manifest["training"]["config"]["training"]["epochs"] += 1
    (other / "hasila.json").write_text(json.dumps(manifest), encoding="utf-8")
    ended = run_program("eval", tiny_checkpoint, other, "--output", tmp_path / "out")
    assert (ended.returncode, f"{other}: was not trained with the config of {tiny_checkpoint}" in ended.stderr) == (
        2,
        True,
    )
    assert "--output is missing" in run_program("eval", tiny_checkpoint, tiny_checkpoint).stderr


def test_a_corpus_with_labels_that_the_checkpoint_does_not_know_is_refused(
    tiny_checkpoint: Path, tmp_path: Path
) -> None:
    (tmp_path / "ner.conll").write_text("رويترز B-ORG\n", encoding="utf-8")
    ended = run_program("eval", tiny_checkpoint, "--corpus", tmp_path / "ner.conll", "-o", tmp_path / "out")
    assert ended.returncode == 2
    assert "the labels are ACTOR, LOCATION, CASUALTY, but the corpus has ORG (in " in ended.stderr
    assert f"{tmp_path}/ner.conll:1: ner:1)" in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "trial"], "no passage has the split 'trial'; its splits are dev, test, train"),
        (["--corpus", "absent.jsonl"], "absent.jsonl: cannot be read: No such file or directory"),
    ],
)
def test_bad_input_gets_a_message_and_exit_code_2(tiny_checkpoint: Path, arguments: list[str], message: str) -> None:
    ended = run_program("eval", tiny_checkpoint, *arguments)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert message in ended.stderr


def test_agreement_of_the_articles_two_passes_is_what_the_datasheet_says() -> None:
    passes = [ROOT / f"data/article/passes/{name}.jsonl" for name in ("first", "second")]
    ended = run_program("eval.agreement", *passes)
    assert ended.returncode == 0, ended.stderr
    sheet = (ROOT / "data/README.md").read_text(encoding="utf-8")
    assert "97.2" in ended.stdout
    assert "| micro | 106 | 97.2 | 94–100 | 98.1 |" in sheet
    assert "Cohen's kappa on the tags of 728 words: 0.984" in ended.stdout
    assert "is 0.984; of the 229 tokens" in sheet


def test_agreement_of_tolls_is_what_the_datasheet_says() -> None:
    passes = [ROOT / f"data/composed/passes/tolls_{name}.jsonl" for name in ("first", "second")]
    ended = run_program("eval.agreement", *passes)
    assert ended.returncode == 0, ended.stderr
    said = {line.split()[0]: line.split()[1:] for line in ended.stdout.splitlines() if line.strip()}
    sheet = (ROOT / "data/README.md").read_text(encoding="utf-8")
    for name in ("group", "party", "by", "place", "source", "side", "date"):
        assert f"| {name} | {' | '.join(said[name])} |" in sheet


def test_agreement_of_passages_without_their_texts_needs_the_texts(tmp_path: Path) -> None:
    apart, sources = article_apart(tmp_path)
    assert run_program("eval.agreement", apart, apart).returncode == 2
    ended = run_program("eval.agreement", apart, apart, "--texts", sources)
    assert ended.returncode == 0, ended.stderr
    assert "kappa on the tags of 728 words: 1.000" in ended.stdout


def test_agreement_of_different_texts_is_refused() -> None:
    ended = run_program("eval.agreement", ARTICLE, "data/article/bio/dev.conll")
    assert ended.returncode == 2
    assert "do not annotate the same texts" in ended.stderr


def test_annotations_off_the_words_edges_agree_only_when_widened(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document("a", "انفجار بالوادي", (Span(9, 14, "LOCATION"),))])
    refused = run_program("eval.agreement", path, path)
    assert (refused.returncode, "kappa compares whole words" in refused.stderr) == (2, True)
    assert "Cohen's kappa on the tags of 2 words: 1.000" in run_program("eval.agreement", path, path, "--widen").stdout


def test_gold_spans_off_the_words_edges_are_told_and_widened_on_demand(tiny_checkpoint: Path, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document("a", "انفجار بالوادي", (Span(9, 14, "LOCATION"),))])
    for options, told in (((), "so each counts as missed"), (("--widen",), "widened to whole words")):
        ended = run_program(
            "eval", tiny_checkpoint, "--corpus", path, "--split", "all", *options, "-o", tmp_path / "out"
        )
        assert ended.returncode == 0, ended.stderr
        assert told in ended.stdout
        assert read_results(tmp_path / "out").widened is bool(options)


def composed(path: Path, split: str, passages: int) -> Path:
    """Write so many composed passages with tolls to a file, as a split."""
    documents = [document for document in read(ROOT / "data/composed/gaza.jsonl") if document.tolls][:passages]
    write_jsonl(path, [replace(document, meta={"split": split}) for document in documents])
    return path


@pytest.fixture(scope="module")
def toll_checkpoint(tiny_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train the tiny encoder to read tolls as well, badly."""
    folder = tmp_path_factory.mktemp("tolls")
    train, dev = composed(folder / "train.jsonl", "train", 8), composed(folder / "dev.jsonl", "dev", 2)
    overrides = [f"corpus.paths=[{train},{dev}]", "tolls.weight=1", "training.epochs=2", f"runs={folder}"]
    settings = load_config(Settings, tiny_config, overrides)
    run(settings, folder / "run")
    return folder / "run/checkpoint"


def test_tolls_are_scored_on_gold_spans_end_to_end_and_as_rules_read_them(
    toll_checkpoint: Path, tmp_path: Path
) -> None:
    ended = run_program("eval", toll_checkpoint, "--split", "dev", "-o", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert "of 2 passages" in ended.stdout
    assert "killed exact, summed" in ended.stdout
    assert "no toll head" not in ended.stdout
    tolls = read_results(tmp_path / "out").tolls
    assert tolls is not None
    assert list(tolls.columns) == ["gold spans", "end to end", "rules"]
    assert tolls.columns["gold spans"]["log error"] == tolls.rules["log error"]  # counts are read by rules
    assert "## Tolls" in (tmp_path / "out/report.md").read_text(encoding="utf-8")


def test_a_checkpoint_without_a_toll_head_says_so_and_the_rules_are_scored(
    tiny_checkpoint: Path, tmp_path: Path
) -> None:
    gold = composed(tmp_path / "gold.jsonl", "test", 2)
    ended = run_program("eval", tiny_checkpoint, "--corpus", gold, "-o", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert "The checkpoint has no toll head, so only rules read tolls" in ended.stdout
    tolls = read_results(tmp_path / "out").tolls
    assert tolls is not None
    assert list(tolls.columns) == ["rules"]


def test_a_corpus_without_tolls_gets_no_table_of_them(evaluated: Ended, tiny_run: Path) -> None:
    assert "toll" not in evaluated.stdout
    assert read_results(tiny_run / "test").tolls is None


def test_kappa_equals_scikit_learns() -> None:
    draw = np.random.default_rng(0)
    for _ in range(20):
        left, right = draw.choice(list("OBI"), (2, 30)).tolist()
        assert kappa(left, right) == pytest.approx(cohen_kappa_score(left, right))
    assert kappa(["O", "O"], ["O", "O"]) == 1
    with pytest.raises(ValueError, match="equally long"):
        kappa(["O"], [])
