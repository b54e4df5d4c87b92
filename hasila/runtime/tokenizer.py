"""Words to the subwords that a model reads, by the library tokenizers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from tokenizers import Tokenizer

from hasila.arabic.words import Word
from hasila.tagging.windows import Pieces, Window


@dataclass(frozen=True, slots=True, eq=False)
class SubwordTokenizer:
    """A tokenizer of the BERT family: what cuts words, and the ids of its special subwords."""

    backend: Tokenizer
    """It neither pads nor truncates."""
    cls: int
    """Stands before each window."""
    sep: int
    """Stands behind each window."""
    pad: int
    """Fills a window up to the longest of its batch."""
    unk: int
    """Stands for what the vocabulary does not know."""

    def pieces(self, words: Sequence[Word]) -> Pieces:
        """Return the subwords of `words`, at least one a word: a word that is cut into none gets the unknown one.

        A space goes before a word that has one in the text; some tokenizers mark it.
        """
        if not words:
            return Pieces([], [])
        folded = [" " + word.folded if word.spaced else word.folded for word in words]
        encoding = self.backend.encode(folded, is_pretokenized=True, add_special_tokens=False)
        of_word: list[list[int]] = [[] for _ in words]
        owners = cast("list[int]", encoding.word_ids)  # None stands for special subwords alone, and there are none
        for subword, owner in zip(encoding.ids, owners, strict=True):
            of_word[owner].append(subword)
        ids: list[int] = []
        first: list[int] = []
        for subwords in of_word:
            first.append(len(ids))
            ids.extend(subwords or [self.unk])
        return Pieces(ids, first)

    def framed(self, pieces: Pieces, window: Window) -> list[int]:
        """Return the ids that a model reads for `window`: its subwords between the two special ones."""
        return [self.cls, *pieces.ids[window.start : window.end], self.sep]
