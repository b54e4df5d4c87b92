"""A file that grows beside its name until it is done, so that a run which was cut off can go on where it stopped.

NAME.part is the file so far; NAME.part.json says what it is made of (a fingerprint), and how far it holds: so many
texts in so many bytes. What stands beyond these bytes was cut off while it was written, and is written again.
"""

import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from hasila.errors import OutputError
from hasila.files import keep_mode, locked, told_of, whole_file

_log = logging.getLogger(__name__)
_BETWEEN_SAVES = 1.0
"""How many seconds of work are lost at most when a run is cut off."""


@dataclass(frozen=True, slots=True)
class Written:
    """How far a file has been written, and what it is made of."""

    fingerprint: Mapping[str, Any]
    texts: int
    size: int
    """Bytes."""

    def __post_init__(self) -> None:
        """Raise ValueError unless this can be how far a file has been written."""
        if not (isinstance(self.fingerprint, Mapping) and _is_count(self.texts) and _is_count(self.size)):
            raise ValueError("it does not say how far a file has been written")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class PartFile:
    """A file of text, made of parts that each stand for one text; see `part_file`."""

    def __init__(self, path: Path, file: BinaryIO, begun: Written) -> None:
        self.path = path
        self.saved = begun
        """How far the file held when that was last written."""
        self.texts = begun.texts
        """How many texts it holds."""
        self._file = file
        self._saved_at = time.monotonic()

    def write(self, part: str) -> None:
        """Write what stands for no text, such as a header."""
        self._file.write(part.encode("utf-8", errors="backslashreplace"))

    def write_text(self, part: str) -> None:
        """Write what stands for one text, and from time to time how far the file holds."""
        self.write(part)
        self.texts += 1
        if time.monotonic() - self._saved_at >= _BETWEEN_SAVES:
            self.save()

    def save(self) -> None:
        """Write how far the file holds, once its bytes are on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        made = replace(self.saved, texts=self.texts, size=self._file.tell())
        with whole_file(_state_of(self.path)) as state:
            state.write(json.dumps(asdict(made), ensure_ascii=False))
        self.saved, self._saved_at = made, time.monotonic()


def part_of(path: Path) -> Path:
    """Return where `path` is written until it is done."""
    return path.with_name(f"{path.name}.part")


def _state_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part.json")


@contextmanager
def part_file(path: Path, fingerprint: Mapping[str, Any], *, resume: bool) -> Iterator[PartFile]:
    """Open a file that becomes `path` if the block succeeds; otherwise what was written stays for a later run.

    With `resume` the file goes on where one with the same fingerprint stopped; that there is none is logged. A symbolic
    link stays, and its target is replaced. Raises OutputError if what is there has another fingerprint or is damaged,
    if another process is writing it, or if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    part = part_of(target)
    with told_of(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file, locked(part, f"{part}: is being written by another process"):
            _refuse_finished(part, file)
            begun = _begun(target, fingerprint) if resume else _anew(target, fingerprint)
            file.truncate(begun.size)
            file.seek(begun.size)
            made = PartFile(target, file, begun)
            try:
                yield made
                made.save()
            except BaseException:
                _leave(made)
                raise
            keep_mode(target, part)
            part.replace(target)
            _state_of(target).unlink(missing_ok=True)


def _refuse_finished(part: Path, file: BinaryIO) -> None:
    """Raise OutputError if another process finished and renamed the file between its opening and the lock."""
    if not (part.exists() and os.path.samestat(part.stat(), os.fstat(file.fileno()))):
        raise OutputError(f"{part}: was being written by another process, which is done")


def _begun(path: Path, fingerprint: Mapping[str, Any]) -> Written:
    """Return how far an earlier run has come. Raises OutputError if it was made of something else."""
    state, part = _state_of(path), part_of(path)
    if not state.exists():
        _log.warning("%s: there is no earlier run to go on with, so this one begins anew", path)
        return _anew(path, fingerprint)
    try:
        begun = Written(**json.loads(state.read_text(encoding="utf-8")))
    except (ValueError, TypeError, RecursionError):
        raise OutputError(f"{state}: is damaged; begin anew without --resume") from None
    names = dict.fromkeys([*fingerprint, *begun.fingerprint])
    changed = [name for name in names if fingerprint.get(name) != begun.fingerprint.get(name)]
    if changed:
        raise OutputError(
            f"{part}: was begun with other values of {', '.join(changed)}; "
            f"go on with the same, or begin anew without --resume"
        )
    if (size := part.stat().st_size) < begun.size:
        raise OutputError(f"{part}: has {size} bytes, but must have {begun.size}; begin anew without --resume")
    return begun


def _anew(path: Path, fingerprint: Mapping[str, Any]) -> Written:
    """Return the beginning of a run, and remove what an earlier one said of itself: it holds for this one no longer."""
    _state_of(path).unlink(missing_ok=True)
    return Written(fingerprint, 0, 0)


def _leave(made: PartFile) -> None:
    """Keep what has been written and say so; keep nothing if it holds no text."""
    with suppress(OSError, OutputError):  # a full disk: what was saved before stays
        made.save()
    part, state = part_of(made.path), _state_of(made.path)
    if made.saved.texts:
        _log.warning("%s: holds %d texts; the same command with --resume goes on", part, made.saved.texts)
    else:
        part.unlink(missing_ok=True)
        state.unlink(missing_ok=True)
