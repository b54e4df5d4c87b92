"""hasila, run in this process as a user starts it."""

import sys
from dataclasses import dataclass

import pytest

from hasila import cli
from hasila.program import start


@dataclass(frozen=True)
class Result:
    """What a program left behind."""

    code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    """Run `hasila ARGUMENTS` in this process."""
    monkeypatch.setattr(sys, "argv", ["hasila", *map(str, arguments)])
    monkeypatch.setattr(start, "_set_up_streams", lambda: None)  # pytest's streams stay as they are
    with pytest.raises(SystemExit) as caught:
        cli.run()
    captured = capsys.readouterr()
    return Result(int(caught.value.code or 0), captured.out, captured.err)


@dataclass(frozen=True)
class Program:
    """hasila, in this process."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: object) -> Result:
        """Run `hasila ARGUMENTS`."""
        return run(self.capsys, self.monkeypatch, *arguments)
