"""Text as ids, and its sequences of one length: documents in a new random order in each pass, cut without padding.

A stream is three memory-mapped arrays: the subwords of all documents, with a special token at the end of each document;
which subwords begin a word; and where each document begins.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hasila.tagging.windows import FRAME
from train.pretrain.vocabulary import pieces_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

PackedIds = npt.NDArray[np.uint16]
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_TOGETHER = 4096
"""Lines whose new words are cut into subwords together."""
_REMEMBERED = 1 << 20
"""Words whose subwords are cached."""


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
    """Write the subwords of `lines`, each a document of folded words, as three arrays in `folder`, in a single pass."""
    pieces = _Pieces(tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    documents, at = [0], 0
    with (folder / "ids.raw").open("wb") as ids_file, (folder / "begins.raw").open("wb") as begins_file:
        lines = iter(lines)
        while part := [line.split() for line in islice(lines, _TOGETHER)]:
            for ids, begins in pieces.of_documents(part):
                ids_file.write(ids.tobytes())
                begins_file.write(begins.tobytes())
                at += len(ids)
                documents.append(at)
    np.save(folder / "documents.npy", np.array(documents, dtype=np.int64))


def read_stream(folder: Path) -> Stream:
    """Return the stream in `folder`, memory-mapped."""
    return Stream(
        np.memmap(folder / "ids.raw", dtype=np.uint16, mode="r"),
        np.memmap(folder / "begins.raw", dtype=np.bool_, mode="r"),
        np.load(folder / "documents.npy"),
    )


class _Pieces:
    """Cuts words into subwords, each word once."""

    def __init__(self, tokenizer: "PreTrainedTokenizerBase") -> None:
        self.tokenizer = tokenizer
        self.end = int(tokenizer.sep_token_id)
        self.known: dict[str, list[int]] = {}

    def of_documents(self, documents: Sequence[Sequence[str]]) -> Iterator[tuple[PackedIds, Marks]]:
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        new = list(dict.fromkeys(word for words in documents for word in words if word not in self.known))
        self.known.update(zip(new, pieces_of(new, self.tokenizer), strict=True))
        for words in documents:
            cut = [self.known[word] for word in words]
            ids = np.fromiter((piece for piece_ids in cut for piece in piece_ids), dtype=np.uint16)
            begins = np.zeros(len(ids) + 1, dtype=np.bool_)
            begins[np.cumsum([0, *map(len, cut)])] = True
            yield np.append(ids, np.uint16(self.end)), begins


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
        rows = [self._sequence(number) for number in range(first, first + size)]
        before, after = self.frame
        ids = np.stack([np.concatenate([[before], ids, [after]]) for ids, _ in rows]).astype(np.int64)
        begins = np.stack([np.concatenate([[True, True], begins[1:], [True]]) for _, begins in rows])
        return Batch(ids, begins)

    def _sequence(self, number: int) -> tuple[PackedIds, Marks]:
        pass_number, index = divmod(number, self.per_pass)
        if pass_number != self.current.number:
            self.current = self._pass(pass_number)
        start = int(self.current.sequences[index]) * self.content
        indices = self._places(start)
        return self.stream.ids[indices], self.stream.begins[indices]

    def _places(self, start: int) -> Places:
        """Return the stream's indices of the subwords from `start` of the current pass: shape (content)."""
        wanted = np.arange(start, start + self.content) % len(self.stream.ids)
        which = np.searchsorted(self.current.ends, wanted, side="right")
        documents = self.current.order[which]
        return self.stream.documents[documents + 1] - (self.current.ends[which] - wanted)

    def _pass(self, number: int) -> _Pass:
        random = np.random.default_rng((self.seed, number))
        order = random.permutation(len(self.stream.documents) - 1)
        ends = np.cumsum(np.diff(self.stream.documents)[order])
        return _Pass(number, order, ends, random.permutation(self.per_pass))
