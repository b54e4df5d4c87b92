"""Augmentation: copies of training passages with mentions, names, numbers and spelling changed.

Mention replacement (Dai & Adel 2020, arXiv 2010.11683) teaches the words around a mention apart from the mention. Each
change is drawn anew for each copy, from the seed. A copy may make odd statements; it is used only in training.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import regex

from hasila.arabic.gazetteer import GAZETTEER, Gazetteer, read_gazetteer
from hasila.arabic.numbers import LARGEST, SMALLEST, Case, Gender, from_words, to_words
from hasila.arabic.spelling import level
from hasila.arabic.words import Word, split
from hasila.corpus.edits import Edit, edited
from hasila.document import Document
from train.finetune.settings import AugmentationSettings

_MASCULINE = (
    "قتيلا قتلى جريحا جرحى مصابا مصابين مصابون شهيدا شهداء مفقودا مفقودين أسيرا أسرى شخصا أشخاص جنديا جنود "
    "مدنيا مدنيين مدنيون عنصرا عناصر مسلحا مسلحين مسلحون طفلا أطفال رجلا رجال مقاتلا مقاتلين آخرين آخرون ضابطا "
    "ضباط فردا أفراد عسكريا عسكريين شرطيا شرطيين مهاجرا مهاجرين صيادا صيادين عاملا عمال مواطنا مواطنين "
    "فلسطينيا فلسطينيين إرهابيا إرهابيين راكبا ركاب متظاهرا متظاهرين طالبا طلاب سائحا سياح حارسا حراس مزارعا "
    "مزارعين"
)
_FEMININE = (
    "امرأة نساء طفلة طفلات فتاة فتيات طالبة طالبات مدنية مدنيات جثة جثث إصابة إصابات ممرضة ممرضات ضحية ضحايا "
    "رهينة رهائن سيدة سيدات معلمة معلمات"
)
_GENDERS: Mapping[str, Gender] = {
    **{level(noun): "masculine" for noun in _MASCULINE.split()},
    **{level(noun): "feminine" for noun in _FEMININE.split()},
}
_GOVERNS = regex.compile(
    r"[وفبل]*(مقتل|استشهاد|اصابه|جرح|خطف|اختطاف|فقدان|اسر|وفاه|مصرع|سقوط|نحو|حوالي|قرابه|زهاء|من|عن|علي|الي|بين)"
)
"""Words that put the next number in the oblique case."""
_CLITICS = regex.compile(r"[وف]?[بل]?")
_BARE = str.maketrans("أإآ", "ااا")
_CONFUSED = str.maketrans("ىةي", "يهى")
_CONFUSION = 0.15
"""How likely a final ya, alef maqsura or ta marbuta is confused with its neighbour in a text spelt that way."""


def with_copies(documents: Sequence[Document], settings: AugmentationSettings, seed: int) -> list[Document]:
    """Return `documents` and as many changed copies of each as `settings` say.

    Raises ConfigError if the gazetteer cannot be read.
    """
    random = np.random.default_rng(seed)
    gazetteer = read_gazetteer(GAZETTEER) if settings.names else Gazetteer({})
    mentions: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        for span in document.spans:
            mentions[span.label].append(document.text_of(span))
    changed = list(documents)
    for number in range(settings.copies):
        for document in documents:
            copy = edited(document, _mentions(document, mentions, settings.mentions, random))
            copy = edited(copy, _names(copy, gazetteer, settings.names, random))
            copy = edited(copy, _numbers(copy, settings.numbers, random))
            copy = edited(copy, _spelling(copy, settings.spelling, random))
            changed.append(replace(copy, id=f"{document.id}, copy {number}"))
    return changed


def _mentions(
    document: Document, mentions: Mapping[str, Sequence[str]], chance: float, random: np.random.Generator
) -> Iterator[Edit]:
    """Yield edits that replace mentions by others of the same label."""
    for span in document.spans:
        if random.random() < chance:
            options = mentions[span.label]
            yield Edit(span.start, span.end, options[int(random.integers(len(options)))])


def _names(document: Document, gazetteer: Gazetteer, chance: float, random: np.random.Generator) -> Iterator[Edit]:
    """Yield edits that replace known names at the end of a mention by others of the same kind and gender."""
    for span in document.spans:
        found = gazetteer.name_at_end(document.text_of(span))
        if found is not None and random.random() < chance:
            yield Edit(span.start + found.start, span.end, gazetteer.other(found, random))


def _numbers(document: Document, chance: float, random: np.random.Generator) -> Iterator[Edit]:
    """Yield edits that write counts of casualties in digits instead of words, or in words instead of digits."""
    words = split(document.text)
    for span in document.spans:
        inside = [word for word in words if span.start <= word.start and word.end <= span.end]
        if span.label == "CASUALTY" and (edit := _other_way(inside)) is not None and random.random() < chance:
            yield edit


def _other_way(words: Sequence[Word]) -> Edit | None:
    """Return the first number before a noun of known gender, written the other way; clitics before it stay."""
    for index, word in enumerate(words):
        for after in (index + 2, index + 1):
            gender = _GENDERS.get(level(words[after].folded)) if after < len(words) else None
            if gender is None:
                continue
            said = " ".join(part.folded for part in words[index:after])
            clitics = "" if _number(said) else _CLITICS.match(said)[0]  # type: ignore[index]  # it matches anything
            number = _number(said.removeprefix(clitics))
            if number is None:
                continue
            governed = index > 0 and _GOVERNS.fullmatch(level(words[index - 1].folded))
            case: Case = "oblique" if governed or clitics[-1:] in {"ب", "ل"} else "nominative"
            text = to_words(number, gender, case) if said[-1].isdecimal() else str(number)
            return Edit(word.start, words[after - 1].end, clitics + text)
    return None


def _number(said: str) -> int | None:
    number = int(said) if said.isdecimal() else from_words(said)
    return number if number is not None and SMALLEST <= number <= LARGEST else None


def _spelling(document: Document, chance: float, random: np.random.Generator) -> list[Edit]:
    """Return edits that remove hamzas on alef and confuse some final letters, as in hurried typing."""
    if random.random() >= chance:
        return []
    edits = []
    for word in split(document.text):
        typed = document.text[word.start : word.end].translate(_BARE)
        if typed[-1] in "ىةي" and random.random() < _CONFUSION:
            typed = typed[:-1] + typed[-1].translate(_CONFUSED)
        edits.append(Edit(word.start, word.end, typed))
    return edits
