"""The model that a service reads with, and the name by which revisions remember it."""

import hashlib
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hasila.service.reading import TextReader

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ServedModel:
    """An extractor, the name of its checkpoint and the labels of its spans."""

    extractor: TextReader = field(repr=False)
    name: str
    labels: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return what the service says of it."""
        return {"name": self.name, "labels": list(self.labels), "hasila": version("hasila")}


def checkpoint_name(folder: Path) -> str:
    """Return the name of a checkpoint and the beginning of its manifest's checksum, which no other training has."""
    checksum = hashlib.sha256((folder / "hasila.json").read_bytes()).hexdigest()
    return f"{folder.resolve().name}@{checksum[:_DIGITS]}"
