"""Processes that a test starts and that do not outlive it."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from samples.texts import ROOT


@contextmanager
def running(command: Sequence[str], **settings: Any) -> Iterator["subprocess.Popen[str]"]:
    """Start a program in the repository and wait for its end, or end it if the test fails: it may hang.

    Its lines are not measured: coverage (7.17) never frees its lock where Ctrl-C comes as it has just taken it.
    """
    known = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=known, **settings) as started:
        try:
            yield started
        except BaseException as error:
            started.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                error.add_note(f"It said: {error.stderr!r}")
            raise
