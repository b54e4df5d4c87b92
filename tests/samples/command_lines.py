"""The programs of the project as they start: their commands, options and settings."""

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import typer

from eval.benchmark.command import Benchmark
from samples.texts import ROOT
from train.finetune.settings import Settings
from train.pretrain.settings import PretrainSettings

SCHEMAS: Mapping[str, Any] = {
    "python -m train": Settings,
    "python -m train.crossval": Settings,
    "python -m train.pretrain": PretrainSettings,
    "python -m eval.benchmark": Benchmark,
}
"""The settings of each program that takes key=value."""


@cache
def commands() -> Mapping[str, Any]:
    """Return the click command of each program and of each command within, by what starts it: "hasila extract"."""
    return {name: command for program, app in _apps() for name, command in _all(program, typer.main.get_command(app))}


def options(name: str) -> frozenset[str]:
    """Return what the options of a command are called, short names and --help included.

    A group has those of the command that need not be named, too.
    """
    unnamed = commands().get(f"{name} {getattr(commands()[name], 'unnamed', '')}")
    parameters = [*commands()[name].params, *(unnamed.params if unnamed else ())]
    named = (parameter.opts + parameter.secondary_opts for parameter in parameters)
    return frozenset(option for names in named for option in names if option.startswith("-")) | {"--help"}


@cache
def settings(schema: Any) -> frozenset[str]:
    """Return the dotted names of all settings of a schema, none of None; NAME stands for one that the user chooses."""
    return frozenset(_settings(schema, "")) if schema else frozenset()


def _apps() -> Iterator[tuple[str, Any]]:
    """Yield each program with its application, found by the call that starts it."""
    for top in ("hasila", "train", "eval"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for name in re.findall(r'^    main\(app, "(.+)"\)', path.read_text(encoding="utf-8"), re.MULTILINE):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, importlib.import_module(module).app


def _all(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for inner, its in getattr(command, "commands", {}).items():
        yield from _all(f"{name} {inner}", its)


def _settings(schema: Any, prefix: str) -> Iterator[str]:
    hints = get_type_hints(schema)
    for field in fields(schema):
        name = prefix + field.name
        inner, chosen = _inner(hints[field.name])
        if inner is None or get_origin(hints[field.name]) is not None:
            yield name
        if inner is not None:
            yield from _settings(inner, f"{name}.NAME." if chosen else f"{name}.")


def _inner(hint: Any) -> tuple[Any, bool]:
    """Return the settings that a type holds, if any, and whether the user chooses names for them."""
    if is_dataclass(hint):
        return hint, False
    for part in get_args(hint):
        inner, chosen = _inner(part)
        if inner is not None:
            return inner, chosen or get_origin(hint) is Mapping
    return None, False
