"""The table of places in the package, by their Arabic names: countries, their first-level divisions, regions, cities.

hasila/shipped/places says where the names come from; data/make_places.py writes them.
"""

import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from hasila.arabic.spelling import level

PLACES = Path(__file__).parents[1] / "shipped/places/places.tsv.gz"
KnownKind = Literal["country", "division", "region", "city"]


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division: its ISO 3166-2 code («SY-HL»), else GeoNames' («SY.09»), and its Arabic name, if known."""

    code: str
    name: str | None


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the table. `people` is 0 where nobody has counted; degrees are there for cities alone."""

    kind: KnownKind
    country: str
    division: Division | None = None
    latitude: float | None = None
    longitude: float | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """Places by the key of each of their names; countries by their levelled adjectives, and their capitals.

    `short` holds the key of the full name, and its country, by that of a name that stands for it in that country only.
    """

    places: Mapping[str, tuple[KnownPlace, ...]]
    adjectives: Mapping[str, str]
    capitals: Mapping[str, KnownPlace]
    short: Mapping[str, tuple[str, str]]


def key_of(words: Sequence[str]) -> str:
    """Return what names are compared by, given levelled words: «دير الزور» and «ديرالزور» are one name."""
    return "".join(words)


@cache
def place_table() -> PlaceTable:
    """Return the table; it is read once, at the first call."""
    rows = [line.split("\t") for line in gzip.decompress(PLACES.read_bytes()).decode().splitlines()]
    divisions = _divisions(rows)
    places: dict[str, list[KnownPlace]] = defaultdict(list)
    capitals: dict[str, KnownPlace] = {}
    for row in rows:
        place = _place(row, divisions)
        if place:
            for name in _names(row[_NAMES[place.kind]]):
                places[name].append(place)
            if place.kind == "city" and row[_CAPITAL]:
                capitals[place.country] = place
    return PlaceTable(
        {name: tuple(dict.fromkeys(found)) for name, found in places.items()},
        {form: row[1] for row in rows if row[0] == "country" for form in _adjectives(row[3])},
        capitals,
        {name: (row[1], *_names(row[2])) for row in rows if row[0] == "short" for name in _names(row[3])},
    )


_NAMES: Mapping[KnownKind, int] = {"country": 2, "division": 4, "region": 3, "city": 7}
_CAPITAL = 6
"""Columns of a row."""


def _names(joined: str) -> list[str]:
    return level(joined).replace(" ", "").replace("-", "").split("|") if joined else []


def _adjectives(joined: str) -> list[str]:
    masculine = level(joined).split("|") if joined else []
    return [form for stem in masculine for form in (stem, f"{stem}ه")]


_Divisions = Mapping[tuple[str, str], Division]


def _divisions(rows: Sequence[Sequence[str]]) -> _Divisions:
    """Return the divisions by their country and their code, ISO's without the country or GeoNames'."""
    found: dict[tuple[str, str], Division] = {}
    for kind, country, *columns in rows:
        if kind == "division":
            iso, geonames, names = columns
            code = f"{country}-{iso}" if iso else f"{country}.{geonames}"
            found[country, f".{geonames}"] = found[country, iso] = Division(code, names.partition("|")[0] or None)
    return found


def _place(row: Sequence[str], divisions: _Divisions) -> KnownPlace | None:
    kind, country, code, *columns = row
    if kind == "country":
        return KnownPlace("country", country)
    if kind == "division":
        return KnownPlace("division", country, divisions[country, code or f".{columns[0]}"])
    if kind == "region":
        return KnownPlace("region", country, divisions[country, code] if code else None)
    if kind == "city":
        latitude, longitude, people, *_ = columns
        division = divisions.get((country, code))
        return KnownPlace("city", country, division, float(latitude), float(longitude), int(people))
    return None
