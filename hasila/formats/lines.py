"""Files of annotated text, line by line: the documents read, and the faults with their lines."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hasila.document import Document, Origin
from hasila.errors import CorpusError
from hasila.formats.encoding import wide_fault

_LINE_END = re.compile(r"\r*\n|\r")
Block = Sequence[tuple[int, str]]
"""Lines that belong together, each with its number."""


class TextMissingError(ValueError):
    """No file that was named holds the text that a row annotates."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The result of reading a file: its documents, each with its origin, and its faults, each with its line from 1."""

    documents: Sequence[Document]
    faults: Sequence[tuple[int, str]]
    missing: Sequence[str] = ()
    """Passages that were left out because no file holds their text (formats.standoff)."""


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line with its number. Line ends are those of Unix, Windows and old Macs; others occur within texts."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from None
    if (fault := wide_fault(content)) is not None:
        raise CorpusError(f"{path}: {fault}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    yield from enumerate(_LINE_END.split(text), start=1)


class _TwinError(ValueError):
    """An object has two fields of one name."""


def _object(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of `fields`, of which JSON allows several of one name, while only one can be kept."""
    found = dict(fields)
    if len(found) < len(fields):
        twins = Counter(name for name, _ in fields)
        raise _TwinError(f"has the field {next(name for name in twins if twins[name] > 1)!r} twice; keep one")
    return found


def json_value(line: str) -> Any:
    """Return the value of a line of JSON. Raises ValueError, with a message of one line, if it cannot be parsed."""
    try:
        return json.loads(line, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} at {_at(error)}") from None
    except _TwinError:
        raise
    except RecursionError:
        raise ValueError("nests lists or objects too deeply to be read") from None
    except ValueError:  # Python's limit on digits, the only other cause
        raise ValueError("contains a whole number of too many digits; write it as a string") from None


def _at(error: json.JSONDecodeError) -> str:
    return f"line {error.lineno}, column {error.colno}" if "\n" in error.doc else f"column {error.colno}"


def parsed(path: Path, blocks: Sequence[Block], parse: Callable[[Block], Document]) -> Parsed:
    """Parse each block of `path`; a fault gets the number of the block's first line."""
    documents: list[Document] = []
    faults: list[tuple[int, str]] = []
    missing: list[str] = []
    seen: dict[str, int] = {}
    for block in blocks:
        line = block[0][0]
        try:
            document = replace(parse(block), origin=Origin(path, line))
        except TextMissingError as error:
            missing.append(str(error))
            continue
        except ValueError as error:
            faults += [(line, fault) for fault in str(error).split("\n")]
            continue
        if document.id in seen:
            faults.append((line, f"the id {document.id!r} also occurs at line {seen[document.id]}"))
        seen.setdefault(document.id, line)
        documents.append(document)
    return Parsed(documents, faults, missing)
