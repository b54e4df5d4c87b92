"""Which files are read: those that are named, those of a folder, and the form that each has."""

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from hasila.errors import InputError
from hasila.formats.opening import STDIN, is_read_once, unpacked_name

_log = logging.getLogger(__name__)
InputFormat = Literal["txt", "jsonl", "json", "csv", "tsv", "parquet", "xlsx"]
_OTHER_ENDINGS: dict[str, InputFormat] = {"ndjson": "jsonl", "html": "txt", "htm": "txt"}
"""Pages are read as they stand: their tags are no words."""
_MANIFEST = "hasila.json"
"""The file that a checkpoint has, whose folder holds no texts."""
_STATE = ".part.json"
"""How the name of a file ends that says how far a run is (hasila.part_file)."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, its form, and the id of its text if it has only one."""

    path: Path
    form: InputFormat
    name: str


def sources_of(paths: Iterable[Path], form: InputFormat | None = None) -> Sequence[SourceFile]:
    """Return the files of `paths`, those of folders in order of their names; `form` overrides their endings.

    Of a folder and those in it, files of other endings are left out, which is logged; so are hidden files, checkpoints,
    what runs and spreadsheets leave beside a file while they write it, and links that lead back. Raises one InputError
    for all of `paths` that are not there, have an unknown ending or no text in them, and for a pipe or standard input
    that is named twice.
    """
    given = list(paths)
    _refuse_second_reading(given)
    found: list[SourceFile] = []
    faults: list[str] = []
    for path in given:
        try:
            found += _of_folder(path, form) if _is_folder(path) else [_of_file(path, form)]
        except InputError as error:
            faults.append(str(error))
    if faults:
        raise InputError("\n".join(faults))
    names = Counter(source.name for source in found)
    return [replace(source, name=str(source.path)) if names[source.name] > 1 else source for source in found]


def _refuse_second_reading(paths: Iterable[Path]) -> None:
    named = Counter(path for path in paths if is_read_once(path))
    twice = [f"{'standard input' if path == STDIN else path}: is named twice" for path in named if named[path] > 1]
    if twice:
        raise InputError("\n".join(f"{fault}, but can be read only once; name it once" for fault in twice))


def _of_file(path: Path, form: InputFormat | None) -> SourceFile:
    if path != STDIN:
        _check_there(path)
    its = form or ("txt" if path == STDIN else _form_of(path))
    if its is None:
        advice = "save it as .xlsx" if path.suffix.lower() == ".xls" else "state the format: --input-format txt"
        raise InputError(f"{path}: the ending {path.suffix or '(none)'} is unknown; {advice}")
    return SourceFile(path, its, path.name)


def _is_folder(path: Path) -> bool:
    with suppress(OSError):  # a name that is too long
        return path.is_dir()
    return False


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _form_of(path: Path) -> InputFormat | None:
    ending = Path(unpacked_name(path)).suffix.removeprefix(".").lower()
    known: dict[str, InputFormat] = {one: one for one in get_args(InputFormat)} | _OTHER_ENDINGS
    return known.get(ending)


def _of_folder(folder: Path, form: InputFormat | None) -> Sequence[SourceFile]:
    files = list(_files_in(folder))
    known = [(path, its) for path in files if (its := form or _form_of(path)) is not None]
    left_out = Counter(path.suffix.lower() or "(none)" for path in files if not (form or _form_of(path)))
    if not known:
        is_checkpoint = (folder / _MANIFEST).exists()
        neither = f"has neither a text ({_endings()}) nor {_MANIFEST}, which a checkpoint has"
        raise InputError(f"{folder}: the folder {'is a checkpoint, and has no texts' if is_checkpoint else neither}")
    if left_out:
        kinds = ", ".join(f"{count} {ending}" for ending, count in left_out.most_common())
        _log.warning("%s: files of other endings are left out: %s", folder, kinds)
    return [SourceFile(path, its, path.relative_to(folder).as_posix()) for path, its in known]


def _endings() -> str:
    return ", ".join(f".{ending}" for ending in (*get_args(InputFormat), *_OTHER_ENDINGS))


def _files_in(folder: Path) -> Iterator[Path]:
    met: set[str] = set()
    for parent, folders, names in os.walk(folder, onerror=_refuse_folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        real = os.path.realpath(parent)
        if _MANIFEST in names or real in met:
            folders.clear()
            continue
        met.add(real)
        yield from _lasting(Path(parent), names)


def _lasting(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Yield the files of a folder but those that are hidden, or there only while a run or Excel writes another."""
    of_runs = {name for state in names if state.endswith(_STATE) for name in (state, state.removesuffix(".json"))}
    for name in sorted(names):
        path = folder / name
        if name.startswith((".", "~$")) or name in of_runs:
            continue
        if is_read_once(path):
            _log.warning("%s: is a pipe or a device, and is left out; name it to read it", path)
        else:
            yield path


def _refuse_folder(error: OSError) -> None:
    raise InputError(f"{error.filename}: cannot be read: {error.strerror}")
