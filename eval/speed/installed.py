"""The size of what is installed for reading: hasila and the distributions that it needs, in bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hasila

FAST_EXTRA = "fast"


@dataclass(frozen=True, slots=True)
class Installed:
    """Bytes on disk."""

    hasila: int
    """Its package, with the models in it."""
    needed: dict[str, int]
    """Each distribution that it needs without extras, the largest first."""
    fast: dict[str, int]
    """Each further one that the extra of the fast reader brings."""


def installed() -> Installed:
    """Return the size of what is installed for reading. What is needed and not installed is left out."""
    needed = _needed("hasila", ())
    fast = _needed("hasila", (FAST_EXTRA,))
    return Installed(
        hasila=sum(path.stat().st_size for path in Path(hasila.__path__[0]).rglob("*") if path.is_file()),
        needed=_sizes(needed.values()),
        fast=_sizes(found for name, found in fast.items() if name not in needed),
    )


def _needed(name: str, extras: Iterable[str]) -> dict[str, Distribution]:
    """Return the installed distributions that `name` with `extras` needs, and those that they need, by name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    left = [(name, extra) for extra in ("", *extras)]
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
