"""Measurements that are taken in a program of their own, which prints what it found as JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from hasila.errors import HasilaError

_SHOWN = 5
"""How many of the last lines are told of what a program printed that failed."""


def printed_by(module: str, arguments: Sequence[str], texts: Sequence[str], threads: int | None, failure: str) -> str:
    """Return what `python -m MODULE ARGUMENTS` prints, given `texts` as a JSON list on standard input.

    Without `threads` it has as many as the libraries choose. Raises HasilaError with `failure` and the end of what the
    program told if it fails.
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", module, *arguments],
        input=json.dumps(texts),
        env=os.environ | ({"OMP_NUM_THREADS": str(threads)} if threads else {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        end = "\n".join(done.stderr.splitlines()[-_SHOWN:])
        raise HasilaError(f"{failure}; python -m {module} ended with:\n{end}")
    return done.stdout
