"""A PostgreSQL server of a test's own, of the programs that Debian's package installs."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_USER = "desk"
_OWNER = "postgres"
"""Whom the server runs as where the test runs as root, as whom it refuses to run."""
_SECONDS = 60
_SETTINGS = ("listen_addresses=", "shared_buffers=16MB", "max_connections=90")


def _programs() -> Path | None:
    """Return the folder of the server's programs; None if they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


def _missing() -> str | None:
    """Return what PostgreSQL needs and is not there."""
    if _programs() is None:
        return "no PostgreSQL: its programs are not installed (Debian's package postgresql)"
    return None if find_spec("psycopg") else "no driver of PostgreSQL: pip install 'psycopg[binary]'"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a server and yield the URL of its empty database; what it holds is gone at the end.

    Skips the test where PostgreSQL or its driver is not installed.
    """
    if missing := _missing():
        pytest.skip(missing)
    # Not in tmp_path: only its owner may look into it, and the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="hasila-pg-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, _OWNER)
        _run("initdb", "--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--no-sync", "-D", f"{folder}/data")
        with _running(Path(folder)):
            yield f"postgresql+psycopg://{_USER}@/postgres?host={folder}"


@contextmanager
def _running(folder: Path) -> Iterator[None]:
    options = [part for setting in (*_SETTINGS, f"unix_socket_directories={folder}") for part in ("-c", setting)]
    command = [_program("postgres"), "-D", str(folder / "data"), *options]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log, user=_owner(), cwd="/") as server:
        try:
            _wait(folder / ".s.PGSQL.5432", server, folder / "log")
            yield
        finally:
            server.terminate()
            server.wait(_SECONDS)


def _wait(address: Path, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(address)) == 0 and b"ready to accept" in log.read_bytes():
                return
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {log.read_text()}")


def _run(program: str, *arguments: str) -> None:
    subprocess.run([_program(program), *arguments], check=True, capture_output=True, user=_owner(), cwd="/")


def _program(name: str) -> str:
    return str((_programs() or Path()) / name)


def _owner() -> str | None:
    return _OWNER if os.geteuid() == 0 else None
