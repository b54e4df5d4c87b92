"""Duplicates: texts that tell the same again. What is not evident is not a duplicate.

A text is one if an earlier text of the same day is equal, or nearly so: one of the two has all sentences of the other,
word for word; what it has besides holds no number and no harm; and of all stretches of three words they share most. A
text with another number, another place or one more of the dead is read.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from hasila.arabic.casualties import count_of_words, harm_of_word
from hasila.arabic.sentences import sentence_starts
from hasila.arabic.spelling import level
from hasila.arabic.words import split
from hasila.errors import MissingExtraError

SHINGLE = 3
"""The words of a shingle, a stretch of a text."""
PERMUTATIONS = 64
"""The numbers in which a MinHash holds a text."""
THRESHOLD = 0.7
"""The least share of shingles, of those in either text, that near-duplicates have in common."""
FINGERPRINT: Mapping[str, type] = {"document": str, "exact": bytes, "near": bytes, "sentences": bytes}
"""What is known of a text before it is read (`Fingerprint`)."""
_DIGEST = 8
"""The bytes of a sentence's checksum."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a text is compared by: its name, the checksums of text with day and of each sentence, and its MinHash."""

    document: str
    exact: bytes
    near: bytes
    sentences: bytes

    def sentence_set(self) -> frozenset[bytes]:
        """Return the checksums of the sentences."""
        starts = range(0, len(self.sentences), _DIGEST)
        return frozenset(self.sentences[start : start + _DIGEST] for start in starts)


def duplicate_figures() -> dict[str, object]:
    """Return the settings by which duplicates are found, for the manifest."""
    return {
        "shingle_words": SHINGLE,
        "permutations": PERMUTATIONS,
        "threshold": THRESHOLD,
        "datasketch": version("datasketch"),
    }


def fingerprint(row: Mapping[str, Any]) -> Fingerprint:
    """Return what a row with a document, a text and a date is compared by."""
    text, day = row["text"], row["date"] or ""
    exact = hashlib.sha256(f"{day}\0{text}".encode()).digest()[:16]
    sentences = list(_sentences(text))
    digests = (hashlib.sha256(" ".join(one).encode()).digest()[:_DIGEST] for one in sentences if one)
    return Fingerprint(row["document"], exact, _minhash(_shingles(sentences, day)), b"".join(digests))


def _minhash(shingles: Iterable[int]) -> bytes:
    made = _empty().copy()
    made.update_batch(shingles)
    lean = _datasketch().LeanMinHash(made)
    near = bytearray(lean.bytesize())
    lean.serialize(near)
    return bytes(near)


@cache
def _empty() -> Any:
    """Return the MinHash of nothing, which takes longer to make than to copy."""
    return _datasketch().MinHash(num_perm=PERMUTATIONS, hashfunc=int)  # of numbers, which shingles are


def _datasketch() -> Any:
    try:
        import datasketch  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("datasketch", "finding duplicates") from None
    return datasketch


def _shingles(sentences: Sequence[Sequence[str]], day: str) -> list[int]:
    """Return the shingles of a text as numbers of 32 bits, each with its day and all it tells of numbers and harms.

    Texts that differ in these thus share nothing. The words of a shingle are hashed by multiplying and shifting.
    """
    told = _number(f"{day}\0{' '.join(' '.join(one) for one in sentences if _tells(one))}")
    words = [_number_of_word(word) for sentence in sentences for word in sentence]
    words += [0] * (SHINGLE - len(words))
    stretches = sliding_window_view(np.array(words, dtype=np.uint64), SHINGLE)
    hashed: list[int] = ((stretches @ _FACTORS + np.uint64(told)) >> np.uint64(32)).tolist()
    return hashed


_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
"""Odd numbers without a pattern, one for each word of a shingle."""


def _number(words: str) -> int:
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")


_number_of_word = lru_cache(maxsize=1 << 16)(_number)


def _sentences(text: str) -> Iterator[list[str]]:
    """Yield the words of each sentence, levelled, without signs."""
    words = split(text)
    edges = [0, *sentence_starts(text, words), len(words)]
    for start, end in pairwise(edges):
        yield [form for word in words[start:end] if (form := _compared(word.folded))]


@lru_cache(maxsize=1 << 16)
def _compared(folded: str) -> str:
    """Return what a word is compared by, nothing for a sign."""
    return level(folded) if any(map(str.isalnum, folded)) else ""


def _tells(sentence: Sequence[str]) -> bool:
    return any(map(_counts_or_harms, sentence))


@lru_cache(maxsize=1 << 18)
def _counts_or_harms(word: str) -> bool:
    digits = any(map(str.isdecimal, word))
    return digits or harm_of_word(word) is not None or count_of_words([word]) != "singular"


class DuplicateIndex:
    """Texts by what they are compared by. The verdict on one depends only on those that were asked for before it."""

    def __init__(self) -> None:
        self._index = _datasketch().MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        self._exact: dict[bytes, int] = {}
        self._names: list[str] = []
        self._hashes: list[Any] = []
        self._sentences: list[frozenset[bytes]] = []

    def original_of(self, one: Fingerprint) -> str | None:
        """Return the earlier document that `one` repeats, which itself repeats none; None if it is new."""
        if (known := self._exact.get(one.exact)) is not None:
            return self._names[known]
        made = _datasketch().LeanMinHash.deserialize(bytearray(one.near))
        sentences = one.sentence_set()
        found = min(self._similar(made, sentences), default=None)
        self._exact[one.exact] = len(self._names) if found is None else found
        if found is not None:
            return self._names[found]
        self._index.insert(len(self._names), made)
        self._names.append(one.document)
        self._hashes.append(made)
        self._sentences.append(sentences)
        return None

    def _similar(self, made: Any, sentences: frozenset[bytes]) -> Iterator[int]:
        """Yield the texts that have all sentences of this one, or of which it has all, and hardly more."""
        for found in self._index.query(made):
            others = self._sentences[found]
            if (sentences <= others or others <= sentences) and made.jaccard(self._hashes[found]) >= THRESHOLD:
                yield found
