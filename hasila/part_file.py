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

    With `resume` the file goes on where one with the same fingerprint stopped, if there is one. A symbolic link stays,
    and its target is replaced. Raises OutputError if what is there has another fingerprint, if another process is
    writing it, or if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    part = part_of(target)
    with told_of(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file, locked(part, f"{part}: is being written by another process"):
            begun = _begun(target, fingerprint) if resume else Written(fingerprint, 0, 0)
            file.truncate(begun.size)
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


def _begun(path: Path, fingerprint: Mapping[str, Any]) -> Written:
    """Return how far an earlier run has come. Raises OutputError if it was made of something else."""
    state = _state_of(path)
    if not state.exists():
        return Written(fingerprint, 0, 0)
    try:
        begun = Written(**json.loads(state.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise OutputError(f"{state}: is damaged; delete it and {part_of(path)}, and begin anew") from None
    names = dict.fromkeys([*fingerprint, *begun.fingerprint])
    changed = [name for name in names if fingerprint.get(name) != begun.fingerprint.get(name)]
    if changed:
        raise OutputError(
            f"{part_of(path)}: was begun with other values of {', '.join(changed)}; "
            f"go on with the same, or begin anew without --resume"
        )
    return begun


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
