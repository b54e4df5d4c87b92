"""What several processes bring, measured."""

from pathlib import Path

from samples.fast_forms import skip_without
from samples.texts import ARTICLE
from typer.testing import CliRunner

from eval.speed.processes import app


def test_one_process_of_one_thread_and_of_several_are_compared_with_several_processes(fast_checkpoint: Path) -> None:
    skip_without("openvino")
    ended = CliRunner().invoke(app, [str(fast_checkpoint), "--texts", str(ARTICLE), "--words", "100", "--rounds", "1"])
    assert ended.exit_code == 0, ended.output
    lines = ended.stdout.splitlines()
    assert [line.split(" | ")[:2] for line in lines[2:5]] == [["| 1", "1"], ["| 1", "2"], ["| 2", "1"]]
    assert lines[-1].endswith(" texts.")


def test_a_folder_without_a_model_is_told_with_what_the_program_said(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, [str(tmp_path), "--texts", str(ARTICLE), "--words", "100", "--rounds", "1"])
    assert "was not measured" in str(ended.exception)
    assert "has no hasila.json" in str(ended.exception)
