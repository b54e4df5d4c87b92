"""Writing what was read: lines as they come, pages, tables and other forms as a whole."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from hasila.cli.texts import Reading
from hasila.document import Document
from hasila.errors import InputError, OutputError, require
from hasila.files import is_stream, whole_file
from hasila.formats.found_rows import TABLE_PEEK, TableShape, shape_of, telling_missed
from hasila.formats.opening import is_packed
from hasila.formats.output import LinesForm, csv_form
from hasila.formats.parquet import write_rows
from hasila.formats.xlsx import write_xlsx
from hasila.groups import groups
from hasila.part_file import part_file

_log = logging.getLogger(__name__)
Reader = Callable[[Iterable[Document]], Iterator[Document]]
"""Finds the spans and tolls of texts, in order."""
_BINARY = {"parquet": "pyarrow", "xlsx": "openpyxl"}
"""Forms of tables that only a file holds, and the packages that write them."""
_ENDINGS = {"htm": "html", "ndjson": "jsonl"}
_F = TypeVar("_F", bound=str)


def chosen_form(asked: _F | None, output: Path | None, known: Iterable[_F], default: _F) -> _F:
    """Return the form to write: the one asked for, else the one that the ending of the output names, else `default`.

    An ending that names another one, or none, is logged. Raises OutputError if it is one of compressed files.
    """
    ending = "" if output is None else output.suffix.removeprefix(".").lower()
    if output is not None and is_packed(output):
        raise OutputError(f"{output}: what is written is not compressed; name it {output.stem}, and compress it after")
    named = next((form for form in known if form == _ENDINGS.get(ending, ending)), None)
    chosen = asked or named or default
    if (asked and named and asked != named) or (ending and not (asked or named)):
        _log.warning("%s: is written as %s, which its ending does not say; --format chooses another", output, chosen)
    return chosen


def file_for(form: str, output: Path | None) -> Path:
    """Return the output, which must be a file. Raises InputError if it is none, MissingExtraError without a package."""
    if form in _BINARY:
        require(_BINARY[form], f"writing --format {form}")
    if output is None:
        raise InputError(f"--format {form} is written to a file; name it: --output FILE")
    return output


def refuse_resume(form: str, known: Iterable[str], output: Path | None, *, resume: bool) -> None:
    """Raise InputError if a run cannot be resumed that is asked to be."""
    if not resume:
        return
    if form not in known:
        raise InputError(
            f"--resume goes on with {', '.join(known)}, but --format is {form}, which is written at the end"
        )
    if output is None or is_stream(output):
        raise InputError("--resume goes on with a file that was begun; name it: --output FILE")


@dataclass(frozen=True, slots=True)
class Target:
    """Where texts are written that come one at a time, and what they are made of, so that a run can be gone on with."""

    output: Path | None
    fingerprint: Callable[[], Mapping[str, Any]]
    resume: bool


def write_lines(texts: Reading, read: Reader, form: LinesForm, target: Target) -> None:
    """Write texts one at a time: to standard output, or to a file that can be gone on with if the run is cut off."""
    if target.resume and texts.are_live:
        raise InputError("standard input and pipes cannot be read again, so --resume needs files to read")
    if target.output is None or is_stream(target.output) or texts.are_live:
        write(chain([form.head], map(form.lines, texts.watched(read(texts)))), target.output)
        return
    with part_file(target.output, target.fingerprint(), resume=target.resume) as part:
        if not part.texts:
            part.write(form.head)
        documents, known = _from_group(texts, part.texts)
        for document in texts.watched(islice(read(documents), known, None)):
            part.write_text(form.lines(document))


def _from_group(documents: Iterable[Document], done: int) -> tuple[Iterator[Document], int]:
    """Return documents from the group on in which those after the first `done` begin, and how many of it are done.

    The last digits of scores depend on what is read together, so that a group is read again as a whole.
    """
    grouped = groups(documents)
    for group in grouped:
        if done < len(group.documents):
            return chain(group.documents, (one for later in grouped for one in later.documents)), done
        done -= len(group.documents)
    return iter(()), 0


def table_shape(
    texts: Reading, form: str, found: Mapping[str, type], rows_found: Callable[[Document], Iterable[Mapping[str, Any]]]
) -> TableShape:
    """Return the shape of a table of texts, by the fields of the first of them."""
    return shape_of(texts.first(TABLE_PEEK), found, rows_found, typed=form == "parquet")


def write_shaped(texts: Reading, read: Reader, shape: TableShape, form: str, target: Target) -> None:
    """Write the rows of texts as CSV, a text at a time, or as a .parquet or .xlsx file."""

    def read_telling(documents: Iterable[Document]) -> Iterator[Document]:
        return telling_missed(read(documents), shape)

    if form == "csv":
        write_lines(texts, read_telling, csv_form(shape), target)
        return
    rows = (row for document in texts.watched(read_telling(texts)) for row in shape.rows(document))
    write_table(rows, shape.columns, form, file_for(form, target.output))


def write_table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, type], form: str, output: Path) -> None:
    """Write rows as a .parquet or .xlsx file, whole or not at all."""
    with whole_file(output) as file:
        if form == "parquet":
            write_rows(rows, columns, file.buffer)
        else:
            write_xlsx(rows, list(columns), file.buffer)


def write(parts: Iterable[str], output: Path | None) -> None:
    """Write `parts` to a file, whole or not at all, or to standard output. Raises OutputError."""
    if output is None:
        try:
            for part in parts:
                sys.stdout.write(part)
                sys.stdout.flush()  # a reader may wait for each text
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"standard output: cannot be written: {error.strerror or error}") from None
        return
    with whole_file(output) as file:
        file.writelines(parts)
