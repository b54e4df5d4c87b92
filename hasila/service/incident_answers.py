"""Incidents of the desk: rows in which nobody is counted twice, with the words that bear them out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from hasila.document import Document
from hasila.service.schema import DeskState
from hasila.service.store import DeskDocument, DeskStore
from hasila.tolls.estimates import Estimate, Policy
from hasila.tolls.incidents import Incident, incidents
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import table_rows


class IncidentAnswers:
    """Answers what incidents there are, and reckons them anew only when something was decided since."""

    def __init__(self, store: DeskStore) -> None:
        """Take the store of a desk."""
        self._store = store
        self._known: dict[tuple[Policy, DeskState | None], tuple[int, dict[str, Any]]] = {}
        self._reckoning = Lock()

    def answer(self, policy: Policy, state: DeskState | None) -> dict[str, Any]:
        """Return the incidents of the documents of a state, None for all that were not rejected."""
        with self._reckoning:
            serial = self._store.serial()
            known = self._known.get((policy, state))
            if known is None or known[0] < serial:
                known = serial, desk_incidents(self._store.documents(state), policy)
                self._known[policy, state] = known
            return known[1]


def desk_incidents(documents: Sequence[DeskDocument], policy: Policy) -> dict[str, Any]:
    """Return the incidents of documents, each with its evidence and what it left out, and the killed of each day."""
    found = incidents((one.document for one in documents), policy, resolve_place)
    by_id = {one.document.id: one for one in documents}
    rows = [{**row, **_telling(one, by_id)} for one, row in zip(found, table_rows(found), strict=True)]
    return {"incidents": rows, "days": _days(found)}


def _telling(incident: Incident, by_id: dict[str, DeskDocument]) -> dict[str, Any]:
    return {
        "evidence": [
            {**_toll(by_id[one.document], one.toll), "count": _count(by_id[one.document].document, one.toll)}
            for one in incident.evidence
        ],
        "left_out": [{**_toll(by_id[one.document], one.toll), "reason": one.reason} for one in incident.left_out],
    }


def _toll(one: DeskDocument, index: int) -> dict[str, Any]:
    document = one.document
    toll = (document.tolls or ())[index]
    return {"key": one.key, "toll": index, "words": document.text_of(document.spans[toll.span])}


def _count(document: Document, index: int) -> str:
    return (document.tolls or ())[index].figure()


def _days(found: Iterable[Incident]) -> list[dict[str, Any]]:
    """Return how many were killed by the first day of each incident that has one; without an upper bound, null."""
    by_day: dict[str, list[Estimate]] = defaultdict(list)
    for one in found:
        if one.date_start and one.killed:
            by_day[one.date_start.isoformat()].append(one.killed)
    return [
        {
            "date": day,
            "killed_low": sum(one.low for one in killed),
            "killed_best": sum(one.best for one in killed),
            "killed_high": _sum(one.high for one in killed),
        }
        for day, killed in sorted(by_day.items())
    ]


def _sum(bounds: Iterable[int | None]) -> int | None:
    known = list(bounds)
    return None if None in known else sum(bound for bound in known if bound is not None)
