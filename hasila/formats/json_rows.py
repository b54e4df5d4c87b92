"""Rows of JSON: an object a line (.jsonl), or a list of objects, alone or in an object (.json)."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

import regex

from hasila.document import Origin
from hasila.errors import InputError
from hasila.formats.lines import json_value
from hasila.formats.opening import Meter, opened_text
from hasila.formats.rejects import Reject

RowOrReject = tuple[Origin, Any] | Reject
"""Where a row is, and its value in JSON; or why it cannot be read."""
UNDECODED = regex.compile(r"[\uDC80-\uDCFF]")
"""A byte that could not be decoded (PEP 383)."""
_MARK = "\ufeff"
"""Stands within a file that was put together of several."""


def rows_of_lines(path: Path, encoding: str | None, meter: Meter | None) -> Iterator[RowOrReject]:
    """Yield the rows of a .jsonl file. Raises InputError if it cannot be read any further."""
    with opened_text(path, encoding, "", meter) as text:
        yield from _numbered_rows(path, text)


def rows_of_json(path: Path, encoding: str | None, meter: Meter | None) -> Iterator[RowOrReject]:
    """Yield the rows of a .json file, which is held whole, numbered from 1; it may also be JSON lines after all."""
    with opened_text(path, encoding, "", meter) as text:
        first = text.readline()
        if _is_object(first):
            yield from _numbered_rows(path, chain([first], text))
            return
        content = first + text.read()
    try:
        value = json_value(content)
    except ValueError as error:
        raise InputError(str(error)) from None
    yield from ((Origin(path, number), row) for number, row in enumerate(_listed(value), start=1))


def _is_object(line: str) -> bool:
    """Say whether a line is an object by itself, and no list of rows stands in it."""
    try:
        value = json_value(line)
    except ValueError:
        return False
    return isinstance(value, dict) and _listed(value) == [value]


def _listed(value: Any) -> list[Any]:
    """Return the rows of a file: the list that it is, the one list of objects in it, or the value itself."""
    if isinstance(value, list):
        return value
    lists = [one for one in value.values() if _has_objects(one)] if isinstance(value, dict) else []
    return lists[0] if len(lists) == 1 else [value]


def _has_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _numbered_rows(path: Path, lines: Iterator[str] | TextIO) -> Iterator[RowOrReject]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(Origin(path, number), line)


def _row(origin: Origin, line: str) -> RowOrReject:
    if UNDECODED.search(line):
        return Reject.at(origin, "has bytes that cannot be decoded; save it as UTF-8", repaired(line))
    try:
        return origin, json_value(line.removeprefix(_MARK).rstrip("\r\n"))
    except ValueError as error:
        return Reject.at(origin, str(error), line)


def repaired(line: str) -> str:
    """Return a line with U+FFFD for each byte that could not be decoded."""
    return UNDECODED.sub("\N{REPLACEMENT CHARACTER}", line)
