"""Rows of tokens and tags, as the package datasets and transformers' examples have them: JSON lines or parquet.

{"id", "text", "tokens": [...], "ner_tags": [...]} a row. In parquet the tags are numbers, and the file describes them
as datasets does: load_dataset("parquet", ...) gives ner_tags as ClassLabel. In JSON lines they are names.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from reprlib import repr as shown
from typing import Any

from hasila.arabic.words import split
from hasila.document import Document, Origin
from hasila.errors import CorpusError, InputError, MissingExtraError
from hasila.files import whole_file
from hasila.formats.annotations import Annotations, MarkedText, SourceRows, annotations_of, json_rows
from hasila.formats.conll import token_rows
from hasila.formats.encoding import encodable
from hasila.formats.offsets import Mark
from hasila.formats.parquet import rows_of
from hasila.spans import ordered_labels
from hasila.tagging.bio import tag_names
from hasila.tagging.layers import TokenRun, is_tag_of_any_scheme, token_runs

TAG_FIELDS = ("ner_tags", "tags")
_JOINED = "texts that are not those of their tokens, which were joined with blanks"
_UNBEGUN = "spans begun by I-"
_STRING = {"dtype": "string", "_type": "Value"}


def is_tagged(row: Any) -> bool:
    """Say whether a row has tokens and their tags."""
    return isinstance(row, dict) and "tokens" in row and _tag_field(row) is not None


def read_tagged_tokens(path: Path) -> Annotations:
    """Return the documents of a file, parquet if its name ends so, else JSON.

    Raises CorpusError if it cannot be read as a whole, and MissingExtraError without pyarrow if it is parquet.
    """
    rows, names = _parquet_rows(path) if path.suffix == ".parquet" else (json_rows(path), None)
    return annotations_of(rows, partial(_marked, names=names), "code-points")


def write_tagged_tokens(path: Path, documents: Sequence[Document]) -> None:
    """Write `documents`, as parquet if the name ends so, else as JSON lines; whole or not at all.

    Raises ValueError if a span cuts through a word, and MissingExtraError without pyarrow if it is parquet.
    """
    names = tag_names(ordered_labels(span.label for document in documents for span in document.spans))
    rows = map(_row_of, documents)
    if path.suffix == ".parquet":
        _write_parquet(path, rows, names)
        return
    with whole_file(path) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _row_of(document: Document) -> dict[str, Any]:
    rows = token_rows(document)
    return {
        "id": encodable(document.id),
        "text": encodable(document.text),
        "tokens": [encodable(token) for token, _ in rows],
        "ner_tags": [tag for _, tag in rows],
    }


def _write_parquet(path: Path, rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> None:
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("pyarrow", "writing a .parquet file") from None

    numbers = {name: number for number, name in enumerate(names)}
    told = json.dumps({"info": {"features": _features(names)}})
    columns = [("id", pa.string()), ("text", pa.string()), ("tokens", pa.list_(pa.string()))]
    schema = pa.schema([*columns, ("ner_tags", pa.list_(pa.int64()))], {"huggingface": told})
    numbered = [{**row, "ner_tags": [numbers[tag] for tag in row["ner_tags"]]} for row in rows]
    with whole_file(path) as file:
        parquet.write_table(pa.Table.from_pylist(numbered, schema), file.buffer)


def _features(names: Sequence[str]) -> dict[str, Any]:
    """Return what datasets stores of the types of the columns; it calls a list Sequence in all its versions."""
    return {
        "id": _STRING,
        "text": _STRING,
        "tokens": {"feature": _STRING, "_type": "Sequence"},
        "ner_tags": {"feature": {"names": list(names), "_type": "ClassLabel"}, "_type": "Sequence"},
    }


def _parquet_rows(path: Path) -> tuple[SourceRows, Sequence[str] | None]:
    """Return the rows of a parquet file, and the names of its tags if it describes them."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional package
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError("pyarrow", "reading a .parquet file") from None

    try:
        with parquet.ParquetFile(path) as file:
            rows = list(enumerate(rows_of(file, "text"), start=1))
            names = _names_in((file.schema_arrow.metadata or {}).get(b"huggingface"))
    except (pa.ArrowException, OSError) as error:
        raise CorpusError(f"{path}: is not a readable parquet file: {error}") from None
    return [(Origin(path, number), _or_fault(row)) for number, row in rows], names


def _or_fault(row: Any) -> Any:
    return ValueError(str(row)) if isinstance(row, InputError) else row


def _names_in(told: bytes | None) -> list[str] | None:
    """Return the names of the tags in what datasets stores of a file's columns."""
    try:
        features = json.loads(told or b"{}")["info"]["features"]
        described = next(features[name] for name in TAG_FIELDS if name in features)
        names = described["feature"]["names"]
    except (ValueError, LookupError, TypeError, StopIteration):
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _marked(row: Any, names: Sequence[str] | None) -> MarkedText:
    if not isinstance(row, dict) or (field := _tag_field(row)) is None:
        raise ValueError(f"a row has tokens, and {' or '.join(TAG_FIELDS)}")
    tokens, tags = row.get("tokens"), _named(row[field], names)
    if not (isinstance(tokens, list) and all(isinstance(token, str) for token in tokens)):
        raise ValueError(f"tokens is a list of strings, not {shown(tokens)}")
    if len(tokens) != len(tags):
        raise ValueError(f"the row has {len(tokens)} tokens and {len(tags)} tags")
    given = row.get("text")
    places = _places(given, tokens) if isinstance(given, str) else None
    text = given if isinstance(given, str) and places is not None else " ".join(tokens)
    used = {"tokens", field} | ({"text"} if text == given or given is None else set())
    runs = token_runs([[tag] for tag in tags])
    fields = {name: value for name, value in row.items() if name not in used}
    mendings = {_JOINED: int(places is None and given is not None), _UNBEGUN: sum(not run.begun for run in runs)}
    return MarkedText(fields, text, _marks(runs, places or _joined_places(tokens)), mendings)


def _tag_field(row: Mapping[str, Any]) -> str | None:
    return next((name for name in TAG_FIELDS if name in row), None)


def _named(tags: Any, names: Sequence[str] | None) -> list[str]:
    """Return the names of the tags of a row. Raises ValueError if they have none, or one that is no tag."""
    if not isinstance(tags, list):
        raise ValueError(f"the tags are a list, not {shown(tags)}")  # noqa: TRY004 - one kind for all faults of a row
    if names is None and any(type(tag) is int for tag in tags):
        raise ValueError(
            "the tags are numbers that the file does not name; write their names, or parquet with features"
        )
    named = [names[tag] if names and type(tag) is int and 0 <= tag < len(names) else tag for tag in tags]
    if unknown := [tag for tag in named if not (isinstance(tag, str) and is_tag_of_any_scheme(tag))]:
        raise ValueError(f"{shown(unknown[0])} is no tag; a tag is O, B-LABEL, I-LABEL or the like")
    return named


def _places(text: str, tokens: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return where each token stands in a text; None if words stand between them, or a token does not stand there."""
    places = []
    end = 0
    for token in tokens:
        start = text.find(token, end)
        if start < 0 or split(text[end:start]):
            return None
        end = start + len(token)
        places.append((start, end))
    return None if split(text[end:]) else places


def _joined_places(tokens: Sequence[str]) -> list[tuple[int, int]]:
    places = []
    start = 0
    for token in tokens:
        places.append((start, start + len(token)))
        start += len(token) + 1
    return places


def _marks(runs: Iterable[TokenRun], places: Sequence[tuple[int, int]]) -> list[Mark]:
    return [Mark(places[run.first][0], places[run.end - 1][1], run.label) for run in runs]
