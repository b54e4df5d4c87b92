"""Rows that cannot be read: told, counted, and written to a file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hasila.files import told_of
from hasila.formats.faults import SHOWN
from hasila.formats.rejects import Reject

_log = logging.getLogger(__name__)


class Rejects:
    """Takes the rows that cannot be read: logs the first of each kind, writes all to a file if there is one."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = file
        self._of_kind: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many rows could not be read."""
        return sum(self._of_kind.values())

    def __call__(self, reject: Reject) -> None:
        """Take a row."""
        if self._file is not None:
            self._file.write(f"{reject.to_json()}\n")
        count = self._of_kind[reject.kind] = self._of_kind.get(reject.kind, 0) + 1
        if count <= SHOWN:
            _log.warning("%s", reject)
        if count == SHOWN:
            _log.warning("more of this kind are counted alone%s", "" if self._file else "; --rejects FILE keeps them")


@contextmanager
def rejects_into(path: Path | None) -> Iterator[Rejects]:
    """Open a file of JSON lines for the rows that cannot be read; None for no file.

    It is written as it goes, so that it is there after an interruption. Raises OutputError.
    """
    if path is None:
        yield Rejects()
        return
    with told_of(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield Rejects(file)
