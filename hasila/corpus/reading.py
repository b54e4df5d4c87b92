"""Reading and writing annotated texts: JSON lines (canonical) and CoNLL columns.

JSON lines: {"id", "text", "spans": [{"start", "end", "label"}], ...} a line, UTF-8, offsets in code points, end
exclusive; further fields are kept as the document's meta. CoNLL: `token<TAB>tag` (or a space for the tab) a line, tags
in IOB2, a blank line between passages and, if wanted, `# id = ...` above each.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import blocks, document_from_block
from hasila.formats.faults import abridged, kind_of
from hasila.formats.jsonl import parsed_jsonl
from hasila.formats.lines import Parsed, parsed
from hasila.formats.standoff import NO_TEXTS, SourceTexts

_log = logging.getLogger(__name__)


def read(path: Path, texts: SourceTexts = NO_TEXTS) -> list[Document]:
    """Return the documents of `path` (.jsonl or .conll). Raises CorpusError with its first faults of each kind.

    The text of a CoNLL passage is its tokens, joined by spaces. Rows without a text annotate one of `texts`; if that is
    not there, they are left out and a warning counts them.
    """
    parsed = parse(path, texts)
    if parsed.faults:
        faults = [(kind_of(fault), f"{path}:{line}: {fault}") for line, fault in parsed.faults]
        raise CorpusError("\n".join(abridged(faults, f"; hasila check --all {path} shows them")))
    if parsed.missing:
        _log.warning("%s: %s", path, missing_texts(parsed))
    return list(parsed.documents)


def missing_texts(parsed: Parsed) -> str:
    """Return how many passages of a file were left out because their text is missing, and the first of them."""
    count, total = len(parsed.missing), len(parsed.missing) + len(parsed.documents)
    return (
        f"{count} of {total} passages are left out, because no file given as texts holds theirs; "
        f"the first is {parsed.missing[0]}"
    )


def parse(path: Path, texts: SourceTexts = NO_TEXTS) -> Parsed:
    """Return what can be read of `path` (.jsonl or .conll), and its faults. Raises CorpusError if nothing can."""
    if path.suffix == ".jsonl":
        return parsed_jsonl(path, texts)
    if path.suffix == ".conll":
        return parsed(path, list(blocks(path)), lambda block: document_from_block(path.stem, block))
    raise CorpusError(f"{path}: an annotated corpus is a file ending in .jsonl or .conll")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return `paths` with each folder replaced by its .jsonl files in order. Raises CorpusError for one without any."""
    files: list[Path] = []
    for path in paths:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            raise CorpusError(f"{path}: the folder contains no .jsonl file")
        files += found
    return files


def read_splits(paths: Iterable[Path], split_name: str | None = None, texts: SourceTexts = NO_TEXTS) -> list[Document]:
    """Return the documents of all `paths` whose split is `split_name` (None: all documents).

    A folder stands for its .jsonl files. A document that names no split belongs to every split. `texts` are as in
    `read`. Raises CorpusError with the faults of all files.
    """
    documents: list[Document] = []
    faults: list[str] = []
    for path in files_of(paths):
        try:
            documents += read(path, texts)
        except CorpusError as error:
            faults.append(str(error))
    if faults:
        raise CorpusError("\n".join(faults))
    chosen = of_split(documents, split_name)
    if not documents:
        raise CorpusError(f"{', '.join(map(str, paths))}: there are no passages with a text")
    if not chosen:
        known = sorted({str(document.meta.get("split")) for document in documents})
        raise CorpusError(
            f"{', '.join(map(str, paths))}: no passage has the split {split_name!r}; its splits are {', '.join(known)}"
        )
    return chosen


def of_split(documents: Iterable[Document], split_name: str | None) -> list[Document]:
    """Return the documents of a split (None: all). One that names no split belongs to every split."""
    return [document for document in documents if split_name in (None, document.meta.get("split", split_name))]


def relabelled(documents: Iterable[Document], label_map: Mapping[str, str | None]) -> list[Document]:
    """Return `documents` with labels mapped by `label_map`: a label mapped to None is dropped, an unknown one kept.

    Tolls stay only if no label is mapped, since they point at labels.

    >>> from hasila.spans import Span
    >>> relabelled([Document("1", "في باريس", (Span(3, 8, "LOC"),))], {"LOC": "LOCATION"})[0].spans[0].label
    'LOCATION'
    """
    if not label_map:
        return list(documents)
    return [
        document.with_spans(
            replace(span, label=label)
            for span in document.spans
            if (label := label_map.get(span.label, span.label)) is not None
        )
        for document in documents
    ]


def checksums(paths: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of each file of `paths` by its name, in hexadecimal. Raises CorpusError."""
    try:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(paths)}
    except OSError as error:
        raise CorpusError(f"{error.filename}: cannot be read: {error.strerror}") from None
