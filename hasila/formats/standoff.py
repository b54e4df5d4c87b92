"""Annotations that stand apart from their texts, which may not be passed on: rows that name a text by its checksum.

{"id", "sha256", "start", "end", "spans": [{"start", "end", "label"}], ...} a line, without "text". `sha256` is the
checksum, in hexadecimal, of the whole source text in UTF-8: its title, a line break and its text if it has both.
`start` and `end` are where the passage begins and ends in it; spans count from the start of the passage. All offsets
are code points, ends exclusive.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hasila.document import Document
from hasila.formats.lines import TextMissingError
from hasila.formats.texts import read_texts

SourceTexts = Mapping[str, str]
"""Whole texts by the sha256 of their UTF-8, in hexadecimal."""
NO_TEXTS: SourceTexts = {}


def read_source_texts(paths: Iterable[Path]) -> SourceTexts:
    """Return the texts of `paths`, files that `hasila extract` reads, by their checksums. Raises InputError."""
    return {checksum_of(text): text for text in map(whole_text, read_texts(paths, "text"))}


def whole_text(document: Document) -> str:
    """Return the title of a document, a line break and its text; only its text if it has no title."""
    title = document.meta.get("title")
    return f"{title}\n{document.text}" if title and isinstance(title, str) else document.text


def checksum_of(text: str) -> str:
    """Return the sha256 of a text's UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def joined(row: Any, texts: SourceTexts) -> Any:
    """Return a row with the passage that it annotates as its text; a row with a text, or without a checksum, as it is.

    Raises TextMissingError if `texts` lack it, ValueError if the row does not say where the passage is.
    """
    if not isinstance(row, dict) or "text" in row or "sha256" not in row:
        return row
    start, end = row.get("start"), row.get("end")
    if not (type(start) is type(end) is int and 0 <= start < end):
        raise ValueError(f"start and end are {start!r} and {end!r}, but must be whole numbers, end after start")
    text = texts.get(str(row["sha256"]))
    if text is None:
        raise TextMissingError(f"{row.get('id')} of {row.get('source', 'a source that is not named')}")
    if end > len(text):
        raise ValueError(f"the passage {start}:{end} leaves its source text of {len(text)} code points")
    return {**row, "text": text[start:end]}
