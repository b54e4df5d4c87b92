"""The numbered rules of data/ANNOTATION.md that a program can check.

Each finding is a doubt, not a verdict: the words around a span are compared with short lists of Arabic function words,
directions, hedges and harm words. Words are compared folded, with hamza, ya and ta marbuta levelled.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from hasila.arabic.spelling import level
from hasila.arabic.words import Word, is_symbol, split
from hasila.corpus.cover import covered
from hasila.document import Document
from hasila.spans import Span
from hasila.tagging.word_edges import WordEdges


def _set(words: str) -> frozenset[str]:
    return frozenset(level(word) for word in words.split())


_PREPOSITIONS = frozenset(
    ["في", "من", "على", "إلى", "الى", "عن", "مع", "حتى", "عند", "منذ", "لدى"]
)  # as spelt: «علي» is a name
_DIRECTIONS = _set(
    "شمال جنوب شرق غرب شمالي جنوبي شرقي غربي بشمال بجنوب بشرق بغرب وسط بوسط قرب بالقرب محيط بمحيط ضواحي أطراف قبالة"
)
_RANKS = _set("العميد المشير العقيد المقدم الرائد النقيب الملازم الجنرال الشيخ السيد السيدة الدكتور")
_OFFICES = _set("الرئيس الوزير القائد المتحدث الناطق المبعوث السفير المدير")
_SOURCES = _set("مصدر مصادر المصدر المصادر شاهد شهود الشهود")
_NO_PARTY = _set("السلطات الطرفان الطرفين الأطراف الأهالي المدنيون المدنيين النازحون النازحين")
_MEDIA = _set("رويترز")
_POINTING = _set("هذه هذا تلك ذلك")
_HARM_BEFORE = _set(
    "مقتل بمقتل ومقتل لمقتل قتل وقتل بقتل استشهاد باستشهاد واستشهاد استشهد واستشهد إصابة بإصابة وإصابة أصيب وأصيب "
    "جرح وجرح بجرح أسر وأسر بأسر خطف وخطف بخطف اختطاف واختطاف باختطاف فقدان وفقدان بفقدان مصرع ومصرع بمصرع وفاة "
    "ووفاة بوفاة سقوط وسقوط بسقوط"
)
_HARM_AFTER = _set(
    "قتيل قتيلا قتلى قتلوا قتلا جريح جريحا جرحى جرحوا مصاب مصابا مصابين أصيبوا أصيبا شهيد شهيدا شهداء استشهدوا "
    "استشهدا مفقود مفقودا مفقودين أسير أسيرا أسرى رهينة رهائن"
)
_HEDGES = _set("نحو بنحو ونحو حوالي بحوالي وحوالي قرابة زهاء عشرات بعشرات مئات بمئات")
_COMPARED = _set("أكثر بأكثر وأكثر يقل يزيد أقل ينوف")
_DEFINITE_GROUPS = _set("القتلى الجرحى الضحايا المصابين المصابون الشهداء المفقودين المفقودون الأسرى الرهائن")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that a span seems to break."""

    span: Span
    rule: int
    message: str


@dataclass(frozen=True, slots=True)
class _Setting:
    """A span's own words and its neighbours, levelled; a neighbour in another span is left out."""

    words: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]
    first: str
    """The span's first word, folded but not levelled."""


def doubts(document: Document) -> Iterator[Doubt]:
    """Yield what seems to break a rule in a document whose spans cover whole words."""
    words = split(document.text)
    edges = WordEdges.of(words)
    near = [
        "" if within else level(word.folded) for word, within in zip(words, covered(words, document.spans), strict=True)
    ]
    for span in document.spans:
        setting = _setting(words, near, edges.touched(span))
        for rule, test in _TESTS.get(span.label, ()):
            if (message := test(setting)) is not None:
                yield Doubt(span, rule, message)


def _setting(words: Sequence[Word], near: Sequence[str], inside: range) -> _Setting:
    """Return the setting of the words `inside`; `near` has each word as a neighbour sees it."""
    own = [words[index].folded for index in inside]
    before, after = near[max(inside.start - 2, 0) : inside.start], near[inside.stop : inside.stop + 2]
    return _Setting([level(word) for word in own], ["", "", *before][-2:], [*after, "", ""][:2], own[0])


def _preposition(setting: _Setting) -> str | None:
    if setting.first in _PREPOSITIONS:
        return f"begins with «{setting.first}», a separate word that stays outside"
    return None


def _title(setting: _Setting) -> str | None:
    words = [word for word in setting.words if not is_symbol(word)]
    if not words:  # tatweel alone
        return None
    first, *rest = words
    bare = first.removeprefix("و")
    if bare in _RANKS and rest:
        return f"contains the title «{first}», which stays outside the name"
    # «الرئيس الفرنسي», «القائد العام للقوات المسلحة»: what belongs to an office has the article, few names have.
    if bare in _OFFICES and not all(regex.match("و?(ال|لل|بال)", word) for word in rest):
        return f"contains the title «{first}» and apparently a name"
    return None


def _no_party(setting: _Setting) -> str | None:
    first = setting.words[0].removeprefix("و")
    if first in _SOURCES or first in _MEDIA or (len(setting.words) == 1 and first in _NO_PARTY):
        return "is not a party that acts"
    return None


def _direction(setting: _Setting) -> str | None:
    far, near = setting.before
    if near in _DIRECTIONS or (far.endswith("بالقرب") and near == "من"):
        return f"leaves «{near if near in _DIRECTIONS else f'{far} {near}'}» outside, although it belongs to the phrase"
    return None


def _pointed_at(setting: _Setting) -> str | None:
    if setting.words[0] in _POINTING:
        return "points at a place without naming it"
    return None


def _hedge(setting: _Setting) -> str | None:
    far, near = setting.before
    if near in _HEDGES or (near in {"من", "عن", "علي"} and far in _COMPARED):
        return f"leaves the hedge «{f'{far} {near}' if far in _COMPARED else near}» outside"
    if list(setting.after) == ["علي", "الاقل"]:
        return "leaves the hedge «على الأقل» outside"
    return None


def _harm(setting: _Setting) -> str | None:
    if setting.before[-1] in _HARM_BEFORE:
        return f"leaves the harm word «{setting.before[-1]}» outside, although it touches the span"
    if setting.after[0] in _HARM_AFTER:
        return f"leaves the harm word «{setting.after[0]}» outside, although it touches the span"
    return None


def _definite(setting: _Setting) -> str | None:
    if len(setting.words) == 1 and setting.words[0].removeprefix("و") in _DEFINITE_GROUPS:
        return "is a definite group without a count"
    return None


_Test = Callable[[_Setting], str | None]
_TESTS: dict[str, tuple[tuple[int, _Test], ...]] = {
    "ACTOR": ((2, _preposition), (8, _title), (11, _no_party)),
    "LOCATION": ((2, _preposition), (12, _direction), (13, _pointed_at)),
    "CASUALTY": ((14, _hedge), (15, _harm), (16, _definite)),
}
