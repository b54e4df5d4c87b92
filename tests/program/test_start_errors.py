"""How errors leave a program."""

import subprocess
import sys

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
