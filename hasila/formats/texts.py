"""Texts to extract from: .txt, .jsonl, .csv and .parquet files, or standard input.

A file is read as a stream; each but .parquet may be compressed as .xz. A .jsonl or .csv file is first read through
once, so that all its broken rows are named before any work is done. Standard input and pipes cannot be read twice; they
stop at their first broken row.
"""

import csv
import io
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast, get_args

from hasila.document import Document, Origin, meta_of
from hasila.errors import InputError, MissingExtraError
from hasila.formats.encoding import HEAD, wide_fault
from hasila.formats.lines import json_value
from hasila.formats.parquet import rows_of, text_fault

InputFormat = Literal["txt", "jsonl", "csv", "parquet"]
STDIN = Path("-")
SourceRow = tuple[Origin, Any]
"""Where a row is and its content; an InputError if it cannot be read."""

_SHOWN_FAULTS = 20
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_texts(paths: Iterable[Path], column: str, form: InputFormat | None = None) -> Iterator[Document]:
    """Yield every text of `paths` as a document without spans.

    A .txt file is one text, with the file's name as its id. In other files each row is a text: the text is in `column`,
    the id in "id" (file:row if absent), and all other fields go to meta. `form` overrides the file's ending;
    standard input is txt by default.

    Raises one InputError for the faults of all files: an unknown ending, a file that cannot be read, a row that is
    broken or lacks the text, bytes that are not UTF-8, standard input or a pipe named twice. Standard input and
    pipes are read once: they raise for their first fault, when it is reached.
    """
    sources = [(path, form or _form_of(path)) for path in paths]
    _refuse_second_reading(path for path, _ in sources)
    faults = [fault for path, its_form in sources for fault in _faults(path, its_form, column)]
    if faults:
        more = [f"and {len(faults) - _SHOWN_FAULTS} more"] if len(faults) > _SHOWN_FAULTS else []
        raise InputError("\n".join([*faults[:_SHOWN_FAULTS], *more]))
    return (document for path, its_form in sources for document in _documents(path, its_form, column))


def read_documents(paths: Iterable[Path], column: str) -> Iterator[Document]:
    """Yield the documents of `paths` as `read_texts` does, but stream a .txt file with each of its parts as a document.

    Parts are separated by blank lines. Raises InputError as `read_texts` does.
    """
    for path in paths:
        if _form_of(path) != "txt":
            yield from read_texts([path], column)
            continue
        blocks = groupby(enumerate(_lines(path), start=1), key=lambda numbered: not numbered[1].strip())
        passages = (list(block) for blank, block in blocks if not blank)
        for number, lines in enumerate(passages, start=1):
            text = "".join(line for _, line in lines)
            yield Document(f"{path.name}, part {number}", text, origin=Origin(path, lines[0][0]))


def parts(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the non-empty parts of each text between blank lines, since a .txt file may contain many texts."""
    for document in documents:
        for number, part in enumerate(document.text.split("\n\n"), start=1):
            if part.strip():
                yield replace(document, id=f"{document.id}, part {number}", text=part, spans=())


def _form_of(path: Path) -> InputFormat:
    ending = "txt" if path == STDIN else Path(path.name.removesuffix(".xz")).suffix.removeprefix(".").lower()
    if ending not in get_args(InputFormat):
        _check_there(path)
        raise InputError(
            f"{path}: the ending {path.suffix or '(none)'} is unknown; state the format: --input-format txt"
        )
    return cast("InputFormat", ending)


def _check_there(path: Path) -> None:
    try:
        path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _documents(path: Path, form: InputFormat, column: str) -> Iterator[Document]:
    if form == "txt":
        yield Document(path.name, _decoded(path), origin=Origin(path, 1))
        return
    for origin, row in _rows(path, form, column):
        yield _document(origin, row, column)


def _rows(path: Path, form: InputFormat, column: str) -> Iterator[SourceRow]:
    if form == "parquet":
        return _parquet_rows(path, column)
    return _csv_rows(path, column) if form == "csv" else _json_rows(path)


def _document(origin: Origin, row: Any, column: str) -> Document:
    if isinstance(row, Exception):
        raise InputError(f"{origin}: {row}")
    if not isinstance(row, dict):
        raise InputError(f"{origin}: is not an object with the key {column!r}")
    if not isinstance(row.get(column), str):
        fault = "has no text in" if column in row else f"has the columns {_quoted(row)}, but not"
        raise InputError(f"{origin}: {fault} {column!r}; name the column of the text: --column NAME")
    identity = row.get("id")
    return Document(
        str(origin if identity is None else identity), row[column], meta=meta_of(row, {column}), origin=origin
    )


def _faults(path: Path, form: InputFormat, column: str) -> Iterator[str]:
    """Yield the faults of a file that can be found before its texts are needed."""
    if _is_read_once(path):
        return
    try:
        if form in {"jsonl", "csv"}:
            for origin, row in _rows(path, form, column):
                try:
                    _document(origin, row, column)
                except InputError as error:
                    yield str(error)
        elif form == "txt":
            _decoded(path)
        else:
            with _parquet(path, column):
                pass
    except InputError as error:
        yield str(error)


def _is_read_once(path: Path) -> bool:
    """Say whether reading `path` uses it up, as it does standard input, a pipe or a device."""
    return path == STDIN or (path.exists() and not path.is_file() and not path.is_dir())


def _refuse_second_reading(paths: Iterable[Path]) -> None:
    named = Counter(path for path in paths if _is_read_once(path))
    twice = [f"{'standard input' if path == STDIN else path}: is named twice" for path in named if named[path] > 1]
    if twice:
        raise InputError("\n".join(f"{fault}, but can be read only once; name it once" for fault in twice))


def _open(path: Path) -> io.BufferedReader | lzma.LZMAFile:
    """Open a file whose first bytes can be peeked at."""
    if path == STDIN:
        given = sys.stdin.buffer
        return given if isinstance(given, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", given))
    try:
        return lzma.open(path) if path.suffix == ".xz" else path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open a text file; an error while it is read becomes an InputError that names the file."""
    try:
        with _open(path) as file:
            if (fault := wide_fault(file.peek(HEAD)[:HEAD])) is not None:
                raise InputError(f"{path}: {fault}")
            # A reader of .xz behaves like any other file; its type does not say so.
            yield cast("BinaryIO", file)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (lzma.LZMAError, EOFError) as error:
        raise InputError(f"{path}: is not a complete .xz file: {error}") from None


def _decoded(path: Path) -> str:
    with _reading(path) as file:
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None


def _lines(path: Path) -> Iterator[str]:
    offset = 0
    with _reading(path) as file:
        for line in file:
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InputError(f"{path}: is not UTF-8 at byte {offset + error.start}; save it as UTF-8") from None
            offset += len(line)


def _json_rows(path: Path) -> Iterator[SourceRow]:
    offset = 0
    with _reading(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield Origin(path, number), _json_row(line, offset)
            offset += len(line)


def _json_row(line: bytes, offset: int) -> Any:
    try:
        return json_value(line.decode("utf-8-sig").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        return InputError(f"is not UTF-8 at byte {offset + error.start} of the file; save it as UTF-8")
    except ValueError as error:
        return InputError(str(error))


def _csv_rows(path: Path, column: str) -> Iterator[SourceRow]:
    csv.field_size_limit(sys.maxsize)
    with _reading(path) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        line = 1
        try:
            first = text.readline()
            rows = csv.reader(chain([first], text), strict=True)
            header = _csv_header(path, rows, first, column)
            _refuse_repeated(path, header)
            line = rows.line_num + 1
            for number, cells in enumerate(rows, start=2):
                if cells:
                    yield Origin(path, line), _csv_row(header, cells, number)
                line = rows.line_num + 1
        except csv.Error as error:
            yield Origin(path, line), InputError(f"is not CSV: {error}")
        except UnicodeDecodeError:
            yield Origin(path, line), InputError("is not UTF-8 in this row or shortly after it; save the file as UTF-8")


def _csv_row(header: Sequence[str], cells: Sequence[str], number: int) -> Any:
    if len(cells) != len(header):
        return InputError(
            f"row {number} has {len(cells)} fields, the header {len(header)}; "
            "put a field that contains a comma between double quotes"
        )
    return dict(zip(header, cells, strict=True))


def _csv_header(path: Path, rows: Iterator[list[str]], first: str, column: str) -> list[str]:
    """Return the first of `rows`. Raises InputError if it lacks the column and its line has another separator."""
    fault = None
    try:
        header = next(rows, [])
    except csv.Error as error:
        header, fault = [], error
    other = next((name for sign, name in _OTHER_SEPARATORS.items() if sign in first), None)
    if other is not None and column not in header:
        raise InputError(f"{path}: looks separated by {other}, which is not read yet; save it with commas")
    if fault is not None:
        raise fault
    return header


def _refuse_repeated(path: Path, names: Iterable[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(f"{path}: several columns are named {', '.join(map(repr, repeated))}; give each its own name")


def _parquet_rows(path: Path, column: str) -> Iterator[SourceRow]:
    with _parquet(path, column) as file:
        for number, row in enumerate(rows_of(file, column), start=1):
            yield Origin(path, number), row


def _check_columns(path: Path, schema: Any, column: str) -> None:
    _refuse_repeated(path, schema.names)
    if column not in schema.names:
        raise InputError(
            f"{path}: has the columns {_quoted(schema.names)}, but not {column!r}; name one: --column NAME"
        )
    if (fault := text_fault(schema.field(column).type)) is not None:
        raise InputError(f"{path}: the column {column!r} {fault}; name the column of the text: --column NAME")


def _quoted(names: Iterable[object]) -> str:
    return ", ".join(repr(str(name)) for name in names)


@contextmanager
def _parquet(path: Path, column: str) -> Iterator[Any]:
    """Open a parquet file that has texts in `column`; an error while it is read becomes an InputError that names it."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        raise MissingExtraError("pyarrow", "reading a .parquet file") from None
    with _open(path) as file:
        try:
            # Parquet needs random access, which what is read once does not have.
            made = parquet.ParquetFile(io.BytesIO(file.read()) if _is_read_once(path) else file)
            _check_columns(path, made.schema_arrow, column)
            yield made
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: is not a readable parquet file: {error}") from None
