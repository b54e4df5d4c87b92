"""Long runs of the command line that are killed and gone on with."""

import gzip
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples.texts import ROOT

TEXTS = 3000


def archive(folder: Path) -> Path:
    """Write an archive: rows with other fields and broken ones, a CSV of semicolons, pages in other encodings."""
    folder.mkdir()
    made = [f"قال الجيش إن {number} جنود قتلوا في مدينة تدمر يوم الأحد" for number in range(TEXTS)]
    rows = [{"id": number, "text": text, "url": f"u{number}", "n": {"a": [number]}} for number, text in enumerate(made)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines[10:10] = ['{"text": null}', "{", "[1]"]
    (folder / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    cells = "\r\n".join(f'{number};"{text}; {number}";x' for number, text in enumerate(made[:300]))
    (folder / "b.csv").write_bytes(f"nr;text;outlet\r\n{cells}\r\nbroken;row\r\n".encode("cp1256"))
    for number in range(50):
        (folder / f"c{number}.txt").write_bytes(made[number].encode("utf-16"))
    return folder


def command(checkpoint: Path, source: Path, output: Path, *more: str) -> list[str]:
    """Return the command that reads the archive."""
    rejects = str(output.with_suffix(".rejects"))
    given = ["extract", str(source), "--checkpoint", str(checkpoint), "-o", str(output), "--rejects", rejects, *more]
    return [sys.executable, "-m", "hasila", *given]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_run_killed_at_random_moments_ends_with_the_bytes_of_an_undisturbed_one(
    fast_checkpoint: Path, tmp_path: Path, name: str
) -> None:
    source = archive(tmp_path / "archive")
    whole = tmp_path / f"whole-{name}"
    started = time.monotonic()
    assert subprocess.run(command(fast_checkpoint, source, whole), cwd=ROOT, check=False).returncode == 3
    most = time.monotonic() - started
    output, draw = tmp_path / name, random.Random(7)  # noqa: S311 - moments, no secrets
    for _ in range(10):
        with subprocess.Popen(command(fast_checkpoint, source, output, "--resume"), cwd=ROOT) as run:
            time.sleep(draw.uniform(0.5, 1.0) * most)
            run.kill()
        if output.exists():
            break
    while not output.exists():
        subprocess.run(command(fast_checkpoint, source, output, "--resume"), cwd=ROOT, check=False)
    assert output.read_bytes() == whole.read_bytes()
    assert output.with_suffix(".rejects").read_bytes() == whole.with_suffix(".rejects").read_bytes()
    assert len(output.with_suffix(".rejects").read_text(encoding="utf-8").splitlines()) == 4
    assert not list(tmp_path.glob("*.part*"))
