"""Texts with tolls, from marked texts and what the tolls say."""

from dataclasses import replace
from typing import Any

from hasila.document import Document
from hasila.toll import Toll
from samples.marked import inline

_ACTOR_ROLES = ("party", "by", "accused", "source")


def told(marked: str, *tolls: dict[str, Any], name: str = "1", day: str | None = None) -> Document:
    """Return a document whose casualty spans have these tolls, one each in order unless a toll names its `span`.

    A toll counts `n` people (or `low` to `high`), killed unless it says otherwise, of incident 1 and on `day`. Roles
    are given by the words of their spans.
    """
    document = inline(marked)
    casualties = iter([index for index, span in enumerate(document.spans) if span.label == "CASUALTY"])
    rows = [_row(document, toll, casualties, day) for toll in tolls]
    return replace(document, id=name, tolls=tuple(Toll.from_dict(row) for row in rows))


def _row(document: Document, toll: dict[str, Any], casualties: Any, day: str | None) -> dict[str, Any]:
    toll = dict(toll)
    number = toll.pop("n", toll.get("low", 1))
    cumulative = toll.get("scope") == "cumulative"
    row = {"harm": ["killed"], "low": number, "high": number, "kind": "integer", "incident": None if cumulative else 1}
    row |= {"date": day} | toll
    row["span"] = toll["span"] if "span" in toll else next(casualties)
    for role in (*_ACTOR_ROLES, "place"):
        if role in row:
            row[role] = [_span_of(document, words) for words in row[role]]
    return row


def _span_of(document: Document, words: str) -> int:
    found = [index for index, span in enumerate(document.spans) if document.text_of(span) == words]
    if not found:
        raise ValueError(f"no span of {document.text!r} is {words!r}")
    return found[0]
