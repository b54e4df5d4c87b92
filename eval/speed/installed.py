"""The size of what is installed for reading: hasila and the distributions that it needs, in bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hasila


@dataclass(frozen=True, slots=True)
class Installed:
    """Bytes on disk."""

    hasila: int
    """Its package, with the models in it."""
    needed: dict[str, int]
    """Each distribution that it needs without extras, the largest first."""


def installed() -> Installed:
    """Return the size of what is installed for reading. What is needed and not installed is left out."""
    own = sum(path.stat().st_size for path in Path(hasila.__path__[0]).rglob("*") if path.is_file())
    return Installed(own, _sizes(_needed("hasila").values()))


def _needed(name: str) -> dict[str, Distribution]:
    """Return the installed distributions that `name` needs without extras, and those that they need, by name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    left = [(name, "")]
    while left:
        asked = left.pop()
        if asked in seen or (one := _distribution(asked[0])) is None:
            continue
        seen.add(asked)
        found[asked[0]] = one
        left.extend(_requirements(one, asked[1]))
    found.pop(name, None)
    return found


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _requirements(one: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """Yield the distributions that one needs here with an extra of its own, "" for none, each with its own extras."""
    for requirement in map(Requirement, one.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            name = canonicalize_name(requirement.name)
            yield from ((name, its) for its in ("", *requirement.extras))


def _sizes(distributions: Iterable[Distribution]) -> dict[str, int]:
    sizes = {one.name: _size_of(one) for one in distributions}
    return dict(sorted(sizes.items(), key=lambda named: -named[1]))


def _size_of(one: Distribution) -> int:
    paths = (Path(str(one.locate_file(file))) for file in one.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
