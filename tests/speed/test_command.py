"""How fast models read."""

import json
import os
import time
from pathlib import Path

import pytest
from samples.fast_forms import exported, skip_without
from samples.texts import ARTICLE
from typer.testing import CliRunner, Result

from eval.baseline.command import app as baseline_app
from eval.speed import pipeline, stopwatch
from eval.speed.command import app, measurement
from eval.speed.systems import timed_system
from eval.speed.texts import texts_to_read
from hasila.arabic.words import count_words
from hasila.errors import HasilaError, InputError


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learn lists from the article."""
    folder = tmp_path_factory.mktemp("lookup") / "baseline"
    arguments = ["learn", "lookup", "--corpus", str(ARTICLE), "--output", str(folder)]
    assert CliRunner().invoke(baseline_app, arguments).exit_code == 0
    return folder


def speed(*arguments: object) -> Result:
    """Run the program."""
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_a_checkpoint_is_timed_fast_and_by_torch_beside_lists_and_the_pipeline(
    lists: Path, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without("openvino")
    narrow = {"num_hidden_layers": 1, "hidden_size": 24, "intermediate_size": 24}
    monkeypatch.setattr(pipeline, "SHAPE", pipeline.SHAPE | narrow)
    both = exported(tiny_checkpoint, tmp_path / "model")
    ended = speed(both, lists, "--pipeline", "--texts", ARTICLE, "--rounds", 1, "--threads", 1, "--device", "cpu")
    assert ended.exit_code == 0, ended.output
    *lines, last = ended.stdout.splitlines()
    told = json.loads(last)
    assert (told["machine"]["cores"], told["rounds"]) == (os.cpu_count(), 1)
    assert [one["system"] for one in told["systems"]] == [
        *(f"{both}, fast", f"{both}, torch", str(lists)),
        "pipeline of BERT-base",
    ]
    assert [line.split(" | ")[1] for line in lines[2:6]] == ["float32", "float32", "–", "float32"]
    assert any(line.startswith("Installed for reading: hasila") for line in lines)
    fast, by_torch, ours, _ = (one["speed"] for one in told["systems"])
    assert {one["speed"]["threads"] for one in told["systems"]} == {1}
    assert fast["words"] == sum(map(count_words, texts_to_read([ARTICLE], "text", 3000)))
    assert fast["memory"]["median"] < by_torch["memory"]["median"]
    assert ours["memory"]["median"] < fast["memory"]["median"], "lists are read without a network's engine"
    assert by_torch["parameters"] > 10_000
    assert by_torch["one_by_one"]["low"] <= by_torch["one_by_one"]["median"] <= by_torch["one_by_one"]["high"]
    assert by_torch["size"] >= (both / "model.safetensors").stat().st_size
    assert fast["size"] == sum(path.stat().st_size for path in [*both.glob("fast/*"), both / "hasila.json"])


def test_a_start_is_counted_from_the_moment_that_is_given(lists: Path) -> None:
    began = time.monotonic()
    measured = stopwatch.measure(lists, "baseline", None, ["في حلب"], began - 100)
    assert 100 < measured.cold_start.wall < 100 + time.monotonic() - began
    assert len(measured.one_by_one) == len(measured.batched) == stopwatch.REPEATS
    assert all(seconds.cpu > 0 for seconds in (*measured.one_by_one, measured.cold_start, measured.warm_start))


def test_a_folder_without_a_model_is_told_with_what_the_process_said(tmp_path: Path) -> None:
    with pytest.raises(HasilaError, match=r"(?s)its speed was not measured.*has no hasila\.json"):
        measurement(timed_system(tmp_path), None, ["نص"])


@pytest.mark.parametrize("threads", ["0", "-1", "some"])
def test_threads_are_a_number_above_0_or_all(lists: Path, threads: str) -> None:
    ended = speed(lists, "--threads", threads)
    assert isinstance(ended.exception, InputError)
    assert "must be a whole number above 0, or all" in str(ended.exception)
