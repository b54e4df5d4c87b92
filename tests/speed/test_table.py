"""Speeds as tables."""

from dataclasses import replace

import pytest
from samples.speeds import speed

from eval.speed.installed import Installed
from eval.speed.machine import Arithmetic
from eval.speed.pipeline import NAME
from eval.speed.table import SpeedEntry, lacking, notes, size_note, tables

SPEEDS = [
    SpeedEntry("model, fast", "1", speed(400, precision="int8 and bfloat16")),
    SpeedEntry("lists", "1", speed(100, precision="", size=10_000_000)),
    SpeedEntry("model, fast", "all", speed(800, precision="int8 and bfloat16")),
    SpeedEntry("lists", "all", replace(speed(100), device="cuda:0")),
]


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row of a table."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


def test_each_rate_has_its_ratio_to_the_first_system_with_as_many_threads() -> None:
    reading, taking = tables(SPEEDS).split("\n\n")
    assert rows(reading)[1][:7] == ["lists", "–", "2", "200", "0.25", "100 (50 to 200)", "0.25"]
    assert [row[4] for row in rows(reading)] == ["1.00", "0.25", "1.00", "0.12"]
    assert rows(taking)[1] == [
        *("lists", "2", "1.25", "1.00", "1.50 (1.00 to 2.00)", "1.00", "0.50", "1.00"),
        *("300", "1.00", "10.0", "2.00"),
    ]


def test_the_table_says_what_each_system_computes_in_and_where_if_not_on_the_processor() -> None:
    reading, _ = tables(SPEEDS).split("\n\n")
    assert [row[1] for row in rows(reading)] == ["int8 and bfloat16", "–", "int8 and bfloat16", "float32 on cuda:0"]


def test_the_notes_say_how_many_words_were_read_and_what_the_pipeline_is_if_it_was_timed() -> None:
    (note,) = notes(SPEEDS, 28, 3)
    assert note.startswith("3,000 words in 28 texts. Rounds, with a process a row: 3;")
    assert "×: to model, fast, with as many threads" in note
    _, told = notes([*SPEEDS, SpeedEntry(NAME, "all", speed(10))], 28, 3)
    assert "random weights" in told


def test_the_size_of_what_is_installed_names_the_largest() -> None:
    its = Installed(55_000_000, {"torch": 700_000_000, "numpy": 70_000_000})
    assert size_note(its) == (
        "Installed for reading: hasila, 55 MB with its models; 2 packages of 770 MB that it needs "
        "(torch 700, numpy 70, ...)."
    )


@pytest.mark.parametrize(
    ("its", "told"),
    [
        (Arithmetic(bfloat16=True, vnni=True), []),
        (Arithmetic(bfloat16=False, vnni=True), ["no bfloat16"]),
        (Arithmetic(bfloat16=True, vnni=None), ["does not tell"]),
        (Arithmetic(bfloat16=False, vnni=False), ["no bfloat16", "no VNNI"]),
    ],
)
def test_what_the_processor_lacks_is_told(its: Arithmetic, told: list[str]) -> None:
    lines = [*lacking(its)]
    assert len(lines) == len(told)
    assert all(words in line for words, line in zip(told, lines, strict=True))
