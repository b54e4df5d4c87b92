"""What the engines of hasila bulk take beside hasila extract."""

import sys
from pathlib import Path

import pytest
from samples.many_texts import many_rows, write_rows_of
from samples.programs import run_program

from eval.speed.bulk_engines import usage_of

_FEW = ("--few", 4, "--many", 12)
_LEAVES_A_CHILD = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.5)"])
time.sleep(0.3)
"""


@pytest.mark.slow
def test_each_engine_is_measured_against_extract_in_programs_of_its_own(fast_checkpoint: Path, tmp_path: Path) -> None:
    texts = write_rows_of(tmp_path / "a.jsonl", many_rows(12))
    ended = run_program("eval.speed.bulk_engines", fast_checkpoint, "--texts", texts, *_FEW, "--shard-bytes", 1000)
    assert ended.returncode == 0, ended.stderr
    names = [line.split(" | ")[0] for line in ended.stdout.splitlines()[2:]]
    engines = ["local, 1 worker", "local, 2 workers", "Ray, 2 workers"]
    assert names == ["| hasila extract", *(f"| hasila bulk, {engine}" for engine in engines)]


def test_few_texts_are_fewer_than_many(fast_checkpoint: Path, tmp_path: Path) -> None:
    ended = run_program("eval.speed.bulk_engines", fast_checkpoint, "--texts", tmp_path, "--few", 4, "--many", 4)
    assert ended.returncode == 2
    assert "more than few are many" in ended.stderr


def test_no_engine_is_measured_while_one_of_its_workers_has_nothing_to_read(
    fast_checkpoint: Path, tmp_path: Path
) -> None:
    texts = write_rows_of(tmp_path / "a.jsonl", many_rows(12))
    ended = run_program("eval.speed.bulk_engines", fast_checkpoint, "--texts", texts, *_FEW)
    assert ended.returncode == 2
    assert "two workers need two" in ended.stderr


def test_a_process_that_a_program_leaves_behind_is_not_counted_with_the_next_program(tmp_path: Path) -> None:
    left = usage_of([sys.executable, "-c", _LEAVES_A_CHILD], tmp_path / "told")
    after = usage_of([sys.executable, "-c", "import time; time.sleep(1)"], tmp_path / "told")
    assert (len(left.cpu), len(after.cpu)) == (2, 1)
