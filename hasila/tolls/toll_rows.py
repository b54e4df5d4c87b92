"""Tolls as flat rows: each field by the words that say it, with the place and the days that they mean."""

from collections.abc import Iterator, Mapping, Sequence

from hasila.document import Document
from hasila.toll import RELATIONS, ROLES
from hasila.tolls.places import ResolvedPlace, resolve_place
from hasila.tolls.tables import SEPARATOR, Cell, column_type

TOLL_COLUMNS = (
    "id",
    "toll",
    "harm",
    "low",
    "high",
    "modifier",
    "kind",
    "status",
    "group",
    *ROLES,
    "country",
    "admin1",
    "latitude",
    "longitude",
    "where_precision",
    "when",
    "date",
    "source_words",
    "side",
    "scope",
    *RELATIONS,
    "incident",
    "words",
    "start",
    "end",
)
"""The columns of a row, in order. Tolls are numbered from 0 in their text, incidents from 1."""
_AS_THEY_STAND = ("low", "high", "modifier", "kind", "status", "side", "scope", *RELATIONS, "incident")
"""The columns that hold a field of the toll as it is."""
TOLL_TYPES: Mapping[str, type] = {name: column_type(name) for name in TOLL_COLUMNS}
"""What each column holds besides None (hasila.tolls.tables.column_type)."""


def toll_rows(document: Document) -> Iterator[dict[str, Cell]]:
    """Yield a row for each toll of a document; what is not known is None, never 0."""
    passage = [document.text_of(span) for span in document.spans if span.label == ROLES["place"]]
    for index, toll in enumerate(document.tolls or ()):
        places = [document.text_of(document.spans[place]) for place in toll.place]
        values: dict[str, Cell] = {
            **{name: getattr(toll, name) for name in _AS_THEY_STAND},
            **{str(role): _words(document, toll.spans_of(role)) for role in ROLES},
            **_located(resolve_place(places, passage) if places else None),
            "id": document.id,
            "toll": index,
            "harm": SEPARATOR.join(toll.harm),
            "group": SEPARATOR.join(toll.group) or None,
            "date": None if toll.date is None else str(toll.date),
            "when": _stretch(document, toll.when),
            "source_words": _stretch(document, toll.source_words),
            "words": document.text_of(document.spans[toll.span]),
            "start": document.spans[toll.span].start,
            "end": document.spans[toll.span].end,
        }
        yield {name: values[name] for name in TOLL_COLUMNS}


def _words(document: Document, spans: Sequence[int]) -> str | None:
    return SEPARATOR.join(document.text_of(document.spans[span]) for span in spans) or None


def _stretch(document: Document, words: tuple[int, int] | None) -> str | None:
    return None if words is None else document.text[slice(*words)]


def _located(place: ResolvedPlace | None) -> dict[str, Cell]:
    if place is None:
        return dict.fromkeys(("country", "admin1", "latitude", "longitude", "where_precision"))
    return {
        "country": place.country,
        "admin1": (place.admin1.name or place.admin1.code) if place.admin1 else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "where_precision": place.precision,
    }
