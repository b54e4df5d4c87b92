"""Text to pretrain on: documents folded once, without near-duplicates, with a hundredth held out.

A document becomes one line of its words, folded, with a space between. Near-duplicates are found by
shingles (Broder 1997): hashes of eight words in a row, of which one in eight is kept, whatever the document. Hashes are
of letters alone, so that every machine and every run decides alike.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hasila.arabic.spelling import level
from hasila.arabic.words import is_symbol, split
from hasila.corpus.overlap import REPEATED
from hasila.errors import InputError
from hasila.files import whole_file
from hasila.formats.texts import read_documents
from train.pretrain.settings import TextSettings

TRAIN, HELD_OUT, COUNTS = "train.txt", "held-out.txt", "counts.json"
_KEPT_SHINGLES = 8
"""One shingle in so many is compared: the memory of a run is theirs."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


@dataclass(slots=True)
class TextCounts:
    """What became of the documents."""

    read: int = 0
    excluded: int = 0
    """Share a run of words with a text that must stay unseen."""
    repeated: int = 0
    """More than half of their shingles were in earlier documents."""
    held_out: int = 0
    words: int = 0
    """Of the documents that are learnt from, each counted once, punctuation included."""


def write_text(settings: TextSettings, folder: Path) -> TextCounts:
    """Write the documents of `settings` as lines of `folder`/train.txt and held-out.txt, and their counts.

    Raises InputError where nothing is left to learn from or to hold out.
    """
    counts = TextCounts()
    texts = Texts(_unseen(settings.exclude, settings.column), counts)
    with ExitStack() as stack:
        train, held_out = (stack.enter_context(whole_file(folder / name)) for name in (TRAIN, HELD_OUT))
        for source in settings.sources:
            for words in texts.kept(document.text for document in read_documents([source.path], settings.column)):
                line = " ".join(words) + "\n"
                if is_held_out(line, settings.held_out):
                    counts.held_out += 1
                    held_out.write(line)
                else:
                    counts.words += len(words)
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
    """Say by the hash of a document's line whether it is of the `share` that is held out."""
    return zlib.crc32(line.encode()) < share * 2**32


class Texts:
    """A sieve that documents pass in order, and that remembers the shingles of those it has seen."""

    def __init__(self, unseen: Hashes, counts: TextCounts) -> None:
        self.unseen = unseen
        self.counts = counts
        self.seen: set[int] = set()

    def kept(self, texts: Iterable[str]) -> Iterator[Sequence[str]]:
        """Yield the folded words of each of `texts` that neither repeats an earlier one nor holds an unseen text's."""
        for text in texts:
            self.counts.read += 1
            words = [folded for word in split(text) for folded in word.folded.split()]
            hashes = shingles(words)
            if np.isin(hashes, self.unseen).any():
                self.counts.excluded += 1
            elif words and not self._repeats(hashes):
                yield words

    def _repeats(self, hashes: Hashes) -> bool:
        marks = hashes[hashes % _KEPT_SHINGLES == 0].tolist()
        old = sum(mark in self.seen for mark in marks)
        self.seen.update(marks)
        repeats = 2 * old > len(marks)
        self.counts.repeated += repeats
        return repeats


def shingles(words: Sequence[str]) -> Hashes:
    """Return the hashes of all REPEATED folded words in a row, levelled, punctuation left out."""
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
