"""Attempts at a shard: a row that ends the process that reads it is found out, and passed over."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from hasila.bulk.storage import Storage
from hasila.errors import InputError

ATTEMPTS = "attempts"
_CAREFUL, _LAST = 3, 20
"""The attempt from which a shard is read row by row, and the last one."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a shard, from 1, as its file says: the document that is being read, if each is read by itself.

    The document `suspected` was being read when an earlier attempt was cut off, by whatever. Those `passed_over` were
    so twice, and ended the process.
    """

    number: int = 0
    reading: str | None = None
    passed_over: tuple[str, ...] = ()
    suspected: str | None = None

    @property
    def is_careful(self) -> bool:
        """Whether each document is read by itself, and named before."""
        return self.number >= _CAREFUL

    def next(self) -> "Attempt":
        """Return the attempt that follows when this one was cut off."""
        if self.reading is not None and self.reading == self.suspected:
            return Attempt(self.number, None, (*self.passed_over, self.reading))
        return Attempt(self.number + 1, None, self.passed_over, self.reading)


@contextmanager
def attempt_at(storage: Storage, key: str) -> Iterator[Attempt]:
    """Yield the attempt that is made at a shard; if the block ends, however it does, none is left behind.

    Raises InputError if too many were cut off, none at a single row.
    """
    attempt = _read(storage, key).next()
    if attempt.number > _LAST:
        raise InputError(
            f"shard {key}: the process that reads it was killed {_LAST} times; there may be too little memory"
        )
    _write(storage, key, attempt)
    try:
        yield attempt
    finally:
        storage.remove(_name(key))


def tell_reading(storage: Storage, key: str, attempt: Attempt, document: str) -> None:
    """Write which document a careful attempt reads now."""
    _write(storage, key, replace(attempt, reading=document))


def _name(key: str) -> str:
    return f"{ATTEMPTS}/{key}.json"


def _read(storage: Storage, key: str) -> Attempt:
    content = storage.read(_name(key))
    if content is None:
        return Attempt()
    row = json.loads(content)
    return Attempt(row["number"], row["reading"], tuple(row["passed_over"]), row.get("suspected"))


def _write(storage: Storage, key: str, attempt: Attempt) -> None:
    storage.write(_name(key), json.dumps(asdict(attempt)).encode())
