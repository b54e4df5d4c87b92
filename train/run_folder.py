"""The folder of a run: its name, the settings of its content, and the one process that works in it."""

import json
import os
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, Protocol

from filelock import FileLock, Timeout

from hasila.errors import ConfigError, OutputError
from hasila.files import checked_name, whole_file
from hasila.program.config import as_plain, load_config

CONFIG_FILE = "config.yaml"
_LOCK = ".lock"
"""An empty file, locked by the process that works in the folder; the file stays when the process ends."""
_WORKER = ".running.json"
"""The process with the lock; the file counts only while the lock is held."""
_WHERE = ("name", "runs")
"""Settings that only say where a run goes."""
_SHOWN = 5


class Placed(Protocol):
    """Settings that say where their run goes."""

    @property
    def name(self) -> str | None:
        """The run's folder under `runs`; None for the config's file name."""

    @property
    def runs(self) -> Path:
        """The folder of all runs."""


def run_folder(settings: Placed, config: Path) -> Path:
    """Return the folder of the run of `settings`, read from `config`. Raises OutputError if it cannot have its name."""
    if settings.name is None:
        return settings.runs / checked_name(config.stem, f"{config}: the run's name")
    return settings.runs / checked_name(settings.name, "name")


def check_same(settings: Any, folder: Path, *, free: Collection[str] = ()) -> None:
    """Raise ConfigError, naming what differs, if the run in `folder` has other settings.

    Those in `free`, such as `training.steps`, may differ.
    """
    if changed := _changes(settings, folder, free):
        refuse(folder, changed)


def refuse(folder: Path, changed: Collection[str]) -> NoReturn:
    """Raise ConfigError: `folder` contains a run that differs in `changed`."""
    more = [f"and {len(changed) - _SHOWN} more"] if len(changed) > _SHOWN else []
    raise ConfigError(
        f"{folder}: contains a run with other settings: {'; '.join([*list(changed)[:_SHOWN], *more])}\n"
        f"  give this run its own name, name=..., or replace that one with --overwrite"
    )


def _changes(settings: Any, folder: Path, free: Collection[str]) -> list[str]:
    """Return a line for each setting that differs in the config.yaml of `folder`."""
    try:
        there = as_settings(load_config(type(settings), folder / CONFIG_FILE))
    except ConfigError as error:  # of another version, or gone
        return [str(error)]
    here = as_settings(settings)
    return [
        f"{name} is {_shown(there, name)} there and {_shown(here, name)} here"
        for name in dict.fromkeys([*there, *here])
        if name not in free and (name not in there or name not in here or there[name] != here[name])
    ]


def as_settings(settings: Any) -> dict[str, Any]:
    """Return `settings` by dotted name, such as `training.seed`, without those that only say where the run goes."""
    return {name: value for name, value in _dotted(as_plain(settings)) if name not in _WHERE}


def _dotted(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _dotted(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _shown(values: Mapping[str, Any], name: str) -> str:
    return json.dumps(values[name], ensure_ascii=False) if name in values else "not set"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep other processes from working in `folder` until the block or this process ends, in whatever way.

    Raises OutputError, naming the other process, if one already works there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire(blocking=False)
    except Timeout:
        raise OutputError(
            f"{folder}: {_worker(folder)} is working in this folder; wait until it ends, or give this run its own "
            "name: name=..."
        ) from None
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from None
    try:
        with whole_file(folder / _WORKER) as file:
            since = datetime.now(UTC).isoformat(" ", "seconds")
            json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": since}, file)
        yield
    finally:
        (folder / _WORKER).unlink(missing_ok=True)
        lock.release()


def _worker(folder: Path) -> str:
    """Describe the process that has the lock of `folder`."""
    try:
        its = json.loads((folder / _WORKER).read_text(encoding="utf-8"))
        return f"process {its['pid']} on {its['host']}, running since {its['since']},"
    except (OSError, ValueError, KeyError):  # it has just started or just ended
        return "another process"
