"""From words to the subwords that a model reads, with the library tokenizers alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
        ids: list[int] = []
        first: list[int] = []
        for word in words:
            first.append(len(ids))
            ids += _subwords(self.backend, f" {word.folded}" if word.spaced else word.folded) or (self.unk,)
        return Pieces(ids, first)

    def framed(self, pieces: Pieces, window: Window) -> list[int]:
        """Return the ids that a model reads for `window`: its subwords between the two special ones."""
        return [self.cls, *pieces.ids[window.start : window.end], self.sep]


@lru_cache(maxsize=1 << 16)
def _subwords(backend: Tokenizer, word: str) -> tuple[int, ...]:
    """Return the subwords of a word by itself, which are those that it has among others."""
    return tuple(backend.encode([word], is_pretokenized=True, add_special_tokens=False).ids)
