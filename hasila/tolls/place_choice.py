"""Which of the places of a name is meant: by what it is called, what contains it, and what else the text names."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hasila.tolls.place_table import KnownPlace, place_table
from hasila.tolls.place_words import PlaceNoun, is_generic

TOWN = 5_000
"""The fewest people of a town."""


@dataclass(frozen=True, slots=True)
class PlaceScope:
    """The countries and the codes of divisions that a text tells of."""

    countries: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()


def choose_place(
    name: Sequence[str],
    candidates: Sequence[KnownPlace],
    noun: PlaceNoun,
    within: AbstractSet[str],
    scope: PlaceScope,
) -> KnownPlace | None:
    """Return the one of `candidates`, places called `name`, that the words allow, or None.

    `noun` is what the place is called, `within` the countries of what contains it (none: unknown).
    """
    countries = [place for place in candidates if place.kind == "country"]
    others = [place for place in candidates if place.country not in {country.country for country in countries}]
    if countries and all(place.people < _WELL_KNOWN for place in others):
        return countries[0]
    allowed = within or scope.countries
    near = [place for place in candidates if place.country in allowed]
    if not within and len({place.country for place in near}) != 1:
        near = [] if countries or all(map(is_generic, name)) else _well_known(near or candidates, noun)
    return next((place for place in near if place.kind == "country"), None) or _one(near, noun, scope)


def _well_known(candidates: Sequence[KnownPlace], noun: PlaceNoun) -> list[KnownPlace]:
    """Return the candidates that need no text around them: large cities, capitals, names of divisions and regions."""
    if noun in {"village", "camp", "gate"}:
        return []
    people = {country: _people(candidates, country) for country in {place.country for place in candidates}}
    largest, *others = sorted(people, key=lambda country: -people[country])
    most, next_most = people[largest], max((people[country] for country in others), default=0)
    capital = place_table().capitals.get(largest) in candidates
    if (capital or most >= _WELL_KNOWN) and most >= _DOMINANT * next_most:
        return [place for place in candidates if place.country == largest]
    divided = {place.country for place in candidates if place.kind in {"division", "region"}}
    elsewhere = max((count for country, count in people.items() if country not in divided), default=0)
    if len(divided) == 1 and (noun == "division" or elsewhere < TOWN):
        return [place for place in candidates if place.country in divided]
    return []


def _people(candidates: Sequence[KnownPlace], country: str) -> int:
    return max(place.people for place in candidates if place.country == country)


_WELL_KNOWN = 300_000
"""The fewest people of a city that a text need not prepare for."""
_DOMINANT = 10
"""How many times the people of the next a place must have, so that its name means it."""


def _one(candidates: Sequence[KnownPlace], noun: PlaceNoun, scope: PlaceScope) -> KnownPlace | None:
    if len({place.country for place in candidates}) > 1:
        return None
    city = _one_city([place for place in candidates if place.kind == "city"], scope)
    divisions = [place for place in candidates if place.kind in {"division", "region"}]
    if not divisions or (city and _means_city(city, divisions[0], noun)):
        return city
    return divisions[0] if len(divisions) == 1 else None


def _means_city(city: KnownPlace, division: KnownPlace, noun: PlaceNoun) -> bool:
    """Say whether a name that a city and a division have means the city: bare, it does, unless that is a namesake."""
    if noun in {"division", "rural"} or (noun == "district" and _called_district(division)):
        return False
    return city.people >= _LARGER_THAN_ITS_NAMESAKE or city.division == division.division


_LARGER_THAN_ITS_NAMESAKE = 100_000
"""The fewest people of a city that its bare name means, where a division elsewhere in the country is called so."""


def _called_district(division: KnownPlace) -> bool:
    """Say whether first-level divisions of the country are called «منطقة»."""
    return division.country in _DISTRICTS or division.kind == "region"


_DISTRICTS = frozenset(["SA", "UA", "RU", "ML", "NE", "BF"])


def _one_city(cities: Sequence[KnownPlace], scope: PlaceScope) -> KnownPlace | None:
    ranked = sorted(cities, key=lambda city: -city.people)
    told = [city for city in ranked if city.division and city.division.code in scope.divisions]
    for group in (ranked, told):
        if len(group) == 1:
            return group[0]
        if len(group) > 1 and (group[0].people >= _DOMINANT * max(group[1].people, _FEWEST) or _same_spot(group)):
            return group[0]
    return None


_FEWEST = 500
"""People of a place that nobody has counted."""


def _same_spot(cities: Sequence[KnownPlace]) -> bool:
    first = cities[0]
    return all(
        abs((city.latitude or 0) - (first.latitude or 0)) < _SPOT
        and abs((city.longitude or 0) - (first.longitude or 0)) < _SPOT
        for city in cities
    )


_SPOT = 0.1
"""Degrees within which two places of a name are taken as one."""
