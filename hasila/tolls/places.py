"""Where the place is that a toll names: its country, first-level division and degrees, from a table in the package."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Literal

import regex

from hasila.arabic.clitics import readings
from hasila.arabic.spelling import level
from hasila.arabic.words import is_symbol, split
from hasila.tolls.place_table import Division, KnownPlace, key_of, place_table
from hasila.tolls.place_words import (
    THE_COUNTRY,
    PlaceNoun,
    PlaceRelation,
    PlaceWording,
    is_adjective,
    is_generic,
    leads_to_container,
    qualifiers_end,
    wordings,
)

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
    scope = _scope_of((*mentions, *passage))
    for index, mention in enumerate(mentions):
        containers = _scope_of(mentions[index + 1 :])
        found = _resolved(mention, containers.countries, scope)
        if found:
            return replace(found, precision="near") if index and found.precision == "city" else found
    return None


@dataclass(frozen=True, slots=True)
class _Scope:
    """The countries and divisions that places of a text certainly lie in."""

    countries: AbstractSet[str] = frozenset()
    divisions: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    """A place of the table, and how the words put it."""

    place: KnownPlace
    noun: PlaceNoun
    relation: PlaceRelation


def _resolved(mention: str, within: AbstractSet[str], scope: _Scope) -> ResolvedPlace | None:
    found = _find(mention, within, scope)
    precision = _precision(found) if found else None
    if found is None or precision is None:
        return None
    place = found.place
    admin1 = None if precision == "country" else place.division
    point = _seat(place) if precision == "admin1" else place
    return ResolvedPlace(
        mention.strip(), place.country, admin1, point and point.latitude, point and point.longitude, precision
    )


def _precision(found: _Found) -> PlacePrecision | None:
    """Return how closely a place is known; None beside a country, as that is another one."""
    if found.place.kind == "city":
        return "city" if found.relation == "in" and found.noun in _SETTLED else "near"
    if found.relation == "near" and found.place.kind == "country":
        return None
    return "admin1" if found.place.division else "country"


_SETTLED = frozenset(["none", "town", "village", "capital"])


def _seat(division: KnownPlace) -> KnownPlace | None:
    """Return the city that has the name of a division and lies in it."""
    name = division.division.name if division.division else None
    cities = place_table().named(key_of(_words(name))) if name else ()
    return next((city for city in cities if city.kind == "city" and city.division == division.division), None)


def _scope_of(mentions: Iterable[str]) -> _Scope:
    """Return where the places lie that are certain without a text around them, or that another one bears out."""
    names = list(dict.fromkeys(mentions))
    certain = [found.place for name in names if (found := _certain(name))]
    only = {found.place for name in names if (found := _only(name))}
    borne_out = Counter(place.country for place in only)
    towns = {place.country for place in only if place.people >= _TOWN}
    countries = {place.country for place in certain} | {country for country in towns if borne_out[country] > 1}
    told_together = {other for country, other in _TOLD_TOGETHER if country in countries}
    divisions = frozenset(place.division.code for place in (*certain, *only) if place.division)
    return _Scope(frozenset(countries | told_together), divisions)


_TOWN = 5_000
"""The fewest people of a place known in one country only that, with another such place, says what a text tells of."""
_TOLD_TOGETHER = (("IL", "PS"), ("PS", "IL"))
"""Jerusalem says that a text may be about either."""


@lru_cache(maxsize=1 << 12)
def _certain(mention: str) -> _Found | None:
    """Return the place that a mention names in any text."""
    return _find(mention, frozenset(), _Scope())


@lru_cache(maxsize=1 << 12)
def _only(mention: str) -> _Found | None:
    """Return the place that a mention names if only one country has a place of that name."""
    return _find(mention, frozenset(), _Scope(place_table().countries))


def _find(mention: str, within: AbstractSet[str], scope: _Scope) -> _Found | None:
    words = _words(mention)
    if not words:
        return None
    if key_of(words) in place_table().rows and (found := _in_wordings(words, within, scope)):
        return found
    for form in _without_clitics(words):
        if found := _in_wordings(form, within, scope):
            return found
    return None


def _words(mention: str) -> tuple[str, ...]:
    forms = (level(word.folded) for word in split(mention) if word.folded and not is_symbol(word.folded))
    return tuple(form for form in forms if form)


def _without_clitics(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    first, *others = words
    known = first in place_table().rows
    for clitics, rest in readings(first):
        if not clitics or (len(rest) >= _SHORTEST and not known):
            yield (rest, *others)


_SHORTEST = 2
"""The fewest letters of a word that remains without its clitics."""


def _in_wordings(words: Sequence[str], within: AbstractSet[str], scope: _Scope) -> _Found | None:
    for wording in wordings(words):
        if found := _named(wording, within, scope) or _by_country(wording, scope):
            return found
    return _container(words, within, scope)


def _container(words: Sequence[str], within: AbstractSet[str], scope: _Scope) -> _Found | None:
    """Return what the words say the place is in, where its own name is not known."""
    for index in range(1, len(words)):
        inner = leads_to_container(words, index)
        if inner:
            found = _in_wordings(inner, within, scope)
            return found and replace(found, relation="near" if found.place.kind == "city" else found.relation)
    return None


def _by_country(wording: PlaceWording, scope: _Scope) -> _Found | None:
    """Return the country of «الأراضي السورية» and the capital of «العاصمة السورية»; so too «البلاد» and «العاصمة».

    The last two are those of the only country that the text tells of.
    """
    country = _country_of(wording, scope)
    if country is None or wording.noun == "border":
        return None
    if wording.noun == "capital":
        capital = place_table().capitals.get(country)
        return capital and _Found(capital, "capital", wording.relation)
    return _Found(KnownPlace("country", country), "none", wording.relation)


def _country_of(wording: PlaceWording, scope: _Scope) -> str | None:
    if wording.rest == (THE_COUNTRY,) or (wording.noun == "capital" and not wording.rest):
        return next(iter(scope.countries)) if len(scope.countries) == 1 else None
    if len(wording.rest) == 1 and (wording.land or wording.noun == "capital"):
        return place_table().adjectives.get(wording.rest[0].removeprefix("ال"))
    return None


def _named(wording: PlaceWording, within: AbstractSet[str], scope: _Scope) -> _Found | None:
    """Return the place whose name the words begin with, the longest name first."""
    if wording.noun in {"building", "part", "border"} or not wording.rest:
        return None
    for clitic_free in _name_forms(wording):
        for end in range(len(clitic_free), 0, -1):
            name, tail = clitic_free[:end], clitic_free[end:]
            candidates = _candidates(name, wording, scope)
            if candidates and (told := _told(tail, wording.noun, within, scope)) is not None:
                place = _choose(name, candidates, wording, told or within, scope)
                if place:
                    relation = "near" if wording.inner and wording.relation == "in" else wording.relation
                    return _Found(place, wording.noun, relation)
                return None
    return None


def _name_forms(wording: PlaceWording) -> Iterator[tuple[str, ...]]:
    yield wording.rest
    first = wording.rest[0]
    if (wording.noun != "none" or wording.relation != "in" or wording.land) and first.startswith("ل"):
        yield (first[1:], *wording.rest[1:])
        if first.startswith("لل"):
            yield (f"ا{first[1:]}", *wording.rest[1:])


def _candidates(name: Sequence[str], wording: PlaceWording, scope: _Scope) -> tuple[KnownPlace, ...]:
    table = place_table()
    key = key_of(name)
    if key in table.short and table.short[key][0] in scope.countries:
        return table.named(table.short[key][1])
    if len(name) == 1 and (name[0] == THE_COUNTRY or (is_generic(name[0]) and wording.noun != "division")):
        return ()
    return tuple(place for place in table.named(key) if _fits(place, wording.noun))


def _fits(place: KnownPlace, noun: PlaceNoun) -> bool:
    village_in_division = place.kind == "region" and place.division is not None
    if noun in {"town", "capital", "gate", "camp"}:
        return place.kind == "city" or village_in_division
    if noun == "village":
        return (place.kind == "city" and place.people < _LARGEST_VILLAGE) or village_in_division
    return place.kind != "country" or noun in {"none", "rural"}


_LARGEST_VILLAGE = 50_000


def _told(
    tail: Sequence[str], noun: PlaceNoun, within: AbstractSet[str], scope: _Scope
) -> AbstractSet[str] | None:
    """Return the countries that the words behind a name allow (none: all), or None if the name goes on."""
    rest = tail[qualifiers_end(tail) :]
    if not rest:
        return frozenset()
    country = place_table().adjectives.get(rest[0].removeprefix("ال")) if rest[0].startswith("ال") else None
    if country:
        return frozenset([country])
    if noun != "none" and len(rest) == 1 and is_adjective(rest[0]):
        return frozenset()
    inner = leads_to_container(rest, 0)
    if inner is None and rest[0].startswith("ب"):
        inner = (rest[0][1:], *rest[1:])
    found = _in_wordings(inner, within, scope) if inner else None
    return frozenset([found.place.country]) if found else None


def _choose(
    name: Sequence[str],
    candidates: Sequence[KnownPlace],
    wording: PlaceWording,
    within: AbstractSet[str],
    scope: _Scope,
) -> KnownPlace | None:
    """Return the one place that the noun, the containers and the text allow."""
    countries = [place for place in candidates if place.kind == "country"]
    others = [place for place in candidates if place.country not in {country.country for country in countries}]
    if countries and all(place.people < _WELL_KNOWN for place in others):
        return countries[0]
    allowed = within or scope.countries
    near = [place for place in candidates if place.country in allowed]
    if not within and len({place.country for place in near}) != 1:
        near = [] if countries or all(map(is_generic, name)) else _well_known(near or candidates, wording.noun)
    return next((place for place in near if place.kind == "country"), None) or _one(near, wording.noun, scope)


def _well_known(candidates: Sequence[KnownPlace], noun: PlaceNoun) -> list[KnownPlace]:
    """Return the candidates that need no text around them: large cities, capitals, names of divisions and regions."""
    if noun in {"village", "camp", "gate"}:
        return []
    divisions = {place.country for place in candidates if place.kind in {"division", "region"}}
    people = {country: _people(candidates, country) for country in {place.country for place in candidates}}
    largest, *others = sorted(people, key=lambda country: -people[country])
    most, next_most = people[largest], max((people[country] for country in others), default=0)
    capital = place_table().capitals.get(largest) in candidates
    if (capital or most >= _WELL_KNOWN) and most >= _DOMINANT * next_most:
        return [place for place in candidates if place.country == largest]
    if len(divisions) == 1 and (noun == "division" or most < _TOWN or divisions == {largest}):
        return [place for place in candidates if place.country in divisions]
    return []


def _people(candidates: Sequence[KnownPlace], country: str) -> int:
    return max(place.people for place in candidates if place.country == country)


_WELL_KNOWN = 300_000
_DOMINANT = 10
"""How many times the people of the next a place must have, so that its name means it."""


def _one(candidates: Sequence[KnownPlace], noun: PlaceNoun, scope: _Scope) -> KnownPlace | None:
    if len({place.country for place in candidates}) > 1:
        return None
    by_kind = {
        kind: list(group)
        for kind, group in groupby(sorted(candidates, key=lambda place: place.kind), key=lambda place: place.kind)
    }
    cities, divisions = by_kind.get("city", []), by_kind.get("division", []) + by_kind.get("region", [])
    if not divisions:
        return _one_city(cities, scope)
    if noun in {"division", "rural"} or not cities or (noun == "district" and _called_district(divisions[0])):
        return divisions[0] if len(divisions) == 1 else None
    city = _one_city(cities, scope)
    village = city and city.people < _LARGER_THAN_ITS_NAMESAKE and city.division != divisions[0].division
    return divisions[0] if city is None or village else city


_LARGER_THAN_ITS_NAMESAKE = 100_000
"""The fewest people of a city that its bare name means, where a division elsewhere in the country is called so."""


def _called_district(division: KnownPlace) -> bool:
    """Say whether first-level divisions of the country are called «منطقة»."""
    return division.country in {"SA", "UA", "RU", "ML", "NE", "BF"} or division.kind == "region"


def _one_city(cities: Sequence[KnownPlace], scope: _Scope) -> KnownPlace | None:
    ranked = sorted(cities, key=lambda city: -city.people)
    told = [city for city in ranked if city.division and city.division.code in scope.divisions]
    for group in (ranked, told):
        if len(group) == 1:
            return group[0]
        if len(group) > 1 and (group[0].people >= _DOMINANT * max(group[1].people, _FEWEST) or _same_spot(group)):
            return group[0]
    return None


_FEWEST = 500


def _same_spot(cities: Sequence[KnownPlace]) -> bool:
    first = cities[0]
    return all(
        abs((city.latitude or 0) - (first.latitude or 0)) < _SPOT
        and abs((city.longitude or 0) - (first.longitude or 0)) < _SPOT
        for city in cities
    )


_SPOT = 0.1
"""Degrees within which two places of a name are taken as one."""
