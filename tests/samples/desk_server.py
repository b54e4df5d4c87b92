"""The desk's server as a process of its own, with the reader of known words: python -m samples.desk_server STORE."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hasila.program.start import main, new_app
from hasila.service.server import serve
from samples.desk import desk_parts
from samples.texts import ROOT

app = new_app()


@dataclass(frozen=True)
class Started:
    """A server that listens, and where."""

    process: "subprocess.Popen[str]"
    address: str


@contextmanager
def started(*command: object) -> Iterator[Started]:
    """Start a server with a command of Python, wait until it listens, and end it with the block."""
    words = [sys.executable, *map(str, command)]
    known = filter(None, (str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH")))
    paths = os.environ | {"PYTHONPATH": os.pathsep.join(known)}
    with subprocess.Popen(words, cwd=ROOT, env=paths, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = process.stderr.readline() if process.stderr else ""
            assert said.startswith("Listening at "), said
            yield Started(process, said.split()[-1])
        finally:
            process.kill()


@app.command()
def start(store: str) -> None:
    """Serve a desk at any free port of this machine."""
    serve(desk_parts(store), "127.0.0.1", 0)


if __name__ == "__main__":
    main(app, "desk_server")
