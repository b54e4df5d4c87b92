"""Rows of separated values: commas, semicolons, tabs or bars, found out; a broken row never costs the next one."""

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from hasila.document import Origin
from hasila.errors import InputError
from hasila.formats.json_rows import UNDECODED, RowOrReject, repaired
from hasila.formats.opening import Meter, opened_text
from hasila.formats.rejects import Reject

COLUMN_OPTION = "--column NAME"
"""The option of commands that says which column holds the text, as messages name it."""
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TRIED_LINES = 20
"""How many lines the separator is found by."""
_LONGEST = 1 << 24
"""The most code points of a field: a quotation mark that is never closed ends there."""
_STATED = "sep="
"""How Excel states the separator, in a line before the header."""
_ADVICE = {
    True: "put a field that contains a {} between double quotes, and give every column a name",
    False: "write the {}s of empty fields too, and put a field that contains a line break between double quotes",
}
"""What to do where a row has more fields than the header, and where it has fewer."""
_NULL = r"\N"
"""How PostgreSQL and MySQL write that there is no value."""
_SHOWN = 20
"""How many names a message lists."""
_BLANK = " \t\r\n\xa0\ufeff"
"""What around a name is no part of it; the last one is the mark of a file that was put behind another."""
_R = TypeVar("_R")


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

    @property
    def looks_swallowed(self) -> bool:
        """Whether the lines of the record are rows by themselves."""
        return are_rows([line.count("\t") for line in self._record])

    def back_to_second(self) -> str:
        """Give all lines of the record but its first once more. Return the first."""
        self._again.extendleft(reversed(self._record[1:]))
        self._number -= len(self._record) - 1
        return self._record[0]


def are_rows(tabs: Sequence[int]) -> bool:
    """Say whether lines with so many tabs each, which a quotation mark holds together, are rows by themselves.

    They are if there are several, of one number of tabs.
    """
    return len(tabs) > 1 and len(set(tabs)) == 1 and tabs[0] > 0


Record = tuple[int, Sequence[str] | csv.Error, str]
"""The line where a record begins, its cells or why it has none, and the words of its lines."""


def rows_of_csv(
    path: Path, encoding: str | None, meter: Meter | None, *, tabs: bool, column: str | None
) -> Iterator[RowOrReject]:
    r"""Yield the rows of a file by the names in its header, each with the line where it begins; a cell \N is None.

    `tabs` says that they are separated by tabs. Otherwise the separator is found out; it is one that gives the header
    the name `column`, if one does. Raises InputError if the file cannot be read any further, or if its header lacks
    `column` or has a name twice.
    """
    csv.field_size_limit(_LONGEST)
    with opened_text(path, encoding, "", meter) as text:
        first = list(islice(text, TRIED_LINES))
        separator, skipped = separator_of(first, column, tabs=tabs)
        head, records = split_at_header(_records(chain(first[skipped:], text), separator, skipped), _cells, column)
        header = _header(head, column)
        for line, cells, words in records:
            if isinstance(cells, csv.Error) or cells:
                yield _row(Origin(path, line), header, cells, words, separator)


def _records(lines: Iterable[str], separator: str, skipped: int = 0) -> Iterator[Record]:
    """Yield the records of lines. After one that cannot be read the next is looked for in the line after its first.

    Between tabs a quotation mark may be a sign like others: a line that cannot be read with it is read without.
    """
    fed = _Lines(lines)
    reader = csv.reader(fed, delimiter=separator, strict=True)
    while True:
        line = fed.begin() + skipped
        try:
            cells: Sequence[str] | csv.Error = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = error
        if not (isinstance(cells, csv.Error) or (separator == "\t" and fed.looks_swallowed)):
            yield line, cells, fed.record
            continue
        first = fed.back_to_second()
        yield line, first.rstrip("\r\n").split("\t") if separator == "\t" else cells, first
        reader = csv.reader(fed, delimiter=separator, strict=True)


def separator_of(first: Sequence[str], column: str | None, *, tabs: bool) -> tuple[str, int]:
    """Return what separates the fields of a file that begins with some lines, and how many lines only state it.

    `tabs` says that tabs do. It is one that gives the header the name `column` (None for text), if one does.
    """
    stated = _stated(first)
    return "\t" if tabs else stated or _separator(first, column), 0 if stated is None else 1


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


def _cells(record: Record) -> Sequence[str]:
    """Return the cells of a record; of one that cannot be read, all its words as one."""
    _, cells, words = record
    return [words] if isinstance(cells, csv.Error) else cells


def _header(head: Record | None, column: str | None) -> Sequence[str]:
    _, cells, words = head or (1, (), "")
    if isinstance(cells, csv.Error):
        raise InputError(f"its header is not CSV: {cells}")
    if words.lstrip().startswith(("{", "[{")):
        raise InputError("is JSON, not CSV; state the format: --input-format jsonl (or json)")
    return header_of(cells, column)


def split_at_header(
    rows: Iterator[_R], cells_of: Callable[[_R], Sequence[object]], column: str | None
) -> tuple[_R | None, Iterator[_R]]:
    """Return the header of `rows`, None if all are blank, and the rows below it.

    It is the first row that is not blank, or one below with the name `column` (None for text), if what stands above has
    no more than one cell, as titles have.
    """
    above: list[_R] = []
    for row in islice(rows, TRIED_LINES):
        names = [_name(cell) for cell in cells_of(row)]
        if (column or "text") in names:
            return row, rows
        above += [row] if any(names) else []
        if sum(map(bool, names)) > 1:
            break
    return (above[0] if above else None), chain(above[1:], rows)


def header_of(cells: Sequence[object], column: str | None) -> Sequence[str]:
    """Return the names in a header without blanks around them; one that is blank is called by its number.

    Raises InputError if it has a name twice or lacks `column`.
    """
    names = [_name(cell) or f"column {number}" for number, cell in enumerate(cells, start=1)]
    refuse_repeated(names)
    if column is not None and column not in names:
        raise InputError(f"has the columns {quoted(names)}, but not {column!r}; name one: {COLUMN_OPTION}")
    return names


def _name(cell: object) -> str:
    return "" if cell is None else str(cell).strip(_BLANK)


def _row(origin: Origin, header: Sequence[str], cells: Sequence[str] | csv.Error, words: str, sign: str) -> RowOrReject:
    if UNDECODED.search(words):
        return Reject.at(origin, "has bytes that cannot be decoded; save the file as UTF-8", repaired(words))
    if isinstance(cells, csv.Error):
        return Reject.at(origin, f"is not CSV: {cells}; write a quotation mark within a quoted field twice", words)
    try:
        return origin, row_of_cells(header, cells, sign)
    except ValueError as error:
        return Reject.at(origin, str(error), words)


def row_of_cells(header: Sequence[str], cells: Sequence[str], separator: str) -> dict[str, str | None]:
    """Return the cells of a record by the names in the header. Raises ValueError if they are no row below it."""
    if [_name(cell) for cell in cells] == [*header]:
        raise ValueError("repeats the header; leave it out")
    if len(cells) < len(header) or any(cells[len(header) :]):
        advice = _ADVICE[len(cells) > len(header)].format(_SEPARATORS[separator])
        raise ValueError(f"has {len(cells)} fields, the header {len(header)}; {advice}")
    return {name: None if cell == _NULL else cell for name, cell in zip(header, cells, strict=False)}


def refuse_repeated(names: Iterable[str]) -> None:
    """Raise InputError if several columns have one name."""
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(f"several columns are named {', '.join(map(repr, repeated))}; give each its own name")


def quoted(names: Iterable[object]) -> str:
    """Return names, each in quotation marks, separated by commas; of many the first and how many more there are."""
    given = [repr(str(name)) for name in names]
    more = f" and {len(given) - _SHOWN:,} more" if len(given) > _SHOWN else ""
    return ", ".join(given[:_SHOWN]) + more
