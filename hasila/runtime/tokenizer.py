"""From words to the subwords that a model reads, with the library tokenizers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from tokenizers import Tokenizer

from hasila.arabic.words import Word
from hasila.tagging.windows import Pieces, Window


@dataclass(frozen=True, slots=True, eq=False)
class SubwordTokenizer:
    """A tokenizer of the BERT family: the library's tokenizer, and the ids of its special subwords."""

    backend: Tokenizer
    """It neither pads nor truncates."""
    cls: int
    """The id before each window."""
    sep: int
    """The id after each window."""
    pad: int
    """The id that pads a window to the longest of its batch."""
    unk: int
    """The id of what is not in the vocabulary."""

    def pieces(self, words: Sequence[Word]) -> Pieces:
        """Return the subwords of `words`, at least one for each: a word without any gets the unknown subword.

        A word after a space in the text gets a space in front; some tokenizers mark it.
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
