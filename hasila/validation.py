"""Validation errors in plain words: each key with the given value and what it must be."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_LONGEST = 60
"""The most characters of a value that a message shows."""
_MOST = 5
"""The most mistakes that a message lists."""

_WANTED: Mapping[str, str] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of fewer digits",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "path_type": "the path of a file or folder",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "`key: value` lines",
    "mapping_type": "`key: value` lines",
    "dataclass_type": "`key: value` lines",
    "dataclass_exact_type": "`key: value` lines",
    "invalid_key": "text as its key",
    "greater_than": "greater than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "literal_error": "{expected}",
    "recursion_loop": "a value that does not contain itself",
}
"""What a value must be, by the kind of mistake."""

_SAID: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "missing": lambda key, _: f"{key} is missing",
    "missing_argument": lambda key, _: f"{key} is missing",
    "unexpected_keyword_argument": lambda key, _: f"unknown key {key}",
    "extra_forbidden": lambda key, _: f"unknown key {key}",
    "too_short": lambda key, told: (
        f"{key} has {told['actual_length']} items, but must have {told['min_length']} or more"
    ),
    "too_long": lambda key, told: f"{key} has more than {told['max_length']} items",
    "value_error": lambda key, told: f"{key}: {told['error']}" if key else str(told["error"]),
    "json_invalid": lambda _, told: f"is not JSON: {told['error']}",
}
"""The whole sentence, for kinds of mistakes that need their own."""


def complaints(error: "ValidationError") -> list[str]:
    """Return a sentence for each mistake, such as `optimizer.rate is -1, but must be greater than 0`.

    The first five mistakes are listed; the others are only counted.
    """
    said = list(dict.fromkeys(complaint(mistake) for mistake in mistakes_of(error)))
    return [*said[:_MOST], *([f"and {len(said) - _MOST} more mistakes"] if len(said) > _MOST else [])]


def mistakes_of(error: "ValidationError") -> list["ErrorDetails"]:
    """Return the mistakes of `error`, except a list that is too short only because its wrong items were left out."""
    found = error.errors()
    with_wrong_items = {mistake["loc"][:-1] for mistake in found}
    return [one for one in found if one["type"] != "too_short" or one["loc"] not in with_wrong_items]


def complaint(mistake: "ErrorDetails") -> str:
    """Return the sentence for one of the mistakes that a ValidationError lists."""
    key, kind = dotted(mistake["loc"]), mistake["type"]
    told = {name: _without_zeros(value) for name, value in mistake.get("ctx", {}).items()}
    if kind in _SAID:
        return _SAID[kind](key, told)
    subject = f"{key} is" if key else "the value is"
    if kind in _WANTED:
        return f"{subject} {shown(mistake['input'])}, but must be {_WANTED[kind].format(**told)}"
    return f"{subject} {shown(mistake['input'])}, which does not fit"


def _without_zeros(value: object) -> object:
    """Return a limit as it was written: pydantic turns the 3 that a float is compared with into 3.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def dotted(keys: Iterable[str | int]) -> str:
    """Return `keys` as a path.

    >>> dotted(["text", "sources", 0, "path"])
    'text.sources[0].path'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def shown(value: object) -> str:
    """Return a value as a message shows it, shortened."""
    if isinstance(value, Mapping):
        return "`key: value` lines" if value else "empty"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if value is None:
        return "null"
    try:
        text = repr(value) if isinstance(value, str | int | float) else str(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number of thousands of digits"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
