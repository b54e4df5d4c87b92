"""Rows of separated values: commas, semicolons, tabs or bars, found out; a broken row never costs the next one."""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from hasila.document import Origin
from hasila.errors import InputError
from hasila.formats.json_rows import UNDECODED, RowOrReject, repaired
from hasila.formats.opening import Meter, opened_text
from hasila.formats.rejects import Reject

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_TRIED = 20
"""How many records the separator is found by."""
_LONGEST = 1 << 24
"""The most code points of a field: a quotation mark that is never closed ends there."""
_STATED = "sep="
"""How Excel states the separator, in a line before the header."""


class _Lines:
    """Lines of a file, those since the beginning of a record kept, so that they can be read again one by one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self._number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._record.append(line)
        self._number += 1
        return line

    def begin(self) -> int:
        """Begin a record; return the number of its line."""
        self._record = []
        return self._number + 1

    @property
    def record(self) -> str:
        """The lines of the record so far."""
        return "".join(self._record)

    def back_to_second(self) -> str:
        """Give all lines of the record but its first once more. Return the first."""
        self._again.extendleft(reversed(self._record[1:]))
        self._number -= len(self._record) - 1
        return self._record[0]


Record = tuple[int, Sequence[str] | csv.Error, str]
"""The line where a record begins, its cells or why it has none, and the words of its lines."""


def rows_of_csv(
    path: Path, encoding: str | None, meter: Meter | None, *, tabs: bool, column: str | None
) -> Iterator[RowOrReject]:
    """Yield the rows of a file by the names in its header, each with the line where it begins.

    `tabs` says that they are separated by tabs. Otherwise the separator is found out; it is one that gives the header
    the name `column`, if one does. Raises InputError if the file cannot be read any further, or if its header lacks
    `column` or has a name twice.
    """
    csv.field_size_limit(_LONGEST)
    with opened_text(path, encoding, "", meter) as text:
        first = list(islice(text, _TRIED))
        stated = _stated(first)
        skipped = 0 if stated is None else 1
        separator = "\t" if tabs else stated or _separator(first, column)
        records = _records(chain(first[skipped:], text), separator, skipped)
        header = _header(records, column)
        for line, cells, words in records:
            if isinstance(cells, csv.Error) or cells:
                yield _row(Origin(path, line), header, cells, words, separator)


def _records(lines: Iterable[str], separator: str, skipped: int = 0) -> Iterator[Record]:
    """Yield the records of lines. After one that cannot be read the next is looked for in the line after its first."""
    fed = _Lines(lines)
    reader = csv.reader(fed, delimiter=separator, strict=True)
    while True:
        line = fed.begin() + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error, fed.back_to_second()
            reader = csv.reader(fed, delimiter=separator, strict=True)
        else:
            yield line, cells, fed.record


def _stated(first: Sequence[str]) -> str | None:
    line = first[0].rstrip("\r\n").lower() if first else ""
    return line[len(_STATED) :] if line.startswith(_STATED) and line[len(_STATED) :] in _SEPARATORS else None


def _separator(first: Sequence[str], column: str | None) -> str:
    """Return the separator whose header has the column, or the most of whose records are as long as their header."""

    def fitness(separator: str) -> tuple[bool, float, int]:
        cells = [cells for _, cells, _ in _records(first, separator) if not isinstance(cells, csv.Error)]
        header = cells[0] if cells else []
        alike = sum(len(one) == len(header) for one in cells) / len(cells) if len(header) > 1 else 0
        return (column or "text") in header, alike, len(header)

    return max(_SEPARATORS, key=fitness)


def _header(records: Iterator[Record], column: str | None) -> Sequence[str]:
    _, names, _ = next(records, (1, (), ""))
    if isinstance(names, csv.Error):
        raise InputError(f"its header is not CSV: {names}")
    refuse_repeated(names)
    if column is not None and column not in names:
        raise InputError(f"has the columns {quoted(names)}, but not {column!r}; name one: --column NAME")
    return names


def _row(origin: Origin, header: Sequence[str], cells: Sequence[str] | csv.Error, words: str, sign: str) -> RowOrReject:
    if UNDECODED.search(words):
        return Reject.at(origin, "has bytes that cannot be decoded; save the file as UTF-8", repaired(words))
    if isinstance(cells, csv.Error):
        return Reject.at(origin, f"is not CSV: {cells}", words)
    if len(cells) != len(header):
        return Reject.at(
            origin,
            f"has {len(cells)} fields, the header {len(header)}; "
            f"put a field that contains a {_SEPARATORS[sign]} between double quotes",
            words,
        )
    return origin, dict(zip(header, cells, strict=True))


def refuse_repeated(names: Iterable[str]) -> None:
    """Raise InputError if several columns have one name."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(f"several columns are named {', '.join(map(repr, repeated))}; give each its own name")


def quoted(names: Iterable[object]) -> str:
    """Return names, each in quotation marks, separated by commas."""
    return ", ".join(repr(str(name)) for name in names)
