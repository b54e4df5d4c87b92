"""The desk's store: documents and what was decided of them, revision after revision; nothing is overwritten."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from hasila.document import Document
from hasila.service.annotations import (
    DESK_STATES,
    Recorded,
    Summary,
    annotated,
    beginning_of,
    edited,
    state_after,
    title_of,
    undone,
)
from hasila.service.database import DOCUMENTS, HEADS, REVISIONS, Database
from hasila.service.refusals import Refusal
from hasila.service.schema import DecisionIn, DeskFilter, DeskOrder, DeskState

_KEY = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class DeskDocument:
    """A document at one of its revisions."""

    key: str
    document: Document
    state: DeskState
    revision: int


class DeskStore:
    """What stands on the desk. Every decision that a method returned from is on the disk."""

    def __init__(self, database: Database) -> None:
        """Take a database, as `open_database` returns it."""
        self._database = database

    def is_there(self) -> bool:
        """Ask the desk's tables something small. Raises what the database raises."""
        return self.serial() >= 0

    def serial(self) -> int:
        """Return a number that grows with each revision."""
        with self._database.reading() as connection:
            return connection.execute(sa.select(sa.func.max(REVISIONS.c.serial))).scalar() or 0

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def fault_of(self, document: Document, *, numbered: bool) -> str | None:
        """Return why a document cannot be added; `numbered` ids may be changed, so that they are no reason."""
        with self._database.reading() as connection:
            return _fault(connection, document, numbered=numbered)

    def add(self, documents: Sequence[tuple[Document, bool]], who: str, model: str) -> list[str]:
        """Add documents as the model read them, and return the key of each, or why it was not added.

        A document comes with whether its id may be changed where another has it. An answer is a key if it is a number.
        """
        with self._database.writing() as connection:
            return [_added(connection, document, numbered, who, model) for document, numbered in documents]

    def page(self, wanted: DeskFilter) -> dict[str, Any]:
        """Return what a list shows: the documents, how many there are in all, and how many in each state."""
        conditions = list(_conditions(wanted))
        joined = sa.select(DOCUMENTS, HEADS).join(HEADS, HEADS.c.document == DOCUMENTS.c.key)
        with self._database.reading() as connection:
            total = connection.execute(
                sa.select(sa.func.count()).select_from(joined.where(*conditions).subquery())
            ).scalar_one()
            rows = connection.execute(_ordered(connection, joined.where(*conditions), wanted)).mappings().all()
            by_state = connection.execute(sa.select(HEADS.c.state, sa.func.count()).group_by(HEADS.c.state)).all()
        counts = {row[0]: row[1] for row in by_state}
        return {
            "documents": [_listed(row) for row in rows],
            "total": total,
            "counts": {state: counts.get(state, 0) for state in DESK_STATES},
        }

    def newest(self, key: str) -> DeskDocument:
        """Return a document as it stands. Raises Refusal if there is none."""
        with self._database.reading() as connection:
            return _newest(connection, _number(key))

    def proposal(self, key: str) -> tuple[Document, str]:
        """Return a document as the model read it, and the name of the model."""
        with self._database.reading() as connection:
            row = _row(connection, _number(key), 1)
            return _document(row), str(row["model"])

    def decide(self, key: str, decision: DecisionIn) -> DeskDocument:
        """Add a decision as a new revision, and return the document as it then stands.

        Raises Refusal if there is no such document, if it was decided on meanwhile, or if an edit is not valid.
        """
        number = _number(key)
        with self._database.writing() as connection:
            current = _newest(connection, number)
            if current.revision != decision.base:
                raise Refusal(
                    409,
                    f"the decision is on revision {decision.base}, but the document is at {current.revision}; "
                    "read it again",
                    revision=current.revision,
                )
            made = _decided(connection, number, current.document, decision)
            _insert(connection, number, current.revision + 1, made, decision)
            return _newest(connection, number)

    def history(self, key: str) -> list[dict[str, Any]]:
        """Return every revision of a document, from the first."""
        number = _number(key)
        columns = [REVISIONS.c[name] for name in ("revision", "when", "who", "action", "note", "what")]
        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(*columns).where(REVISIONS.c.document == number).order_by(REVISIONS.c.revision)
            )
            rows = [{**row, "what": json.loads(row["what"]) if row["what"] else None} for row in found.mappings()]
        if not rows:
            raise _absent(key)
        return rows

    def documents(self, state: DeskState | None, at: str | None = None) -> list[DeskDocument]:
        """Return all documents of a state, None for every one that is not rejected, as they are or were at a moment.

        `at` is a moment as `moment` returns it. A write that is under way is waited for, so that the answer for a
        moment that has passed is always the same.
        """
        newest = sa.select(REVISIONS.c.document, sa.func.max(REVISIONS.c.revision).label("revision"))
        if at is not None:
            newest = newest.where(REVISIONS.c.when <= at)
        last = newest.group_by(REVISIONS.c.document).subquery()
        chosen = _whole().join(
            last, sa.and_(last.c.document == REVISIONS.c.document, last.c.revision == REVISIONS.c.revision)
        )
        wanted = REVISIONS.c.state != "rejected" if state is None else REVISIONS.c.state == state
        with self._database.reading() if at is None else self._database.writing() as connection:
            rows = connection.execute(chosen.where(wanted).order_by(DOCUMENTS.c.key)).mappings().all()
        return [_desk_document(row) for row in rows]


def now() -> str:
    """Return the present moment as the store writes it."""
    return _written(datetime.now(UTC))


def moment(given: str) -> str:
    """Return an ISO 8601 time as the store writes it; one without a zone is UTC. Raises ValueError."""
    try:
        when = datetime.fromisoformat(given)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
        return _written(when.astimezone(UTC))
    except (ValueError, OverflowError):
        raise ValueError(
            f"at is {given[:60]!r}, but must be a time such as 2024-05-14T18:30:00Z; in an address, + is %2B"
        ) from None


def _written(when: datetime) -> str:
    """Return a moment so that moments are in order as texts."""
    return when.isoformat(timespec="microseconds")


def _number(key: str) -> int:
    if not _KEY.fullmatch(key):
        raise _absent(key)
    return int(key)


def _absent(key: str) -> Refusal:
    return Refusal(404, f"there is no document {key[:40]!r} on the desk")


def _fault(connection: sa.Connection, document: Document, *, numbered: bool) -> str | None:
    if not document.text.strip():
        return "has no words"
    if fault := _unstorable(document):
        return fault
    if (key := _key_where(connection, DOCUMENTS.c.sha256 == _sha256(document.text))) is not None:
        return f"the same text is on the desk already, as document {key}"
    if not numbered and (key := _key_where(connection, DOCUMENTS.c.id == document.id)) is not None:
        return f"another text has the id {document.id!r} already, as document {key}; give it another id"
    return None


def _unstorable(document: Document) -> str | None:
    """Return why no database holds a document, or no JSON."""
    if any("\0" in words for words in (document.text, document.id, title_of(document))):
        return "contains a zero character; save it as UTF-8"
    try:
        json.dumps([document.id, document.text, dict(document.meta)], ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return "contains half a surrogate pair, or a number or nesting that JSON cannot hold"
    return None


def _key_where(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int | None:
    return connection.execute(sa.select(DOCUMENTS.c.key).where(condition)).scalar()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _added(connection: sa.Connection, document: Document, numbered: bool, who: str, model: str) -> str:  # noqa: FBT001 - a pair of `add`
    if fault := _fault(connection, document, numbered=numbered):
        return fault
    row = {
        "id": _free_id(connection, document.id),
        "sha256": _sha256(document.text),
        "date": document.meta.get("date"),
        "title": title_of(document),
        "meta": _json(dict(document.meta)),
        "text": document.text,
    }
    key = connection.execute(sa.insert(DOCUMENTS).values(row).returning(DOCUMENTS.c.key)).scalar_one()
    _record(connection, key, 1, document, state="unchecked", who=who, action="proposal", model=model)
    return str(key)


def _free_id(connection: sa.Connection, wanted: str) -> str:
    """Return an id that no document has: the one wanted, or with a number behind it, found by halving."""

    def is_taken(number: int) -> bool:
        return _key_where(connection, DOCUMENTS.c.id == _numbered(wanted, number)) is not None

    taken, free = 0, 1
    while is_taken(free):
        taken, free = free, free * 2
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return _numbered(wanted, free)


def _numbered(id_: str, number: int) -> str:
    return id_ if number == 1 else f"{id_} ({number})"


def _insert(connection: sa.Connection, number: int, revision: int, made: Document, decision: DecisionIn) -> None:
    _record(
        connection,
        number,
        revision,
        made,
        state=state_after(decision.action),
        who=decision.who,
        action=decision.action,
        note=decision.note,
        what=None if decision.what is None else _json(decision.what),
    )


def _record(
    connection: sa.Connection, key: int, revision: int, document: Document, *, state: DeskState, **told: str | None
) -> None:
    """Add a revision, and let the list show it."""
    row = {
        "document": key,
        "revision": revision,
        "when": _later(connection),
        "state": state,
        "spans": _json([span.to_dict() for span in document.spans]),
        "tolls": _json([toll.to_dict() for toll in document.tolls or ()]),
    }
    connection.execute(sa.insert(REVISIONS).values({**row, **told}))
    summary = Summary.of(document)
    shown = {
        "revision": revision,
        "state": state,
        "tolls": summary.tolls,
        "lowest": summary.lowest,
        "harms": _json(summary.harms),
        "places": _json(summary.places),
    }
    if revision == 1:
        connection.execute(sa.insert(HEADS).values({"document": key, **shown}))
    else:
        connection.execute(sa.update(HEADS).where(HEADS.c.document == key).values(shown))


def _later(connection: sa.Connection) -> str:
    """Return the present moment, or that of the last revision if the clock was set back."""
    last = connection.execute(sa.select(sa.func.max(REVISIONS.c.when))).scalar()
    return max(now(), last or "")


def _decided(connection: sa.Connection, key: int, current: Document, decision: DecisionIn) -> Document:
    if decision.action == "edit":
        return _edited(current, decision)
    if decision.spans is not None or decision.tolls is not None:
        raise Refusal(422, f"spans and tolls belong to an edit, not to {decision.action}")
    return _undone(connection, key) if decision.action == "undo" else current


def _edited(current: Document, decision: DecisionIn) -> Document:
    if decision.spans is None or decision.tolls is None:
        raise Refusal(422, "an edit carries the whole spans and tolls of the document")
    try:
        return edited(current, decision.spans, decision.tolls)
    except ValueError as error:
        raise Refusal(422, "the edit is not valid", str(error).split("\n")) from None


def _undone(connection: sa.Connection, key: int) -> Document:
    history = connection.execute(
        sa.select(REVISIONS.c.action, REVISIONS.c.revision)
        .where(REVISIONS.c.document == key)
        .order_by(REVISIONS.c.revision)
    ).all()
    pairs: list[tuple[Recorded, int]] = [(row[0], row[1]) for row in history]
    if (revision := undone(pairs)) is None:
        raise Refusal(422, "there is no edit to undo")
    return _document(_row(connection, key, revision))


def _whole() -> sa.Select[Any]:
    columns = [REVISIONS.c[name] for name in ("revision", "state", "spans", "tolls", "model")]
    return sa.select(DOCUMENTS, *columns).join(REVISIONS, REVISIONS.c.document == DOCUMENTS.c.key)


def _newest(connection: sa.Connection, key: int) -> DeskDocument:
    head = sa.select(HEADS.c.revision).where(HEADS.c.document == key).scalar_subquery()
    return _desk_document(_row(connection, key, head))


def _row(connection: sa.Connection, key: int, revision: Any) -> sa.RowMapping:
    found = _whole().where(DOCUMENTS.c.key == key, REVISIONS.c.revision == revision)
    row = connection.execute(found).mappings().one_or_none()
    if row is None:
        raise _absent(str(key))
    return row


def _desk_document(row: sa.RowMapping) -> DeskDocument:
    return DeskDocument(str(row["key"]), _document(row), row["state"], row["revision"])


def _document(row: sa.RowMapping) -> Document:
    return annotated(
        row["id"], row["text"], json.loads(row["meta"]), json.loads(row["spans"]), json.loads(row["tolls"])
    )


def _listed(row: sa.RowMapping) -> dict[str, Any]:
    return {
        "key": str(row["key"]),
        "id": row["id"],
        "date": row["date"],
        "state": row["state"],
        "title": row["title"],
        "tolls": row["tolls"],
        "harms": json.loads(row["harms"]),
        "places": json.loads(row["places"]),
        "lowest": row["lowest"],
        "revision": row["revision"],
        "beginning": beginning_of(row["text"]),
    }


def _conditions(wanted: DeskFilter) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.state is not None:
        yield HEADS.c.state == wanted.state
    if wanted.harm is not None:
        yield HEADS.c.harms.contains(f'"{wanted.harm}"', autoescape=True)
    if wanted.date is not None:
        yield DOCUMENTS.c.date.startswith(wanted.date, autoescape=True)
    if wanted.place is not None:
        yield HEADS.c.places.contains(wanted.place, autoescape=True)
    if wanted.text is not None:
        yield sa.or_(
            DOCUMENTS.c.text.contains(wanted.text, autoescape=True),
            DOCUMENTS.c.title.contains(wanted.text, autoescape=True),
            DOCUMENTS.c.id.contains(wanted.text, autoescape=True),
        )


_FIRST: dict[DeskOrder, sa.ColumnElement[Any]] = {
    "uncertain": sa.func.coalesce(HEADS.c.lowest, 2.0),
    "added": DOCUMENTS.c.key,
    "date": sa.func.coalesce(DOCUMENTS.c.date, "9999-99-99"),
}
"""What each order goes by; documents without it come last."""


def _ordered(connection: sa.Connection, chosen: sa.Select[Any], wanted: DeskFilter) -> sa.Select[Any]:
    by = _FIRST[wanted.order]
    if wanted.after is not None:
        key = _number(wanted.after)
        at = sa.select(by, DOCUMENTS.c.key).join(HEADS, HEADS.c.document == DOCUMENTS.c.key)
        last = connection.execute(at.where(DOCUMENTS.c.key == key)).one_or_none()
        if last is None:
            raise _absent(wanted.after)
        chosen = chosen.where(sa.tuple_(by, DOCUMENTS.c.key) > sa.tuple_(sa.literal(last[0]), sa.literal(last[1])))
    return chosen.order_by(by, DOCUMENTS.c.key).limit(wanted.limit)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
