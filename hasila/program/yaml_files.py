"""Reading YAML from any source safely: plain values, and the line of each key."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hasila.errors import ConfigError

Keys = tuple[str, ...]
Origins = dict[Keys, str]
"""Where each dotted key was last set: "configs/train/quickstart.yaml:12" or "the command line"."""

_MOST_VALUES = 100_000
"""The most values in a file; a value behind an alias counts each time that the alias is used."""
_WHOLE_NUMBER = "tag:yaml.org,2002:int"
_LONGEST_NUMBER = 100
"""The most digits of a whole number. Python refuses to print numbers of several thousand digits."""

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""Characters that a quoted value can name by an escape, but that cannot be written to a file or be part of its name."""


def read_yaml(path: Path) -> tuple[dict[str, Any], Origins]:
    """Return the settings of a YAML file, and the file and line of each key. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    values = yaml_value(text, str(path))
    values = {} if values is None else values
    if not isinstance(values, dict):
        kind = "a list" if isinstance(values, list) else "one value"
        raise ConfigError(f"{path}: contains {kind}; expected settings as `key: value` lines")
    origins: Origins = {}
    _record_places(yaml.compose(text, Loader=yaml.SafeLoader), path, (), origins)
    return values, origins


def yaml_value(text: str, where: str) -> Any:
    """Return the plain value of a YAML text.

    Raises ConfigError, which begins with `where`, for text that is not YAML, contains itself, or expands to too much.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            _check(node, where, {}, set())
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{where}: is not YAML{line}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{where}: is not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise ConfigError(f"{where}: lists are nested too deeply to be read") from None
    except ValueError as error:  # from Python's own readers of dates
        raise ConfigError(f"{where}: contains an impossible date: {error}") from None


def _check(node: yaml.Node, where: str, known: dict[int, int], above: set[int]) -> int:
    """Return how many values `node` expands to. Raises ConfigError if there are too many or they have no end."""
    line = f"{where}: line {node.start_mark.line + 1}"
    if id(node) in above:
        raise ConfigError(f"{line} contains itself by an alias (*)")
    if node.tag == _WHOLE_NUMBER and len(node.value) > _LONGEST_NUMBER:
        raise ConfigError(f"{line} has a number of {len(node.value):,} digits")
    if isinstance(node, yaml.ScalarNode) and (found := _NO_TEXT.search(node.value)):
        raise ConfigError(f"{line} has the character {found[0]!r}, which no text or name of a file has")
    if id(node) not in known:
        known[id(node)] = 1 + sum(_check(part, where, known, above | {id(node)}) for part in _parts(node))
    if known[id(node)] > _MOST_VALUES:
        raise ConfigError(f"{line} expands to more than {_MOST_VALUES:,} values through its aliases (*)")
    return known[id(node)]


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)


def _record_places(node: yaml.Node | None, path: Path, above: Keys, origins: Origins) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        keys, where = (*above, str(key.value)), f"{path}:{key.start_mark.line + 1}"
        if keys in origins:
            raise ConfigError(f"{where}: {'.'.join(keys)} is given twice; the other is at {origins[keys]}")
        origins[keys] = where
        _record_places(value, path, keys, origins)
