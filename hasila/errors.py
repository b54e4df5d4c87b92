"""The errors a user can meet. Each message says where, what is wrong and what to do.

HasilaError
├── ConfigError          a YAML experiment or a key=value override is not valid
├── CorpusError          an annotated file (JSONL or CoNLL) cannot be read as one
├── InputError           a text to extract from cannot be read
├── OutputError          a result cannot be written
├── EncoderError         a pre-trained encoder cannot be found or used
├── CheckpointError      a folder is not a Hasila checkpoint, or it is damaged
├── LabelError           the labels of a checkpoint and of a corpus differ
└── MissingExtraError    an optional dependency is not installed

Programs print the message and exit with code 2; any other exception is a bug and shows its traceback. Exit code 3 says
that all was done, but for rows that could not be read.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path

REJECTS = 3
"""The exit code of a program that did its work, but for rows that it rejected."""


class HasilaError(Exception):
    """An error that the user can correct; the message says how."""


class ConfigError(HasilaError):
    """A YAML experiment or a key=value override is not valid."""


class CorpusError(HasilaError):
    """An annotated file cannot be read; all its faults are listed, one a line."""


class InputError(HasilaError):
    """A text to extract from cannot be read."""


class OutputError(HasilaError):
    """A result cannot be written."""


class EncoderError(HasilaError):
    """A pre-trained encoder cannot be found or used."""


class CheckpointError(HasilaError):
    """A folder is not a Hasila checkpoint, or it is damaged."""


class LabelError(HasilaError):
    """The labels of a checkpoint and of a corpus differ."""


class MissingExtraError(HasilaError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, purpose: str) -> None:
        """Name the `package` (as imported) that `purpose` needs, and the pip command that installs it."""
        name = _DISTRIBUTIONS.get(package, package)
        command = pip_command(package) or f"pip install {name}"
        super().__init__(f"{purpose} needs the package {name}; install it with: {command}")


def require(package: str, purpose: str) -> None:
    """Raise MissingExtraError unless an optional `package` (as imported) that `purpose` needs is installed."""
    if find_spec(package) is None:
        raise MissingExtraError(package, purpose)


def pip_command(package: str) -> str | None:
    """Return the command that installs an optional `package` (as imported); None if hasila does not require it.

    Extras are read from hasila's metadata, dependency groups from the checkout that hasila is imported from.
    """
    name = _DISTRIBUTIONS.get(package, package)
    if extra := _home(name, _extras()):
        return f"pip install 'hasila[{extra}]'"
    if group := _home(name, _groups()):
        return f"pip install --group {group} (in the checkout, with pip 25.1 or newer)"
    return None


_DISTRIBUTIONS = {"pycrfsuite": "python-crfsuite"}
"""The pip name of packages that are imported under another name."""


def _home(name: str, homes: Iterable[tuple[str, str]]) -> str | None:
    """Return the first home that requires `name`, from pairs of a home and a requirement such as "pyarrow>=17"."""
    named = ((home, re.match(r"[\w.-]+", requirement)) for home, requirement in homes)
    return next((home for home, found in named if found and _folded(found[0]) == _folded(name)), None)


def _folded(name: str) -> str:
    """Return the normal form of a package name, the same for all its spellings."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _extras() -> Iterator[tuple[str, str]]:
    try:
        requirements = requires("hasila") or []
    except PackageNotFoundError:  # a checkout that was never installed
        return
    for requirement in requirements:
        if requirement.startswith("hasila["):  # an extra that brings another one
            continue
        if found := re.search(r"""\bextra == ["']([\w.-]+)["']""", requirement):
            yield found[1], requirement


def _groups() -> Iterator[tuple[str, str]]:
    try:
        text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:  # the package as installed from a wheel
        return
    for group, entries in tomllib.loads(text).get("dependency-groups", {}).items():
        yield from ((group, entry) for entry in entries if isinstance(entry, str))
