"""The day of a text: from a column of its row, or one for all."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from hasila.document import Document
from hasila.errors import InputError
from hasila.formats.csv_rows import quoted
from hasila.formats.rejects import Reject, RejectSink

_log = logging.getLogger(__name__)
_DAY = len("YYYY-MM-DD")
"""What follows a day, such as a time, is left aside."""


def checked_day(given: str | None) -> str | None:
    """Return a day that an option gives. Raises InputError if it is none."""
    if given is not None and not _is_day(given):
        raise InputError(f"--date is {given!r}, but must be a day as YYYY-MM-DD")
    return given


def dated(documents: Iterable[Document], column: str | None, day: str | None, reject: RejectSink) -> Iterator[Document]:
    """Yield documents with their day in the field date: that of the named column, else `day` where they have none.

    `reject` is told of a row whose named column holds something else than a day.
    """
    for document in documents:
        its = str(document.meta.get(column or "date") or "")
        own = day_in(its)
        if column is not None and its and own is None:
            reject(Reject.of(document, f"{column} is {its!r}, but must be a day as YYYY-MM-DD"))
            continue
        chosen = own or day
        yield document if chosen is None else replace(document, meta={**document.meta, "date": chosen})


def telling_no_days(documents: Iterable[Document], column: str | None) -> Iterator[Document]:
    """Yield documents, and log at the end that no row has the named column of days, with the fields of the first."""
    fields: list[str] | None = None
    is_there = column is None
    for document in documents:
        fields = list(document.meta) if fields is None else fields
        is_there = is_there or column in document.meta
        yield document
    if fields is not None and not is_there:
        _log.warning("%s", no_days(column, fields))


def no_days(column: str | None, fields: Iterable[str] = ()) -> str:
    """Return that no row has the named column of days, which fields the first text has besides, and what to do."""
    known = f"; the first text has {its}" if (its := quoted(fields)) else ""
    return f"no row has the column {column!r}, so no text has a day from it{known}; name one: --date-column NAME"


def day_in(words: str) -> str | None:
    """Return the day that a value begins with, whatever follows it; None if it begins with none.

    >>> day_in("2024-05-01T12:30"), day_in("May 2024")
    ('2024-05-01', None)
    """
    return words[:_DAY] if _is_day(words[:_DAY]) else None


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words  # it also reads other forms of ISO 8601
    except ValueError:
        return False
