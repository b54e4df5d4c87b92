"""Files of the desk: tolls, incidents, or a corpus that can be trained on, as the state is or was."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from hasila.document import Document, kept_name
from hasila.formats.parquet import write_rows
from hasila.formats.tables import rendered_rows
from hasila.formats.xlsx import write_xlsx
from hasila.service.refusals import Refusal
from hasila.service.schema import ExportForm, ExportWanted
from hasila.service.store import DeskDocument
from hasila.tolls.incidents import incidents
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import Cell, column_types, table_rows
from hasila.tolls.toll_rows import TOLL_TYPES, toll_rows

_TYPES: Mapping[ExportForm, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl; charset=utf-8",
}
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
        return _Rows(_toll_rows(texts), TOLL_TYPES)
    found = incidents(texts, wanted.policy, resolve_place)
    return _Rows(table_rows(found, wanted.columns), column_types(wanted.columns))


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
    file = BytesIO()
    write_xlsx(table.rows, list(table.types), file)
    return file.getvalue()


_WRITERS: Mapping[ExportForm, Callable[[_Rows], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "jsonl": _jsonl,
}
