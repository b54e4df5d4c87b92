"""Names by kind from a gazetteer, found at the end of a mention and replaced by others of their kind.

Kinds respect agreement: a feminine name is only replaced by a feminine one. Clitics attached to a
name stay, and «ل» with the article becomes «لل».
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex
import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.arabic.clitics import readings
from hasila.errors import ConfigError
from hasila.validation import complaints

GAZETTEER = Path("data/gazetteer.yaml")
"""The project's own gazetteer; like the paths in a config, it is relative to the working folder."""
_TOKEN = regex.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at the end of a mention: where it starts, the clitics before it, its kind."""

    start: int
    clitics: str
    kind: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by kind."""

    kinds: Mapping[str, tuple[str, ...]]

    def name_at_end(self, mention: str) -> Name | None:
        """Return the longest known name that ends `mention`."""
        for start in (match.start() for match in _TOKEN.finditer(mention)):
            for clitics, name in readings(mention[start:]):
                for kind, names in self.kinds.items():
                    if name in names:
                        return Name(start, clitics, kind)
        return None

    def other(self, name: Name, random: np.random.Generator) -> str:
        """Return a name of the same kind, drawn by `random`, with the clitics of `name`."""
        names = self.kinds[name.kind]
        drawn = names[int(random.integers(len(names)))]
        if name.clitics.endswith("ل") and drawn.startswith("ال"):
            return name.clitics + drawn.removeprefix("ا")
        return name.clitics + drawn

    def without(self, seen: AbstractSet[str]) -> "Gazetteer":
        """Return the gazetteer without the names in `seen`; kinds without any names left are removed."""
        kinds = {kind: tuple(name for name in names if name not in seen) for kind, names in self.kinds.items()}
        return Gazetteer({kind: names for kind, names in kinds.items() if names})


def read_gazetteer(path: Path) -> Gazetteer:
    """Return the gazetteer from a YAML file of lists by kind. Raises ConfigError if the file is not one."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Gazetteer(TypeAdapter(dict[str, tuple[str, ...]]).validate_python(rows))
    except ValidationError as error:
        told = "; ".join(complaints(error))
        raise ConfigError(f"{path}: is not a gazetteer (lists of names by kind): {told}") from None
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: is not a gazetteer (lists of names by kind): {error}") from None
