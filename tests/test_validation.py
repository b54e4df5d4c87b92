"""What a form finds wrong with values, in words of our own."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from hasila.validation import complaints, dotted, shown


@dataclass(config=ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False))
class Part:
    """A part of the form."""

    count: int = 1

    @model_validator(mode="after")
    def _even(self) -> "Part":
        if self.count == 13:
            raise ValueError("13 is not even")
        return self


@dataclass(config=ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False))
class Form:
    """A form with a field of each kind."""

    must: int
    whole: int = 1
    number: float = 1.0
    flag: bool = False
    text: str = ""
    path: Path = Path()
    names: Annotated[tuple[str, ...], MinLen(1), MaxLen(2)] = ("a",)
    rows: list[int] = field(default_factory=list)
    table: dict[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    kind: Literal["a", "b"] = "a"
    above: Annotated[float, Gt(0)] = 1.0
    least: Annotated[int, Ge(3)] = 3
    below: Annotated[float, Lt(1)] = 0.0
    most: Annotated[int, Le(3)] = 3
    maybe: str | None = None


def said(values: object) -> list[str]:
    """Return what is wrong with `values`."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Form).validate_python(values)
    return complaints(caught.value)


CONTAINS_ITSELF: list[object] = []
CONTAINS_ITSELF.append(CONTAINS_ITSELF)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("whole", "x", "whole is 'x', but must be a whole number"),
        ("whole", 1.5, "whole is 1.5, but must be a whole number"),
        ("whole", [1], "whole is a list, but must be a whole number"),
        ("whole", None, "whole is null, but must be a whole number"),
        ("whole", "9" * 5000, f"whole is '{'9' * 59}..., but must be a whole number of fewer digits"),
        ("number", "x", "number is 'x', but must be a number"),
        ("number", [], "number is an empty list, but must be a number"),
        ("number", float("nan"), "number is nan, but must be a finite number"),
        ("number", 16**5000, "number is a number of thousands of digits, but must be a number"),
        ("flag", "perhaps", "flag is 'perhaps', but must be true or false"),
        ("flag", [1], "flag is a list, but must be true or false"),
        ("text", 3, "text is 3, but must be text"),
        ("maybe", {"a": 1}, "maybe is `key: value` lines, but must be text"),
        ("path", 3, "path is 3, but must be the path of a file or folder"),
        ("names", "a", "names is 'a', but must be a list"),
        ("names", [], "names has 0 items, but must have 1 or more"),
        ("names", ["a", "b", "c"], "names has more than 2 items"),
        ("names", [3], "names[0] is 3, but must be text"),
        ("names", CONTAINS_ITSELF, "names[0] is a list, but must be text"),
        ("rows", 3, "rows is 3, but must be a list"),
        ("table", [], "table is an empty list, but must be `key: value` lines"),
        ("parts", "a", "parts is 'a', but must be `key: value` lines"),
        ("parts", {"a": 3}, "parts.a is 3, but must be `key: value` lines"),
        ("parts", {"a": {"cuont": 3}}, "unknown key parts.a.cuont"),
        ("parts", {"a": {"count": 13}}, "parts.a: 13 is not even"),
        ("kind", "c", "kind is 'c', but must be 'a' or 'b'"),
        ("above", 0, "above is 0, but must be greater than 0"),
        ("least", 2, "least is 2, but must be 3 or more"),
        ("below", 1, "below is 1, but must be less than 1"),
        ("most", 4, "most is 4, but must be 3 or less"),
        ("must", "y", "must is 'y', but must be a whole number"),
        (7, 1, "[7] is 7, but must be text as its key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_mistake_has_words_of_our_own(key: str, value: object, message: str) -> None:
    assert said({"must": 1, key: value}) == [message]


def test_what_is_missing_is_named() -> None:
    assert said({}) == ["must is missing"]
    assert said(3) == ["the value is 3, but must be `key: value` lines"]


def test_text_that_is_no_json_is_told() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Form).validate_json(b'{"must": ')
    assert complaints(caught.value)[0].startswith("is not JSON: EOF while parsing a value")


def test_beyond_the_first_five_mistakes_are_counted() -> None:
    told = said({"must": 1, "rows": ["x"] * 9})
    assert told[:2] == ["rows[0] is 'x', but must be a whole number", "rows[1] is 'x', but must be a whole number"]
    assert (len(told), told[-1]) == (6, "and 4 more mistakes")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted(Form.__annotations__)


@given(st.dictionaries(st.sampled_from(KEYS), PLAIN, max_size=6))
def test_no_message_names_a_library_or_a_class(values: dict[str, Any]) -> None:
    with suppress(ValidationError):
        TypeAdapter(Form).validate_python({**values, "must": 1})
        return
    told = said({**values, "must": 1})
    wanted = " ".join(line.partition(", but ")[2] for line in told)
    assert not [word for word in ("pydantic", "tuple", "dict", "Form", "Part", "Input", "<") if word in wanted]
    assert all(len(line) < 200 for line in told)


@given(PLAIN)
def test_whatever_is_shown_is_short(value: object) -> None:
    assert len(shown(value)) <= 63


def test_keys_make_a_path() -> None:
    assert dotted(["text", "sources", 0, "path"]) == "text.sources[0].path"
    assert dotted([]) == ""
