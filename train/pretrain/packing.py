"""Text as ids, and its sequences of one length: documents in a new random order in each pass, cut without padding.

A stream is three memory-mapped arrays: the subwords of all documents, with a special token at the end of each document;
which subwords begin a word; and where each document begins.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hasila.tagging.windows import FRAME
from train.pretrain.cores import in_parts, on_all_cores
from train.pretrain.vocabulary import pieces_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PackedIds = npt.NDArray[np.uint16]
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_TOGETHER = 1024
"""Lines that one core cuts at a time."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The subwords of documents, one after the other."""

    ids: PackedIds
    """Shape (subwords); each document ends with </s>."""
    begins: Marks
    """Which subwords begin a word: shape (subwords). </s> counts as a word."""
    documents: Places
    """Where documents begin, and where the last one ends: shape (documents + 1)."""


def write_stream(lines: Iterable[str], tokenizer: "PreTrainedTokenizerBase", folder: Path) -> None:
    """Write the subwords of `lines`, each a document of folded words, as three arrays in `folder`, in a single pass.

    Lines are cut in all cores.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents, at = [0], 0
    with (folder / "ids.raw").open("wb") as ids_file, (folder / "begins.raw").open("wb") as begins_file:
        for ids, begins, lengths in on_all_cores(partial(_cut, tokenizer), in_parts(lines, _TOGETHER)):
            ids_file.write(ids.tobytes())
            begins_file.write(begins.tobytes())
            documents.extend((at + np.cumsum(lengths)).tolist())
            at = documents[-1]
    np.save(folder / "documents.npy", np.array(documents, dtype=np.int64))


def _cut(tokenizer: "PreTrainedTokenizerBase", lines: Sequence[str]) -> tuple[PackedIds, Marks, list[int]]:
    """Return the subwords of `lines`, which of them begin a word, and how many each line has."""
    documents = [line.split() for line in lines]
    known = list(dict.fromkeys(word for words in documents for word in words))
    pieces = dict(zip(known, pieces_of(known, tokenizer), strict=True))
    end = [int(tokenizer.sep_token_id)]
    cut = [[*(pieces[word] for word in words), end] for words in documents]
    lengths = [sum(map(len, one)) for one in cut]
    ids = np.fromiter(chain.from_iterable(chain.from_iterable(cut)), dtype=np.uint16)
    begins = np.zeros(len(ids), dtype=np.bool_)
    begins[np.cumsum([0, *(len(piece_ids) for one in cut for piece_ids in one)])[:-1]] = True
    return ids, begins, lengths


def read_stream(folder: Path) -> Stream:
    """Return the stream in `folder`, memory-mapped."""
    return Stream(
        np.memmap(folder / "ids.raw", dtype=np.uint16, mode="r"),
        np.memmap(folder / "begins.raw", dtype=np.bool_, mode="r"),
        np.load(folder / "documents.npy"),
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Sequences of one length, with special tokens at both ends: shape (sequences, length)."""

    ids: npt.NDArray[np.int64]
    begins: Marks
    """Which subwords begin a word; the first one between the special tokens does, even if its word was cut."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass over a stream: the order of its documents, where each ends in that order, the order of sequences."""

    number: int
    order: Places
    ends: Places
    sequences: Places


class Packer:
    """Sequences of a stream, addressed by number, so that a run can resume anywhere.

    Each pass has its own order of documents. Its last sequence is filled up from the beginning of the pass.
    """

    def __init__(self, stream: Stream, length: int, seed: int, frame: tuple[int, int]) -> None:
        self.stream = stream
        self.content = length - FRAME
        self.seed = seed
        self.frame = frame
        self.per_pass = -(-len(stream.ids) // self.content)
        self.current = self._pass(0)

    def frequencies(self, pieces: int) -> Places:
        """Return how often each of `pieces` subwords occurs in the text."""
        return np.bincount(self.stream.ids, minlength=pieces)

    def batch(self, first: int, size: int) -> Batch:
        """Return `size` sequences from number `first` on."""
        passes, sequences = np.divmod(np.arange(first, first + size), self.per_pass)
        indices = np.concatenate([self._indices(number, sequences[passes == number]) for number in np.unique(passes)])
        ids = np.empty((size, self.content + FRAME), dtype=np.int64)
        ids[:, 0], ids[:, -1] = self.frame
        ids[:, 1:-1] = self.stream.ids[indices]
        begins = np.ones(ids.shape, dtype=np.bool_)
        begins[:, 2:-1] = self.stream.begins[indices[:, 1:]]
        return Batch(ids, begins)

    def _indices(self, number: int, sequences: Places) -> Places:
        """Return the stream's indices of the subwords of `sequences` of a pass: shape (sequences, content)."""
        if number != self.current.number:
            self.current = self._pass(number)
        starts = self.current.sequences[sequences] * self.content
        wanted = (starts[:, None] + np.arange(self.content)) % len(self.stream.ids)
        which = np.searchsorted(self.current.ends, wanted, side="right")
        documents = self.current.order[which]
        return self.stream.documents[documents + 1] - (self.current.ends[which] - wanted)

    def _pass(self, number: int) -> _Pass:
        random = np.random.default_rng((self.seed, number))
        order = random.permutation(len(self.stream.documents) - 1)
        ends = np.cumsum(np.diff(self.stream.documents)[order])
        return _Pass(number, order, ends, random.permutation(self.per_pass))
