"""Lines of .jsonl and .csv files with their places, however broken: what cannot be parsed costs no other row."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hasila.errors import InputError

LONGEST_LINE = 1 << 26
"""The most bytes of a line that are kept; a longer one is no row, and only passed over."""


@dataclass(frozen=True, slots=True)
class RowLines:
    """A row's lines as they stand in a file: the offset and length in bytes, the number of the first line, from 1.

    `content` is cut off where it is longer than the longest line.
    """

    offset: int
    length: int
    number: int
    content: bytes

    @property
    def is_blank(self) -> bool:
        """Whether there is no row here."""
        return not self.content.strip()

    @property
    def is_cut(self) -> bool:
        """Whether the line is too long to be a row."""
        return self.length > len(self.content)


@dataclass(frozen=True, slots=True)
class CsvHeader:
    """The columns of a .csv file, and where the rows below begin: the offset in bytes, the lines above."""

    names: tuple[str, ...]
    end: int
    lines: int


def json_lines(stream: BinaryIO, offset: int = 0, number: int = 1) -> Iterator[RowLines]:
    """Yield the lines from where `stream` stands, which is `offset`, at the line `number`."""
    while content := stream.readline(LONGEST_LINE):
        length = len(content)
        while not content.endswith(b"\n") and (more := stream.readline(LONGEST_LINE)):
            length += len(more)
            if more.endswith(b"\n"):
                break
        yield RowLines(offset, length, number, content)
        offset, number = offset + length, number + 1


def csv_header(stream: BinaryIO, name: str, column: str) -> CsvHeader:
    """Read the columns of a .csv file. Raises InputError if `column` is not one of them, ValueError if it has none."""
    first = next(csv_lines(stream, 0, 1), None)
    cells = csv_cells(first) if first else ValueError("is empty")
    if isinstance(cells, ValueError):
        raise cells
    names = (cells[0].removeprefix("\ufeff"), *cells[1:]) if cells else ()
    if names.count(column) != 1 or len(set(names)) < len(names):
        shown = ", ".join(map(repr, names))
        raise InputError(
            f"{name}: has the columns {shown}; it needs one {column!r} and no name twice, with commas between them: "
            "--column NAME"
        )
    assert first is not None  # noqa: S101 - there are cells
    return CsvHeader(names, first.length, first.content.count(b"\n"))


def csv_lines(stream: BinaryIO, offset: int, number: int) -> Iterator[RowLines]:
    """Yield each row of a .csv file, with all its lines, from where `stream` stands.

    Where a row cannot be parsed, or a quote is never closed, its first line alone is yielded, and the next one begins a
    row: a broken row does not take others with it.
    """
    lines = _Lines(json_lines(stream, offset, number))
    while first := lines.next():
        taken = [first]
        if _is_open(first.content) and not first.is_cut:
            taken = lines.closed(first)
        yield RowLines(
            first.offset,
            sum(line.length for line in taken),
            first.number,
            b"".join(line.content for line in taken),
        )


class _Lines:
    """Lines of which some may be given back."""

    def __init__(self, lines: Iterator[RowLines]) -> None:
        self._left = lines
        self._back: deque[RowLines] = deque()

    def next(self) -> RowLines | None:
        """Return the next line."""
        return self._back.popleft() if self._back else next(self._left, None)

    def closed(self, first: RowLines) -> list[RowLines]:
        """Return the lines of the row that begins with `first`, which a quote leaves open; `first` if none closes it.

        A row that cannot be parsed with its further lines gives them back.
        """
        taken, length = [first], first.length
        while (line := self.next()) is not None:
            taken.append(line)
            length += line.length
            if line.is_cut or length > LONGEST_LINE:
                break
            if line.content.count(b'"') % 2:  # the quote is closed
                if isinstance(csv_cells(RowLines(0, 0, 0, b"".join(one.content for one in taken))), list):
                    return taken
                break
        self._back.extendleft(reversed(taken[1:]))
        return [first]


def _is_open(content: bytes) -> bool:
    return content.count(b'"') % 2 == 1


def csv_cells(line: RowLines) -> list[str] | ValueError:
    """Return the fields of a row, or its fault."""
    try:
        text = line.content.decode("utf-8")
    except UnicodeDecodeError as error:
        return ValueError(f"is not UTF-8 at its byte {error.start}")
    return _cells(text)


def _cells(text: str) -> list[str] | ValueError:
    csv.field_size_limit(LONGEST_LINE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return ValueError(f"is not CSV: {error}")
    return rows[0] if len(rows) == 1 else ValueError("is not one row of CSV")
