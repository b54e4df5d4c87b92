"""Reading YAML that anybody may have written."""

from pathlib import Path

import pytest

from hasila.errors import ConfigError
from hasila.program.yaml_files import read_yaml, yaml_value

BOMB = "\n".join(
    ["a0: &a0 [x]", *(f"a{depth}: &a{depth} [{', '.join([f'*a{depth - 1}'] * 9)}]" for depth in range(1, 9))]
)
KEYED_BOMB = "\n".join(
    [
        "a0: &a0 {x: 1}",
        *(
            f"a{depth}: &a{depth} {{{', '.join(f'k{key}: *a{depth - 1}' for key in range(9))}}}"
            for depth in range(1, 9)
        ),
    ]
)
MERGED_BOMB = "\n".join(
    ["a0: &a0 {x: 1}", *(f"a{depth}: &a{depth} {{<<: [{', '.join([f'*a{depth - 1}'] * 9)}]}}" for depth in range(1, 9))]
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [*a]", "line 1 contains itself by an alias"),
        ("b: 1\na: &a {b: *a}", "line 2 contains itself by an alias"),
        ("[" * 3000, "lists are nested too deeply to be read"),
        ("a: " + "{b: " * 3000, "lists are nested too deeply to be read"),
        ("a: " + "9" * 5000, "line 1 has a number of 5,000 digits"),
        ("b: 1\na: 0x" + "f" * 5000, "line 2 has a number of 5,002 digits"),
        ("a: 2020-13-45", "contains an impossible date: month must be in 1..12"),
        (BOMB, "expands to more than 100,000 values"),
        (KEYED_BOMB, "expands to more than 100,000 values"),
        (MERGED_BOMB, "expands to more than 100,000 values"),
        ("a: !!python/object/apply:os.system [true]", "is not YAML, line 1: could not determine a constructor"),
        ("? [a, b]\n: c", "is not YAML, line 1: found unhashable key"),
        ("a: *b", "is not YAML, line 1: found undefined alias"),
        ("a: \x00", "is not YAML: unacceptable character"),
        (r'extends: "a\0b"', r"line 1 has the character '\x00', which no text or name of a file has"),
        ('a: 1\nname: "\\ud800"', r"line 2 has the character '\ud800', which no text"),
        (r'"\0": 1', r"line 1 has the character '\x00', which no text"),
    ],
    ids=range(17),
)
def test_a_file_that_is_broken_or_made_to_overwhelm_is_told_in_a_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_yaml(tmp_path / "a.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path}/a.yaml")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_an_alias_is_the_value_it_names() -> None:
    assert yaml_value("a: &a [1, 2]\nb: *a", "here") == {"a": [1, 2], "b": [1, 2]}
    assert yaml_value("", "here") is None


def test_each_key_is_found_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a:\n  b: 1\nc: 2\n", encoding="utf-8")
    values, origins = read_yaml(tmp_path / "a.yaml")
    assert values == {"a": {"b": 1}, "c": 2}
    assert origins["a", "b"] == f"{tmp_path}/a.yaml:2"
