"""Models compared on the same passages."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from samples.programs import run_program

from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import Scored, scored_passages
from eval.analysis.significance import PassageCounts, against_best, compare, holm, passage_counts
from eval.report.folder import write
from hasila.corpus.reading import checksums, read
from hasila.document import Document
from hasila.errors import OutputError
from hasila.formats.jsonl import write_jsonl
from hasila.formats.standoff import checksum_of
from hasila.spans import Span


def outputs(
    passages: int, accuracy: float, seed: int, difficulty: float | npt.NDArray[np.float64] = 0.0
) -> PassageCounts:
    """Draw the counts of a model that finds each of ten spans of a passage with a chance, and as many wrong ones."""
    random = np.random.default_rng(seed)
    chance = np.clip(accuracy - difficulty, 0, 1)
    correct = random.binomial(10, np.broadcast_to(chance, passages))
    wrong = random.binomial(10, np.broadcast_to(1 - chance, passages))
    return np.stack([correct, np.zeros_like(correct), np.zeros_like(correct), 10 - correct, wrong], axis=1)


def test_a_planted_difference_is_significant_and_its_interval_holds_it() -> None:
    found = compare(outputs(100, 0.80, 1), outputs(100, 0.85, 2))
    assert found.p < 0.01
    assert found.interval[0] < 0.05 < found.interval[1]
    assert found.interval[0] > 0
    assert found.superiority > 0.55


def test_a_model_beside_itself_is_no_different() -> None:
    counts = outputs(50, 0.8, 0)
    found = compare(counts, counts)
    assert (found.difference, found.interval, found.p, found.superiority) == (0.0, (0.0, 0.0), 1.0, 0.5)


def test_turned_round_the_difference_changes_its_sign_alone() -> None:
    a, b = outputs(60, 0.80, 1), outputs(60, 0.84, 2)
    there, back = compare(a, b), compare(b, a)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p == back.p
    assert there.interval == pytest.approx((-back.interval[1], -back.interval[0]))
    assert there.superiority == pytest.approx(1 - back.superiority)


@pytest.mark.slow
def test_of_ties_one_in_twenty_is_called_a_difference_and_of_real_differences_most() -> None:
    """Size and power, by simulation: passages differ in difficulty, which both models feel."""
    trials = 200
    called = {0.0: 0, 0.06: 0}
    for gain in called:
        for trial in range(trials):
            difficulty = np.random.default_rng(trial).uniform(0, 0.3, 60)
            a = outputs(60, 0.9, 2 * trial, difficulty)
            b = outputs(60, 0.9 + gain, 2 * trial + 1, difficulty)
            called[gain] += compare(a, b, seed=trial).p < 0.05
    assert 0.01 < called[0.0] / trials < 0.1
    assert called[0.06] / trials > 0.8


def test_each_model_is_tested_against_the_best_with_holms_correction() -> None:
    worse, best, near = outputs(100, 0.70, 1), outputs(100, 0.85, 2), outputs(100, 0.84, 3)
    tested = against_best([0.70, 0.85, 0.84], [worse, best, near])
    first, last = holm([compare(best, worse).p, compare(best, near).p])
    assert tested == [first, None, last]
    assert first < 0.01 < last
    assert against_best([0.5], [worse]) == [None]


def test_holm_never_lowers_a_p_value_and_keeps_their_order() -> None:
    raw = [0.001, 0.2, 0.04, 0.04, 0.9]
    adjusted = holm(raw)
    assert adjusted == pytest.approx([0.005, 0.4, 0.16, 0.16, 0.9])
    assert all(after >= before for before, after in zip(raw, adjusted, strict=True))
    assert holm([]) == []


def test_counts_of_several_runs_are_summed_by_passage() -> None:
    gold = [[Span(0, 3, "ACTOR")], []]
    counts = passage_counts(gold, [[[Span(0, 3, "ACTOR")], []], [[], [Span(0, 1, "ACTOR")]]])
    assert counts.tolist() == [[1, 0, 0, 1, 0], [0, 0, 0, 0, 1]]


# The program.


def evaluation(folder: Path, corpus: Path, predicted: Sequence[Document]) -> Path:
    """Write what python -m eval leaves in a folder, with `predicted` in the place of all predictions."""
    gold = read(corpus)
    scored = Scored(gold, checksums([corpus]), "all", {})
    write(folder, evaluate(scored, [Seed("model", gold)], [], ("ACTOR",)))
    write_jsonl(folder / "predictions.jsonl", predicted)
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write forty passages of one span."""
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document(str(n), "الجيش هنا", (Span(0, 5, "ACTOR"),)) for n in range(40)])
    return path


def test_the_program_says_in_a_sentence_which_is_better_and_writes_the_figures(tmp_path: Path, corpus: Path) -> None:
    texts = [Document(str(n), "الجيش هنا", ()) for n in range(40)]
    full = [Document(d.id, d.text, (Span(0, 5, "ACTOR"),)) for d in texts]
    half = evaluation(tmp_path / "half", corpus, [*full[:20], *texts[20:]])
    most = evaluation(tmp_path / "most", corpus, [*full[:36], *texts[36:]])
    ended = run_program("eval.compare", f"{half},{half}", most, half, "--output", tmp_path / "compared.json")
    assert ended.returncode == 0, ended.stderr
    assert f"{most} is better than {half},{half} by 28.1 points (95 % " in ended.stdout
    assert f"No difference shown between {half},{half} and {half}: +0.0 points" in ended.stdout
    rows = json.loads((tmp_path / "compared.json").read_text(encoding="utf-8"))["comparisons"]
    assert [row["model"] for row in rows] == [str(most), str(half)]
    assert rows[0]["p_holm"] < 0.01 < rows[1]["p_holm"]


def test_p_does_not_depend_on_how_many_times_the_same_seed_is_given(tmp_path: Path, corpus: Path) -> None:
    texts = [Document(str(n), "الجيش هنا", ()) for n in range(40)]
    full = [Document(d.id, d.text, (Span(0, 5, "ACTOR"),)) for d in texts]
    half = evaluation(tmp_path / "half", corpus, [*full[:20], *texts[20:]])
    more = evaluation(tmp_path / "more", corpus, [*full[:24], *texts[24:]])
    verdicts = set()
    for number, models in enumerate([(half, more), (half, f"{more},{more},{more}"), (f"{half},{half}", more)]):
        output = tmp_path / f"{number}.json"
        assert run_program("eval.compare", *models, "--output", output).returncode == 0
        (row,) = json.loads(output.read_text(encoding="utf-8"))["comparisons"]
        verdicts.add((round(row["difference"], 9), row["p"]))
    assert len(verdicts) == 1


def test_passages_without_their_texts_are_compared_where_the_texts_are_given(tmp_path: Path) -> None:
    text = "الجيش هنا"
    (tmp_path / "texts.jsonl").write_text(json.dumps({"text": text}), encoding="utf-8")
    span = {"start": 0, "end": 5, "label": "ACTOR"}
    row = {"id": "0", "sha256": checksum_of(text), "start": 0, "end": len(text), "spans": [span]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    scored = scored_passages([tmp_path / "gold.jsonl"], "all", {}, widen=False, texts=[tmp_path / "texts.jsonl"])
    write(tmp_path / "a", evaluate(scored, [Seed("model", scored.gold)], [], ("ACTOR",)))
    both = (tmp_path / "a", tmp_path / "a")
    assert run_program("eval.compare", *both).returncode == 2
    ended = run_program("eval.compare", *both, "--texts", tmp_path / "texts.jsonl")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_models_scored_on_different_passages_are_not_compared(tmp_path: Path, corpus: Path) -> None:
    other = tmp_path / "other.jsonl"
    write_jsonl(other, [Document("x", "نص", ())])
    a = evaluation(tmp_path / "a", corpus, [])
    b = evaluation(tmp_path / "b", other, [])
    ended = run_program("eval.compare", a, b)
    assert (ended.returncode, "was scored on other passages than" in ended.stderr) == (2, True)


def test_gold_spans_as_annotated_and_widened_are_not_compared_and_two_widened_are(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    text = "انفجار بالوادي"
    write_jsonl(path, [Document("a", text, (Span(9, 14, "ACTOR"),))])
    folders = {}
    for widen in (False, True):
        folders[widen] = tmp_path / f"widened-{widen}"
        scored = scored_passages([path], "all", {}, widen=widen)
        whole = [Document("a", text, (Span(7, 14, "ACTOR"),))]
        write(folders[widen], evaluate(scored, [Seed("model", whole)], [], ("ACTOR",)))
    apart, alike = (
        run_program("eval.compare", folders[True], folders[False]),
        run_program("eval.compare", folders[True], folders[True]),
    )
    assert (apart.returncode, "--corpus FILE --split all --widen" in apart.stderr) == (2, True)
    assert alike.returncode == 0, alike.stderr
    assert "100.0" in alike.stdout


def test_passages_that_are_missing_and_folders_that_are_none_are_told(tmp_path: Path, corpus: Path) -> None:
    a = evaluation(tmp_path / "a", corpus, [Document("0", "الجيش هنا", ())])
    assert "lacks 39 passages, the first 1" in run_program("eval.compare", a, a).stderr
    assert "was not written by python -m eval" in run_program("eval.compare", a, tmp_path).stderr
    assert "name at least two models" in run_program("eval.compare", a).stderr
    assert "known are strict, exact, partial, type" in run_program("eval.compare", a, a, "--scheme", "loose").stderr


def test_figures_never_replace_an_evaluation_that_they_compare(tmp_path: Path, corpus: Path) -> None:
    gold = [Document(str(n), "الجيش هنا", (Span(0, 5, "ACTOR"),)) for n in range(40)]
    first, second = evaluation(tmp_path / "first", corpus, gold), evaluation(tmp_path / "second", corpus, gold)
    before = (first / "scores.json").read_bytes()
    ended = run_program("eval.compare", first, second, "--output", first / "scores.json")
    assert (ended.returncode, "is an input as well" in ended.stderr) == (2, True)
    assert (first / "scores.json").read_bytes() == before


def test_an_evaluation_never_replaces_the_passages_that_it_scored(tmp_path: Path) -> None:
    gold = [Document(str(n), "الجيش هنا", (Span(0, 5, "ACTOR"),)) for n in range(4)]
    path = tmp_path / "predictions.jsonl"
    write_jsonl(path, gold)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="is an input as well"):
        evaluation(tmp_path, path, gold)
    assert path.read_bytes() == before
    assert not (tmp_path / "scores.json").exists()
