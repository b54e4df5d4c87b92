"""Files of annotated text, line by line: what was read of one, and its faults with their lines."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hasila.document import Document
from hasila.errors import CorpusError

Block = Sequence[tuple[int, str]]
"""Lines that belong together, each with its number."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read of a file: its documents and its faults, each with the line where it begins, counted from 1."""

    documents: Sequence[tuple[int, Document]]
    faults: Sequence[tuple[int, str]]


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line with its number. Only a line feed ends a line, since other separators occur within texts."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    yield from enumerate(text.split("\n"), start=1)


def parsed(blocks: Sequence[Block], parse: Callable[[Block], Document]) -> Parsed:
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
