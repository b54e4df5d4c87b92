"""Deaths that did not happen: «هدد بقتل مئة», «دعا إلى خطف جنود», «لو انفجرت لقتلت خمسين», «سنقتل المزيد»."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import regex

from hasila.arabic.casualties import harm_of_others_in, harm_of_word

_HARMING = r"(?:قتل|خطف|اختطاف|اغتيال|ذبح|اعدام|اباده|تصفيه|اسر)"
_HARM = regex.compile(rf"([بل]?){_HARMING}(?:ها?|هم)?")
"""Nouns of harming, and the preposition that a word of intent takes; not «مقتل»."""
_THREATENS = regex.compile(r"[وف]?(?:[يت]?هدد(?:ت|وا|ون)?|مهدد(?:ا|ه|ين)?|[يت]?توعد(?:ت|وا|ون)?|متوعد(?:ا|ه|ين)?)")
"""What takes «بقتل»."""
_CALLS_FOR = regex.compile(r"[وف]?(?:دعا|دعت|دعوا|[يت]دعو|داعي[اه]|دعوه|دعوات)")
"""What takes «إلى قتل»."""
_INCITES = regex.compile(r"[وف]?(?:حرضت?|[يت]حرض|محرض[اه]?|تحريض|التحريض)")
"""What takes «على قتل»."""
_PLANS = regex.compile(r"[وف]?(?:[يت]?خطط(?:ت|وا|ون)?|مخططا?|[يتن]نوي|[يت]عتزم(?:ون)?|خطه)")
"""What takes «لقتل»."""
_ATTEMPTS = frozenset(["محاوله", "محاولات", "بمحاوله", "لمحاوله", "بهدف", "نيه", "بنيه", "تعتزم", "يعتزم"])
"""What stands right before «قتل» and «لقتل»."""
_WAS_DONE = regex.compile(
    r"[وفبل]{0,2}(?:ال|ل)?(?:(?:متهم|متورط|مدان|مشتبه|ضالع|مسؤول)(?:ا|ه|ين|ون)?|ثار|تحقيق|محاسبه|"
    r"(?:احتجاج|استنكار|تنديد|غضب|انتقام|رد|حداد|ادانه)(?:ا|ات)?)|"
    r"[وف]?(?:قام(?:ت|وا)?|قيام|بادرت?|اعترف(?:ت|وا)?|اقرت?|اتهم(?:ت|وا)?|ادين(?:ت|وا)?|"
    r"ادي|ادت|اسفرت?|انته[يت]ا?|نفذ(?:ت|وا)?|تنفيذ\p{L}{0,2}|تهمه|بتهمه|تهم|جريم[هت]\p{L}{0,2}|بعد|ثم|التي|الذي|الذين|بقي)"
    r"|[وف](?:قتل|خطف|اسر|ذبح|اعدم)(?:ت|وا)?"
)
"""Words near one of intent that tell of what was done."""
_WOULD = regex.compile(
    r"ل(?:قتل(?:ت|وا)?|سقط(?:ت|وا)?|اودي|اودت|اوقعت?|اصيب|اصيبوا|جرحت?|مات(?:وا)?|ماتت|حصدت?|راح|ذهب)"
)
"""Verbs of what would have been, behind «لو»."""
_IF = frozenset(["لو", "فلو", "لولا", "ولولا"])
"""«ولو» is mostly «even if»."""
_WILL = regex.compile(r"[وف]?س[ينتا](?:قتل|خطف|اسر|ذبح|بيد|دفن|حصد|صفي)\p{L}{0,3}")
_MIGHT = regex.compile(r"[يت](?:قتل|صيب|ودي|حصد|سقط|وقع|موت|جرح|خطف|بيد)\p{L}{0,2}")
_POSSIBLY = frozenset((word, "ان") for word in ("يمكن", "ممكن", "الممكن", "محتمل", "المحتمل", "كاد", "كادت"))
_MAY = frozenset(
    [
        ("قد",),
        ("وقد",),
        ("ربما",),
        ("وربما",),
        ("يمكن", "ان"),
        ("شانه", "ان"),
        ("شانها", "ان"),
        ("المحتمل", "ان"),
        ("المتوقع", "ان"),
    ]
)
_WILL_BE = "(?P<future>س)?"
_WOULD_BE = frozenset(["كان", "كانت", "كانوا"])
"""Before a verb in the future: «هجوم كان سيودي بحياة»; a future alone may be told of what came later."""
_LEADS_TO: tuple[tuple[regex.Pattern[str], frozenset[str]], ...] = (
    (regex.compile(rf"{_WILL_BE}[يت](?:[ؤو]دي|قود)"), frozenset(["الي"])),
    # Without a subject: «قد يتسبب تورطهم في مقتل ثلاثة بإقالته».
    (regex.compile(rf"{_WILL_BE}[يت]تسبب"), frozenset(["في", "ب"])),
    (regex.compile(rf"{_WILL_BE}[يت]سفر"), frozenset(["عن"])),
    (regex.compile(rf"{_WILL_BE}[يت](?:خلف|وقع)"), frozenset()),
)
"""Behind a word of _MAY, or «كان» and in the future: what may lead to deaths has led to none. Each verb with how it
takes what it leads to."""
_COSTS = regex.compile(rf"{_WILL_BE}[يت][ؤو]دي")
_BODES = regex.compile(r"[وف]?[يت]نذر(?: ال\p{L}+)?|كان(?:ت|وا)?(?: ال\p{L}+)? كفيل[اه]?")
"""What takes «بمقتل» of deaths to come right behind it: «ينذر الحصار بمقتل», «كانت كفيلة بقتل»."""
_WOULD_LEAD_TO = regex.compile(r"ل(?:ادت|ادي|تسببت?|اسفرت?|خلفت?|اوقعت?|كانت?|كانوا)")
"""What «لو» and «لولا» would have led to."""
_DEATHS = regex.compile(r"[بل]?(?:مقتل|استشهاد|مصرع|وفاه|موت|سقوط|وقوع|اصابه|جرح|قتل)")
_ALMOST = regex.compile(r"[وف]?(?:كاد(?:ت|وا)?|[يت]كاد|اوشكت?)")
_AFTER_ALL = frozenset(
    ["لا", "ولا", "حتي", "دون", "قد", "اذ", "لكن", "بل", "الا", "اكبر", "اكثر", "اعلي", "افدح", "اسوا", "اكتر"]
)
"""Words between what was not and a count with which the count was after all."""
_ALIVE = frozenset(["احياء", "الحياه", "بيننا"])
_SOON = 1
"""The most words between «لكان» and what would have been."""
_NOT = frozenset(["لم", "ولم", "فلم"])
_BUT = frozenset(["سوي", "الا", "غير", "اي", "ايا", "احد", "فقط", "فحسب", "وحدهم", "وحده", "وحدها", "دفعه", "اكثر"])
"""Words behind «لم» with which somebody was harmed after all, or explicitly nobody."""
_RATHER = frozenset(["بل", "وانما", "انما"])
_RUMOURED = frozenset(("كما", told) for told in ("اشيع", "قيل", "زعم", "تردد", "زعمت", "ذكر", "ادعي"))
_ASKS = frozenset(["لا", "ولا", "كيف", "هل", "ما", "فلا", "غير", "ليس"])
"""Words before «يمكن أن» that say that it was: «لا يمكن أن يقتل 300 طفل ويبقى العالم صامتا»."""
_CLOSE = 3
"""Words before a verb among which «كاد» may stand."""
_SUBJECT = 5
"""The most words between a verb that may lead to a harm and the preposition before it."""
_SURVIVED = regex.compile(r"[وف]?نج[اتو]ا?|نجاه|[وف]?[يت]نجو")
_NEAR = 5
"""Words before a count among which one of intent may stand."""
_LED = 12
"""Words before a count among which «قد يؤدي» may stand."""
FAR = 25
"""Words before a count among which «لو» may stand."""


def did_not_happen(before: Sequence[str], counted: Sequence[str], behind: Sequence[str] = ()) -> bool:
    """Say whether the harm of a count, whose words are `counted`, is only threatened, planned or imagined.

    `before` are the words of its sentence before it, `behind` some of those behind it. All are folded and levelled
    (arabic.spelling).

    >>> did_not_happen(["هدد", "التنظيم"], ["بقتل", "مئه", "جندي"]), did_not_happen(["اعلن", "التنظيم"], ["قتل", "مئه"])
    (True, False)
    """
    first = counted[0] if counted else ""
    near = before[-_NEAR:]
    if any(map(_WAS_DONE.fullmatch, near)):
        return False
    if _WILL.fullmatch(first) or near[-1:] == ["سوف"] or _survived(near, first):
        return True
    if _MIGHT.fullmatch(first) and (_nearly(near) or _was_not(near, counted, behind)):
        return True
    return _would_have(before[-FAR:], counted, behind) or _may_lead(before[-_LED:], first) or _is_intended(near, first)


def _survived(near: Sequence[str], first: str) -> bool:
    """Say whether the people of a count escaped: «نجا 12 جنديا», not «نجا وقُتل حارسه»."""
    return any(map(_SURVIVED.fullmatch, near[-1:])) and not first.startswith(("و", "ف")) and not harm_of_word(first)


def _nearly(near: Sequence[str]) -> bool:
    """Say whether words tell of what nearly was: «كاد القصف», not «لا يكاد يمر يوم حتى»."""
    close = near[-_CLOSE:]
    if any(map(_ALMOST.fullmatch, close)) and _AFTER_ALL.isdisjoint(near):
        return True
    pairs = (index for index, pair in enumerate(pairwise(near)) if pair in _POSSIBLY)
    return any(index == 0 or near[index - 1] not in _ASKS for index in pairs)


def _was_not(near: Sequence[str], counted: Sequence[str], behind: Sequence[str]) -> bool:
    """Say whether «لم» denies the harm of people who are counted: «لم يقتل خمسة».

    Not «لم يقتل سوى خمسة», «لم يقتل خمسة فقط», «لم يقتل خمسة بالرصاص بل بالقصف» nor «لم يقتل الخمسة».
    """
    known = any(form.startswith("ال") for form in counted[1:2])
    only = not _BUT.isdisjoint((*counted, *behind))
    rumoured = any(pair in _RUMOURED for pair in pairwise(behind))
    otherwise = not rumoured and not _RATHER.isdisjoint(behind)
    return bool(near) and near[-1] in _NOT and len(counted) > 1 and not (known or only or otherwise)


def _would_have(before: Sequence[str], counted: Sequence[str], behind: Sequence[str]) -> bool:
    """Say whether a harm is what would have been, behind «لو» or «لولا»; not who «would be alive»."""
    first = counted[0] if counted else ""
    if _IF.isdisjoint(before):
        return False
    if _WOULD.fullmatch(first):
        return True
    condition = max(index for index, form in enumerate(before) if form in _IF)
    would = (index for index in range(condition, len(before)) if _WOULD_LEAD_TO.fullmatch(before[index]))
    between = next((before[index + 1 :] for index in would), None)
    if between is None or len(between) > _SOON or first.startswith("ال") or not _ALIVE.isdisjoint(behind):
        return False
    known = harm_of_others_in(counted) is not None
    return not known and not any(map(_begins_anew, (*between, first)))


def _begins_anew(form: str) -> bool:
    """Say whether a word begins what was after all: «لولا الإنذار لكانت الكارثة أكبر، فقد قُتل تسعة»."""
    return form.startswith(("ف", "و")) or form in _AFTER_ALL


def _may_lead(before: Sequence[str], first: str) -> bool:
    """Say whether a noun of harm is what something may lead to, and has not led to: «قد يؤدي الهجوم إلى مقتل مئة».

    It is the first that the verb takes, not that of another verb: «قد يؤدي إلى حرب، تسببت غارة بمقتل تسعة».
    """
    if first == "بحياه":
        return _may_cost(before)
    if _DEATHS.fullmatch(first) is None:
        return False
    if first.startswith("ب") and any(_BODES.fullmatch(" ".join(before[-words:])) for words in (1, 2, 3)):
        return True
    for index, form in enumerate(before):
        may = any(tuple(before[index - words : index]) in _MAY for words in (1, 2))
        for verb, takes in _LEADS_TO:
            led = verb.fullmatch(form)
            would = led and led["future"] and not _WOULD_BE.isdisjoint(before[max(index - 1, 0) : index])
            if led and (may or would) and _is_taken(list(before[index + 1 :]), first, takes):
                return True
    return False


def _may_cost(before: Sequence[str]) -> bool:
    """Say whether «يودي بحياة» tells of what may be, or nearly was: «كان سيودي», «قد يودي», «كادت قذيفة أن تودي»."""
    *others, last = before or [""]
    verb = _COSTS.fullmatch(last)
    if verb is None:
        return False
    if verb["future"]:
        return not _WOULD_BE.isdisjoint(others[-1:])
    almost = others[-1:] == ["ان"] and any(map(_ALMOST.fullmatch, others[-_CLOSE - 1 :]))
    return almost or any(tuple(others[len(others) - words :]) in _MAY for words in (1, 2))


def _is_taken(between: Sequence[str], first: str, takes: AbstractSet[str]) -> bool:
    """Say whether a noun is what a verb takes, with its preposition; the words between are at most its subject."""
    if not takes:
        return len(between) <= 1
    if "ب" in takes:
        return (first.startswith("ب") and not between) or list(between) == ["في"]
    *subject, last = between or [""]
    return last in takes and len(subject) <= _SUBJECT and takes.isdisjoint(subject)


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
    if near[-1] == "علي":
        return any(map(_INCITES.fullmatch, near))
    return near[-1] == "الي" and any(map(_CALLS_FOR.fullmatch, near))
