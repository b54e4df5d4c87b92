"""Names by kind from data/gazetteer.yaml, found at the end of a mention and exchanged for others of their kind.

Kinds are as fine as agreement wants: what is feminine is exchanged for what is feminine. Clitics written on to a name
stay, with «ل» and the article becoming «لل».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex
import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.errors import ConfigError

GAZETTEER = Path(__file__).parent.parent / "data/gazetteer.yaml"
_CLITICS = regex.compile(r"(?:[وف](?=\p{L}{3}))?(?:[بكل](?=\p{L}{3}))?")
_TOKEN = regex.compile(r"\S+")
_LONGEST = 5
"""Words of the longest name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name within a mention, which it ends: where it starts, the clitics before it, its kind."""

    start: int
    clitics: str
    kind: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by kind."""

    kinds: Mapping[str, tuple[str, ...]]

    def name_at_end(self, mention: str) -> Name | None:
        """Return the longest known name that ends `mention`."""
        starts = [match.start() for match in _TOKEN.finditer(mention)][-_LONGEST:]
        for start in starts:
            for clitics, name in _readings(mention[start:]):
                for kind, names in self.kinds.items():
                    if name in names:
                        return Name(start, clitics, kind)
        return None

    def other(self, name: Name, random: np.random.Generator) -> str:
        """Return a name of the same kind, drawn by `random`, with the clitics of `name`."""
        drawn = str(random.choice(self.kinds[name.kind]))
        if name.clitics.endswith("ل") and drawn.startswith("ال"):
            return name.clitics + drawn.removeprefix("ا")
        return name.clitics + drawn


def _readings(words: str) -> list[tuple[str, str]]:
    """Return `words` as clitics and a name: without any, and with those that its first letters may be."""
    clitics = str(_CLITICS.match(words)[0])  # type: ignore[index]  # it matches anything
    rest = words.removeprefix(clitics)
    if clitics.endswith("ل") and rest.startswith("ل"):
        rest = f"ا{rest}"
    return [("", words), (clitics, rest)]


def read_gazetteer(path: Path = GAZETTEER) -> Gazetteer:
    """Return the gazetteer in a YAML file of lists by kind. Raises ConfigError where it is none."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Gazetteer(TypeAdapter(dict[str, tuple[str, ...]]).validate_python(rows))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{path}: is no gazetteer, which is lists of names by kind: {error}") from None
