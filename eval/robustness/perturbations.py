"""Changes of spelling, typography and names that a reader of Arabic would hardly notice.

Each change moves the gold spans along. All but `names exchanged` keep the meaning of a text. Each is drawn from a
random generator, so that the same seed changes the same text in the same way.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from hasila.arabic.gazetteer import Gazetteer
from hasila.arabic.numbers import LARGEST, SMALLEST, from_words, to_words
from hasila.arabic.words import split
from hasila.corpus.edits import Edit, edited
from hasila.document import Document

Random = np.random.Generator
Perturbation = Callable[[Document, Random], Document]

_OFTEN, _SOMETIMES, _SELDOM, _RARELY = 0.5, 0.2, 0.1, 0.02
"""The chance that a place is changed by the rarer perturbations."""
_VOWELS = "\u064e\u064f\u0650\u0652\u064b\u064c\u064d"
_SHADDA = "\u0651"
_TATWEEL = "\u0640"
_JOINING = frozenset("بتثجحخسشصضطظعغفقكلمنهي")
"""Letters that join to the next one; tatweel can follow them."""
_SEPARATE = frozenset("ودذرزا")
"""Letters that do not join to the next one; a space after them is easily lost."""
_INVISIBLE = ("\u200f", "\u200e", "\u200b", "\ufeff", "\u202b")
_LOOKALIKES = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "هة", "اأإآ")
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": "«", "”": "»", '"': "'", "،": ",", "؛": ";", "؟": "?"})
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def perturbations(known: Gazetteer, unseen: Gazetteer) -> Mapping[str, Perturbation]:
    """Return every perturbation by its name; `known` names are replaced by `unseen` ones."""
    return {
        "vowel marks added": _by_word(_vocalised),
        "vowel marks removed": _by_word(lambda word, _: _unmarked(word)),
        "hamzas dropped from alef": _by_word(lambda word, _: word.translate(str.maketrans("أإآ", "ااا"))),
        "hamzas dropped from waw and ya": _by_word(lambda word, _: word.translate(str.maketrans("ؤئ", "وي"))),
        "final ya and alef maqsura confused": _by_word(lambda word, _: _last(word, str.maketrans("يى", "ىي"))),
        "ta marbuta written ha": _by_word(lambda word, _: _last(word, str.maketrans("ة", "ه"))),
        "tatweel": _by_word(_stretched),
        "Eastern digits": _by_word(lambda word, _: word.translate(_EASTERN)),
        "Western digits": _by_word(lambda word, _: word.translate(_WESTERN)),
        "numbers in words": _numbers_in_words,
        "numbers in digits": _numbers_in_digits,
        "punctuation and quotes": _by_word(lambda word, _: word.translate(_QUOTES)),
        "bidi marks and zero widths": _invisible,
        "presentation forms": _by_word(lambda word, _: "".join(map(_isolated, word))),
        "hashtags": _hashtags,
        "misread letters": _by_word(_misread),
        "lost spaces": _lost_spaces,
        "line breaks": _line_breaks,
        "names exchanged": lambda document, random: _exchanged(document, known, unseen, random),
    }


def _by_word(change: Callable[[str, Random], str]) -> Perturbation:
    """Return the perturbation that changes each word by itself."""

    def perturbed(document: Document, random: Random) -> Document:
        words = ((word, document.text[word.start : word.end]) for word in split(document.text))
        return edited(document, [Edit(word.start, word.end, change(text, random)) for word, text in words])

    return perturbed


def _vocalised(word: str, random: Random) -> str:
    marked = ""
    for letter in word:
        marked += letter
        if "ء" <= letter <= "ي" and random.random() < _OFTEN:
            marked += (_SHADDA if random.random() < _SELDOM else "") + _VOWELS[int(random.integers(len(_VOWELS)))]
    return marked


def _unmarked(word: str) -> str:
    return "".join(letter for letter in word if not "\u064b" <= letter <= "\u0652") or word


def _last(word: str, letters: dict[int, int]) -> str:
    return word[:-1] + word[-1].translate(letters)


def _stretched(word: str, random: Random) -> str:
    offsets = [
        offset for offset, letter in enumerate(word[:-1]) if letter in _JOINING and "ء" <= word[offset + 1] <= "ي"
    ]
    if not offsets or random.random() > _SOMETIMES:
        return word
    offset = offsets[int(random.integers(len(offsets)))] + 1
    return word[:offset] + _TATWEEL * int(random.integers(1, 4)) + word[offset:]


def _isolated(letter: str) -> str:
    """Return the presentation form of a letter standing alone, if Unicode has one; marks stay as they are."""
    if not letter.isalpha():
        return letter
    try:
        return unicodedata.lookup(f"{unicodedata.name(letter)} ISOLATED FORM")
    except (KeyError, ValueError):
        return letter


def _misread(word: str, random: Random) -> str:
    """Return `word` with a few letters replaced by similar-looking ones, as in scanned text."""
    read = ""
    for letter in word:
        group = next((group for group in _LOOKALIKES if letter in group), letter)
        read += group[int(random.integers(len(group)))] if random.random() < _RARELY else letter
    return read


def _numbers_in_words(document: Document, _: Random) -> Document:
    """Write numbers from 3 to 99 in words, agreeing with a masculine noun, the more frequent gender."""
    return edited(document, _rewritten(document, _as_words))


def _as_words(said: str) -> str | None:
    if said.isdecimal() and SMALLEST <= int(said) <= LARGEST:
        return to_words(int(said), "masculine", "oblique")
    return None


def _numbers_in_digits(document: Document, _: Random) -> Document:
    """Write number words from 3 to 99 in digits."""

    def as_digits(said: str) -> str | None:
        number = from_words(said)
        return str(number) if number is not None and SMALLEST <= number <= LARGEST else None

    return edited(document, _rewritten(document, as_digits))


def _rewritten(document: Document, rewrite: Callable[[str], str | None]) -> Iterator[Edit]:
    """Yield edits that `rewrite` numbers of one or two words, unless a span begins or ends inside them."""
    words = split(document.text)
    edges = {edge for span in document.spans for edge in (span.start, span.end)}
    offset = 0
    while offset < len(words):
        for length in (2, 1):
            part = words[offset : offset + length]
            written = rewrite(" ".join(word.folded for word in part)) if len(part) == length else None
            if written is not None and not any(part[0].start < edge < part[-1].end for edge in edges):
                yield Edit(part[0].start, part[-1].end, written)
                offset += length - 1
                break
        offset += 1


def _invisible(document: Document, random: Random) -> Document:
    """Put an invisible character before some of the words."""
    words = split(document.text)
    return edited(
        document,
        [
            Edit(word.start, word.start, _INVISIBLE[int(random.integers(len(_INVISIBLE)))])
            for word in words
            if _is_free(document.text, word.start) and random.random() < _SOMETIMES
        ],
    )


def _is_free(text: str, offset: int) -> bool:
    """Say whether white space or nothing precedes a place, so that an insertion touches no span before it."""
    return offset == 0 or text[offset - 1].isspace()


def _hashtags(document: Document, _: Random) -> Document:
    """Write each LOCATION as a hashtag; its words are joined by underscores, and the sign stays outside the span."""
    edits = []
    for span in document.spans:
        if span.label == "LOCATION" and _is_free(document.text, span.start):
            edits.append(Edit(span.start, span.start, "#"))
            spaces = (offset for offset in range(span.start, span.end) if document.text[offset] == " ")
            edits += [Edit(offset, offset + 1, "_") for offset in spaces]
    return edited(document, edits)


def _lost_spaces(document: Document, random: Random) -> Document:
    """Remove some spaces after letters that do not join, but none at the edge of a span."""
    edges = {edge for span in document.spans for edge in (span.start, span.end)}
    return edited(
        document,
        [
            Edit(offset, offset + 1, "")
            for offset in range(1, len(document.text) - 1)
            if document.text[offset] == " "
            and document.text[offset - 1] in _SEPARATE
            and document.text[offset + 1].isalpha()
            and not edges & {offset, offset + 1}
            and random.random() < _SELDOM
        ],
    )


def _line_breaks(document: Document, random: Random) -> Document:
    """Break lines at some of the spaces."""
    spaces = (offset for offset, letter in enumerate(document.text) if letter == " ")
    return edited(document, [Edit(offset, offset + 1, "\n") for offset in spaces if random.random() < _SELDOM])


def _exchanged(document: Document, known: Gazetteer, unseen: Gazetteer, random: Random) -> Document:
    """Replace each known name of an ACTOR or a LOCATION by an unseen name of the same kind."""
    edits = []
    for span in document.spans:
        name = known.name_at_end(document.text_of(span)) if span.label != "CASUALTY" else None
        if name is not None and name.kind in unseen.kinds:
            edits.append(Edit(span.start + name.start, span.end, unseen.other(name, random)))
    return edited(document, edits)
