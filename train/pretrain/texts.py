"""Text to pretrain on: folded documents without near-duplicates, of which a share is held out.

A document becomes one line of its folded words, joined by spaces. Near-duplicates are found by
shingles (Broder 1997): hashes of eight words in a row, of which one in eight is kept, whatever the document. Hashes
depend only on the letters, so that every machine and every run makes the same decision.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hasila.arabic.spelling import level
from hasila.arabic.words import is_symbol, split
from hasila.corpus.overlap import REPEATED
from hasila.errors import InputError
from hasila.files import whole_file
from hasila.formats.texts import read_documents
from train.pretrain.cores import in_parts, on_all_cores
from train.pretrain.settings import TextSettings

TRAIN, HELD_OUT, COUNTS = "train.txt", "held-out.txt", "counts.json"
_KEPT_SHINGLES = 8
"""One shingle in this many is compared; they take most of a run's memory."""
_TOGETHER = 512
"""Texts that one core folds at a time."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


@dataclass(slots=True)
class TextCounts:
    """How many documents were read, left out and held out."""

    read: int = 0
    excluded: int = 0
    """Documents that share a run of words with a text that must stay unseen."""
    repeated: int = 0
    """Documents of which more than half of the shingles were in earlier ones."""
    held_out: int = 0
    words: int = 0
    """Words of the training documents, each document counted once, punctuation included."""


def write_text(settings: TextSettings, folder: Path) -> TextCounts:
    """Write the documents of `settings` as lines of `folder`/train.txt and held-out.txt, and their counts.

    Raises InputError if nothing is left to train on or to hold out.
    """
    counts = TextCounts()
    texts = Texts(_unseen(settings.exclude, settings.column), counts)
    with ExitStack() as stack:
        train, held_out = (stack.enter_context(whole_file(folder / name)) for name in (TRAIN, HELD_OUT))
        for source in settings.sources:
            for line in texts.kept(document.text for document in read_documents([source.path], settings.column)):
                if is_held_out(line, settings.held_out):
                    counts.held_out += 1
                    held_out.write(line)
                else:
                    counts.words += len(line.split())
                    train.write(line * source.repeat)
        if not counts.words or not counts.held_out:
            raise InputError(
                f"{', '.join(str(source.path) for source in settings.sources)}: of {counts.read} documents, "
                f"{counts.held_out} are held out and too few are left; give more text or another text.held_out"
            )
    with whole_file(folder / COUNTS) as file:
        json.dump(asdict(counts), file, indent=2)
    return counts


def is_held_out(line: str, share: float) -> bool:
    """Say, by the hash of a document's line, whether it belongs to the `share` that is held out."""
    return zlib.crc32(line.encode()) < share * 2**32


class Texts:
    """A filter for documents in order; it remembers the shingles of those it has seen."""

    def __init__(self, unseen: Hashes, counts: TextCounts) -> None:
        self.unseen = unseen
        self.counts = counts
        self.seen: set[int] = set()

    def kept(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield each text that repeats no earlier text and shares no run with an unseen one, as a line of folded words.

        Texts are folded in all cores.
        """
        for part in on_all_cores(partial(_folded, self.unseen), in_parts(texts, _TOGETHER)):
            for text in part:
                self.counts.read += 1
                if text.shares:
                    self.counts.excluded += 1
                elif text.line.strip() and not self._repeats(text.marks):
                    yield text.line

    def _repeats(self, marks: Sequence[int]) -> bool:
        old = sum(mark in self.seen for mark in marks)
        self.seen.update(marks)
        repeats = 2 * old > len(marks)
        self.counts.repeated += repeats
        return repeats


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text as a line of folded words, and what of it is compared with other texts."""

    line: str
    marks: Sequence[int]
    """The shingles that are compared."""
    shares: bool
    """Whether it shares a run of words with a text that must stay unseen."""


def _folded(unseen: Hashes, texts: Sequence[str]) -> list[FoldedText]:
    made = []
    for text in texts:
        words = [folded for word in split(text) for folded in word.folded.split()]
        hashes = shingles(words)
        marks = hashes[hashes % _KEPT_SHINGLES == 0].tolist()
        made.append(FoldedText(" ".join(words) + "\n", marks, _any_is_in(hashes, unseen)))
    return made


def _any_is_in(hashes: Hashes, unseen: Hashes) -> bool:
    """Say whether one of `hashes` is among the sorted `unseen`. np.isin would sort these anew for each text."""
    if not len(unseen):
        return False
    found = unseen.take(np.searchsorted(unseen, hashes), mode="clip")
    return bool((found == hashes).any())


def shingles(words: Sequence[str]) -> Hashes:
    """Return the hashes of all runs of REPEATED folded words, levelled and without punctuation."""
    hashes = np.array([hashed for word in words if (hashed := _hash(word))], dtype=np.uint64)
    if len(hashes) < REPEATED:
        return np.zeros(0, dtype=np.uint64)
    made = np.zeros(len(hashes) - REPEATED + 1, dtype=np.uint64)
    for index in range(REPEATED):
        made = (made ^ hashes[index : index + len(made)]) * _FACTOR
        made ^= made >> np.uint64(29)
    return made


@lru_cache(maxsize=1 << 20)
def _hash(word: str) -> int:
    """Return a hash of a folded word, or 0 for punctuation."""
    return 0 if is_symbol(word) else zlib.crc32(level(word).encode()) + 1


def _unseen(files: Sequence[Path], column: str) -> Hashes:
    """Return the hashes of every run of words in `files`."""
    runs = [shingles([word.folded for word in split(document.text)]) for document in read_documents(files, column)]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *runs]))
