"""Pictures of numbers as SVG that takes its colours from the page: lines over two axes, and a dot with its whisker.

A picture has no colours of its own: strokes and fills are classes of the page's style sheet, so that the same picture
serves light mode, dark mode and print. Lines differ by dashes and markers, not only by colour.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 480, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 30, 44
_MARKED = 40
"""Lines with more points have no markers, which would overlap."""
_KEY = 22
"""Width of a line's sample in the legend."""
_LETTER = 6.4
"""Mean width of a letter in the legend; an estimate suffices, since only the position of the next entry depends on
it."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The quantity on an axis, and its range."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line, with the interval of `y` if there is one."""

    x: float
    y: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Points that are joined. A `guide` is only for comparison and has no markers."""

    name: str
    points: Sequence[Point]
    guide: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over two axes. `name` is unique on a page; title and description are for screen readers."""

    name: str
    title: str
    description: str
    x: Axis
    y: Axis
    lines: Sequence[Line]


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Return round numbers from `low` to `high`, about as many as `wanted`: steps of 1, 2 or 5 times a power of ten.

    >>> ticks(0, 100)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    step = _step(low, high, wanted)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def around(name: str, values: Iterable[float], wanted: int = 5) -> Axis:
    """Return the axis that begins and ends at ticks and includes all `values`, at least one.

    >>> around("F1", [83.4, 96.1])
    Axis(name='F1', low=82.0, high=98.0)
    """
    known = list(values)
    low, high = min(known), max(known)
    if low == high:
        low, high = low - 1, high + 1
    step = _step(low, high, wanted)
    return Axis(name, round(math.floor(low / step + 1e-9) * step, 12), round(math.ceil(high / step - 1e-9) * step, 12))


def _step(low: float, high: float, wanted: int) -> float:
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    return min((factor * power for factor in (1, 2, 5, 10)), key=lambda step: abs(math.log(step / rough)))


def drawn(chart: Chart) -> str:
    """Return `chart` as an SVG element with axes, ticks and, if there are several lines, a legend."""
    name = escape(chart.name)
    named = f'aria-labelledby="{name}-title {name}-description"'
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" {named}>',
        f'<title id="{name}-title">{escape(chart.title)}</title>',
        f'<desc id="{name}-description">{escape(chart.description)}</desc>',
        *_axes(chart),
    ]
    for index, line in enumerate(chart.lines):
        parts += [f'<g class="{_style(index, line)}">', *_points(chart, line), "</g>"]
    if len(chart.lines) > 1:
        parts += _legend(chart.lines)
    return "\n".join([*parts, "</svg>"])


def _across(axis: Axis, value: float) -> float:
    return _LEFT + (value - axis.low) / (axis.high - axis.low) * (_WIDTH - _LEFT - _RIGHT)


def _up(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - (value - axis.low) / (axis.high - axis.low) * (_HEIGHT - _TOP - _BOTTOM)


def _axes(chart: Chart) -> Iterator[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for value in ticks(chart.y.low, chart.y.high):
        y = _up(chart.y, value)
        yield f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.6g}</text>'
    for value in ticks(chart.x.low, chart.x.high):
        x = _across(chart.x, value)
        yield f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 4}"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{value:,.6g}</text>'
    yield f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{right}"/>'
    yield f'<text x="{(_LEFT + right) / 2:.0f}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(chart.x.name)}</text>'
    middle = (_TOP + bottom) / 2
    yield (
        f'<text x="11" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 11 {middle:.0f})">'
        f"{escape(chart.y.name)}</text>"
    )


def _style(index: int, line: Line) -> str:
    return "guide" if line.guide else f"line-{index}"


def _points(chart: Chart, line: Line) -> Iterator[str]:
    points = [(_across(chart.x, point.x), _up(chart.y, point.y)) for point in line.points]
    yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
    for (x, _), point in zip(points, line.points, strict=True):
        if point.interval:
            low, high = (_up(chart.y, bound) for bound in point.interval)
            yield f'<line class="whisker" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
    if not line.guide and len(points) <= _MARKED:
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points)


def _legend(lines: Sequence[Line]) -> Iterator[str]:
    x = float(_LEFT)
    for index, line in enumerate(lines):
        marker = "" if line.guide else f'<circle cx="{x + _KEY / 2:.1f}" cy="12" r="3.5"/>'
        yield (
            f'<g class="{_style(index, line)}"><line x1="{x:.1f}" x2="{x + _KEY:.1f}" y1="12" y2="12"/>{marker}</g>'
            f'<text x="{x + _KEY + 6:.1f}" y="16">{escape(line.name)}</text>'
        )
        x += _KEY + 22 + _LETTER * len(line.name)


def whisker(axis: Axis, value: float, interval: tuple[float, float] | None, reference: float) -> str:
    """Return a dot at `value` with a whisker over `interval`, on a strip as wide as the table cell that it is for.

    A thin line marks `reference`. The strip is hidden from screen readers, since the table has its numbers.
    """

    def at(number: float) -> str:
        share = (number - axis.low) / (axis.high - axis.low)
        return f"{min(max(share, 0), 1):.2%}"

    low, high = interval or (value, value)
    return (
        f'<svg class="strip" aria-hidden="true"><line class="grid" x1="{at(reference)}" x2="{at(reference)}" '
        f'y1="0" y2="100%"/><line class="whisker" x1="{at(low)}" x2="{at(high)}" y1="50%" y2="50%"/>'
        f'<circle cx="{at(value)}" cy="50%" r="3.5"/></svg>'
    )
