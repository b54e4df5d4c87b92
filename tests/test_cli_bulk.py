"""hasila bulk and hasila bulk status, as a user starts them."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from samples.bulk_readers import rows_in, tables_in
from samples.many_texts import many_rows, write_rows_of
from samples.program import Program
from samples.texts import ROOT

from hasila.document import Document
from hasila.extractor import Extractor
from hasila.formats.output import extraction_row


def started(*arguments: object, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run `hasila bulk ARGUMENTS` in a process of its own, after some code."""
    code = f"{before}\nfrom hasila.cli import run\nrun()"
    command = [sys.executable, "-c", code, "bulk", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    if before:  # a limit that is set there also stops the files of a measured coverage
        environment = {name: value for name, value in environment.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def test_a_folder_is_read_and_its_status_told(hasila: Program, fast_checkpoint: Path, tmp_path: Path) -> None:
    write_rows_of(tmp_path / "news/a.jsonl", many_rows(6))
    arguments = ("--checkpoint", fast_checkpoint, "--workers", 1, "--output", tmp_path / "out")
    result = hasila("bulk", tmp_path / "news", *arguments, "--incidents")
    assert (result.code, result.out) == (0, "")
    assert "6 texts of " in result.err
    told = hasila("bulk", "status", tmp_path / "out")
    assert (told.code, told.out.splitlines()[:3]) == (0, ["state: done", "rows: 6 of 6", "shards: 1 of 1"])
    assert (tmp_path / "out/manifest.json").exists()


def test_rejected_rows_give_exit_code_3(hasila: Program, fast_checkpoint: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,body\n1,قتل جندي\n2,\n", encoding="utf-8")
    options = ("--column", "body", "--checkpoint", fast_checkpoint, "--workers", 1, "--duplicates", "keep")
    result = hasila("bulk", "run", tmp_path / "a.csv", "-o", tmp_path / "out", *options)
    assert result.code == 3
    assert "1 texts of 2 words, 0 of them duplicates" in result.err
    assert [row["row"] for row in rows_in(tmp_path / "out", "rejects")] == [3]


def bad_calls(folder: Path) -> list[tuple[tuple[object, ...], str]]:
    """Return arguments of hasila bulk, and what the message must say."""
    (folder / "a.csv").write_text("id,body\n1,x\n", encoding="utf-8")
    (folder / "b.txt").touch()
    return [
        ((folder / "absent", "-o", folder / "out"), "absent: there is no such file or folder"),
        ((folder / "b.txt", "-o", folder / "out"), "b.txt: there are no texts here"),
        ((folder / "a.csv", "-o", folder / "out"), "a.csv: has the columns 'id', 'body', but not 'text'"),
        ((folder / "a.csv",), "Missing option '--output'"),
        ((folder / "a.csv", "-o", folder / "out", "--no-tolls", "--incidents"), "--incidents are made of tolls"),
        ((folder / "a.csv", "-o", folder / "out", "--checkpoint", folder), "hasila.json"),
        ((folder / "a.csv", "-o", "gopher://out"), "gopher://out: cannot be opened"),
        (("status", folder), "holds no results of hasila bulk"),
    ]


@pytest.mark.parametrize("case", range(8))
def test_what_is_wrong_gets_a_message_and_exit_code_2(
    hasila: Program, tmp_path: Path, case: int, fast_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hasila.model.encoders.READY_MADE", fast_checkpoint)
    arguments, message = bad_calls(tmp_path)[case]
    result = hasila("bulk", *arguments)
    assert result.code == 2
    assert message in result.err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_full_disk_is_told_and_the_next_run_goes_on(fast_checkpoint: Path, tmp_path: Path) -> None:
    rows = many_rows(60)
    source = write_rows_of(tmp_path / "a.jsonl", rows)
    arguments = (source, "-o", tmp_path / "out", "--checkpoint", fast_checkpoint, "--shard-bytes", 20_000)
    full = started(*arguments, before="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (12000, 12000))")
    assert full.returncode == 2
    assert "cannot be written: File too large" in full.stderr
    assert "Traceback" not in full.stderr
    assert started(*arguments).returncode == 0
    assert sorted(row["id"] for row in rows_in(tmp_path / "out", "documents")) == sorted(row["id"] for row in rows)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write 2,000 texts into files."""
    folder = tmp_path_factory.mktemp("many") / "news"
    rows = many_rows(2000)
    for number in range(4):
        write_rows_of(folder / f"{number}.jsonl", rows[number::4])
    return folder


@pytest.fixture(scope="module")
def read_locally(source: Path, fast_checkpoint: Path) -> Path:
    """Read the texts with the engine of one machine."""
    output = source.parent / "local"
    ended = started(source, "-o", output, "--checkpoint", fast_checkpoint, "--workers", 2, "--shard-bytes", 100_000)
    assert ended.returncode == 0, ended.stderr
    return output


@pytest.mark.slow
def test_the_rows_are_those_that_the_extractor_gives_in_a_loop(
    source: Path, read_locally: Path, fast_checkpoint: Path
) -> None:
    documents = rows_in(read_locally, "documents")
    assert [row["duplicate_of"] for row in documents] == [None] * 2000
    texts = [Document(row["document"], row["text"], meta={"date": row["date"]}) for row in documents]
    read = [extraction_row(document) for document in Extractor.from_checkpoint(fast_checkpoint).stream(texts)]
    found: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in read}
    for span in sorted(rows_in(read_locally, "spans"), key=lambda row: int(row["span"])):
        found[span["document"]].append(span)
    for row in read:
        spans = found[row["id"]]
        assert [(span["start"], span["end"], span["label"]) for span in spans] == [
            (span["start"], span["end"], span["label"]) for span in row["spans"]
        ]
        assert [span["score"] for span in spans] == pytest.approx([span["score"] for span in row["spans"]], abs=1e-3)
    tolls = sum(len(row["tolls"]) for row in read)
    assert len(rows_in(read_locally, "tolls")) == tolls


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["nothing", "an actor"])
def test_a_cluster_gives_the_same_rows(
    source: Path, read_locally: Path, fast_checkpoint: Path, tmp_path: Path, killed: str
) -> None:
    if killed == "an actor":
        threading.Thread(target=kill_an_actor, args=(tmp_path / "ray",), daemon=True).start()
    options = ("--checkpoint", fast_checkpoint, "--workers", 2, "--shard-bytes", 100_000, "--engine", "ray")
    ended = started(source, "-o", tmp_path / "ray", *options)
    assert ended.returncode == 0, ended.stderr
    assert tables_in(tmp_path / "ray") == tables_in(read_locally)
    assert json.loads((tmp_path / "ray/manifest.json").read_text(encoding="utf-8"))["state"] == "done"


def kill_an_actor(output: Path) -> None:
    """Kill a process of a Ray actor after some shards are done."""
    while not (output / "shards").exists() or len(list((output / "shards").iterdir())) < 2:
        time.sleep(0.05)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and b"ray::MapWorker" in (folder / "cmdline").read_bytes():
            os.kill(int(folder.name), signal.SIGKILL)
            return
