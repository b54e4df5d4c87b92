"""What stands in a revision: the spans and tolls of a text, what decisions make of them, and what a list shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from hasila.corpus.check import span_faults
from hasila.document import Document
from hasila.service.schema import DeskAction, DeskState
from hasila.toll import HARMS

DESK_STATES: tuple[DeskState, ...] = get_args(DeskState)
Recorded = Literal["proposal", "edit", "accept", "reject", "reopen", "undo"]
"""What a revision came from: the model, or what a person decided."""
_AFTER: Mapping[DeskAction, DeskState] = {
    "edit": "unchecked",
    "undo": "unchecked",
    "reopen": "unchecked",
    "accept": "checked",
    "reject": "rejected",
}
_MOST_PEOPLE = 10_000_000_000
"""More people than there are."""
_MOST_INCIDENTS = 1_000_000


def state_after(action: DeskAction) -> DeskState:
    """Return the state that a decision leaves: whoever changes a document has it checked again."""
    return _AFTER[action]


def annotated(id_: str, text: str, meta: Mapping[str, Any], spans: Sequence[Any], tolls: Sequence[Any]) -> Document:
    """Return a document with spans and tolls as rows give them. Raises ValueError with a line for each fault."""
    row = {"id": id_, "text": text, "spans": list(spans), "tolls": list(tolls)}
    return replace(Document.from_dict(row), meta=meta)


def edited(document: Document, spans: Sequence[Any], tolls: Sequence[Any]) -> Document:
    """Return a document with the spans and tolls of an edit.

    Raises ValueError with a line for each fault: what no document can hold, and what a corpus must not.
    """
    made = annotated(document.id, document.text, document.meta, spans, tolls)
    faults = [*span_faults(made), *count_faults(made)]
    if faults:
        raise ValueError("\n".join(faults))
    return made


def count_faults(document: Document) -> Iterator[str]:
    """Yield each number in the tolls of a document that is beyond all sense, and that no table could hold."""
    for index, toll in enumerate(document.tolls or ()):
        if max(toll.low, toll.high or 0) >= _MOST_PEOPLE:
            yield f"toll {index}: counts more people than there are"
        if (toll.incident or 0) > _MOST_INCIDENTS:
            yield f"toll {index}: incidents are numbered up to {_MOST_INCIDENTS}, not {toll.incident}"


def undone(history: Iterable[tuple[Recorded, int]]) -> int | None:
    """Return the revision whose annotations stand once the last edit is undone; None if there is none to undo.

    `history` is the action of each revision with its number, in order.

    >>> undone([("proposal", 1), ("edit", 2), ("edit", 3), ("accept", 4), ("undo", 5)])
    1
    """
    standing: list[int] = []
    for action, revision in history:
        if action in {"proposal", "edit"}:
            standing.append(revision)
        elif action == "undo":
            standing.pop()
    return standing[-2] if len(standing) > 1 else None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list shows of a document's annotations: `lowest` is the lowest confidence of a model, None without any."""

    tolls: int
    lowest: float | None
    harms: tuple[str, ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> "Summary":
        """Return the summary of a document."""
        tolls = document.tolls or ()
        counted = {harm for toll in tolls for harm in toll.harm}
        named = [document.text_of(document.spans[place]) for toll in tolls for place in toll.place]
        harms = tuple(harm for harm in HARMS if harm in counted)
        return cls(len(tolls), min(_scores(document), default=None), harms, tuple(dict.fromkeys(named)))


def _scores(document: Document) -> Iterator[float]:
    yield from (span.score for span in document.spans if span.score is not None)
    for toll in document.tolls or ():
        yield from (score for scores in toll.scores.values() for score in scores)


_TITLE, _BEGINNING = 90, 120


def title_of(document: Document) -> str:
    """Return the field title of a document, or its first line with words, shortened."""
    given = document.meta.get("title")
    lines = [given] if isinstance(given, str) and given.strip() else document.text.splitlines()
    first = next((" ".join(line.split()) for line in lines if line.strip()), "")
    return first if len(first) <= _TITLE else f"{first[: _TITLE - 1]}…"


def beginning_of(text: str) -> str:
    """Return the first code points of a text."""
    return text[:_BEGINNING]
