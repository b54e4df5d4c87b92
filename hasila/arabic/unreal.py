"""Deaths that did not happen: «هدد بقتل مئة», «دعا إلى خطف جنود», «لو انفجرت لقتلت خمسين», «سنقتل المزيد»."""

from collections.abc import Sequence
from itertools import pairwise

import regex

_HARMING = r"(?:قتل|خطف|اختطاف|اغتيال|ذبح|اعدام|اباده|تصفيه|اسر)"
_HARM = regex.compile(rf"([بل]?){_HARMING}(?:ها?|هم)?")
"""Nouns of harming, and the preposition that a word of intent takes; not «مقتل»."""
_THREATENS = regex.compile(r"[وف]?(?:[يت]?هدد(?:ت|وا|ون)?|مهدد(?:ا|ه|ين)?|[يت]?توعد(?:ت|وا|ون)?|متوعد(?:ا|ه|ين)?)")
"""What takes «بقتل»."""
_CALLS_FOR = regex.compile(r"[وف]?(?:دعا|دعت|دعوا|[يت]دعو|داعي[اه]|دعوه|دعوات|حرضت?|[يت]حرض)")
"""What takes «إلى قتل» and «على قتل»."""
_PLANS = regex.compile(r"[وف]?(?:[يت]?خطط(?:ت|وا|ون)?|مخططا?|[يتن]نوي|[يت]عتزم(?:ون)?|خطه)")
"""What takes «لقتل»."""
_ATTEMPTS = frozenset(["محاوله", "محاولات", "بمحاوله", "لمحاوله", "بهدف", "نيه", "بنيه", "تعتزم", "يعتزم"])
"""What stands right before «قتل» and «لقتل»."""
_WAS_DONE = regex.compile(
    r"[وف]?(?:قام(?:ت|وا)?|قيام|بادرت?|اعترف(?:ت|وا)?|اقرت?|اتهم(?:ت|وا)?|متهم(?:ا|ه|ين|ون)?|متورط(?:ا|ه|ين|ون)?|ادين(?:ت|وا)?|"
    r"ادي|ادت|اسفرت?|انته[يت]ا?|نفذ(?:ت|وا)?|تنفيذ\p{L}{0,2}|تهمه|بتهمه|تهم|جريم[هت]\p{L}{0,2}|بعد|ثم|التي|الذي|الذين|بقي)"
    r"|[وف](?:قتل|خطف|اسر|ذبح|اعدم)(?:ت|وا)?"
)
"""Words near one of intent that tell of what was done."""
_WOULD = regex.compile(
    r"ل(?:قتل(?:ت|وا)?|سقط(?:ت|وا)?|اودي|اودت|اوقعت?|اصيب|اصيبوا|جرحت?|مات(?:وا)?|ماتت|حصدت?|راح|ذهب)"
)
"""Verbs of what would have been, behind «لو»."""
_IF = frozenset(["لو", "ولو", "فلو", "لولا", "ولولا"])
_WILL = regex.compile(r"[وف]?س[ينتا](?:قتل|خطف|اسر|ذبح|بيد|دفن|حصد|صفي)\p{L}{0,3}")
_MIGHT = regex.compile(r"[يت](?:قتل|صيب|ودي|حصد|سقط|وقع|موت|جرح|خطف|بيد)\p{L}{0,2}")
_POSSIBLY = (("يمكن", "ان"), ("ممكن", "ان"), ("محتمل", "ان"), ("كاد", "ان"), ("كادت", "ان"))
_NEAR = 5
"""Words before a count among which one of intent may stand."""
FAR = 25
"""Words before a count among which «لو» may stand."""


def did_not_happen(before: Sequence[str], counted: Sequence[str]) -> bool:
    """Say whether the harm of a count, whose words are `counted`, is only threatened, planned or imagined.

    `before` are the words of its sentence before it. All are folded and levelled (arabic.spelling).

    >>> did_not_happen(["هدد", "التنظيم"], ["بقتل", "مئه", "جندي"]), did_not_happen(["اعلن", "التنظيم"], ["قتل", "مئه"])
    (True, False)
    """
    first = counted[0] if counted else ""
    near = before[-_NEAR:]
    if any(map(_WAS_DONE.fullmatch, near)):
        return False
    if _WILL.fullmatch(first):
        return True
    if _WOULD.fullmatch(first) and not _IF.isdisjoint(before[-FAR:]):
        return True
    if _MIGHT.fullmatch(first) and any(pair in _POSSIBLY for pair in pairwise(near)):
        return True
    return _is_intended(near, first)


def _is_intended(near: Sequence[str], first: str) -> bool:
    """Say whether a noun of harming stands behind a word of intent, with the preposition that this takes."""
    harm = _HARM.fullmatch(first)
    if harm is None or not near:
        return False
    if harm[1] == "ب":
        return any(map(_THREATENS.fullmatch, near))
    if near[-1] in _ATTEMPTS:
        return True
    if harm[1] == "ل":
        return any(map(_PLANS.fullmatch, near))
    return near[-1] in {"الي", "علي"} and any(map(_CALLS_FOR.fullmatch, near))
