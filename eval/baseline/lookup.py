"""Lists and patterns: what can be found by memorising the training split alone.

Two lists are made of the training mentions: their words (all labels), and the classes of their words (only CASUALTY,
whose mentions are seldom repeated word for word). The classes are: a number in digits or words; a word that is mostly
inside casualties; a word that is often, but not mostly, inside them (it is its own class: «من», «على»); any other word.
An entry is dropped if most of its matches in the training split are not spans of its label. A text is read from its
beginning. At each word the longest matching entry is taken, and a mention before a pattern.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import regex
from pydantic import TypeAdapter

from hasila.arabic.clitics import readings
from hasila.arabic.numbers import is_number_word
from hasila.arabic.spelling import level
from hasila.arabic.words import Word, split
from hasila.document import Document
from hasila.files import whole_file
from hasila.spans import Span

FILE = "lists.json"
CASUALTY = "CASUALTY"
_MOSTLY = 0.5
"""The least share of an entry's matches that are a span of its label, and of a word's occurrences inside casualties."""
_SEEN = 2
"""How often a pattern must be a casualty, and a word be inside casualties, to count."""
_OFTEN = 5
"""How often a word must be inside casualties to be its own class."""
_NUMBER, _HARM, _OTHER = "#", "!", "*"
_DIGITS = regex.compile(r"\p{L}?\p{Nd}")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Words, or classes of words, that are a mention of `label` in this `share` of their training matches."""

    key: Key
    label: str
    share: float


@dataclass(frozen=True)
class Entries:
    """A list of entries."""

    entries: tuple[Entry, ...]

    @cached_property
    def _by_key(self) -> Mapping[Key, Entry]:
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """The number of words of the longest entry, by its first word."""
        lengths: dict[str, int] = {}
        for entry in self.entries:
            lengths[entry.key[0]] = max(len(entry.key), lengths.get(entry.key[0], 0))
        return lengths

    def longest_at(self, index: int, words: Sequence[str]) -> tuple[int, Entry] | None:
        """Return the longest entry in `words` at `index`, and its end; its first word may have clitics before it."""
        firsts = [rest for _, rest in readings(words[index]) if rest in self._longest]
        for size in range(max((self._longest[first] for first in firsts), default=0), 0, -1):
            rest = tuple(words[index + 1 : index + size])
            for first in firsts:
                if len(rest) == size - 1 and (entry := self._by_key.get((first, *rest))):
                    return index + size, entry
        return None


@dataclass(frozen=True)
class Classes:
    """The levelled words that are inside casualties."""

    mostly: frozenset[str]
    often: frozenset[str]

    def __call__(self, words: Iterable[str]) -> list[str]:
        """Return the class of each word."""
        return [self._class(word) for word in words]

    def _class(self, word: str) -> str:
        if _DIGITS.match(word) or is_number_word(word):
            return _NUMBER
        if any(rest in self.mostly for _, rest in readings(word)):
            return _HARM
        return word if word in self.often else _OTHER


@dataclass(frozen=True)
class Lookup:
    """The lists."""

    mentions: Entries
    patterns: Entries
    classes: Classes

    @property
    def parameters(self) -> int:
        """How many entries the lists have."""
        words = len(self.classes.mostly) + len(self.classes.often)
        return len(self.mentions.entries) + len(self.patterns.entries) + words

    def read(self, document: Document) -> Document:
        """Return `document` with the spans found; a span's score is its entry's share in the training split."""
        return document.with_spans(self._spans(split(document.text)))

    def _spans(self, words: Sequence[Word]) -> Iterator[Span]:
        levelled = _levelled(words)
        classes = self.classes(levelled)
        index = 0
        while index < len(words):
            found = (self.mentions.longest_at(index, levelled), self.patterns.longest_at(index, classes))
            end, entry = max(filter(None, found), key=lambda match: match[0], default=(index + 1, None))
            if entry:
                yield Span(words[index].start, words[end - 1].end, entry.label, entry.share)
            index = end


@dataclass(frozen=True, slots=True)
class _Passage:
    """A training passage: its words, levelled or as classes, and the label of each span by (first word, end)."""

    words: Sequence[str]
    gold: Mapping[tuple[int, int], str]


def learn(documents: Sequence[Document], folder: Path) -> None:
    """Make the lists of `documents` and write them to `folder`."""
    passages = [_passage(document) for document in documents]
    classes = _casualty_words(passages)
    classed = [_Passage(classes(passage.words), passage.gold) for passage in passages]
    lookup = Lookup(_kept(_mentions(passages), passages), _kept(_patterns(classed), classed), classes)
    rows = {
        "mentions": [asdict(entry) for entry in lookup.mentions.entries],
        "patterns": [asdict(entry) for entry in lookup.patterns.entries],
        "mostly": sorted(classes.mostly),
        "often": sorted(classes.often),
    }
    with whole_file(folder / FILE) as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)


def load(folder: Path) -> Lookup:
    """Return the lists in `folder`."""
    rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
    entries = TypeAdapter(tuple[Entry, ...])
    mentions, patterns = (Entries(entries.validate_python(rows[name])) for name in ("mentions", "patterns"))
    return Lookup(mentions, patterns, Classes(frozenset(rows["mostly"]), frozenset(rows["often"])))


def _levelled(words: Iterable[Word]) -> list[str]:
    return [level(word.folded) for word in words]


def _passage(document: Document) -> _Passage:
    words = split(document.text)
    starts = {word.start: index for index, word in enumerate(words)}
    ends = {word.end: index + 1 for index, word in enumerate(words)}
    return _Passage(_levelled(words), {(starts[s.start], ends[s.end]): s.label for s in document.spans})


def _casualty_words(passages: Sequence[_Passage]) -> Classes:
    """Return the words that are mostly inside casualties, and those that are often inside them."""
    seen = Counter(word for passage in passages for word in passage.words)
    inside = Counter(
        word
        for passage in passages
        for (first, end), label in passage.gold.items()
        for word in passage.words[first:end]
        if label == CASUALTY
    )
    mostly = frozenset(word for word, times in inside.items() if times >= max(_SEEN, _MOSTLY * seen[word]))
    return Classes(mostly, frozenset(word for word, times in inside.items() if times >= _OFTEN) - mostly)


def _mentions(passages: Sequence[_Passage]) -> Iterator[Entry]:
    """Yield each mention with its most frequent label, as written and, if the rest is a word too, without clitics."""
    known = {word for passage in passages for word in passage.words}
    labels: dict[Key, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        for (first, end), label in passage.gold.items():
            for _, word in readings(passage.words[first]):
                if word in known:
                    labels[word, *passage.words[first + 1 : end]][label] += 1
    yield from (Entry(key, seen.most_common(1)[0][0], 1.0) for key, seen in labels.items())


def _patterns(classed: Sequence[_Passage]) -> Iterator[Entry]:
    """Yield each sequence of classes that casualties have more than once."""
    seen = Counter(
        tuple(passage.words[first:end])
        for passage in classed
        for (first, end), label in passage.gold.items()
        if label == CASUALTY
    )
    yield from (Entry(key, CASUALTY, 1.0) for key, times in seen.items() if times >= _SEEN)


def _kept(candidates: Iterable[Entry], passages: Sequence[_Passage]) -> Entries:
    """Return the entries whose matches are mostly spans of their label.

    The words of a dropped entry go to shorter entries, so entries are counted again until none is dropped.
    """
    entries = Entries(tuple(candidates))
    while True:
        right, met = Counter[Key](), Counter[Key]()
        for passage in passages:
            for first, end, entry in _matches(entries, passage.words):
                met[entry.key] += 1
                right[entry.key] += passage.gold.get((first, end)) == entry.label
        kept = Entries(
            tuple(
                replace(entry, share=right[entry.key] / met[entry.key])
                for entry in entries.entries
                if met[entry.key] and right[entry.key] >= _MOSTLY * met[entry.key]
            )
        )
        if len(kept.entries) == len(entries.entries):
            return kept
        entries = kept


def _matches(entries: Entries, words: Sequence[str]) -> Iterator[tuple[int, int, Entry]]:
    """Yield (first, end, entry) of the longest matches in `words`, from their beginning."""
    index = 0
    while index < len(words):
        end, entry = entries.longest_at(index, words) or (index + 1, None)
        if entry:
            yield index, end, entry
        index = end
