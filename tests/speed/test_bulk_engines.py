"""What the engines of hasila bulk take beside hasila extract."""

from pathlib import Path

import pytest
from samples.many_texts import many_rows, write_rows_of
from samples.programs import run_program


@pytest.mark.slow
def test_each_engine_is_measured_against_extract_in_programs_of_its_own(fast_checkpoint: Path, tmp_path: Path) -> None:
    texts = write_rows_of(tmp_path / "a.jsonl", many_rows(12))
    ended = run_program("eval.speed.bulk_engines", fast_checkpoint, "--texts", texts, "--few", 4, "--many", 12)
    assert ended.returncode == 0, ended.stderr
    names = [line.split(" | ")[0] for line in ended.stdout.splitlines()[2:]]
    assert names == ["| hasila extract", "| hasila bulk, local, 1 worker", "| hasila bulk, Ray, 2 workers"]


def test_few_texts_are_fewer_than_many(fast_checkpoint: Path, tmp_path: Path) -> None:
    ended = run_program("eval.speed.bulk_engines", fast_checkpoint, "--texts", tmp_path, "--few", 4, "--many", 4)
    assert ended.returncode == 2
    assert "more than few are many" in ended.stderr
