"""Tables: incidents as flat rows, by columns of Hasila's own or those of UCDP GED, ACLED and HDX HAPI; HXL hashtags."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, get_args

from hasila.toll import HARMS, RELATIONS, written_count
from hasila.tolls.estimates import Estimate
from hasila.tolls.incidents import Claim, DatePrecision, Incident

Cell = str | int | float | None
"""What a row holds: None where a value is not known, never 0 for it."""
TableColumns = Literal["hasila", "ucdp", "acled", "hapi"]
TABLE_COLUMNS: tuple[TableColumns, ...] = get_args(TableColumns)
_WHOLE = frozenset(
    [
        *("incident", "year", "events", "number_of_sources", "fatalities", "best", "high", "low"),
        *("where_prec", "date_prec", "time_precision", "geo_precision"),
        *("toll", "start", "end", *RELATIONS),
    ]
)
_DAYS = frozenset(["date_start", "date_end", "event_date", "reference_period_start", "reference_period_end"])
SEPARATOR = "; "
"""Between the values of one cell; Arabic has a semicolon of its own."""


def table_rows(incidents: Iterable[Incident], columns: TableColumns = "hasila") -> Iterator[dict[str, Cell]]:
    """Yield a row for each incident, with all its columns in order.

    The columns of other projects hold what can be known from texts, under their names and in their order; what cannot,
    such as codes of actors, is left out. They hold no rows without figures, `ucdp` none without killed. The figures are
    those of the policy that the incidents were made by: for `acled` that of the same name.
    """
    row_of = _ROWS[columns]
    for incident in incidents:
        if columns == "hasila" or (incident.killed if columns == "ucdp" else incident.has_figures):
            yield row_of(incident)


def column_type(name: str, columns: TableColumns = "hasila") -> type:
    """Return what a column holds besides None: str, int, float, or date, which is written as ISO 8601."""
    if name in _DAYS:
        return date
    if name in {"latitude", "longitude"}:
        return float
    counts = name.startswith("deaths_") or name.endswith(("_low", "_best", "_high"))
    return int if counts or name in _WHOLE or (name == "id" and columns == "ucdp") else str


def column_types(columns: TableColumns = "hasila") -> dict[str, type]:
    """Return all columns of a table of incidents, in order, and what each holds (`column_type`)."""
    return {name: column_type(name, columns) for name in hxl_tags(columns)}


def hxl_tags(columns: TableColumns = "hasila") -> dict[str, str]:
    """Return the row of HXL hashtags that stands below the header: by column, empty where HXL has none.

    >>> hxl_tags()["killed_low"]
    '#affected+killed+min'
    """
    names = _ROWS[columns](Incident(incident=1, docs=()))
    return {name: _HXL.get(name, "") for name in names}


def _hasila_row(incident: Incident) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "incident": incident.incident,
        "docs": SEPARATOR.join(incident.docs),
        "date_start": _iso(incident.date_start),
        "date_end": _iso(incident.date_end),
        "date_precision": incident.date_precision,
        "place": _joined(incident.place),
        "country": incident.country,
        "admin1": incident.admin1,
        "latitude": incident.latitude,
        "longitude": incident.longitude,
        "where_precision": incident.where_precision,
        "side_a": incident.side_a,
        "side_b": incident.side_b,
    }
    for name in (*HARMS, *_GROUPS):
        row |= _bounds(name, getattr(incident, name))
    joint = incident.joint
    row |= {
        "killed_nations": _joined(f"{nation} {its}" for nation, its in incident.killed_nations),
        "joint_harms": "+".join(joint.harms) if joint else None,
        "joint_low": joint.low if joint else None,
        "joint_high": joint.high if joint else None,
        "claims": _joined(map(_claim_words, incident.claims)),
        "sources": _joined(incident.sources),
        "flags": _joined(incident.flags),
        "evidence": _joined(f"{one.document}#{one.toll}" for one in incident.evidence),
        "left_out": _joined(f"{one.document}#{one.toll} {one.reason}" for one in incident.left_out),
    }
    return row


_GROUPS = ("killed_a", "killed_b", "killed_civilians", "killed_children", "killed_women")


def _bounds(name: str, estimate: Estimate | None) -> dict[str, Cell]:
    return {
        f"{name}_low": estimate.low if estimate else None,
        f"{name}_best": estimate.best if estimate else None,
        f"{name}_high": estimate.high if estimate else None,
    }


def _best(estimate: Estimate | None) -> int | None:
    return estimate.best if estimate else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _year(incident: Incident) -> int | None:
    return incident.date_start.year if incident.date_start else None


def _joined(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _claim_words(claim: Claim) -> str:
    """Return a claim in a cell: «المرصد: killed 9»; «+» stands for no upper bound."""
    count = written_count(claim.low, claim.high)
    party = f" ({'، '.join(claim.party)})" if claim.party else ""
    return f"{f'{claim.source}: ' if claim.source else ''}{'+'.join(claim.harm)} {count}{party}"


_UCDP_DATE: Mapping[DatePrecision, int] = {"day": 1, "days": 2, "week": 3, "month": 4, "longer": 5}
_UCDP_WHERE = {"city": 1, "near": 2, "admin1": 4, "country": 6}


def _ucdp_row(incident: Incident) -> dict[str, Cell]:
    """Return the columns of UCDP GED that texts can fill, by its codebook's names and order.

    `deaths_unknown` are the rest of `best`; null if the others are more, since they rest on other sources.
    `source_article` holds the ids of the texts, `country` the ISO code.
    """
    killed = incident.killed
    sides = [incident.killed_a, incident.killed_b, incident.killed_civilians]
    known = [estimate.best for estimate in sides if estimate]
    rest = killed.best - sum(known) if killed else None
    return {
        "id": incident.incident,
        "year": _year(incident),
        "side_a": incident.side_a,
        "side_b": incident.side_b,
        "number_of_sources": len(incident.sources) or None,
        "source_article": _joined(incident.docs),
        "source_original": _joined(incident.sources),
        "where_prec": _UCDP_WHERE[incident.where_precision] if incident.where_precision else None,
        "where_coordinates": incident.place[0] if incident.place else None,
        "where_description": _joined(incident.place),
        "adm_1": incident.admin1,
        "latitude": incident.latitude,
        "longitude": incident.longitude,
        "country": incident.country,
        "date_prec": _UCDP_DATE[incident.date_precision] if incident.date_precision else None,
        "date_start": _iso(incident.date_start),
        "date_end": _iso(incident.date_end),
        "deaths_a": _best(incident.killed_a),
        "deaths_b": _best(incident.killed_b),
        "deaths_civilians": _best(incident.killed_civilians),
        "deaths_unknown": rest if rest is not None and rest >= 0 else None,
        "best": _best(killed),
        "high": killed.high if killed else None,
        "low": killed.low if killed else None,
    }


_ACLED_TIME: Mapping[DatePrecision, int] = {"day": 1, "days": 2, "week": 2, "month": 3}
_ACLED_WHERE = {"city": 1, "near": 2, "admin1": 3}


def _acled_row(incident: Incident) -> dict[str, Cell]:
    """Return the columns of ACLED that texts can fill, by its codebook's names and order.

    `event_date` is the first day, `source` the texts' ids, `notes` what each source said. Fatalities that no text gives
    are null, where ACLED writes 0.
    """
    return {
        "event_id_cnty": str(incident.incident),
        "event_date": _iso(incident.date_start),
        "year": _year(incident),
        "time_precision": _ACLED_TIME.get(incident.date_precision) if incident.date_precision else None,
        "actor1": incident.side_a,
        "actor2": incident.side_b,
        "country": incident.country,
        "admin1": incident.admin1,
        "location": incident.place[0] if incident.place else None,
        "latitude": incident.latitude,
        "longitude": incident.longitude,
        "geo_precision": _ACLED_WHERE.get(incident.where_precision) if incident.where_precision else None,
        "source": _joined(incident.docs),
        "notes": _joined(map(_claim_words, incident.claims)),
        "fatalities": _best(incident.killed),
    }


def _hapi_row(incident: Incident) -> dict[str, Cell]:
    """Return the columns of HDX HAPI's conflict events that texts can fill, an event a row.

    HAPI adds such rows up by month and division. Its `location_code` has three letters; here the country stands in
    `location_iso2`, which a join replaces.
    """
    return {
        "location_iso2": incident.country,
        "provider_admin1_name": incident.admin1,
        "events": 1,
        "fatalities": _best(incident.killed),
        "reference_period_start": _iso(incident.date_start),
        "reference_period_end": _iso(incident.date_end),
    }


_ROWS: Mapping[TableColumns, Callable[[Incident], dict[str, Cell]]] = {
    "hasila": _hasila_row,
    "ucdp": _ucdp_row,
    "acled": _acled_row,
    "hapi": _hapi_row,
}
_TAGS = {
    "killed": "#affected+killed",
    "wounded": "#affected+injured",
    "captured": "#affected+abducted",
    "missing": "#affected+missing",
    "killed_civilians": "#affected+killed+civilians",
    "killed_children": "#affected+killed+children",
    "killed_women": "#affected+killed+f",
}
_HXL = {
    **{f"{name}_low": f"{tag}+min" for name, tag in _TAGS.items()},
    **{f"{name}_best": tag for name, tag in _TAGS.items()},
    **{f"{name}_high": f"{tag}+max" for name, tag in _TAGS.items()},
    "low": "#affected+killed+min",
    "best": "#affected+killed",
    "high": "#affected+killed+max",
    "fatalities": "#affected+killed",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "event_date": "#date+start",
    "reference_period_start": "#date+start",
    "reference_period_end": "#date+end",
    "place": "#loc+name",
    "location": "#loc+name",
    "where_coordinates": "#loc+name",
    "country": "#country+code+v_iso2",
    "location_iso2": "#country+code+v_iso2",
    "admin1": "#adm1+name",
    "adm_1": "#adm1+name",
    "provider_admin1_name": "#adm1+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "sources": "#meta+source",
    "source_original": "#meta+source",
}
"""Hashtags by column, of whichever project."""
