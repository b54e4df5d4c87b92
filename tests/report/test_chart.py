"""Pictures of numbers."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.report.chart import Axis, Chart, Line, Point, around, drawn, ticks, whisker

CHART = Chart(
    "f1",
    "F1 <by> words",
    "more & more",
    Axis("words", 0, 10),
    Axis("F1", 0, 100),
    [Line("strict", [Point(0, 0), Point(5, 50, (25, 100)), Point(10, 100)]), Line("even", [Point(0, 9)], guide=True)],
)
numbers = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


@given(numbers, st.floats(0.01, 1e6))
def test_ticks_are_evenly_spaced_round_numbers_within_the_axis(low: float, width: float) -> None:
    found = ticks(low, low + width)
    steps = {f"{right - left:.3g}" for left, right in pairwise(found)}
    assert 2 <= len(found) <= 11
    assert len(steps) == 1
    assert f"{float(steps.pop()):e}"[0] in "125"
    assert low - width * 1e-6 <= found[0] <= found[-1] <= low + width * (1 + 1e-6)


@given(st.lists(numbers, min_size=1))
def test_an_axis_around_values_holds_them_and_has_a_width(values: list[float]) -> None:
    axis = around("x", values)
    slack = (axis.high - axis.low) * 1e-6
    assert axis.low - slack <= min(values) <= max(values) <= axis.high + slack
    assert axis.low < axis.high


def test_points_stand_where_their_numbers_say() -> None:
    svg = ET.fromstring(drawn(CHART))  # noqa: S314 - our own
    line = svg.find("g[@class='line-0']/polyline")
    axes = svg.find("path[@class='axis']")
    assert line is not None
    assert axes is not None
    left, top, bottom, right = map(float, re.findall(r"[\d.]+", str(axes.get("d"))))
    points = [tuple(map(float, point.split(","))) for point in str(line.get("points")).split()]
    assert points == [(left, bottom), ((left + right) / 2, (top + bottom) / 2), (right, top)]
    bar = svg.find("g[@class='line-0']/line")
    assert bar is not None
    assert float(str(bar.get("y1"))) == pytest.approx(bottom - (bottom - top) / 4, abs=0.1)
    assert float(str(bar.get("y2"))) == top


def test_a_picture_is_named_and_described_and_its_words_are_escaped() -> None:
    svg = ET.fromstring(drawn(CHART))  # noqa: S314 - our own
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "f1-title f1-description"
    assert [(part.get("id"), part.text) for part in svg[:2]] == [
        ("f1-title", "F1 <by> words"),
        ("f1-description", "more & more"),
    ]


def test_a_legend_stands_only_where_there_are_lines_to_tell_apart() -> None:
    alone = Chart(CHART.name, CHART.title, CHART.description, CHART.x, CHART.y, CHART.lines[:1])
    assert ">strict</text>" in drawn(CHART)
    assert ">strict</text>" not in drawn(alone)


def test_a_whisker_spans_its_interval_and_stays_on_its_strip() -> None:
    strip = whisker(Axis("F1", 80, 100), 90, (85, 104), 95)
    assert 'class="grid" x1="75.00%" x2="75.00%"' in strip
    assert 'class="whisker" x1="25.00%" x2="100.00%"' in strip
    assert '<circle cx="50.00%"' in strip
