"""Write docs/api.md, the page of the public names, from hasila.__all__: python docs/make_api.py."""  # noqa: INP001

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hasila

PAGE = Path(__file__).with_name("api.md")
_HEAD = """# The Python interface

These are the names of `hasila.__all__`. They come from `python docs/make_api.py`.
"""
_WIDE = 80
_MODULES = re.compile(r"\b(?:[A-Za-z_]\w*\.)+(?=\w)")


def api_page() -> str:
    """Return the page: each public name with its signature, its docstring and its members."""
    return "\n".join([_HEAD, *(line for name in sorted(hasila.__all__) for line in _entry(name))]).rstrip() + "\n"


def _entry(name: str) -> Iterator[str]:
    value = getattr(hasila, name)
    yield f"## {name}\n"
    if name == "__version__":  # its value changes with every release
        yield "The version of the package, as a string.\n"
    elif inspect.isclass(value) and issubclass(value, Exception):
        yield from _described(f"class {name}({value.__bases__[0].__name__})", value)
    elif inspect.isclass(value):
        yield from _described(f"class {name}{_signature(value)}", value)
        yield from _members(name, value)
    elif callable(value):
        yield from _described(f"{name}{_signature(value)}", value)
    else:
        yield f"`{value!r}`\n"


def _members(owner: str, cls: type) -> Iterator[str]:
    for name, member in vars(cls).items():
        if (name.startswith("_") and name != "__call__") or not inspect.getdoc(member):
            continue
        function = getattr(member, "__func__", member)
        if inspect.isfunction(function):
            yield f"### {owner}.{name}\n"
            yield from _described(f"{name}{_signature(getattr(cls, name))}", member)
        elif isinstance(member, property) or hasattr(member, "attrname"):  # the second is a cached property
            yield f"### {owner}.{name}\n\n{inspect.getdoc(member)}\n"


def _described(declaration: str, value: Any) -> Iterator[str]:
    yield f"```\n{declaration}\n```\n"
    for paragraph in (inspect.getdoc(value) or "").split("\n\n"):
        example = paragraph.replace("  # doctest: +SKIP", "")
        yield f"```\n{example}\n```\n" if paragraph.startswith(">>>") else f"{paragraph}\n"


def _signature(value: Any) -> str:
    """Return the signature without the names of modules, one parameter a line where one line is too long."""
    signature = inspect.signature(value)
    plain = _named(str(signature))
    if len(plain) <= _WIDE:
        return plain
    parameters = [_named(str(parameter)) for parameter in signature.parameters.values()]
    keyword_only = [its.kind is its.KEYWORD_ONLY for its in signature.parameters.values()]
    if any(keyword_only):
        parameters.insert(keyword_only.index(True), "*")
    returned = plain[plain.rindex(") ->") :] if ") ->" in plain else ")"
    return "(\n" + "".join(f"    {parameter},\n" for parameter in parameters) + returned


def _named(text: str) -> str:
    return _MODULES.sub("", text.replace("'", "")).replace("<factory>", "...").removesuffix(" -> None")


if __name__ == "__main__":
    PAGE.write_text(api_page(), encoding="utf-8")
