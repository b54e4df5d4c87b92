"""Rows that cannot be read: where each is, why, and what it holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hasila.document import Document, Origin
from hasila.errors import InputError
from hasila.formats.faults import kind_of


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be read, or with neither line nor row a file."""

    path: Path
    line: int | None
    """The line where the row begins, from 1; in a .parquet or .xlsx file the row."""
    reason: str
    row: Any = None
    """The row as far as it could be read: its value in JSON, or the words of its lines."""

    @classmethod
    def at(cls, origin: Origin, reason: str, row: Any = None) -> "Reject":
        """Return the reject of a row."""
        return cls(origin.path, origin.line, reason, row)

    @classmethod
    def of(cls, document: Document, reason: str) -> "Reject":
        """Return the reject of a document, by the row that it was read from."""
        origin = document.origin or Origin(Path(document.id), 1)
        return cls(origin.path, origin.line, reason, {**document.fields(), "text": document.text})

    @property
    def where(self) -> str:
        """The file and the line."""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"

    @property
    def kind(self) -> str:
        """The reason without what is particular to the row."""
        return kind_of(self.reason)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"

    def to_json(self) -> str:
        """Return the reject as a line of JSON."""
        fields = {"file": str(self.path), "line": self.line, "reason": self.reason, "row": self.row}
        return json.dumps(fields, ensure_ascii=False)


RejectSink = Callable[[Reject], None]
"""What is told of each row that cannot be read."""


def refuse(reject: Reject) -> None:
    """Raise InputError for a row that cannot be read."""
    raise InputError(str(reject))
