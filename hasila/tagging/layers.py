"""Tags as others write them (IOB1, IOB2, IO, BIOES, BILOU; in one layer or nested ones), read as flat spans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from hasila.tagging.bio import OUTSIDE

Row = Sequence[str]
"""The tags of one token, the outermost first."""
_TAG = regex.compile(r"([BIESLU])-(\S+)")
_BEGIN, _GO_ON, _CLOSE = frozenset("BSU"), frozenset("IEL"), frozenset("ELSU")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens from `first` up to, not including, `end`, with their label."""

    first: int
    end: int
    label: str
    begun: bool
    """Whether its first tag says that a span begins: B-, S- or U-, and not I-, E- or L-."""

    def overlaps(self, other: "Stretch") -> bool:
        """Say whether the two share a token."""
        return self.first < other.end and other.first < self.end


def is_tag_of_any_scheme(cell: str) -> bool:
    """Say whether `cell` is O, or a label behind B-, I-, E-, S-, L- or U-."""
    return cell == OUTSIDE or _TAG.fullmatch(cell) is not None


def goes_on(tags: Row) -> bool:
    """Say whether one of the tags of a token continues a span."""
    return any(tag[0] in _GO_ON for tag in tags if tag != OUTSIDE)


def stretches(rows: Sequence[Row]) -> list[Stretch]:
    """Return the stretches of all layers in order, a longer one before those inside it.

    Each label is read by itself, so that a layer may change its column from one token to the next. A tag that
    continues nothing begins a stretch.

    >>> [(one.first, one.end, one.label) for one in stretches([["B-ORG"], ["I-ORG", "S-GPE"]])]
    [(0, 2, 'ORG'), (1, 2, 'GPE')]
    """
    return sorted(_stretches(rows), key=lambda one: (one.first, -one.end, one.label))


def _stretches(rows: Sequence[Row]) -> Iterator[Stretch]:
    begun: dict[str, tuple[int, bool]] = {}
    for index, row in enumerate([*rows, ()]):
        prefixes = _prefixes(row)
        for label in [label for label in begun if not _GO_ON & set(prefixes.get(label, ""))]:
            first, clean = begun.pop(label)
            yield Stretch(first, index, label, clean)
        for label, those in prefixes.items():
            used = next(one for one in those if label not in begun or one in _GO_ON)
            begun.setdefault(label, (index, used in _BEGIN))
            # A second beginning with the same label is a span within: it ends no later than the token is known to.
            yield from (Stretch(index, index + 1, label, True) for one in those.replace(used, "", 1) if one in _BEGIN)
            if used in _CLOSE:
                first, clean = begun.pop(label)
                yield Stretch(first, index + 1, label, clean)


def _prefixes(row: Row) -> Mapping[str, str]:
    """Return the prefixes of a token's tags by label, in the order of the layers."""
    found: dict[str, str] = {}
    for tag in row:
        if parts := _TAG.fullmatch(tag):
            found[parts[2]] = found.get(parts[2], "") + parts[1]
    return found


def outermost(found: Sequence[Stretch]) -> list[Stretch]:
    """Return those of sorted stretches that lie in no other and cross none before them."""
    kept: list[Stretch] = []
    for one in found:
        if not (kept and kept[-1].overlaps(one)):
            kept.append(one)
    return kept


def continue_nothing(rows: Sequence[Sequence[Stretch]]) -> bool:
    """Say whether the stretches of all passages are written as in IOB1 or IO: B- only behind a span of its label."""
    return all(
        any(other.label == one.label and other.end == one.first for other in passage)
        for passage in rows
        for one in passage
        if one.begun
    )
