"""YAML into frozen typed settings; every mistake is named with its file and line.

extends: base.yaml                    # optional: start from another file beside this one
optimizer: {learning_rate: 3.0e-5}    # and say only what changes
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.errors import ConfigError

SettingsT = TypeVar("SettingsT")
Keys = tuple[str, ...]
Origins = dict[Keys, str]
"""Where each dotted key was last given: "configs/train/quickstart.yaml:12" or "the command line"."""

_COMMAND_LINE = "the command line"


def load_config(schema: type[SettingsT], path: Path, overrides: Sequence[str] = ()) -> SettingsT:
    """Return the settings in `path`, with `overrides` such as `optimizer.epochs=3` on top.

    Raises ConfigError with one line for each mistake.
    """
    values, origins = _resolved(path, overrides)
    try:
        return TypeAdapter(schema).validate_python(values)
    except ValidationError as error:
        mistakes = [_explain(mistake, schema, origins) for mistake in error.errors()]
        raise ConfigError("\n".join(dict.fromkeys(mistakes))) from None


def read_values(path: Path, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Return what `path`, the files it extends and `overrides` say, whatever it means. Raises ConfigError."""
    return _resolved(path, overrides)[0]


def _resolved(path: Path, overrides: Sequence[str]) -> tuple[dict[str, Any], Origins]:
    origins: Origins = {(): str(path)}
    values = _read_with_parents(path, origins, ())
    for override in overrides:
        values = _merge(values, _parse_override(override, origins))
    return values, origins


def dump_config(settings: Any) -> str:
    """Return `settings` as YAML that `load_config` reads back to the same."""
    return yaml.safe_dump(_plain(asdict(settings)), allow_unicode=True, sort_keys=False)


def as_plain(settings: Any) -> dict[str, Any]:
    """Return `settings` as dictionaries, lists, strings and numbers, as JSON can hold them."""
    plain: dict[str, Any] = _plain(asdict(settings))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Path) else value


def _read_with_parents(path: Path, origins: Origins, children: Sequence[Path]) -> dict[str, Any]:
    if path.resolve() in (child.resolve() for child in children):
        raise ConfigError(f"{children[-1]}: extends goes round in a circle: {' -> '.join(map(str, [*children, path]))}")
    values, own_places = _read(path)
    parent = values.pop("extends", None)
    inherited: dict[str, Any] = {}
    if parent is not None:
        if not isinstance(parent, str):
            raise ConfigError(f"{own_places[('extends',)]}: extends names one file, such as: extends: base.yaml")
        inherited = _read_with_parents(path.parent / parent, origins, [*children, path])
    origins.update(own_places)
    return _merge(inherited, values)


def _read(path: Path) -> tuple[dict[str, Any], Origins]:
    origins: Origins = {}
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        _record_places(root, path, (), origins)
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: is not YAML: {' '.join(str(error).split())}") from None
    values = {} if values is None else values
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: holds a {type(values).__name__}, where settings as `key: value` lines are wanted")
    return values, origins


def _record_places(node: yaml.Node | None, path: Path, above: Keys, origins: Origins) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        dotted, where = (*above, str(key.value)), f"{path}:{key.start_mark.line + 1}"
        if dotted in origins:
            raise ConfigError(f"{where}: {'.'.join(dotted)} is given twice; it stands at {origins[dotted]} too")
        origins[dotted] = where
        _record_places(value, path, dotted, origins)


def _parse_override(override: str, origins: Origins) -> dict[str, Any]:
    dotted, equals, text = override.partition("=")
    if not equals or not dotted:
        raise ConfigError(f"{_COMMAND_LINE}: {override!r} is not of the form key=value")
    keys = tuple(dotted.split("."))
    for depth in range(1, len(keys)):
        origins.setdefault(keys[:depth], _COMMAND_LINE)
    origins[keys] = _COMMAND_LINE
    try:
        value: Any = yaml.safe_load(text)
    except yaml.YAMLError:
        raise ConfigError(f"{_COMMAND_LINE}: {override!r}: the value is not YAML") from None
    for key in reversed(keys):
        value = {key: value}
    return dict(value)


def _merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _explain(mistake: Any, schema: Any, origins: Origins) -> str:
    keys = tuple(map(str, mistake["loc"]))
    where = next(origins[keys[:n]] for n in range(len(keys), -1, -1) if keys[:n] in origins)
    dotted = ".".join(keys)
    kind, given = mistake["type"], mistake.get("input")
    if kind == "unexpected_keyword_argument":
        return f"{where}: unknown key {dotted}; {_suggest(keys[-1], _known_keys(schema, keys[:-1]))}"
    if kind in {"missing", "missing_argument"}:
        return f"{where}: {dotted} is missing"
    if kind == "dataclass_type":
        return f"{where}: {dotted} holds settings of its own ({', '.join(_known_keys(schema, keys))}), not {given!r}"
    if kind == "literal_error":
        return f"{where}: {dotted} is {given!r}, but must be {mistake['ctx']['expected']}"
    if kind == "value_error":
        return f"{where}: {dotted + ': ' if dotted else ''}{mistake['ctx']['error']}"
    return f"{where}: {dotted} is {given!r}: {mistake['msg'][0].lower()}{mistake['msg'][1:]}"


def _suggest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"


def _known_keys(schema: Any, keys: Iterable[str]) -> list[str]:
    for key in keys:
        # A mapping, such as a benchmark's systems by name, has settings as its values.
        schema = get_type_hints(schema)[key] if is_dataclass(schema) else get_args(schema)[-1]
    return [field.name for field in fields(schema)] if is_dataclass(schema) else []
