"""How far a run is: a bar on the terminal, and the totals at its end."""

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from hasila.document import Document
from hasila.formats.opening import Meter

_log = logging.getLogger(__name__)


class Totals:
    """What has been read so far."""

    def __init__(self) -> None:
        self.texts = self.words = self.spans = self.tolls = 0
        self._begun = time.monotonic()

    def add(self, document: Document) -> None:
        """Count a text that has been read."""
        self.texts += 1
        self.words += len(document.text.split())
        self.spans += len(document.spans)
        self.tolls += len(document.tolls or ())

    @property
    def seconds(self) -> float:
        """How long the reading has taken."""
        return time.monotonic() - self._begun

    @property
    def rate(self) -> float:
        """Words a second."""
        return self.words / max(self.seconds, 1e-9)

    def told(self) -> str:
        """Return the totals in a line."""
        return (
            f"{counted(self.texts, 'text')}, {counted(self.words, 'word')} in {_clock(self.seconds)}: "
            f"{counted(self.spans, 'span')}, {counted(self.tolls, 'toll')}"
        )


def counted(number: int, what: str) -> str:
    """Return a number and what it counts.

    >>> counted(1, "text"), counted(2000, "text")
    ('1 text', '2,000 texts')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"  # noqa: PLR2004 - minutes an hour


def watched(documents: Iterable[Document], totals: Totals, meter: Meter, size: int | None) -> Iterator[Document]:
    """Yield documents that have been read, counting them; on a terminal a bar shows how far the run is.

    `size` is how many bytes there are to read, None if that cannot be known.
    """
    with _bar(size) as bar:
        for document in documents:
            totals.add(document)
            yield document
            bar.set_postfix_str(f"{totals.texts:,} texts, {totals.rate:,.0f} words/s", refresh=False)
            bar.update(meter.position - bar.n)


def _bar(size: int | None) -> Any:
    known = "{percentage:3.0f}%|{bar}| {postfix} [{elapsed}<{remaining}]"
    return tqdm(
        total=size,
        bar_format=known if size else "{postfix} [{elapsed}]",
        file=sys.stderr,
        disable=None,  # shown on a terminal alone
        leave=False,
        delay=1,
    )


def size_of(paths: Iterable[Path]) -> int | None:
    """Return how many bytes the files have; None if one of them is a stream."""
    sizes = [path.stat().st_size if path.is_file() else None for path in paths]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None
