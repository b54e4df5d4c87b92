"""How fast models read."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples.texts import ARTICLE, ROOT
from typer.testing import CliRunner

from eval.baseline.command import app as baseline_app
from eval.speed import command as speed
from eval.speed import stopwatch
from eval.speed.command import Spread, measurement, passages_to_read, summary
from eval.speed.stopwatch import Measurement
from hasila.arabic.words import count_words
from hasila.errors import HasilaError


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learn lists from the article."""
    folder = tmp_path_factory.mktemp("lookup") / "baseline"
    arguments = ["learn", "lookup", "--corpus", str(ARTICLE), "--output", str(folder)]
    assert CliRunner().invoke(baseline_app, arguments).exit_code == 0
    return folder


def test_the_last_line_is_json_with_each_model_and_the_machine(lists: Path, tiny_checkpoint: Path) -> None:
    arguments = [str(lists), str(tiny_checkpoint), "--corpus", str(ARTICLE), "--rounds", "1", "--device", "cpu"]
    result = CliRunner().invoke(speed.app, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.splitlines()[-1])
    assert (told["machine"]["cores"], told["rounds"]) == (os.cpu_count(), 1)
    ours, theirs = told["models"][str(lists)], told["models"][str(tiny_checkpoint)]
    assert ours["words"] == theirs["words"] == sum(map(count_words, passages_to_read([ARTICLE], "test")))
    assert ours["cold_start"]["median"] < theirs["cold_start"]["median"], "lists are read without torch"
    assert ours["memory"]["median"] < theirs["memory"]["median"]
    assert theirs["parameters"] > 10_000
    assert theirs["one_by_one"]["low"] <= theirs["one_by_one"]["median"] <= theirs["one_by_one"]["high"]
    assert theirs["size"] >= (tiny_checkpoint / "model.safetensors").stat().st_size


def test_a_start_is_counted_from_the_moment_that_is_given(lists: Path) -> None:
    began = time.monotonic()
    measured = stopwatch.measure(lists, None, ["في حلب"], began - 100)
    assert 100 < measured.cold_start < 100 + time.monotonic() - began
    assert len(measured.one_by_one) == len(measured.batched) == stopwatch.REPEATS


def test_memory_is_the_peak_and_not_what_is_left() -> None:
    code = (
        "from eval.speed.stopwatch import peak_memory; before = peak_memory(); "
        "held = bytearray(range(256)) * 400_000; del held; print(peak_memory() - before)"
    )
    grown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert int(grown) == pytest.approx(102_400_000, rel=0.2)


def test_rates_are_words_a_second_as_median_and_range_of_all_rounds() -> None:
    def measured(*seconds: float) -> Measurement:
        return Measurement(2.0, 1.0, seconds, seconds, memory=10, parameters=3, size=5, threads=1, device="cpu")

    its = summary([measured(1.0, 2.0), measured(0.5)], ["قتل جنديان، في", "حلب"])
    assert its.words == 4
    assert its.one_by_one == its.batched == Spread(4.0, 2.0, 8.0)
    assert its.cold_start == Spread(2.0, 2.0, 2.0)


def test_passages_are_read_until_they_have_words_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    every = passages_to_read([ARTICLE], "all")
    monkeypatch.setattr(speed, "WORDS", 100)
    few = passages_to_read([ARTICLE], "all")
    assert few == every[: len(few)]
    assert sum(map(count_words, few[:-1])) < 100 <= sum(map(count_words, few))


def test_a_folder_without_a_model_is_told_with_what_the_process_said(tmp_path: Path) -> None:
    with pytest.raises(HasilaError, match=r"(?s)its speed was not measured.*has no hasila\.json"):
        measurement(tmp_path, None, ["نص"])
