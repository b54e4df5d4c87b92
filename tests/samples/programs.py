"""Programs started within the process of a test, so that what they load is loaded once and their lines are measured."""

import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from unittest.mock import patch

from hasila.program.start import main
from samples.texts import ROOT


@dataclass(frozen=True)
class Ended:
    """How a program ended, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run_program(module: str, *arguments: object) -> Ended:
    """Run python -m MODULE ARGUMENTS in the project's folder."""
    found = import_module(module)
    app = found.app if hasattr(found, "app") else import_module(f"{module}.__main__").app
    written, told = StringIO(), StringIO()
    command = [module, *map(str, arguments)]
    with chdir(ROOT), patch.object(sys, "argv", command), redirect_stdout(written), redirect_stderr(told):
        try:
            main(app, f"python -m {module}")
        except SystemExit as leaving:
            return Ended(int(leaving.code or 0), written.getvalue(), told.getvalue())
