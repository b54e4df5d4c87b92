"""Files of the desk: tolls, incidents, or a corpus that can be trained on, as the state is or was."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import regex

from hasila.document import Document, kept_name
from hasila.errors import require
from hasila.formats.parquet import write_rows
from hasila.formats.tables import harmless, rendered_rows
from hasila.service.refusals import Refusal
from hasila.service.schema import ExportForm, ExportWanted
from hasila.service.store import DeskDocument
from hasila.tolls.incidents import incidents
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import Cell, column_type, hxl_tags, table_rows
from hasila.tolls.toll_rows import TOLL_COLUMNS, toll_rows

_TYPES: Mapping[ExportForm, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl; charset=utf-8",
}
_LONGEST_CELL = 32_767
"""The most characters that a cell of a spreadsheet holds."""
_FIRST_DAY = "1900-03-01"
"""The first day that every spreadsheet counts alike; earlier ones are written as text."""
_MOST_ROWS = 1_048_575
"""The most rows below the header of a sheet."""
_SCORES = frozenset({"score", "scores"})


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to send."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: Iterable[Mapping[str, Cell]]
    types: Mapping[str, type]


def exported(documents: Sequence[DeskDocument], wanted: ExportWanted) -> ExportedFile:
    """Return documents as a file.

    Raises Refusal for a corpus in another form than jsonl, InputError for what a form cannot hold, and
    MissingExtraError where a package is missing.
    """
    if wanted.what == "corpus":
        if wanted.form != "jsonl":
            raise Refusal(422, f"a corpus is written as jsonl, not as {wanted.form}")
        content = b"".join(_corpus(documents))
    else:
        content = _WRITERS[wanted.form](_table(documents, wanted))
    return ExportedFile(f"{wanted.what}.{wanted.form}", _TYPES[wanted.form], content)


def _corpus(documents: Iterable[DeskDocument]) -> Iterator[bytes]:
    """Yield the lines of a corpus: what people settled has no scores of a model, and says what state it is in."""
    for one in documents:
        row = one.document.to_dict()
        row |= {"spans": _unscored(row["spans"]), "tolls": _unscored(row["tolls"])}
        row[kept_name("desk_state", row)] = one.state
        yield (json.dumps(row, ensure_ascii=False) + "\n").encode()


def _unscored(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in _SCORES} for row in rows]


def _table(documents: Sequence[DeskDocument], wanted: ExportWanted) -> _Rows:
    texts = [one.document for one in documents]
    if wanted.what == "tolls":
        return _Rows(_toll_rows(texts), {name: column_type(name) for name in TOLL_COLUMNS})
    found = incidents(texts, wanted.policy, resolve_place)
    types = {name: column_type(name, wanted.columns) for name in hxl_tags(wanted.columns)}
    return _Rows(table_rows(found, wanted.columns), types)


def _toll_rows(documents: Iterable[Document]) -> Iterator[dict[str, Cell]]:
    return (row for document in documents for row in toll_rows(document))


def _csv(table: _Rows) -> bytes:
    return "".join(rendered_rows(table.rows, "csv", list(table.types))).encode()


def _jsonl(table: _Rows) -> bytes:
    return "".join(rendered_rows(table.rows, "jsonl", list(table.types))).encode()


def _parquet(table: _Rows) -> bytes:
    file = BytesIO()
    write_rows(table.rows, table.types, file)
    return file.getvalue()


def _xlsx(table: _Rows) -> bytes:
    """Return a sheet. Dates are dates there, and no cell is a formula."""
    require("openpyxl", "writing an .xlsx file")
    from openpyxl import Workbook  # noqa: PLC0415 - an optional package

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hasila")
    sheet.append(list(table.types))
    for number, row in enumerate(table.rows):
        if number == _MOST_ROWS:
            raise Refusal(422, f"a sheet holds {_MOST_ROWS} rows and no more; write csv or parquet")
        sheet.append([_sheet_cell(row[name], kind) for name, kind in table.types.items()])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_cell(value: Cell, kind: type) -> Cell | date:
    if kind is date and isinstance(value, str) and value >= _FIRST_DAY:
        return date.fromisoformat(value)
    if isinstance(value, str):
        return harmless(regex.sub(r"[\p{Cc}--[\t\n]]", "", value, flags=regex.V1)[:_LONGEST_CELL])
    return value


_WRITERS: Mapping[ExportForm, Callable[[_Rows], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "jsonl": _jsonl,
}
