"""Passages that repeat each other, or texts from elsewhere, word for word.

Words are compared folded and levelled, without punctuation, in runs of a fixed length (word n-grams, the usual measure
of contamination between training and test text).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hasila.arabic.spelling import level
from hasila.arabic.words import without_symbols
from hasila.corpus.cover import covered
from hasila.document import Document

REPEATED = 8
"""The number of words in a row that two passages of a corpus may not share."""
COPIED = 6
"""The number of words in a row, not counting names, that a passage may not share with a text from elsewhere."""
STOCK = 3
"""A run found in this many texts from elsewhere is a stock phrase, not a copy."""
_NAMES = frozenset({"ACTOR", "LOCATION"})

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Words in a row that the document at `index` shares with another text."""

    index: int
    other: str
    """The id of the text, or the ids of all texts that the run comes from, separated by commas."""
    words: str


@dataclass(frozen=True, slots=True)
class _Text:
    """The levelled words of a document, and which of them belong to names."""

    words: Sequence[str]
    named: Sequence[bool]


def repeated(documents: Sequence[Document]) -> Iterator[SharedWords]:
    """Yield, for each document, the first run of REPEATED words that it shares with an earlier document.

    At least COPIED of these words are outside names.
    """
    seen: dict[Gram, int] = {}
    for index, document in enumerate(documents):
        told: set[int] = set()
        text = _text(document)
        for start, gram in enumerate(_grams(text.words, REPEATED)):
            first = seen.setdefault(gram, index)
            common = text.named[start : start + REPEATED].count(False) >= COPIED
            if first != index and first not in told and common:
                told.add(first)
                yield SharedWords(index, documents[first].id, " ".join(gram))


def copied(documents: Sequence[Document], others: Iterable[Document]) -> Iterator[SharedWords]:
    """Yield each run of at least COPIED words, not counting names, that a document shares with `others`.

    A run that STOCK or more of `others` contain is a stock phrase and left out. `others` may be a stream of any length.
    """
    texts = [_text(document) for document in documents]
    ours = {gram for text in texts for gram in _grams(text.words, COPIED)}
    found = _found(ours, others)
    for index, text in enumerate(texts):
        yield from _runs(index, text, found)


def _found(ours: set[Gram], others: Iterable[Document]) -> Mapping[Gram, list[str]]:
    """Return the texts, at most STOCK, that contain each of our n-grams."""
    found: dict[Gram, list[str]] = defaultdict(list)
    for other in others:
        for gram in ours.intersection(_grams(_text(other).words, COPIED)):
            if len(found[gram]) < STOCK:
                found[gram].append(other.id)
    return found


def _runs(index: int, text: _Text, found: Mapping[Gram, list[str]]) -> Iterator[SharedWords]:
    start = 0
    while start <= len(text.words) - COPIED:
        others: list[str] = []
        end = start
        while 0 < len(where := found.get(tuple(text.words[end : end + COPIED]), [])) < STOCK:
            others += where
            end += 1
        words = slice(start, end + COPIED - 1)
        if others and text.named[words].count(False) >= COPIED:
            yield SharedWords(index, ", ".join(dict.fromkeys(others)), " ".join(text.words[words]))
        start = end + 1


def _text(document: Document) -> _Text:
    words = without_symbols(document.text)
    named = covered(words, (span for span in document.spans if span.label in _NAMES))
    return _Text([level(word.folded) for word in words], named)


def _grams(words: Sequence[str], length: int) -> Iterator[Gram]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))
