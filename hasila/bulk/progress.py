"""How far a reading is: on the terminal, and as a line of JSON a minute in the folder of results."""

import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from hasila.bulk.output import Receipt
from hasila.bulk.storage import Storage

PROGRESS = "progress.jsonl"
_EVERY = 60.0
"""Seconds between two lines."""


@dataclass(slots=True)
class BulkProgress:
    """Counts what is done: `total` rows are to be read, of which `before` were read by earlier runs."""

    storage: Storage
    total: int
    before: int
    shards: int
    rows: int = 0
    words: int = 0
    rejects: int = 0
    shards_done: int = 0
    _began: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)
    _bar: Any = None

    def __post_init__(self) -> None:
        self._bar = tqdm(total=self.total, initial=self.before, unit=" rows", file=sys.stderr, disable=None)
        self.tell("begun")

    def add(self, receipt: Receipt) -> None:
        """Count a shard that is done."""
        self.rows += receipt.rows + receipt.rejects
        self.words += receipt.words
        self.rejects += receipt.rejects
        self.shards_done += 1
        self._bar.update(receipt.rows + receipt.rejects)
        self._bar.set_postfix_str(f"{self.words_a_second:,.0f} words/s, {self.rejects} rejects", refresh=False)
        if time.monotonic() - self._told >= _EVERY:
            self.tell("reading")

    @property
    def words_a_second(self) -> float:
        """Words read by this run for each second by the clock."""
        return self.words / max(1e-9, time.monotonic() - self._began)

    def tell(self, state: str) -> None:
        """Add a line to the file."""
        self._told = time.monotonic()
        seconds = self._told - self._began
        left = self.total - self.before - self.rows
        line = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "state": state,
            "rows": self.before + self.rows,
            "of_rows": self.total,
            "shards": self.shards_done,
            "of_shards": self.shards,
            "words": self.words,
            "words_a_second": round(self.words_a_second, 1),
            "seconds": round(seconds, 1),
            "seconds_left": round(seconds / self.rows * left, 1) if self.rows else None,
            "rejects": self.rejects,
        }
        self.storage.append(PROGRESS, json.dumps(line))

    def close(self, state: str) -> None:
        """End the bar and add the last line."""
        self._bar.close()
        self.tell(state)
