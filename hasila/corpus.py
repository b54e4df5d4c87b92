"""Reading and writing annotated texts: JSON lines (canonical) and CoNLL columns.

JSON lines: {"id", "text", "spans": [{"start", "end", "label"}], ...} a line, UTF-8, offsets in code points, end
exclusive; further fields are kept as the document's meta. CoNLL: `token<TAB>tag` (or a space for the tab) a line, tags
in IOB2, a blank line between passages and, if wanted, `# id = ...` above each.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hasila.errors import CorpusError
from hasila.files import whole_file
from hasila.spans import Document, Span
from hasila.tagging import OUTSIDE, chunks, is_legal, is_tag, tags_from_spans
from hasila.words import split

_ID = "# id = "
Block = Sequence[tuple[int, str]]
"""Lines that belong together, each with its number."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read of a file: its documents and its faults, each with the line where it begins, counted from 1."""

    documents: Sequence[tuple[int, Document]]
    faults: Sequence[tuple[int, str]]


def read(path: Path) -> list[Document]:
    """Return the documents of `path` (.jsonl or .conll). Raises CorpusError with a line for each fault in it.

    The text of a CoNLL passage is its tokens, a space between two.
    """
    parsed = parse(path)
    if parsed.faults:
        raise CorpusError("\n".join(f"{path}:{line}: {fault}" for line, fault in parsed.faults))
    return [document for _, document in parsed.documents]


def parse(path: Path) -> Parsed:
    """Return what can be read of `path` (.jsonl or .conll), and its faults. Raises CorpusError for no such file."""
    if path.suffix == ".jsonl":
        return _parse([[numbered] for numbered in _lines(path) if numbered[1].strip()], _document_from_json)
    if path.suffix == ".conll":
        return _parse(list(blocks(path)), lambda block: _document_from_block(path.stem, block))
    raise CorpusError(f"{path}: an annotated corpus is a file ending in .jsonl or .conll")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return `paths` with each folder replaced by its .jsonl files in order. Raises CorpusError for one without any."""
    files: list[Path] = []
    for path in paths:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise CorpusError(f"{path}: the folder holds no .jsonl file")
        files += found
    return files


def read_splits(paths: Iterable[Path], split_name: str | None = None) -> list[Document]:
    """Return the documents of all `paths` whose split is `split_name` (None: all), the faults of all files at once.

    A folder stands for its .jsonl files. A document that names no split belongs to each.
    """
    documents: list[Document] = []
    faults: list[str] = []
    for path in files_of(paths):
        try:
            documents += read(path)
        except CorpusError as error:
            faults.append(str(error))
    if faults:
        raise CorpusError("\n".join(faults))
    chosen = [document for document in documents if split_name in (None, document.meta.get("split", split_name))]
    if not documents:
        raise CorpusError(f"{', '.join(map(str, paths))}: there is no passage")
    if not chosen:
        known = sorted({str(document.meta.get("split")) for document in documents})
        raise CorpusError(
            f"{', '.join(map(str, paths))}: no passage has the split {split_name!r}; splits there: {', '.join(known)}"
        )
    return chosen


def relabelled(documents: Iterable[Document], label_map: Mapping[str, str | None]) -> list[Document]:
    """Return `documents` with each label that `label_map` knows replaced by its value, and dropped where that is None.

    >>> relabelled([Document("1", "في باريس", (Span(3, 8, "LOC"),))], {"LOC": "LOCATION"})[0].spans[0].label
    'LOCATION'
    """
    return [
        replace(
            document,
            spans=tuple(
                replace(span, label=label)
                for span in document.spans
                if (label := label_map.get(span.label, span.label)) is not None
            ),
        )
        for document in documents
    ]


def document_from_row(row: Any) -> Document:
    """Return the document that a row of the canonical form says. Raises ValueError with a line for each fault."""
    if not isinstance(row, dict):
        raise ValueError(f"a row is an object with id, text and spans, not {type(row).__name__}")  # noqa: TRY004
    absent = [key for key in ("id", "text", "spans") if key not in row]
    if absent:
        raise ValueError(f"the row lacks {', '.join(absent)}")
    if not isinstance(row["text"], str) or not isinstance(row["spans"], list):
        raise ValueError("text is a string and spans a list of objects")  # noqa: TRY004 - one kind for all faults of a row
    spans: list[Span] = []
    faults: list[str] = []
    for span in row["spans"]:
        try:
            spans.append(_span_from_row(span, row["text"]))
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise ValueError("\n".join(faults))
    meta = {key: value for key, value in row.items() if key not in {"id", "text", "spans"}}
    return Document(str(row["id"]), row["text"], tuple(spans), meta)


def _span_from_row(row: Any, text: str) -> Span:
    known = isinstance(row, dict) and isinstance(row.get("label"), str)
    if not (known and type(row.get("start")) is type(row.get("end")) is int):
        raise ValueError(f"a span is an object with whole numbers start and end and a label, not {row!r}")
    span = Span(row["start"], row["end"], row["label"])
    if span.end > len(text):
        raise ValueError(f"the span {span.start}:{span.end} leaves the text of {len(text)} code points")
    if row.get("text", words := text[span.start : span.end]) != words:
        raise ValueError(
            f"the span {span.start}:{span.end} says its text is {row['text']!r}, but there stands {words!r}"
        )
    return span


def _document_from_json(block: Block) -> Document:
    return document_from_row(json.loads(block[0][1]))


def row_from_document(document: Document) -> dict[str, Any]:
    """Return the row of the canonical form that says `document`."""
    spans = [{"start": span.start, "end": span.end, "label": span.label} for span in document.spans]
    return {"id": document.id, **document.meta, "text": document.text, "spans": spans}


def write_jsonl(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as JSON lines, whole or not at all."""
    with whole_file(path) as file:
        for document in documents:
            file.write(json.dumps(row_from_document(document), ensure_ascii=False) + "\n")


def token_rows(document: Document) -> list[tuple[str, str]]:
    """Return (token, tag) of each word of `document`. Raises ValueError where a span cuts through a word."""
    words = split(document.text)
    tokens = [document.text[word.start : word.end] for word in words]
    return list(zip(tokens, tags_from_spans(document, words), strict=True))


def conll_block(document: Document) -> str:
    """Return `document` as a passage of CoNLL. Raises ValueError where a span cuts through a word."""
    rows = [f"{token}\t{tag}\n" for token, tag in token_rows(document)]
    return f"{_ID}{' '.join(document.id.split())}\n{''.join(rows)}\n"


def write_conll(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as CoNLL columns, whole or not at all. Raises CorpusError where a span cuts through a word."""
    with whole_file(path) as file:
        for document in documents:
            try:
                file.write(conll_block(document))
            except ValueError as error:
                raise CorpusError(f"{document.id}: {error}") from None


def checksums(paths: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of each file of `paths` by its name, in hexadecimal. Raises CorpusError."""
    try:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(paths)}
    except OSError as error:
        raise CorpusError(f"{error.filename}: cannot be read: {error.strerror}") from None


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line with its number. Only a line feed ends a line, since other separators occur within texts."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    yield from enumerate(text.split("\n"), start=1)


def _parse(blocks: Sequence[Block], parse: Callable[[Block], Document]) -> Parsed:
    """Parse each block; a fault is known by the block's first line."""
    documents: list[tuple[int, Document]] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for block in blocks:
        line = block[0][0]
        try:
            document = parse(block)
        except json.JSONDecodeError as error:
            faults.append((line, f"is not JSON: {error.msg} at column {error.colno}"))
            continue
        except ValueError as error:
            faults += [(line, fault) for fault in str(error).split("\n")]
            continue
        if document.id in seen:
            faults.append((line, f"the id {document.id!r} stands at line {seen[document.id]} too"))
        seen.setdefault(document.id, line)
        documents.append((line, document))
    return Parsed(documents, faults)


def blocks(path: Path) -> Iterator[Block]:
    """Yield the passages of a CoNLL file as lines: what stands between two blank ones. Raises CorpusError."""
    block: list[tuple[int, str]] = []
    for number, line in _lines(path):
        if line.strip():
            block.append((number, line.rstrip("\r")))
        elif block:
            yield block
            block = []
    if block:
        yield block


def columns(stem: str, block: Block) -> tuple[str, list[tuple[int, str, str]]]:
    """Return the id of a CoNLL passage and (line, token, tag) of its rows. Raises ValueError for other rows."""
    identity = f"{stem}:{block[0][0]}"
    rows: list[tuple[int, str, str]] = []
    faults: list[str] = []
    for number, line in block:
        cells = line.split("\t") if "\t" in line else line.split(" ")
        if line.startswith(_ID):
            identity = line.removeprefix(_ID).strip()
        elif len(cells) == 2 and all(cells):  # noqa: PLR2004 - token and tag
            rows.append((number, cells[0], cells[1]))
        else:
            faults.append(f"line {number}: {line!r} is not a token and a tag with a tab between")
    if faults:
        raise ValueError("\n".join(faults))
    return identity, rows


def _document_from_block(stem: str, block: Block) -> Document:
    identity, rows = columns(stem, block)
    faults = []
    before = OUTSIDE
    for number, _, tag in rows:
        if not is_tag(tag):
            faults.append(f"line {number}: the tag {tag!r} is none of O, B-LABEL, I-LABEL")
        elif not is_legal(before, tag):
            faults.append(f"line {number}: {tag} continues nothing after {before}; in IOB2 a span begins with B-")
        before = tag
    if faults:
        raise ValueError("\n".join(faults))
    return document_from_tokens(identity, [token for _, token, _ in rows], [tag for *_, tag in rows])


def document_from_tokens(identity: str, tokens: Sequence[str], tags: Sequence[str]) -> Document:
    """Return the document that `tokens`, a space between two, make, with the spans that their IOB2 `tags` say."""
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token) + 1)
    spans = [Span(starts[first], starts[end] - 1, label) for first, end, label in chunks(tags)]
    return Document(identity, " ".join(tokens), tuple(spans))
