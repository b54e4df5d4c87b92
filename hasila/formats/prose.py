"""Finding the column that holds the texts: the one called text, or the only one with Arabic prose in it."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import regex

from hasila.errors import InputError
from hasila.formats.csv_rows import COLUMN_OPTION, quoted

_log = logging.getLogger(__name__)
USUAL = "text"
"""The column with the text where none is named."""
PEEKED = 50
"""How many rows of a file the column is found by."""
_ARABIC_WORD = regex.compile(r"\p{Script=Arabic}[\p{L}\p{M}]+")
_FEWEST = 4
"""The fewest Arabic words of prose; names of people and places have fewer."""
_SHARE = 0.5
"""The least share of a column's values that are prose."""


def column_of_prose(path: Path, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the only column of `rows`, the first of a file, that holds Arabic prose, and log it.

    Raises InputError if none does, or several do.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = [name for name in names if _holds_prose([row.get(name) for row in rows])]
    if len(found) != 1:
        several = f"; the texts could be in {' or '.join(map(repr, found))}" if found else ""
        raise InputError(f"has the columns {quoted(names)}, but not {USUAL!r}{several}; name one: {COLUMN_OPTION}")
    _log.info("%s: the texts are read from the column %r", path, found[0])
    return found[0]


def _holds_prose(values: Sequence[Any]) -> bool:
    given = [value for value in values if isinstance(value, str) and value.strip()]
    return bool(given) and sum(map(_is_prose, given)) >= _SHARE * len(given)


def _is_prose(value: str) -> bool:
    return len(_ARABIC_WORD.findall(value)) >= _FEWEST
