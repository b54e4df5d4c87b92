"""Reading YAML that anybody may have written: plain values, where each key stands, and no surprises."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from hasila.errors import ConfigError

Keys = tuple[str, ...]
Origins = dict[Keys, str]
"""Where each dotted key was last given: "configs/train/quickstart.yaml:12" or "the command line"."""

_MOST_VALUES = 100_000
"""Values that a file may hold, those behind its aliases counted as often as they are named."""
_WHOLE_NUMBER = "tag:yaml.org,2002:int"
_LONGEST_NUMBER = 100
"""Digits of a whole number; from some thousands on Python does not write one."""


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
        raise ConfigError(f"{path}: holds {kind}, where settings as `key: value` lines are wanted")
    origins: Origins = {}
    _record_places(yaml.compose(text, Loader=yaml.SafeLoader), path, (), origins)
    return values, origins


def yaml_value(text: str, where: str) -> Any:
    """Return the plain value that a YAML text says.

    Raises ConfigError, which begins with `where`, for text that is not YAML, contains itself, or is made to overwhelm.
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
        raise ConfigError(f"{where}: lists stand within lists too deep to be read") from None
    except ValueError as error:  # from Python's own readers of dates
        raise ConfigError(f"{where}: holds a date that there is not: {error}") from None


def _check(node: yaml.Node, where: str, known: dict[int, int], above: set[int]) -> int:
    """Return how many values `node` stands for, aliases followed. Raises ConfigError for too many, or without end."""
    line = f"{where}: line {node.start_mark.line + 1}"
    if id(node) in above:
        raise ConfigError(f"{line} contains itself by an alias (*)")
    if node.tag == _WHOLE_NUMBER and len(node.value) > _LONGEST_NUMBER:
        raise ConfigError(f"{line} has a number of {len(node.value):,} digits")
    if id(node) not in known:
        known[id(node)] = 1 + sum(_check(part, where, known, above | {id(node)}) for part in _parts(node))
    if known[id(node)] > _MOST_VALUES:
        raise ConfigError(f"{line} stands for more than {_MOST_VALUES:,} values, aliases (*) followed")
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
            raise ConfigError(f"{where}: {'.'.join(keys)} is given twice; it stands at {origins[keys]} too")
        origins[keys] = where
        _record_places(value, path, keys, origins)
