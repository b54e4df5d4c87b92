"""The program that perturbs a text and scores again."""

import json
from pathlib import Path

from samples.programs import run_program


def test_a_table_says_what_each_perturbation_costs_and_folding_makes_typography_free(
    tiny_checkpoint: Path, tmp_path: Path
) -> None:
    ended = run_program("eval.robustness", tiny_checkpoint, "--split", "train", "-o", tmp_path)
    assert ended.returncode == 0, ended.stderr
    table = (tmp_path / "robustness.md").read_text(encoding="utf-8")
    shown, _, examples = table.partition("## Worst examples")
    assert shown.rstrip() in ended.stdout
    outcomes = {row["name"]: row for row in json.loads((tmp_path / "robustness.json").read_text())["outcomes"]}
    assert outcomes["vowel marks added"]["changed"] == 14
    assert outcomes["vowel marks added"]["comparison"]["difference"] == 0
    assert outcomes["misread letters"]["comparison"]["difference"] < 0
    worst = outcomes["misread letters"]["worst"][0]
    assert worst["change"] < 0
    assert f"### misread letters\n\n{worst['passage']} (" in examples
    assert all(f"- {mistake}\n" in examples for mistake in worst["mistakes"])
    assert "[" in worst["mistakes"][0] or "{" in worst["mistakes"][0]
    assert f"| vowel marks added | 14 | {outcomes['vowel marks added']['f1'] * 100:.1f} | 0.0 |" in table


def test_a_seed_below_0_is_a_usage_error(tmp_path: Path) -> None:
    ended = run_program("eval.robustness", tmp_path, "--seed", "-1")
    assert ended.returncode == 2
    assert "--seed" in ended.stderr
    assert "Traceback" not in ended.stderr
