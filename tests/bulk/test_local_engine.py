"""The engine of one machine: whatever is killed, no row is lost and none is there twice."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from samples.bulk_readers import POISON, SlowSettings, read_in_process, rows_in, tables_in, word_settings
from samples.many_texts import write_rows_of
from samples.texts import ROOT

from hasila.bulk.local_engine import run_locally
from hasila.bulk.rows import ColumnNames
from hasila.bulk.run import run_bulk

ROWS: list[dict[str, Any]] = [{"text": f"مقتل جندي في القرية رقم {number}"} for number in range(120)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a file of news, and read it in this process."""
    path = write_rows_of(tmp_path / "news.jsonl", ROWS)
    read_in_process(path, tmp_path / "known", slow(tmp_path))
    return path


def slow(folder: Path) -> SlowSettings:
    """Return settings of a slow reader."""
    (folder / "checkpoint").mkdir(exist_ok=True)
    return SlowSettings(folder / "checkpoint", ColumnNames(), shard_bytes=400)


def killing(workers: int) -> Callable[..., Iterator[Any]]:
    """Return the engine, of which a process is killed after the third shard."""

    def run(work: Any, tasks: Any) -> Iterator[Any]:
        for number, made in enumerate(run_locally(work, tasks, workers)):
            yield made
            if number == 2:
                os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    return run


def test_a_process_that_is_killed_costs_no_row(news: Path, tmp_path: Path) -> None:
    totals = run_bulk(str(news), str(tmp_path / "out"), slow(tmp_path), killing(2))
    assert totals.rows == len(ROWS)
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "known")


def test_a_row_that_ends_the_process_that_reads_it_is_rejected_alone(tmp_path: Path) -> None:
    rows = [*ROWS[:20], {"text": f"مقتل جندي {POISON}"}, *ROWS[20:40]]
    path = write_rows_of(tmp_path / "news.jsonl", rows)
    settings = word_settings(tmp_path / "checkpoint", shard_bytes=1500)
    totals = run_bulk(str(path), str(tmp_path / "out"), settings, partial(run_locally, workers=2))
    assert (totals.rows, totals.rejects) == (40, 1)
    [reject] = rows_in(tmp_path / "out", "rejects")
    assert (reject["row"], reject["reason"]) == (21, "ended the process that read it, at each attempt")
    assert not list((tmp_path / "out/attempts").iterdir())


RUN = (
    "import sys; from functools import partial; from pathlib import Path; "
    "from samples.bulk_readers import SlowSettings; from hasila.bulk.rows import ColumnNames; "
    "from hasila.bulk.local_engine import run_locally; from hasila.bulk.run import run_bulk; "
    "source, output, checkpoint = sys.argv[1:]; "
    "run_bulk(source, output, SlowSettings(Path(checkpoint), ColumnNames(), shard_bytes=400), "
    "partial(run_locally, workers=2))"
)


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_goes_on_where_it_was(news: Path, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - the same each time
    command = [sys.executable, "-c", RUN, str(news), str(tmp_path / "out"), str(tmp_path / "checkpoint")]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    for _ in range(6):
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as run:
            time.sleep(chance.uniform(1, 6))
            run.kill()
    subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "known")
    left = [path.name for path in (tmp_path / "out").rglob("*") if "hasila-new" in path.name]
    assert left == []
