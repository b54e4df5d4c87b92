"""Write the outlines on the page's map: python data/make_outlines.py ATLAS, ATLAS being world-atlas's file.

`npm pack world-atlas@2.0.2` brings ATLAS, Natural Earth's countries at 1:110m; `pip install --group places` brings
babel, which knows the two letters of a country's number. The same file gives the same bytes.
"""  # noqa: INP001

import hashlib
import json
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

FOLDER = Path(__file__).parents[1] / "hasila/service/page/outlines"
UNIT = 100
"""How many steps of the drawing a degree has: degrees are rounded to a hundredth, a pixel at the closest."""

Point = tuple[int, int]
"""Steps to the east of Greenwich, and to the south of the equator, as drawings count."""
Arc = Sequence[Point]
Ring = Sequence[int]
"""Which arcs a line goes along; ~arc where it goes backwards."""


def main(atlas: Path) -> None:
    """Write the outlines and the checksums of their folder."""
    with tarfile.open(atlas) as file:
        topology = json.load(file.extractfile("package/countries-110m.json"))  # type: ignore[arg-type] # it is there
    text = json.dumps(outlines(topology), ensure_ascii=False, separators=(",", ":"))
    (FOLDER / "outlines.json").write_text(f"{text}\n", encoding="utf-8")
    files = sorted(path for path in FOLDER.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (FOLDER / "SHA256SUMS").write_text(sums, encoding="utf-8")


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the land and the borders as SVG paths in steps, and where the name of each country stands."""
    arcs = [[*degrees_of(arc, topology["transform"])] for arc in topology["arcs"]]
    land = [ring for one in topology["objects"]["land"]["geometries"] for ring in rings(one)]
    coast = {either_way(arc) for ring in land for arc in ring}
    return {
        "unit": UNIT,
        "land": "".join(path(along(ring, arcs), closed=True) for ring in land),
        "borders": "".join(path(arc) for index, arc in enumerate(arcs) if index not in coast),
        "countries": {
            code: middle(max((along(ring, arcs) for ring in rings(country)), key=area))
            for country in topology["objects"]["countries"]["geometries"]
            if (code := letters(country.get("id")))
        },
    }


def degrees_of(arc: Iterable[Sequence[int]], transform: dict[str, Sequence[float]]) -> Iterator[Point]:
    """Yield the points of an arc, which the file holds as whole numbers, each as it differs from the one before."""
    (wide, tall), (west, south) = transform["scale"], transform["translate"]
    for east, north in accumulate(arc, lambda at, by: (at[0] + by[0], at[1] + by[1])):
        yield round((east * wide + west) * UNIT), -round((north * tall + south) * UNIT)


def rings(geometry: dict[str, Any]) -> list[Ring]:
    """Return the rings of a country or of the land."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def either_way(arc: int) -> int:
    """Return which arc is meant, whichever way it goes."""
    return arc if arc >= 0 else ~arc


def along(ring: Ring, arcs: Sequence[Arc]) -> list[Point]:
    """Return the points along a ring; each arc ends where the next begins."""
    parts = [arcs[arc] if arc >= 0 else [*reversed(arcs[~arc])] for arc in ring]
    return [point for part in parts for point in part[:-1]]


def path(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return points as an SVG path of relative lines; rounding may have made neighbours one, which are left out."""
    start, *_ = points
    steps = [(east - x, south - y) for (x, y), (east, south) in pairwise(points)]
    lines = "".join(f"{east}{'' if south < 0 else ' '}{south} " for east, south in steps if east or south)
    return f"M{start[0]} {start[1]}l{lines.strip()}{'z' if closed else ''}" if lines else ""


def area(ring: Sequence[Point]) -> float:
    """Return the area within a ring in square steps."""
    return abs(sum(x * south - east * y for (x, y), (east, south) in pairwise([*ring, ring[0]]))) / 2


def middle(ring: Sequence[Point]) -> Point:
    """Return the point within a ring at which a name stands: in the middle of the widest of the lines across it."""
    souths = sorted(south for _, south in ring)
    low, high = souths[0], souths[-1]
    levels = [low + (high - low) * part / 16 + 0.5 for part in range(5, 12)]
    west, east, south = max((span for level in levels for span in across(ring, level)), key=lambda one: one[1] - one[0])
    return round((west + east) / 2), round(south)


def across(ring: Sequence[Point], level: float) -> Iterator[tuple[float, float, float]]:
    """Yield the stretches (west, east, level) in which a line from west to east lies within a ring."""
    sides = pairwise([*ring, ring[0]])
    crossed = [(x, y, east, south) for (x, y), (east, south) in sides if (y < level) != (south < level)]
    cuts = sorted(x + (level - y) * (east - x) / (south - y) for x, y, east, south in crossed)
    for west, east in zip(cuts[::2], cuts[1::2], strict=True):
        yield west, east, level


def letters(number: str | None) -> str | None:
    """Return the two letters of a country by its number in ISO 3166; None for what has no number there."""
    known = get_global("territory_aliases").get(number or "", ())
    return known[0] if len(known) == 1 else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
