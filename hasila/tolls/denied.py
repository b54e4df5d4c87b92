"""Counts that somebody denies: «نفى الجيش مقتل 14 من جنوده», «لا صحة لمقتل خمسة», «مقتل 30، وهو ما نفاه الحزب»."""

from collections.abc import Sequence

import regex

from hasila.tolls.mentions import Mention, TextWord, mentions_of

_DENIES = regex.compile(
    r"[وف]?(?:[يت]?نفي|نفت|نفوا|ينفون|نافي[اهن]|نفيها?|نفيه|بنفي|كذبت|[يت]كذب|مكذب[اه]|فندت?|[يت]فند|مفند[اه])"
)
"""Words that deny what follows. «كذب» alone may be a lie."""
_DENIED = regex.compile(r"[وف]?(?:[يت]?نف[يا]|نفت|كذبت?|[يت]كذب|فندت?|[يت]فند|انكرت?|[يت]نكر)(?:ه|ها)")
"""The same with a pronoun for what was said before: «وهو ما نفاه»."""
_UNTRUE = regex.compile(r"كاذبه?|مختلقه?|افتراء|مفبركه?|ملفقه?|(?:بال|لل)?دعايه|(?:ال|بال)?خيال|سخيف")
_OF_TRUTH = {"صحه": frozenset(["لا", "ولا", "عدم", "بعدم"]), "اساس": frozenset(["لا", "ولا", "بلا"])}
"""«لا صحة», «بلا أساس»: a word, and those before it with which it denies."""
_BARE_OF_TRUTH = regex.compile(r"عاري?ه?")
_ASSERTS = regex.compile(
    r"[وف]?(?:[يت]?قال|قالت|قالوا|[يت]قول|اكدت?|[يت]ؤكد|مؤكد[اه]|اضافت?|مضيف[اه]|اقرت?|[يت]قر|مقر[اه]|اعترفت?|[يت]عترف|"
    r"اوضحت?|موضح[اه]|متهم[اه]|مشير[اه]|اشارت?|قائل[اه]|متحدث[اه]|اعلنت?|[يت]علن|تحدثت?|ذكرت?|افادت?|زعمت?|[يت]زعم|ادعت|ادعي|"
    r"[يت]دعي|تبنت?|تبني|اتهمت?)|و?لكن\p{L}{0,3}|بل|فيما|بينما|سوي|الا|غير|فعلا|وما"
)
"""Words with which somebody begins to say something else."""
_TAKEN_UP = frozenset(
    ["ما", "عما", "مما", "عن", "انباء", "الانباء", "ادعاءات", "مزاعم", "تقارير", "رقم", "ارقام", "حصيله", "روايه"]
)
"""Words behind a denial before what it denies: «ما أعلنته الحركة»."""
_AHEAD = 20
"""The most words from a denial to the count that it denies."""
_BEHIND = 25
"""The most words from a count to a denial that points back to it."""


def denied_harms(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each casualty span (start, end) whether words of its sentence deny that its people were harmed.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "نفى الجيش ما أعلنته الحركة عن مقتل 14 جنديا"
    >>> denied_harms(words_of(text), [(30, 43)])
    [True]
    """
    return [
        mention.start < len(words) and (_denied_before(words, mention) or _denied_behind(words, mention))
        for mention in mentions_of(words, spans)
    ]


def _denied_before(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether the nearest word of telling before a span denies it."""
    for index in range(mention.start - 1, max(mention.start - _AHEAD, 0) - 1, -1):
        form, before = words[index].form, words[index - 1].form if index else ""
        if words[index].sentence != words[mention.start].sentence:
            return False
        if _DENIES.fullmatch(form) or before in _OF_TRUTH.get(form, ()):
            return before not in _OF_TRUTH["اساس"] or form in _OF_TRUTH
        if _ASSERTS.fullmatch(form) and before not in _TAKEN_UP:
            return False
    return False


def _denied_behind(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether the words behind a span call it untrue, before anybody says something else."""
    for index in range(mention.end, min(mention.end + _BEHIND, len(words))):
        form, before = words[index].form, words[index - 1].form
        if words[index].sentence != words[mention.start].sentence or _ASSERTS.fullmatch(form):
            return False
        if _DENIED.fullmatch(form) or _UNTRUE.fullmatch(form) or before in _OF_TRUTH.get(form, ()):
            return True
        if _BARE_OF_TRUTH.fullmatch(before) and form in {"من", "عن"}:
            return True
    return False
