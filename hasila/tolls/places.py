"""Where the place is that a toll names: its country, first-level division and degrees, from a table in the package."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import regex

from hasila.tolls.place_choice import TOWN, PlaceScope
from hasila.tolls.place_search import FoundPlace, find_place, words_of_place
from hasila.tolls.place_table import Division, KnownPlace, key_of, place_table

PlacePrecision = Literal["city", "near", "admin1", "country"]
"""How closely a place is known; a table of names never knows the exact spot.

| here | what is known | UCDP where_prec | ACLED geo_precision |
|---|---|---:|---:|
| city | the town or village itself, or within it | 1 | 1 |
| near | a side or the surroundings of the town, or an unknown place that the text puts there | 2 | 2 |
| admin1 | the first-level division | 4 | 3 |
| country | the country, or a part that is no division | 6 | none: ACLED has no such events |

UCDP's 3 (second-level division), 5 (a line or a part of a country) and 7 (international waters) are never claimed.
"""


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """A place: its name as the text words it, country (ISO 3166 alpha-2), division, degrees north and east, precision.

    A division's degrees are those of the city of its name, if there is one; a country has none. The table follows
    GeoNames in whose territory a place is. Raises ValueError for impossible values.
    """

    name: str
    country: str
    admin1: Division | None
    latitude: float | None
    longitude: float | None
    precision: PlacePrecision

    def __post_init__(self) -> None:
        if not self.name or not _COUNTRY.fullmatch(self.country):
            raise ValueError(f"{self.name!r} in {self.country!r} is no place in a country")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("degrees north and degrees east go together")
        if not (-90 <= (self.latitude or 0) <= 90 and -180 <= (self.longitude or 0) <= 180):  # noqa: PLR2004 - degrees
            raise ValueError(f"{self.latitude}, {self.longitude} is not on the globe")
        if (self.precision == "country" and self.admin1) or (self.precision == "admin1" and not self.admin1):
            raise ValueError(f"{self.admin1} does not go with the precision {self.precision}")
        if self.precision in {"city", "near"} and self.latitude is None:
            raise ValueError(f"a place known as {self.precision} has degrees")


_COUNTRY = regex.compile("[A-Z]{2}")


def resolve_place(mentions: Sequence[str], passage: Sequence[str] = ()) -> ResolvedPlace | None:
    """Return the place that `mentions` name, the words of a toll's place from the innermost outwards, or None.

    `passage` holds every place that the text names: they say which of several countries a name is in. A name that is
    only known in other countries is taken if it is a city of at least 300,000 people; an ambiguous one never is. Where
    the innermost mention is not known, the next one that contains it is taken.

    >>> place = resolve_place(["حي الياسمين", "حلب"], ["سوريا", "حلب", "حي الياسمين"])
    >>> place.country, place.admin1.code, place.precision
    ('SY', 'SY-HL', 'near')
    """
    scope = _scope_of(frozenset((*mentions, *passage)))
    for index, mention in enumerate(mentions):
        containers = _scope_of(frozenset(mentions[index + 1 :]))
        found = _resolved(mention, containers.countries, scope)
        if found:
            return replace(found, precision="near") if index and found.precision == "city" else found
    return None


@lru_cache(maxsize=1 << 10)
def _resolved(mention: str, within: frozenset[str], scope: PlaceScope) -> ResolvedPlace | None:
    found = find_place(mention, within, scope)
    precision = _precision(found) if found else None
    if found is None or precision is None:
        return None
    place = found.place
    admin1 = None if precision == "country" else place.division
    point = _seat(place) if precision == "admin1" else place
    degrees = (point.latitude, point.longitude) if point else (None, None)
    return ResolvedPlace(mention.strip(), place.country, admin1, *degrees, precision)


def _precision(found: FoundPlace) -> PlacePrecision | None:
    """Return how closely a place is known; None beside a country, as that is another one."""
    if found.place.kind == "city":
        return "city" if found.relation == "in" and found.noun in _SETTLED else "near"
    if found.relation == "near" and found.place.kind == "country":
        return None
    return "admin1" if found.place.division else "country"


_SETTLED = frozenset(["none", "town", "quarters", "village", "capital"])


def _seat(division: KnownPlace) -> KnownPlace | None:
    """Return the city that has the name of a division and lies in it."""
    name = division.division.name if division.division else None
    cities = place_table().named(key_of(words_of_place(name))) if name else ()
    return next((city for city in cities if city.kind == "city" and city.division == division.division), None)


@lru_cache(maxsize=1 << 8)  # the tolls of a text share it
def _scope_of(names: frozenset[str]) -> PlaceScope:
    """Return where the places lie that are certain without a text around them, or that another one bears out."""
    certain = [found.place for name in names if (found := _certain(name))]
    only = {found.place for name in names if (found := _only(name))}
    borne_out = Counter(place.country for place in only)
    towns = {place.country for place in only if place.people >= TOWN}
    countries = {place.country for place in certain} | {country for country in towns if borne_out[country] > 1}
    told_together = {other for country, other in _TOLD_TOGETHER if country in countries}
    divisions = frozenset(place.division.code for place in (*certain, *only) if place.division)
    return PlaceScope(frozenset(countries | told_together), divisions)


_TOLD_TOGETHER = (("IL", "PS"), ("PS", "IL"))
"""Jerusalem says that a text may be about either."""


@lru_cache(maxsize=1 << 12)
def _certain(mention: str) -> FoundPlace | None:
    """Return the place that a mention names in any text."""
    return find_place(mention, frozenset(), PlaceScope())


@lru_cache(maxsize=1 << 12)
def _only(mention: str) -> FoundPlace | None:
    """Return the place that a mention names if only one country has a place of that name."""
    return find_place(mention, frozenset(), PlaceScope(place_table().countries))
