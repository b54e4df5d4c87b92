"""Systems by seeds over corpora."""

import json
from pathlib import Path

import pytest
import yaml
from samples.programs import Ended, run_program
from samples.texts import ARTICLE, article_apart


def benchmark(*arguments: object) -> Ended:
    """Run python -m eval.benchmark ARGUMENTS in the project."""
    return run_program("eval.benchmark", *arguments)


@pytest.fixture
def config(tiny_config: Path, tmp_path: Path) -> Path:
    """Write a benchmark of two tiny systems."""
    path = tmp_path / "tiny-benchmark.yaml"
    path.write_text(
        yaml.safe_dump(
            {
                "seeds": [0, 1],
                "runs": str(tmp_path / "runs"),
                "corpora": {"article test": {"paths": [str(ARTICLE)], "split": "test"}},
                "systems": {
                    "long": {"config": str(tiny_config), "overrides": ["training.epochs=6"]},
                    "half the text": {
                        "config": str(tiny_config),
                        "overrides": ["training.epochs=2", "corpus.share=0.5"],
                    },
                },
            },
            sort_keys=False,
        ),
        encoding="utf-8",
    )
    return path


@pytest.mark.slow
def test_each_system_is_trained_with_each_seed_and_stands_in_the_table_of_each_corpus(
    config: Path, tmp_path: Path
) -> None:
    first = benchmark(config)
    assert first.returncode == 0, first.stderr
    table = (tmp_path / "runs/tiny-benchmark/leaderboard.md").read_text(encoding="utf-8")
    assert table in first.stdout
    assert "**article test** (27 spans)" in table
    entries = json.loads((tmp_path / "runs/tiny-benchmark/results.json").read_text(encoding="utf-8"))["entries"]
    assert [(entry["system"], len(entry["by_seed"])) for entry in entries] == [("long", 2), ("half the text", 2)]
    assert entries[0]["scores"]["micro"]["strict"]["support"] == 27
    assert [entry["p"] is None for entry in entries].count(True) == 1

    runs = tmp_path / "runs/tiny-benchmark"
    weights = runs / "long-0/checkpoint/model.safetensors"
    before = weights.stat().st_mtime_ns
    again = benchmark(config, "--corpus", f"mine={ARTICLE}")
    assert "**mine** (106 spans)" in again.stdout
    assert weights.stat().st_mtime_ns == before, "a run that is done is not repeated"

    (runs / "long-0/run.json").unlink()
    planned = benchmark(config, "--plan").stdout.splitlines()
    assert [line.split()[0] for line in planned[:4]] == ["to", "done", "done", "done"]
    assert planned[4].startswith("1 of 4 runs to do: about ")
    assert weights.stat().st_mtime_ns == before, "a plan runs nothing"


@pytest.fixture
def baselines(tmp_path: Path) -> Path:
    """Write a benchmark of two systems that need no training to speak of."""
    path = tmp_path / "baselines.yaml"
    values = {
        "runs": str(tmp_path / "runs"),
        "speed_rounds": 2,
        "corpora": {"article test": {"paths": [str(ARTICLE)], "split": "test"}},
        "systems": {name: {"baseline": name, "corpus": [str(ARTICLE)]} for name in ("crf", "lookup")},
    }
    path.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")
    return path


def test_baselines_are_run_once_timed_in_rounds_and_drawn(baselines: Path, tmp_path: Path) -> None:
    done = benchmark(baselines)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "runs/baselines"
    assert {path.name for path in folder.iterdir() if path.is_file()} == {
        "leaderboard.csv",
        "leaderboard.md",
        "leaderboard.svg",
        "results.json",
    }
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert {"cpu", "cores"} <= set(results["machine"])
    assert "numpy" in results["packages"]
    assert list(results["runs"]["crf-0"]["corpora"]) == [str(ARTICLE)]
    assert [(entry["system"], entry["deterministic"], len(entry["by_seed"])) for entry in results["entries"]] == [
        ("crf", True, 1),
        ("lookup", True, 1),
    ]
    speeds = folder / "crf-0/speed.json"
    assert len(json.loads(speeds.read_text(encoding="utf-8"))["measurements"]) == 2
    before = speeds.stat().st_mtime_ns
    assert benchmark(baselines).stdout == done.stdout
    assert speeds.stat().st_mtime_ns == before, "a speed that is known is not measured again"
    assert benchmark(baselines, "speed_rounds=1", "--speed-again").returncode == 0
    assert len(json.loads(speeds.read_text(encoding="utf-8"))["measurements"]) == 1


def test_passages_without_their_texts_are_learnt_from_scored_and_timed(baselines: Path, tmp_path: Path) -> None:
    apart, sources = article_apart(tmp_path)
    values = yaml.safe_load(baselines.read_text(encoding="utf-8"))
    values["corpora"] = {"apart": {"paths": [str(apart)], "split": "test"}}
    values["systems"] = {"lists": {"baseline": "lookup", "corpus": [str(apart)], "texts": [str(sources)]}}
    baselines.write_text(yaml.safe_dump(values | {"speed_rounds": 1}), encoding="utf-8")
    done = benchmark(baselines, "--texts", sources)
    assert done.returncode == 0, done.stderr
    assert "**apart** (27 spans)" in done.stdout


def test_a_config_names_its_texts_itself(config: Path) -> None:
    values = yaml.safe_load(config.read_text(encoding="utf-8"))
    values["systems"]["long"]["texts"] = ["posts.jsonl"]
    config.write_text(yaml.safe_dump(values), encoding="utf-8")
    ended = benchmark(config, "--plan")
    assert ended.returncode == 2
    assert "a config names its own texts: corpus.texts" in ended.stderr


def test_a_misspelt_setting_of_a_system_is_told(baselines: Path) -> None:
    baselines.write_text(
        baselines.read_text(encoding="utf-8").replace("baseline: crf", "baselin: crf"), encoding="utf-8"
    )
    failed = benchmark(baselines)
    assert failed.returncode == 2
    assert "baselines.yaml:10: unknown key systems.crf.baselin; did you mean baseline?" in failed.stderr


def test_a_training_that_fails_is_told_with_the_end_of_its_output(config: Path) -> None:
    values = yaml.safe_load(config.read_text(encoding="utf-8"))
    values["systems"] = {"broken": {"config": "configs/train/hub-bert.yaml", "overrides": ["training.epochs=none"]}}
    config.write_text(yaml.safe_dump(values), encoding="utf-8")
    failed = benchmark(config)
    assert failed.returncode == 2
    assert "training.epochs is 'none'" in failed.stderr


def test_a_corpus_that_cannot_be_read_is_told_before_the_first_training(config: Path, tmp_path: Path) -> None:
    failed = benchmark(config, "--corpus", f"mine={tmp_path}/absent.jsonl")
    assert (failed.returncode, "absent.jsonl: cannot be read" in failed.stderr) == (2, True)
    assert not (tmp_path / "runs").exists()


def test_a_corpus_that_is_no_name_and_file_is_refused(config: Path) -> None:
    assert "expected NAME=FILE" in benchmark(config, "--corpus", "mine").stderr


def test_two_systems_that_would_share_a_folder_are_told(baselines: Path) -> None:
    text = baselines.read_text(encoding="utf-8")
    baselines.write_text(text.replace("  crf:\n", "  a b:\n").replace("  lookup:\n", "  a, b:\n"), encoding="utf-8")
    failed = benchmark(baselines)
    assert (failed.returncode, "'a b' and 'a, b' would share the folder a-b; rename one" in failed.stderr) == (2, True)
