"""The canonical form of annotated text: JSON lines.

{"id", "text", "spans": [{"start", "end", "label"}], ...} a line, UTF-8, offsets in code points, end exclusive, the
score of a span that a model found beside its label; further fields are kept as the document's meta
(Document.to_dict, Document.from_dict).
"""

import json
from collections.abc import Iterable
from pathlib import Path

from hasila.document import Document
from hasila.files import whole_file
from hasila.formats.lines import Block, Parsed, json_value, lines, parsed
from hasila.formats.standoff import NO_TEXTS, SourceTexts, joined


def document_from_json(block: Block, texts: SourceTexts = NO_TEXTS) -> Document:
    """Return the document of a line; `texts` are those that rows without a text annotate (formats.standoff).

    Raises ValueError with a line for each fault.
    """
    return Document.from_dict(joined(json_value(block[0][1]), texts))


def parsed_jsonl(path: Path, texts: SourceTexts = NO_TEXTS) -> Parsed:
    """Return what can be read of the lines of a file that are not blank, and their faults."""
    rows = [[numbered] for numbered in lines(path) if numbered[1].strip()]
    return parsed(path, rows, lambda row: document_from_json(row, texts))


def write_jsonl(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as JSON lines, whole or not at all."""
    with whole_file(path) as file:
        for document in documents:
            file.write(json.dumps(document.to_dict(), ensure_ascii=False) + "\n")
