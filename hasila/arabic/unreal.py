"""Deaths that did not happen: «هدد بقتل مئة», «دعا إلى خطف جنود», «لو انفجرت لقتلت خمسين», «سنقتل المزيد»."""

from collections.abc import Sequence
from itertools import pairwise

import regex

_HARMING = r"(?:قتل|خطف|اختطاف|اغتيال|ذبح|اعدام|اباده|تصفيه|اسر|دفن|حصد|احتجاز)"
_TO_HARM = regex.compile(rf"[بل]{_HARMING}(?:ها?|هم)?")
_HARM = regex.compile(rf"{_HARMING}(?:ها?|هم)?")
"""Nouns of harming that somebody threatens or plans: «بقتل», and «قتل» behind «إلى»; not «مقتل»."""
_TOWARDS = frozenset(["الي", "علي", "محاوله", "نيه", "بهدف", "خطه", "مخطط", "تهديد"])
_INTENDS = regex.compile(
    r"[وف]?(?:ال|ب|بال)?(?:هدد(?:ت|وا)?|[يت]هدد(?:ون)?|مهدد(?:ا|ه|ين)?|تهديد\p{L}{0,3}|توعد(?:ت|وا)?|[يت]توعد(?:ون)?|متوعد(?:ا|ه|ين)?|"
    r"دعا|دعت|دعوا|[يت]دعو|داعي(?:ا|ه)|دعوه|دعوات|حرض(?:ت)?|[يت]حرض|تحريض|خطط(?:ت|وا)?|[يت]خطط(?:ون)?|مخطط\p{L}{0,2}|التخطيط|تخطيط|"
    r"محاول(?:ه|ات)|حاول(?:ت|وا)?|[يت]حاول(?:ون)?|[ين]نوي|[ين]نوون|تنوي|[يت]عتزم(?:ون)?|نيه|بهدف|[يت]ستهدف|عازم\p{L}{0,2}|احباط|احبط(?:ت)?|افشل(?:ت)?)"
)
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
_HAPPENED = regex.compile(r"[وف](?:قتل|خطف|اسر|ذبح|اعدم|نفذ)(?:ت|وا)?|بعد|اسفر(?:ت)?|ادي|ادت|نفذ(?:ت|وا)?")
"""Words behind one of intent that tell of what was done."""


def did_not_happen(before: Sequence[str], counted: Sequence[str]) -> bool:
    """Say whether the harm of a count, whose words are `counted`, is only threatened, planned or imagined.

    `before` are the words of its sentence before it. All are folded and levelled (arabic.spelling).

    >>> did_not_happen(["هدد", "التنظيم"], ["بقتل", "مئه", "جندي"]), did_not_happen(["اعلن", "التنظيم"], ["قتل", "مئه"])
    (True, False)
    """
    first = counted[0] if counted else ""
    near = before[-_NEAR:]
    if any(map(_WILL.fullmatch, counted[:1])):
        return True
    if _WOULD.fullmatch(first) and not _IF.isdisjoint(before[-FAR:]):
        return True
    if _MIGHT.fullmatch(first) and any(pair in _POSSIBLY for pair in pairwise(near)):
        return True
    intended = _TO_HARM.fullmatch(first) or (_HARM.fullmatch(first) and not _TOWARDS.isdisjoint(near[-1:]))
    intent = [index for index, word in enumerate(near) if _INTENDS.fullmatch(word)]
    return bool(intended and intent) and not any(map(_HAPPENED.fullmatch, near[intent[-1] + 1 :]))
