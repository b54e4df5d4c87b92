"""Lines of .jsonl and .csv files with their places, however broken: what cannot be parsed costs no other row."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import BinaryIO

from hasila.formats.csv_rows import TRIED_LINES, are_rows, header_of, separator_of, split_at_header
from hasila.formats.encoding import HEAD

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
class CsvDialect:
    """How the rows of a file are written: Python's name of the encoding, what separates the fields, the columns."""

    encoding: str = "utf-8"
    separator: str = ","
    names: tuple[str, ...] = ()

    def cells(self, line: RowLines) -> list[str]:
        """Return the fields of a row. Raises ValueError with its fault.

        Between tabs a quotation mark may be a sign like others: what cannot be read with it is read without.
        """
        text = decoded(line.content, self.encoding)
        try:
            return self._quoted_cells(text)
        except ValueError:
            if self.separator != _TAB:
                raise
            return text.rstrip("\r\n").split(_TAB)

    def is_row(self, lines: Sequence[RowLines]) -> bool:
        """Say whether lines that a quotation mark holds together are one row."""
        if self.separator == _TAB and are_rows([line.content.count(b"\t") for line in lines]):
            return False
        try:
            return bool(self._quoted_cells(decoded(b"".join(line.content for line in lines), self.encoding)))
        except ValueError:
            return False

    def _quoted_cells(self, text: str) -> list[str]:
        csv.field_size_limit(LONGEST_LINE)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator, strict=True))
        except csv.Error as error:
            raise ValueError(f"is not CSV: {error}") from None
        if len(rows) != 1:
            raise ValueError("is not one row of CSV")
        return rows[0]


_TAB = "\t"
UNMARKED = CsvDialect()
"""How lines are written of which nothing is known."""


@dataclass(frozen=True, slots=True)
class CsvHeader:
    """How the rows of a .csv file are written, and where they begin: the offset in bytes, the lines above."""

    dialect: CsvDialect
    end: int
    lines: int


def decoded(content: bytes, encoding: str) -> str:
    """Return bytes as text, without the mark of UTF-8. Raises ValueError with the byte that cannot be decoded."""
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not {encoding.upper()} at its byte {error.start}; save it as UTF-8") from None


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


def csv_header(stream: BufferedReader, encoding: str, column: str, *, tabs: bool) -> CsvHeader:
    """Read what stands above the rows of a .csv file (hasila.formats.csv_rows).

    Raises InputError if `column` is not one of its columns or two have one name, ValueError if it has none.
    """
    first = [line.decode(encoding, "replace") for line in stream.peek(HEAD)[:HEAD].splitlines(keepends=True)]
    separator, above = separator_of(first[:TRIED_LINES], column, tabs=tabs)
    stated = [len(stream.readline()) for _ in range(above)]
    dialect = CsvDialect(encoding, separator)
    rows: Iterator[RowLines] = csv_lines(stream, sum(stated), above + 1, dialect)
    head = split_at_header(rows, dialect.cells, column)[0]
    if head is None:
        raise ValueError("is empty")
    names = header_of(dialect.cells(head), column)
    return CsvHeader(
        replace(dialect, names=tuple(names)),
        head.offset + head.length,
        head.number - 1 + head.content.count(b"\n"),
    )


def csv_lines(stream: BinaryIO, offset: int, number: int, dialect: CsvDialect) -> Iterator[RowLines]:
    """Yield each row of a .csv file, with all its lines, from where `stream` stands.

    Where a row cannot be parsed, or a quote is never closed, its first line alone is yielded, and the next one begins a
    row: a broken row does not take others with it.
    """
    lines = _Lines(json_lines(stream, offset, number))
    while first := lines.next():
        taken = [first]
        if _is_open(first.content) and not first.is_cut:
            taken = lines.closed(first, dialect)
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

    def closed(self, first: RowLines, dialect: CsvDialect) -> list[RowLines]:
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
                if dialect.is_row(taken):
                    return taken
                break
        self._back.extendleft(reversed(taken[1:]))
        return [first]


def _is_open(content: bytes) -> bool:
    return content.count(b'"') % 2 == 1
