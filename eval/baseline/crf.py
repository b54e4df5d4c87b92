"""A linear-chain conditional random field on words, affixes and shapes, without a transformer.

Lafferty et al. 2001; trained by L-BFGS in CRFsuite (Okazaki 2007), which is deterministic: training twice gives the
same model. Words and tags are the project's own (hasila.arabic.words, hasila.tagging). Only the training split is seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from hasila.arabic.numbers import is_number_word
from hasila.arabic.spelling import level
from hasila.arabic.words import Word, is_symbol, split
from hasila.document import Document
from hasila.tagging.bio import chunks, spans_from_tags, tags_from_spans

FILE = "model.crfsuite"
SETTINGS = {"c1": 0.02, "c2": 0.05, "max_iterations": 80, "feature.possible_transitions": True}
"""Penalties (L1, L2) and iterations, chosen on the composed dev split. Every pair of tags has a weight, so that unseen
pairs are penalised."""
_CLITICS = regex.compile(r"\A(?:[وف]?(?:[بكل]?ال|لل)|[وف][بكل]?|[بكل])(?=\p{L}{3})")
_DIGITS = regex.compile(r"\p{L}?(\p{Nd}[\p{Nd}.,]*)")
_AFFIX = range(1, 5)
_NEAR = (-2, -1, 1, 2)


@dataclass(frozen=True)
class CRF:
    """A trained model: a file of CRFsuite, opened."""

    tagger: Any
    """A pycrfsuite.Tagger, which has no types."""

    @property
    def parameters(self) -> int:
        """How many weights are not zero."""
        info = self.tagger.info()
        return len(info.state_features) + len(info.transitions)

    def read(self, document: Document) -> Document:
        """Return `document` with the spans found.

        A span's score is the least of its words' marginal probabilities, an upper bound of the whole span's.
        """
        words = split(document.text)
        self.tagger.set(features(words))
        tags = self.tagger.tag() if words else []
        sure = [self.tagger.marginal(tag, index) for index, tag in enumerate(tags)]
        scores = [min(sure[first:end]) for first, end, _ in chunks(tags)]
        return document.with_spans(spans_from_tags(words, tags, scores))


def learn(documents: Sequence[Document], folder: Path) -> None:
    """Train on `documents` and write the model to `folder`."""
    import pycrfsuite  # noqa: PLC0415 - of the group eval, which a checkpoint's evaluation does not need

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    for document in documents:
        words = split(document.text)
        trainer.append(features(words), tags_from_spans(document, words))
    trainer.train(str(folder / FILE))


def load(folder: Path) -> CRF:
    """Return the model in `folder`."""
    import pycrfsuite  # noqa: PLC0415 - as above

    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / FILE))
    return CRF(tagger)


def features(words: Sequence[Word]) -> list[list[str]]:
    """Return what is true of each word: itself, its affixes and shape, and the words up to two before and after it."""
    own = [list(_of_word(word.folded)) for word in words]
    levelled = [level(word.folded) for word in words]
    bare = [_bare(word) for word in levelled]
    shapes = [_shape(word) for word in levelled]
    return [
        [*own[index], "spaced" if word.spaced else "joined", *_around(index, levelled, bare, shapes)]
        for index, word in enumerate(words)
    ]


def _of_word(word: str) -> Iterator[str]:
    levelled = level(word)
    yield f"word={word}"
    yield f"level={levelled}"
    yield f"bare={_bare(levelled)}"
    yield f"shape={_shape(levelled)}"
    for size in _AFFIX:
        if size < len(levelled):
            yield f"prefix={levelled[:size]}"
            yield f"suffix={levelled[-size:]}"


def _around(index: int, levelled: Sequence[str], bare: Sequence[str], shapes: Sequence[str]) -> Iterator[str]:
    for distance in _NEAR:
        near = index + distance
        if 0 <= near < len(levelled):
            yield f"{distance:+d}level={levelled[near]}"
            yield f"{distance:+d}bare={bare[near]}"
            yield f"{distance:+d}shape={shapes[near]}"
            yield f"{distance:+d}prefix={levelled[near][:3]}"
            yield f"{distance:+d}suffix={levelled[near][-2:]}"
        else:
            yield f"{distance:+d}edge"
    for left, right in ((index - 1, index), (index, index + 1), (index - 2, index - 1), (index + 1, index + 2)):
        if left >= 0 and right < len(levelled):
            yield f"{left - index:+d}pair={bare[left]} {bare[right]}"


def _bare(word: str) -> str:
    """Return a levelled word without conjunction, preposition and article, if three letters remain.

    >>> _bare("وللجيش"), _bare("بغداد"), _bare("ثلاثه")
    ('جيش', 'غداد', 'ثلاثه')
    """
    return _CLITICS.sub("", word)


def _shape(word: str) -> str:
    """Return the kind of a levelled word: digits by their number, a number word, Latin, a sign, or Arabic."""
    if digits := _DIGITS.match(word):
        return f"digits{min(len(digits[1]), 5)}"
    if is_number_word(word):
        return "number"
    if regex.match(r"\p{Latin}", word):
        return "latin"
    if not word or is_symbol(word):
        return f"sign{word}"
    return "arabic"
