"""The sums of what was read."""

from collections.abc import Iterable
from dataclasses import dataclass

from hasila.bulk.output import Receipt


@dataclass(frozen=True, slots=True)
class BulkTotals:
    """What a folder of results holds: `rows` are texts, of which `duplicates` were not read; `rejects` are no texts."""

    rows: int
    duplicates: int
    rejects: int
    words: int
    spans: int
    tolls: int

    @classmethod
    def of(cls, receipts: Iterable[Receipt]) -> "BulkTotals":
        """Return the sums of shards."""
        found = list(receipts)
        names = ("rows", "duplicates", "rejects", "words", "spans", "tolls")
        return cls(*(sum(getattr(one, name) for one in found) for name in names))
