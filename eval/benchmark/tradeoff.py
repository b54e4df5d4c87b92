"""F1 against words per second, as a picture: a panel for each corpus, a point for each system."""

from collections.abc import Iterator, Sequence
from statistics import mean
from typing import TYPE_CHECKING

from eval.benchmark.leaderboard import LeaderboardEntry
from eval.benchmark.picture import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_PLACES = [
    (distance * right, distance * up)
    for distance in (8, 16, 26, 38, 52, 68)
    for right, up in ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1))
]
"""The positions of a name beside its point, in typographic points, the nearest first."""
_MARKER = 4
"""Half of a marker's width, in pixels."""


def draw(entries: Sequence[LeaderboardEntry]) -> "Figure":
    """Return the picture of the systems whose speed was measured."""
    corpora = list(dict.fromkeys(entry.corpus for entry in entries))
    figure = new_figure(5.6 * len(corpora), 4.4)
    for index, corpus in enumerate(corpora, start=1):
        axes = figure.add_subplot(1, len(corpora), index)
        _draw_points(axes, [entry for entry in entries if entry.corpus == corpus])
        axes.set_title(corpus)
    figure.draw_without_rendering()  # names are placed by positions, which the layout changes
    for axes, corpus in zip(figure.axes, corpora, strict=True):
        _draw_names(axes, [entry for entry in entries if entry.corpus == corpus])
    return figure


def _points(entries: Sequence[LeaderboardEntry]) -> Iterator[tuple[float, float, LeaderboardEntry]]:
    """Yield words per second, F1 in points, and the entry."""
    for entry in entries:
        if entry.cost.speed:
            yield entry.cost.speed.batched.median, mean(entry.by_seed) * 100, entry


def _draw_points(axes: "Axes", entries: Sequence[LeaderboardEntry]) -> None:
    for index, (rate, f1, entry) in enumerate(_points(entries)):
        low, high = _interval(entry)
        axes.plot([rate, rate], [low, high], color=f"C{index}")
        axes.plot([rate], [f1], marker="o", color=f"C{index}")
    axes.set_xscale("log")
    axes.margins(x=0.25, y=0.1)
    axes.set_xlabel("words a second, in batches")
    axes.set_ylabel("strict micro F1, 95 % interval")
    axes.grid(visible=True, alpha=0.3)


def _interval(entry: LeaderboardEntry) -> tuple[float, float]:
    """Return the interval in points, or the F1 itself if there is none."""
    f1 = mean(entry.by_seed)
    low, high = entry.scores["micro"]["strict"].interval or (f1, f1)
    return 100 * low, 100 * high


def _draw_names(axes: "Axes", entries: Sequence[LeaderboardEntry]) -> None:
    """Write each system's name in the nearest place where it covers no other name and no interval."""
    taken = [_around(axes, rate, _interval(entry)) for rate, _, entry in _points(entries)]
    for index, (rate, f1, entry) in enumerate(_points(entries)):
        name = axes.annotate(
            entry.system,
            (rate, f1),
            (0, 0),
            textcoords="offset points",
            fontsize="small",
            color=f"C{index}",
        )
        for right, up in _PLACES:
            name.xyann = (right, up)
            name.set_horizontalalignment("left" if right > 0 else "right" if right else "center")
            name.set_verticalalignment("bottom" if up > 0 else "top" if up else "center")
            box = name.get_window_extent()
            inside = axes.bbox.containsx(box.x0) and axes.bbox.containsx(box.x1) and axes.bbox.containsy(box.y1)
            if inside and not any(box.overlaps(other) for other in taken):
                break
        taken.append(box)


def _around(axes: "Axes", rate: float, interval: tuple[float, float]) -> "Bbox":
    from matplotlib.transforms import Bbox  # noqa: PLC0415 - matplotlib takes a second

    (x, bottom), (_, top) = axes.transData.transform([(rate, bound) for bound in interval])
    return Bbox.from_extents(x - _MARKER, bottom - _MARKER, x + _MARKER, top + _MARKER)
