"""Texts to read: files of rows or of one text, folders of them, or standard input.

Each file is read once, as a stream; a .json or .txt file is held whole. A row that cannot be read never costs another.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from hasila.arabic.visual_order import is_visual
from hasila.document import Document, Origin, kept_name, meta_of
from hasila.errors import InputError
from hasila.formats.csv_rows import COLUMN_OPTION, quoted, rows_of_csv
from hasila.formats.encoding import HEAD
from hasila.formats.faults import abridged
from hasila.formats.json_rows import UNDECODED, RowOrReject, rows_of_json, rows_of_lines
from hasila.formats.opening import Meter, found_encoding, is_read_once, opened, opened_text
from hasila.formats.parquet import rows_of_parquet
from hasila.formats.prose import PEEKED, USUAL, column_of_prose
from hasila.formats.rejects import Reject, RejectSink, refuse
from hasila.formats.sources import InputFormat, SourceFile, sources_of
from hasila.formats.xlsx import rows_of_xlsx

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How texts are read from rows and bytes."""

    column: str | None = None
    """The column with the text; None for text, or the one column of prose."""
    id_column: str = "id"
    """The column with the id of a text."""
    encoding: str | None = None
    """Python's name of the encoding; None if it is found out."""

    def __post_init__(self) -> None:
        """Raise InputError if there is no such encoding."""
        try:
            bytes(4).decode(self.encoding or "utf-8", "surrogateescape")
        except (LookupError, UnicodeError):
            raise InputError(
                f"--encoding is {self.encoding!r}, which is no known encoding of text; one is windows-1256"
            ) from None


def read_texts(  # noqa: PLR0913 - one parameter an option
    paths: Iterable[Path],
    column: str | None = None,
    form: InputFormat | None = None,
    *,
    id_column: str = "id",
    encoding: str | None = None,
    reject: RejectSink | None = None,
    meter: Meter | None = None,
) -> Iterator[Document]:
    """Yield every text of `paths` as a document without spans.

    A .txt file is one text, with the file's name as its id. In other files each row is a text: the text is in `column`
    (by default "text", or the only column with prose), the id in `id_column` (file:row if absent), and all other fields
    go to meta. An id that occurs again gets a number behind it. `form` overrides the endings of files; standard input
    is txt by default. `encoding` is that of all files; by default it is found out for each.

    `reject` is told of each row that cannot be read, and the others are yielded. Without it one InputError names all of
    them before the first text, which takes a reading of its own; standard input and pipes are read once and raise for
    their first. `meter` is told how much has been read.

    Raises InputError for paths that cannot be read at all (`sources_of`), and for an unknown encoding.
    """
    return read_sources(sources_of(paths, form), ReadSettings(column, id_column, encoding), reject=reject, meter=meter)


def read_sources(
    sources: Sequence[SourceFile],
    settings: ReadSettings,
    *,
    reject: RejectSink | None = None,
    meter: Meter | None = None,
) -> Iterator[Document]:
    """Yield every text of files that `sources_of` found; otherwise as `read_texts`."""
    if reject is None:
        _refuse_rejects((source for source in sources if not is_read_once(source.path)), settings)
    return _distinct(_documents(sources, settings, reject or refuse, meter))


def read_documents(paths: Iterable[Path], column: str) -> Iterator[Document]:
    """Yield the documents of `paths` as `read_texts` does, but stream a .txt file with each of its parts as a document.

    Parts are separated by blank lines. Raises InputError as `read_texts` does.
    """
    for path in paths:
        (source,) = sources_of([path])
        if source.form != "txt":
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


def with_words(documents: Iterable[Document], reject: RejectSink) -> Iterator[Document]:
    """Yield the documents whose text is not blank, and tell `reject` of the others."""
    for document in documents:
        if document.text.strip():
            yield document
        else:
            reject(Reject.of(document, "its text is empty"))


def telling_visual(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents, and log at the end which are written backwards, as some PDFs give Arabic."""
    first, count = "", 0
    for document in documents:
        if is_visual(document.text):
            first, count = first or document.where, count + 1
        yield document
    if count:
        _log.warning("%d texts seem to be written backwards, and are read as they stand; the first is %s", count, first)


def with_own_tolls(documents: Iterable[Document], reject: RejectSink) -> Iterator[Document]:
    """Yield documents, those whose rows have spans and tolls with them; tell `reject` of rows where they are faulty."""
    for document in documents:
        if not {"spans", "tolls"} <= document.meta.keys():
            yield document
            continue
        try:
            found = Document.from_dict({**document.meta, "id": document.id, "text": document.text})
        except ValueError as error:
            reject(Reject.of(document, str(error).replace("\n", "; ")))
        else:
            yield replace(found, origin=document.origin)


def _lines(path: Path) -> Iterator[str]:
    try:
        with opened_text(path, None, "\n") as text:
            yield from (_decoded(number, line) for number, line in enumerate(text, start=1))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _decoded(number: int, line: str) -> str:
    if UNDECODED.search(line):
        raise InputError(f"has bytes in line {number} that cannot be decoded; save it as UTF-8")
    return line


def _refuse_rejects(sources: Iterable[SourceFile], settings: ReadSettings) -> None:
    """Raise InputError with the rows of files that cannot be read."""
    found = _items(sources, settings, None)
    rejects = [item for item in found if isinstance(item, Reject)]
    if rejects:
        raise InputError("\n".join(abridged([(one.kind, str(one)) for one in rejects])))


def _documents(
    sources: Iterable[SourceFile], settings: ReadSettings, reject: RejectSink, meter: Meter | None
) -> Iterator[Document]:
    for item in _items(sources, settings, meter):
        if isinstance(item, Document):
            yield item
        else:
            reject(item)


def _distinct(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with a number behind an id that has occurred before. Ids are kept as 64 bits each."""
    seen: set[int] = set()
    next_numbers: dict[int, int] = {}
    for document in documents:
        key = hash(document.id)
        if key not in seen:
            seen.add(key)
            yield document
            continue
        number = next_numbers.get(key, 2)
        while (numbered := hash(f"{document.id}#{number}")) in seen:
            number += 1
        seen.add(numbered)
        next_numbers[key] = number + 1
        yield replace(document, id=f"{document.id}#{number}")
    if next_numbers:
        _log.warning("%d ids occur more than once; each text but the first has a number behind it", len(next_numbers))


Item = Document | Reject


def _items(sources: Iterable[SourceFile], settings: ReadSettings, meter: Meter | None) -> Iterator[Item]:
    for source in sources:
        try:
            yield from _items_of(source, settings, meter)
        except InputError as error:
            yield Reject(source.path, None, str(error))


def _items_of(source: SourceFile, settings: ReadSettings, meter: Meter | None) -> Iterator[Item]:
    if source.form == "txt":
        yield Document(source.name, _whole(source.path, settings.encoding, meter), origin=Origin(source.path, 1))
        return
    rows = _rows(source, settings, meter)
    column, rows = _column(source.path, rows, settings.column)
    for row in rows:
        yield row if isinstance(row, Reject) else _document(*row, column, settings.id_column)


def _whole(path: Path, encoding: str | None, meter: Meter | None) -> str:
    with opened(path, meter) as file:
        content = file.read()
    its = encoding or found_encoding(path, content[:HEAD])
    try:
        # The mark of UTF-8 is part of the text: offsets count it.
        return content.decode(its.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not {its.upper()} at byte {error.start}; save it as UTF-8, or state the encoding: --encoding NAME"
        ) from None


def _rows(source: SourceFile, settings: ReadSettings, meter: Meter | None) -> Iterator[RowOrReject]:
    path, column, encoding = source.path, settings.column, settings.encoding
    match source.form:
        case "jsonl":
            return rows_of_lines(path, encoding, meter)
        case "json":
            return rows_of_json(path, encoding, meter)
        case "parquet":
            return rows_of_parquet(path, meter, column)
        case "xlsx":
            return rows_of_xlsx(path, meter, column)
        case _:
            return rows_of_csv(path, encoding, meter, tabs=source.form == "tsv", column=column)


def _column(path: Path, rows: Iterator[RowOrReject], wanted: str | None) -> tuple[str, Iterator[RowOrReject]]:
    """Return the column with the texts, and all rows, of which those that it is found by have been read."""
    if wanted is not None:
        return wanted, rows
    first: list[RowOrReject] = []
    objects: list[dict[str, Any]] = []
    for row in rows:
        first.append(row)
        if isinstance(row, tuple) and isinstance(row[1], dict):
            objects.append(row[1])
            if USUAL in row[1]:
                return USUAL, chain(first, rows)
        if len(first) == PEEKED:
            break
    return (column_of_prose(path, objects) if objects else USUAL), chain(first, rows)


def _document(origin: Origin, row: Any, column: str, id_column: str) -> Item:
    if not isinstance(row, dict):
        return Reject.at(origin, f"is not an object with the key {column!r}", row)
    if not isinstance(row.get(column), str):
        return Reject.at(origin, _why_no_text(row, column), row)
    given = row.get(id_column)
    if isinstance(given, str) and not given.strip():
        given = None
    meta = meta_of(row, {column})
    if id_column != "id" and isinstance(row.get("id"), str):
        meta = {kept_name("id", row): row["id"], **meta}
    return Document(str(origin if given is None else given), row[column], meta=meta, origin=origin)


def _why_no_text(row: dict[str, Any], column: str) -> str:
    if column not in row:
        return f"has the columns {quoted(row)}, but not {column!r}; name the column of the text: {COLUMN_OPTION}"
    if row[column] is None:
        return f"has no text in {column!r}"
    return f"has {type(row[column]).__name__} in {column!r}, not a text"
