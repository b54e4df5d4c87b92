"""Texts to extract from: .txt, .jsonl, .csv and .parquet files, or standard input.

A file is read as a stream; each but .parquet may be compressed as .xz. A .jsonl or .csv file is first read through
once, so that all its broken rows are named before any work is done; standard input cannot be read twice and stops at
its first broken row.
"""

import csv
import io
import json
import lzma
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast, get_args

from hasila.document import Document
from hasila.errors import InputError, MissingExtraError

InputFormat = Literal["txt", "jsonl", "csv", "parquet"]
STDIN = Path("-")
SourceRow = tuple[str, Any]
"""Where a row stands ("news.csv:12") and what it holds."""

_SHOWN_FAULTS = 20


def read_texts(paths: Iterable[Path], column: str, form: InputFormat | None = None) -> Iterator[Document]:
    """Yield every text of `paths` as a document without spans.

    A .txt file is one text, its name the id. In other files each row is one: its text in `column`, its id in "id" or
    else file:row. `form` overrides what the file's ending says; standard input is txt without it.

    Raises InputError, at once for all files: unknown ending, file that cannot be read, a row that is broken or lacks
    the text, bytes that are not UTF-8.
    """
    sources = [(path, form or _form_of(path)) for path in paths]
    faults = [fault for path, its_form in sources for fault in _faults(path, its_form, column)]
    if faults:
        more = [f"and {len(faults) - _SHOWN_FAULTS} more"] if len(faults) > _SHOWN_FAULTS else []
        raise InputError("\n".join([*faults[:_SHOWN_FAULTS], *more]))
    return (document for path, its_form in sources for document in _documents(path, its_form, column))


def read_documents(paths: Iterable[Path], column: str) -> Iterator[Document]:
    """Yield the documents of `paths` as `read_texts` does, but each part of a .txt file as one, in a stream.

    Parts are what blank lines divide. Raises InputError as `read_texts` does.
    """
    for path in paths:
        if _form_of(path) != "txt":
            yield from read_texts([path], column)
            continue
        blocks = groupby(_lines(path), key=lambda line: not line.strip())
        texts = ("".join(lines) for blank, lines in blocks if not blank)
        yield from (Document(f"{path.name}, part {number}", text) for number, text in enumerate(texts, start=1))


def parts(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the parts of each text that blank lines divide, since a .txt file may hold many texts; empty ones not."""
    for document in documents:
        for number, part in enumerate(document.text.split("\n\n"), start=1):
            if part.strip():
                yield Document(f"{document.id}, part {number}", part)


def _form_of(path: Path) -> InputFormat:
    ending = "txt" if path == STDIN else Path(path.name.removesuffix(".xz")).suffix.removeprefix(".").lower()
    if ending not in get_args(InputFormat):
        raise InputError(
            f"{path}: files ending in {path.suffix or 'nothing'} are not known; name the form: --input-format txt"
        )
    return cast("InputFormat", ending)


def _documents(path: Path, form: InputFormat, column: str) -> Iterator[Document]:
    if form == "txt":
        yield Document(path.name, _decoded(path))
        return
    for where, row in _ROWS[form](path):
        yield _document(where, row, column)


def _document(where: str, row: Any, column: str) -> Document:
    if isinstance(row, Exception):
        raise InputError(f"{where}: {row}")
    if not isinstance(row, dict):
        raise InputError(f"{where}: is not an object with a {column!r}")
    if not isinstance(row.get(column), str):
        fault = "has no text in" if column in row else f"has the columns {', '.join(map(str, row))}, but not"
        raise InputError(f"{where}: {fault} {column!r}; name the column of the text: --column NAME")
    identity = row.get("id")
    return Document(where if identity is None else str(identity), row[column])


def _faults(path: Path, form: InputFormat, column: str) -> Iterator[str]:
    """Yield what is wrong with a file, as far as it can be known before its texts are needed."""
    if path == STDIN:
        return
    try:
        if form in {"jsonl", "csv"}:
            for where, row in _ROWS[form](path):
                try:
                    _document(where, row, column)
                except InputError as error:
                    yield str(error)
        elif form == "txt":
            _decoded(path)
        else:
            _parquet_columns(path, column)
    except InputError as error:
        yield str(error)


def _open(path: Path) -> BinaryIO:
    if path == STDIN:
        return sys.stdin.buffer
    try:
        # A reader of .xz is read from as any other file; its type says less.
        return cast("BinaryIO", lzma.open(path)) if path.suffix == ".xz" else path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file; what goes wrong while it is read becomes an InputError that names it."""
    try:
        with _open(path) as file:
            yield file
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (lzma.LZMAError, EOFError) as error:
        raise InputError(f"{path}: is not a whole .xz file: {error}") from None


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
                yield f"{path}:{number}", _json_row(line, offset)
            offset += len(line)


def _json_row(line: bytes, offset: int) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        return InputError(f"is not UTF-8 at byte {offset + error.start} of the file; save it as UTF-8")
    except json.JSONDecodeError as error:
        return InputError(f"is not JSON: {error.msg} at column {error.colno}")


def _csv_rows(path: Path) -> Iterator[SourceRow]:
    csv.field_size_limit(sys.maxsize)
    with _reading(path) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text, strict=True)
        where = f"{path}:1"
        try:
            header = rows.fieldnames
            while header:
                where = f"{path}:{rows.line_num + 1}"
                yield where, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield where, InputError(f"is not CSV: {error}")
        except UnicodeDecodeError:
            yield where, InputError("is not UTF-8, here or soon after; save the file as UTF-8")


def _parquet_rows(path: Path) -> Iterator[SourceRow]:
    number = 0
    with _parquet(path) as file:
        for batch in file.iter_batches():
            for row in batch.to_pylist():
                number += 1
                yield f"{path}:{number}", row


def _parquet_columns(path: Path, column: str) -> None:
    with _parquet(path) as file:
        names = file.schema_arrow.names
    if column not in names:
        raise InputError(f"{path}: has the columns {', '.join(names)}, but not {column!r}; name one: --column NAME")


@contextmanager
def _parquet(path: Path) -> Iterator[Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        raise MissingExtraError("pyarrow", "reading a .parquet file") from None
    with _open(path) as file:
        try:
            # Only a file can be read out of order, as parquet must be.
            made = parquet.ParquetFile(io.BytesIO(file.read()) if path == STDIN else file)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: is not a readable parquet file: {error}") from None
        yield made


_ROWS: dict[str, Callable[[Path], Iterator[SourceRow]]] = {
    "jsonl": _json_rows,
    "csv": _csv_rows,
    "parquet": _parquet_rows,
}
