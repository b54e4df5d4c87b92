"""The place that a mention names, found in the table by the words that remain without nouns and clitics."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

from hasila.arabic.clitics import readings
from hasila.arabic.spelling import level
from hasila.arabic.words import is_symbol, split
from hasila.tolls.place_choice import PlaceScope, choose_place
from hasila.tolls.place_table import KnownPlace, key_of, place_table
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


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place of the table, and how the words put it."""

    place: KnownPlace
    noun: PlaceNoun
    relation: PlaceRelation


def find_place(mention: str, within: AbstractSet[str], scope: PlaceScope) -> FoundPlace | None:
    """Return the place that a mention names, or what it says contains it, or None.

    `within` holds the countries of what is known to contain it (none: unknown), `scope` those that the text tells of.
    """
    words = words_of_place(mention)
    if not words:
        return None
    if key_of(words) in place_table().rows and (found := _in_wordings(words, within, scope)):
        return found
    for form in _without_clitics(words):
        if found := _in_wordings(form, within, scope):
            return found
    return None


def words_of_place(mention: str) -> tuple[str, ...]:
    """Return the first words of a mention, levelled; no name is longer."""
    forms = (level(word.folded) for word in split(mention) if word.folded and not is_symbol(word.folded))
    return tuple(islice(filter(None, forms), _LONGEST))


_LONGEST = 16
"""Words of a mention that are looked at."""


def _without_clitics(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    first, *others = words
    known = first in place_table().rows
    for clitics, rest in readings(first):
        if not clitics or (len(rest) >= _SHORTEST and not known):
            yield (rest, *others)


_SHORTEST = 2
"""The fewest letters of a word that remains without its clitics."""


def _in_wordings(words: Sequence[str], within: AbstractSet[str], scope: PlaceScope) -> FoundPlace | None:
    for wording in wordings(words):
        if found := _named(wording, within, scope) or _by_country(wording, scope):
            return found
    return _container(words, within, scope)


def _container(words: Sequence[str], within: AbstractSet[str], scope: PlaceScope) -> FoundPlace | None:
    """Return what the words say the place is in, where its own name is not known."""
    for index in range(1, len(words)):
        inner = leads_to_container(words, index)
        if inner:
            found = _in_wordings(inner, within, scope)
            return found and replace(found, relation="near" if found.place.kind == "city" else found.relation)
    return None


def _by_country(wording: PlaceWording, scope: PlaceScope) -> FoundPlace | None:
    """Return the country of «الأراضي السورية» and the capital of «العاصمة السورية»; so too «البلاد» and «العاصمة».

    The last two are those of the only country that the text tells of.
    """
    country = _country_of(wording, scope)
    if country is None or wording.noun == "border":
        return None
    if wording.noun == "capital":
        capital = place_table().capitals.get(country)
        return FoundPlace(capital, "capital", wording.relation) if capital else None
    return FoundPlace(KnownPlace("country", country), "none", wording.relation)


def _country_of(wording: PlaceWording, scope: PlaceScope) -> str | None:
    if wording.rest == (THE_COUNTRY,) or (wording.noun == "capital" and not wording.rest):
        return next(iter(scope.countries)) if len(scope.countries) == 1 else None
    if len(wording.rest) == 1 and (wording.land or wording.noun == "capital"):
        return place_table().adjectives.get(wording.rest[0].removeprefix("ال"))
    return None


def _named(wording: PlaceWording, within: AbstractSet[str], scope: PlaceScope) -> FoundPlace | None:
    """Return the place whose name the words begin with, the longest name first."""
    if wording.noun in {"building", "part", "border"} or not wording.rest:
        return None
    for name, tail in _names(wording):
        candidates = _candidates(name, wording, scope)
        told = _told(tail, wording.noun, within, scope) if candidates else None
        if told is not None:
            place = choose_place(name, candidates, wording.noun, told or within, scope)
            relation = "near" if wording.inner and wording.relation == "in" else wording.relation
            return FoundPlace(place, wording.noun, relation) if place else None
    return None


def _names(wording: PlaceWording) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield each beginning of the words as a name, the longest first, and the words behind it."""
    for words in _name_forms(wording):
        for end in range(len(words), 0, -1):
            yield words[:end], words[end:]


def _name_forms(wording: PlaceWording) -> Iterator[tuple[str, ...]]:
    yield wording.rest
    first = wording.rest[0]
    if (wording.noun != "none" or wording.relation != "in" or wording.land) and first.startswith("ل"):
        yield (first[1:], *wording.rest[1:])
        if first.startswith("لل"):
            yield (f"ا{first[1:]}", *wording.rest[1:])


def _candidates(name: Sequence[str], wording: PlaceWording, scope: PlaceScope) -> tuple[KnownPlace, ...]:
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
    if noun == "quarters":
        return place.kind == "city" and place.people >= _LARGEST_VILLAGE
    return place.kind != "country" or noun in {"none", "rural"}


_LARGEST_VILLAGE = 50_000
"""The fewest people of what is a city and no village, and has quarters."""


def _told(tail: Sequence[str], noun: PlaceNoun, within: AbstractSet[str], scope: PlaceScope) -> AbstractSet[str] | None:
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
