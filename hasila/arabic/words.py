"""Arabic words with their offsets, and the folded form that a model reads.

A text is never changed. It is split into words that keep their offsets, and each word is folded by itself. A word's
offsets therefore lead back from what the model saw to the text as given.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

VERSION = "words-2"
"""Names these rules in every checkpoint. Any change to splitting or folding needs a new name."""

_WORD = regex.compile(
    r"""
    \p{Nd}+ (?: [.,٫٬] \p{Nd}+ )+               # a number with its separators: 1,200  3.5  ١٬٢٠٠
    (?! \p{Cf}* [\p{L}\p{M}\p{N}] )             #   unless letters go on
  | [\p{L}\p{N}] [\p{L}\p{M}\p{N}]*             # letters and digits (tatweel is a letter), with the marks on them;
    (?: (?: (?! \u200B ) \p{Cf} )*              #   joiners and bidi marks belong to a word only inside it,
        [\p{L}\p{M}\p{N}]                       #   a zero width space parts words,
      | (?<= \u0640 ) [.*_-]{1,3} (?= \u0640 )   #   and signs between tatweels hide one from filters: حمـ.ـاس
    )*
  | [^\s\p{Cc}\p{Cf}\p{L}\p{N}] \p{M}*          # each other visible character by itself
    """,
    regex.VERBOSE,
)
_UNREAD = regex.compile(
    r"""
    & (?: [A-Za-z][A-Za-z0-9]{1,7} | \#[0-9]{1,7} | \#[Xx][0-9A-Fa-f]{1,6} ) ;   # entities
  | (?P<opened> <!-- )
  | < (?P<opened> (?i: script | style ) )? (?(opened) \b | [!/?]? [A-Za-z] )        # tags
      (?: [^<>"'] | "[^"<]*" | '[^'<]*' ){0,999} >
  | (?<! [\p{L}\p{M}\p{N}._-] ) @ [A-Za-z0-9_]+                                # handles
    """,
    regex.VERBOSE,
)
_SIGNS_OF_UNREAD = regex.compile("[&<@]")
_CLOSED = {"<!--": regex.compile("-->")} | {
    tag: regex.compile(rf"</{tag}\s*>", regex.IGNORECASE) for tag in ("script", "style")
}
"""Where comments end, and tags whose content is for browsers."""
_BLANK = regex.compile(r"[\s\u200B]")
_HIDING = regex.compile(r"(?<=\u0640)[.*_-]+(?=\u0640)")
_MARKS = "".join(
    map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE), *range(0x8D3, 0x900)])
)
_UNSEEN = regex.compile(rf"[\p{{Cc}}\p{{Cf}}\u0640{regex.escape(_MARKS)}]")
_SAME = str.maketrans("ٮڡیکڪھہەٱۃۀے٫٬٪۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "بفيككهههاةهي.,%01234567890123456789")
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
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

    Nor are tags and entities of HTML, and handles (@user): a reader sees a blank there at most.

    >>> [word.folded for word in split("بِـمقتل ٢٦ مدنيّا<br>في&nbsp;حمـ.ـص.")]
    ['بمقتل', '26', 'مدنيا', 'في', 'حمص', '.']
    """
    words: list[Word] = []
    for first, last in _read_parts(text):
        end = first
        spaced = True  # what is not read parts words
        for match in _WORD.finditer(text, first, last):
            start, stop = match.span()
            # Nearly always a space is all that parts two words.
            spaced = spaced or (start > end and (text[end] == " " or _BLANK.search(text, end, start) is not None))
            words.append(Word(start, stop, fold(match[0]), spaced))
            end, spaced = stop, False
    return words


def _read_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the stretches of a text that are read begin and end."""
    begin = 0
    if _SIGNS_OF_UNREAD.search(text):
        endless: set[str] = set()
        while (found := _UNREAD.search(text, begin)) is not None:
            yield begin, found.start()
            begin = found.end()
            opened = (found["opened"] or "").lower()
            if opened and opened not in endless:
                closed = _CLOSED[opened].search(text, begin)
                if closed is None:
                    endless.add(opened)  # so that no other of its kind is looked for to the end of a long text
                else:
                    begin = closed.end()
    yield begin, len(text)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return `word` as the model reads it: one spelling for forms that differ only in typing or typography.

    Presentation forms and ligatures become letters (NFKC), short vowels, tatweel and invisible characters vanish,
    Persian and Urdu letters, alef wasla and both sets of Arabic digits become the usual ones, and signs that hide a
    word from filters vanish. Hamza, alef, ya and ta marbuta stay as they are, since encoders know them. The result may
    be empty (a word of tatweel alone); the word still counts as one.
    """
    composed = unicodedata.normalize("NFKC", _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", word))
    return _UNSEEN.sub("", _HIDING.sub("", composed)).translate(_SAME).strip()


def without_symbols(text: str) -> list[Word]:
    """Return the words of `text` without punctuation and other signs."""
    return [word for word in split(text) if not is_symbol(text[word.start : word.end])]


def is_symbol(word: str) -> bool:
    """Say whether `word`, as `split` gives it, is punctuation or another sign rather than letters or digits."""
    return not _LETTER_OR_DIGIT.match(word)


def count_words(text: str) -> int:
    """Return how many words `text` has, not counting punctuation."""
    found = (_WORD.findall(text, first, last) for first, last in _read_parts(text))
    return sum(len(list(filter(_LETTER_OR_DIGIT.match, words))) for words in found)
