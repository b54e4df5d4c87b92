"""The function that every engine calls, in an engine that hasila does not bring."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from samples.many_texts import many_rows, write_rows_of
from samples.texts import ROOT

from hasila.bulk.work import read_shard
from hasila.extractor import Extractor


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: pip install pyspark")
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_finds_the_spans_that_the_function_finds_here(fast_checkpoint: Path, tmp_path: Path) -> None:
    rows = many_rows(40)
    source = write_rows_of(tmp_path / "a.jsonl", rows)
    # A program of its own: what Spark warns of is not ours to mend.
    command = [sys.executable, str(ROOT / "tests/samples/spark_spans.py"), str(fast_checkpoint), str(source)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    ended = subprocess.run(
        [*command, str(tmp_path / "spans")], env=environment, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    given = pa.table({"document": [row["id"] for row in rows], "text": [row["text"] for row in rows]})
    here = read_shard(Extractor.from_checkpoint(fast_checkpoint), given, tolls=False).spans
    keys = [("document", "ascending"), ("span", "ascending")]
    assert parquet.read_table(tmp_path / "spans").sort_by(keys).to_pylist() == here.sort_by(keys).to_pylist()
