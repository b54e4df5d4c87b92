"""The table of places in the package, by their Arabic names: countries, their first-level divisions, regions, cities.

hasila/shipped/places says where the names come from; data/make_places.py writes them.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

PLACES = Path(__file__).parents[1] / "shipped/places/places.tsv.gz"
KnownKind = Literal["country", "division", "region", "city"]


@dataclass(frozen=True, slots=True)
class Division:
    """A first-level division: its ISO 3166-2 code («SY-HL»), else GeoNames' («SY.09»), and its Arabic name if known."""

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


_Row = Sequence[str]
_Divisions = Mapping[tuple[str, str], Division]


@dataclass(frozen=True)
class PlaceTable:
    """Places by the key of each of their names; countries by their levelled adjectives, and their capitals.

    `short` holds the country and the key of the full name by the key of a name that stands for it in that country only.
    """

    rows: Mapping[str, Sequence[_Row]]
    divisions: _Divisions
    adjectives: Mapping[str, str]
    capitals: Mapping[str, KnownPlace]
    short: Mapping[str, tuple[str, str]]
    countries: frozenset[str]

    def named(self, key: str) -> tuple[KnownPlace, ...]:
        """Return the places that have a name of this key, each once."""
        return tuple(dict.fromkeys(_place(row, self.divisions) for row in self.rows.get(key, ())))


def key_of(words: Sequence[str]) -> str:
    """Return what names are compared by, given levelled words: «دير الزور» and «ديرالزور» are one name."""
    return "".join(words)


@cache
def place_table() -> PlaceTable:
    """Return the table; it is read once, at the first call."""
    rows = [line.split("\t") for line in gzip.decompress(PLACES.read_bytes()).decode().splitlines()]
    divisions = _divisions(rows)
    return PlaceTable(
        _by_name(rows),
        divisions,
        {form: row[1] for row in rows if row[0] == "country" for form in _adjectives(row[3])},
        {row[1]: _place(row, divisions) for row in rows if row[0] == "city" and row[_CAPITAL]},
        {row[3]: (row[1], row[2]) for row in rows if row[0] == "short"},
        frozenset(row[1] for row in rows),
    )


_NAMES = {"country": 2, "division": 4, "region": 3, "city": 7}
_CAPITAL = 6
"""Columns of a row."""


def _by_name(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        names = _NAMES.get(row[0])
        for name in row[names].split("|") if names and row[names] else ():
            found[name].append(row)
    return found


def _adjectives(masculine: str) -> list[str]:
    return [form for stem in masculine.split("|") if stem for form in (stem, f"{stem}ه")]


def _divisions(rows: Iterable[_Row]) -> _Divisions:
    """Return the divisions by their country and their code: ISO's without the country, or a dot and GeoNames'."""
    found: dict[tuple[str, str], Division] = {}
    for kind, country, *columns in rows:
        if kind == "division":
            iso, geonames, _, *names = columns
            code = f"{country}-{iso}" if iso else f"{country}.{geonames}"
            found[country, f".{geonames}"] = found[country, iso] = Division(code, names[0] if names else None)
    return found


def _place(row: _Row, divisions: _Divisions) -> KnownPlace:
    kind, country, code, *columns = row
    if kind == "country":
        return KnownPlace("country", country)
    if kind == "division":
        return KnownPlace("division", country, divisions[country, code or f".{columns[0]}"])
    if kind == "region":
        return KnownPlace("region", country, divisions[country, code] if code else None)
    latitude, longitude, people, *_ = columns
    return KnownPlace("city", country, divisions.get((country, code)), float(latitude), float(longitude), int(people))
