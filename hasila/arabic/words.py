"""Arabic words with their offsets, and the folded form that a model reads.

A text is never changed. It is split into words that keep their offsets, and each word is folded by itself. A word's
offsets therefore lead back from what the model saw to the text as given.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

VERSION = "words-1"
"""Names these rules in every checkpoint. Any change to splitting or folding needs a new name."""

_WORD = regex.compile(
    r"""
    \p{Nd}+ (?: [.,٫٬] \p{Nd}+ )+               # a number with its separators: 1,200  3.5  ١٬٢٠٠
    (?! \p{Cf}* [\p{L}\p{M}\p{N}] )             #   unless letters go on
  | [\p{L}\p{N}]                                # letters and digits (tatweel is a letter), with the marks on them;
    (?: \p{Cf}* [\p{L}\p{M}\p{N}] )*            #   joiners and bidi marks belong to a word only inside it
  | [^\s\p{Cc}\p{Cf}\p{L}\p{N}] \p{M}*          # each other visible character by itself
    """,
    regex.VERBOSE,
)
_MARKS = "".join(
    map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE), *range(0x8D3, 0x900)])
)
_UNSEEN = regex.compile(rf"[\p{{Cc}}\p{{Cf}}\u0640{regex.escape(_MARKS)}]")
_SAME = str.maketrans("ٮڡیکڪھہە٫٬٪۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "بفيككههه.,%01234567890123456789")
_SURROGATE = regex.compile(r"\p{Cs}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its code points from `start` to `end`, its folded form, and whether a space precedes it."""

    start: int
    end: int
    folded: str
    spaced: bool


def split(text: str) -> list[Word]:
    """Return the words of `text` in order. Blanks, control and invisible characters between words are in none.

    >>> [word.folded for word in split("بِـمقتل ٢٦ مدنيّا.")]
    ['بمقتل', '26', 'مدنيا', '.']
    """
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        spaced = not words or any(map(str.isspace, text[end:start]))
        words.append(Word(start, stop, fold(match[0]), spaced))
        end = stop
    return words


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return `word` as the model reads it: one spelling for forms that differ only in typing or typography.

    Presentation forms and ligatures become letters (NFKC), short vowels, tatweel and invisible characters vanish,
    Persian keyboard letters and both sets of Arabic digits become the usual ones. Hamza, alef, ya and ta marbuta stay
    as they are, since encoders know them. The result may be empty (a word of tatweel alone); the word still counts as
    one.
    """
    composed = unicodedata.normalize("NFKC", _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", word))
    return _UNSEEN.sub("", composed).translate(_SAME).strip()


def without_symbols(text: str) -> list[Word]:
    """Return the words of `text` without punctuation and other signs."""
    return [word for word in split(text) if not is_symbol(text[word.start : word.end])]


def is_symbol(word: str) -> bool:
    """Say whether `word`, as `split` gives it, is punctuation or another sign rather than letters or digits."""
    return not regex.match(r"[\p{L}\p{N}]", word)


def count_words(text: str) -> int:
    """Return how many words `text` has, not counting punctuation."""
    return len(without_symbols(text))
