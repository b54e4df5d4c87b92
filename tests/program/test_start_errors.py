"""How errors leave a program."""

import subprocess
import sys
from pathlib import Path

import pytest
from samples.texts import ROOT

from hasila.errors import InputError
from hasila.program import start

PROGRAM = """
import logging
from hasila.program.start import main, new_app
app = new_app()

@app.command()
def say() -> None:
    logging.getLogger("train.finetune.run").info("Began with %s.", "weights")
    logging.getLogger("another.library").info("chatter")
    print("result")

main(app, "say")
"""


def end_of(error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, str]:
    """Return the exit code and the message of a program that ends with `error`."""
    app = start.new_app()

    @app.command()
    def fail() -> None:
        raise error

    monkeypatch.setattr(sys, "argv", ["program"])
    monkeypatch.setattr(start, "_set_up_streams", lambda: None)  # pytest's streams stay as they are
    with pytest.raises(SystemExit) as caught:
        start.main(app, "program")
    return caught.value.code, capsys.readouterr().err


def test_what_a_user_can_put_right_is_a_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    end = end_of(InputError("a.txt: cannot be read"), capsys, monkeypatch)
    assert end == (2, "program: error: a.txt: cannot be read\n")


def test_an_optional_package_that_is_missing_is_named_with_what_brings_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = ModuleNotFoundError("No module named 'pycrfsuite.x'", name="pycrfsuite.x")
    code, message = end_of(missing, capsys, monkeypatch)
    assert code == 2
    assert message.startswith("program: error: this needs the package python-crfsuite; install it with: pip install")


def test_a_module_that_no_extra_or_group_brings_is_a_bug_and_shows_its_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModuleNotFoundError):
        end_of(ModuleNotFoundError("No module named 'hasila.absent'", name="hasila.absent"), capsys, monkeypatch)


def test_what_our_libraries_say_stands_plainly_on_standard_error() -> None:
    ended = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("result\n", "Began with weights.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_screen_that_can_take_no_more_is_told_in_a_line_by_every_program() -> None:
    command = [sys.executable, "-m", "hasila", "stats", str(ROOT / "data/article/article.jsonl")]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (2, "hasila: error: cannot write: No space left on device\n")


@pytest.mark.parametrize(
    ("closed", "code", "message"), [(1, 2, "hasila: error: standard output is closed"), (2, 2, "")]
)
def test_a_closed_stream_ends_a_program_without_a_traceback(closed: int, code: int, message: str) -> None:
    command = f"exec {sys.executable} -m hasila stats absent.jsonl {closed}>&-"
    ended = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith(message)
    assert "Traceback" not in ended.stderr
