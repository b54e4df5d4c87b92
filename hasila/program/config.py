"""YAML into frozen typed settings; every mistake is named with its file and line.

extends: base.yaml                    # optional: start from another file beside this one optimizer: {learning_rate:
3.0e-5}    # and set only what changes
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.errors import ConfigError
from hasila.program.yaml_files import Origins, read_yaml, yaml_value
from hasila.validation import complaint, mistakes_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SettingsT = TypeVar("SettingsT")
_COMMAND_LINE = "the command line"


def load_config(schema: type[SettingsT], path: Path, overrides: Sequence[str] = ()) -> SettingsT:
    """Return the settings in `path`, with `overrides` such as `training.epochs=3` on top.

    A list of one value may be given as that value. Raises ConfigError with one line for each mistake.
    """
    values, origins = _resolved(path, overrides)
    try:
        return TypeAdapter(schema).validate_python(_with_lists(schema, values))
    except ValidationError as error:
        mistakes = [_explain(mistake, schema, origins) for mistake in mistakes_of(error)]
        raise ConfigError("\n".join(dict.fromkeys(mistakes))) from None


def _with_lists(schema: Any, value: Any) -> Any:
    """Return `value` with a list around each single value for which `schema` has a list."""
    if is_dataclass(schema) and isinstance(value, Mapping):
        hints = get_type_hints(schema)
        return {key: _with_lists(hints.get(key), inner) for key, inner in value.items()}
    if get_origin(schema) is tuple and get_args(schema)[1:] == (...,) and value is not None:
        return [_with_lists(get_args(schema)[0], inner) for inner in (value if isinstance(value, list) else [value])]
    if get_origin(schema) is Mapping and isinstance(value, Mapping):
        return {key: _with_lists(get_args(schema)[1], inner) for key, inner in value.items()}
    return value


def read_values(path: Path, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Return the unvalidated values of `path`, the files that it extends and `overrides`. Raises ConfigError."""
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
        raise ConfigError(f"{children[-1]}: extends is circular: {' -> '.join(map(str, [*children, path]))}")
    values, own_places = read_yaml(path)
    parent = values.pop("extends", None)
    inherited: dict[str, Any] = {}
    if parent is not None:
        if not isinstance(parent, str):
            raise ConfigError(f"{own_places[('extends',)]}: extends names one file, such as: extends: base.yaml")
        inherited = _read_with_parents(path.parent / parent, origins, [*children, path])
    origins.update(own_places)
    return _merge(inherited, values)


def _parse_override(override: str, origins: Origins) -> dict[str, Any]:
    name, equals, text = override.partition("=")
    if not equals or not name:
        raise ConfigError(f"{_COMMAND_LINE}: {override!r} is not of the form key=value")
    keys = tuple(name.split("."))
    for depth in range(1, len(keys)):
        origins.setdefault(keys[:depth], _COMMAND_LINE)
    origins[keys] = _COMMAND_LINE
    value = yaml_value(text, f"{_COMMAND_LINE}: {name}")
    for key in reversed(keys):
        value = {key: value}
    return dict(value)


def _merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _explain(mistake: "ErrorDetails", schema: Any, origins: Origins) -> str:
    keys = tuple(map(str, mistake["loc"]))
    where = next(origins[keys[:n]] for n in range(len(keys), -1, -1) if keys[:n] in origins)
    said = f"{where}: {complaint(mistake)}"
    if mistake["type"] == "unexpected_keyword_argument":
        return f"{said}; {_suggest(keys[-1], _known_keys(schema, mistake['loc'][:-1]))}"
    if mistake["type"] == "dataclass_type":
        return f"{said} for its settings ({', '.join(_known_keys(schema, mistake['loc']))})"
    return said


def _suggest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"


def _known_keys(schema: Any, keys: Iterable[str | int]) -> list[str]:
    for key in keys:
        # A mapping, such as a benchmark's systems by name, has settings as its values, and a list as its items.
        inner = [part for part in get_args(schema) if part is not ...]
        schema = get_type_hints(schema)[str(key)] if is_dataclass(schema) else inner[-1]
    return [field.name for field in fields(schema)] if is_dataclass(schema) else []
