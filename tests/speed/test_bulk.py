"""What hasila bulk takes beside reading."""

import re
from pathlib import Path

from samples.many_texts import many_rows, write_rows_of
from samples.programs import run_program


def test_each_step_is_measured_against_the_loop(fast_checkpoint: Path, tmp_path: Path) -> None:
    texts = write_rows_of(tmp_path / "a.jsonl", many_rows(4))
    ended = run_program("eval.speed.bulk", fast_checkpoint, "--texts", texts)
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"\| loop over Extractor.stream \| [\d.]+ \| 100.0% \|", ended.stdout)
    assert len(ended.stdout.splitlines()) == 9
    assert re.search(r"\| all that hasila bulk does beside the loop \| [\d.]+ \| [\d.]+% \|", ended.stdout)
