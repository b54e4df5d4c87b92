"""Tags as others write them (IOB1, IOB2, IO, BIOES, BILOU; in one layer or nested ones), read as flat spans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from hasila.tagging.bio import OUTSIDE

TagRow = Sequence[str]
"""The tags of one token, the outermost first."""
_TAG = regex.compile(r"([BIESLU])-(\S+)")
_BEGIN, _GO_ON, _CLOSE = frozenset("BSU"), frozenset("IEL"), frozenset("ELSU")


@dataclass(frozen=True, slots=True)
class TokenRun:
    """Tokens from `first` up to, not including, `end`, with their label."""

    first: int
    end: int
    label: str
    begun: bool
    """Whether its first tag says that a span begins: B-, S- or U-, and not I-, E- or L-."""

    def overlaps(self, other: "TokenRun") -> bool:
        """Say whether the two share a token."""
        return self.first < other.end and other.first < self.end


def is_tag_of_any_scheme(cell: str) -> bool:
    """Say whether `cell` is O, or a label behind B-, I-, E-, S-, L- or U-."""
    return cell == OUTSIDE or _TAG.fullmatch(cell) is not None


def goes_on(tags: TagRow) -> bool:
    """Say whether one of the tags of a token continues a span."""
    return any(tag[0] in _GO_ON for tag in tags if tag != OUTSIDE)


def token_runs(rows: Sequence[TagRow]) -> list[TokenRun]:
    """Return the runs of all layers in order, a longer one before those inside it.

    Each label is read by itself, so that a layer may change its column from one token to the next. A tag that
    continues nothing begins a run.

    >>> [(one.first, one.end, one.label) for one in token_runs([["B-ORG"], ["I-ORG", "S-GPE"]])]
    [(0, 2, 'ORG'), (1, 2, 'GPE')]
    """
    return sorted(_token_runs(rows), key=lambda one: (one.first, -one.end, one.label))


def _token_runs(rows: Sequence[TagRow]) -> Iterator[TokenRun]:
    begun: dict[str, tuple[int, bool]] = {}
    for index, row in enumerate([*rows, ()]):
        prefixes = _prefixes(row)
        for label in [label for label in begun if not _GO_ON & set(prefixes.get(label, ""))]:
            first, clean = begun.pop(label)
            yield TokenRun(first, index, label, clean)
        for label, those in prefixes.items():
            used = next(one for one in those if label not in begun or one in _GO_ON)
            begun.setdefault(label, (index, used in _BEGIN))
            # Another beginning with the same label is a span within, of which no more than this token is known.
            yield from (TokenRun(index, index + 1, label, True) for one in those.replace(used, "", 1) if one in _BEGIN)
            if used in _CLOSE:
                first, clean = begun.pop(label)
                yield TokenRun(first, index + 1, label, clean)


def _prefixes(row: TagRow) -> Mapping[str, str]:
    """Return the prefixes of a token's tags by label, in the order of the layers."""
    found: dict[str, str] = {}
    for tag in row:
        if parts := _TAG.fullmatch(tag):
            found[parts[2]] = found.get(parts[2], "") + parts[1]
    return found


def outermost(found: Sequence[TokenRun]) -> list[TokenRun]:
    """Return those of sorted runs that lie in no other and cross none before them."""
    kept: list[TokenRun] = []
    for one in found:
        if not (kept and kept[-1].overlaps(one)):
            kept.append(one)
    return kept


def begun_by_i(passages: Sequence[Sequence[TokenRun]]) -> bool:
    """Say whether all spans begin with I-, as in IOB1 and IO: B- only stands behind a span of its label."""
    return all(
        any(other.label == one.label and other.end == one.first for other in passage)
        for passage in passages
        for one in passage
        if one.begun
    )
