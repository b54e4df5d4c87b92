"""Counts that somebody denies: «نفى الجيش مقتل 14 من جنوده», «لا صحة لمقتل خمسة», «مقتل 30، وهو ما نفاه الحزب»."""

from collections.abc import Sequence

import regex

from hasila.tolls.harm_words import harm_at
from hasila.tolls.mentions import Mention, TextWord, mentions_of

_DENIES = regex.compile(
    r"[وف]?(?:[يت]?نفي|نفت|نفوا|ينفون|نافي[اهن]|نفيها?|نفيه|بنفي|كذبت|[يت]كذب|مكذب[اه]|فندت?|[يت]فند|مفند[اه]|انكرت?|[يت]نكر|منكر[اه])"
)
"""Words that deny what follows. «كذب» alone may be a lie."""
_POINTS_BACK = regex.compile(r"(?:نف[يا]|نفت|[يت]نفي|كذبت?|[يت]كذب|فندت?|[يت]فند|انكرت?|[يت]نكر)(?:ه|ها)")
"""Behind «ما» these deny what was said before: «وهو ما نفاه»."""
_WHAT_WAS_SAID = regex.compile(r"ذلك|هذا|هذه|الخبر|النبا|الانباء|الامر|صحته|صحتها|الرقم|الارقام|الحصيله|الروايه")
_OF_TRUTH = {
    "صحه": frozenset(["لا", "ولا", "عدم", "بعدم"]),
    "اساس": frozenset(["لا", "ولا", "بلا"]),
    "صحيحا": frozenset(["ليس", "وليس"]),
    "صحيح": frozenset(["غير"]),
    "صحيحه": frozenset(["غير"]),
    "الصحيح": frozenset(["غير"]),
}
"""«لا صحة», «بلا أساس», «ليس صحيحا»: a word, and those before it with which it denies."""
_NEGATES = frozenset(["لا", "لم", "ما", "لن", "ولم", "ولا", "ان", "او", "دون"])
"""Words before «ينفي» with which nobody denies: «لم ينف», «دون أن ينفي»."""
_SPEAKS = regex.compile(
    r"[وف]?(?:وصفت?|[يت]صف|[يت]?قال|قالت|قالوا|[يت]قول|اكدت?|[يت]ؤكد|مؤكد[اه]|اضافت?|مضيف[اه]|اقرت?|[يت]قر|مقر[اه]|اعترفت?|[يت]عترف|"
    r"اوضحت?|موضح[اه]|اتهمت?|متهم[اه]|مشير[اه]|اشارت?|قائل[اه]|متحدث[اه]|اعلنت?|[يت]علن|تحدثت?|ذكرت?|افادت?|زعمت?|[يت]زعم|"
    r"ادعت|ادعي|[يت]دعي|تبنت?|تبني|لفتت?|لافت[اه]|مبين[اه]|كشفت?|كاشف[اه]|اردفت?|صرحت?|شددت?|حملت?|محمل[اه])"
)
"""Words with which somebody begins to say something else."""
_TURNS = regex.compile(r"و?انما|فقد|و?الصحيح|و?لكن\p{L}{0,3}|بل|فيما|بينما|سوي|الا|غير|فعلا|وما|حيث|وقد|حين|يكون|تكون")
"""Words behind a denial with which something else begins that is not denied."""
_TAKEN_UP = frozenset(
    ["ما", "عما", "مما", "عن", "انباء", "الانباء", "ادعاءات", "مزاعم", "تقارير", "رقم", "ارقام", "حصيله", "روايه"]
)
"""Words behind a denial before what it denies: «ما أعلنته الحركة»."""
_ITS_OWN = regex.compile(
    r"\p{L}{0,3}(?:مسؤولي|انسحاب|ضرب|تزويد|مسئولي|ضلوع|تورط|صلت|صله|علاق|استهداف|اتهام|قصف|غار[هت]|هجوم|هجمات|وجود|علم|تعمد|اطلاق|فتح|خرق)\p{L}*|الذي|التي|رغم|بعد|خلال|اثر|جراء|بسبب|بتهم\p{L}*"
)
"""Words between a denial and a count for which that is of something else: «نفى مسؤوليته عن القصف الذي …»."""
_BEGINS_ANEW = regex.compile(r"[وف](?:قتلت|قتلوا|اصيب\p{L}{0,2}|جرحت|جرحوا|اسرت|اسروا|خطفت|خطفوا|استشهد\p{L}{0,2})")
"""Verbs with which a count begins anew behind a denial: «نفت خرق الهدنة وقتلت أربعة»."""
_AHEAD = 20
"""The most words from a denial to the count that it denies."""
_BEHIND = 25
"""The most words from a count to a denial that points back to it."""
_SOON = 6
"""The most words from a verb that denies to what it denies, where that was said before."""


def denied_harms(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each casualty span (start, end) whether words of its sentence deny that its people were harmed.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "نفى الجيش ما أعلنته الحركة عن مقتل 14 جنديا"
    >>> denied_harms(words_of(text), [(30, 43)])
    [True]
    """
    return [
        mention.start < len(words)
        and not _BEGINS_ANEW.fullmatch(words[mention.start].form)
        and (_denied_before(words, mention) or _denied_behind(words, mention))
        for mention in mentions_of(words, spans)
    ]


def _denied_before(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether the nearest word of telling before a span denies it."""
    for index in range(mention.start - 1, max(mention.start - _AHEAD, 0) - 1, -1):
        form, before = words[index].form, words[index - 1].form if index else ""
        if words[index].sentence != words[mention.start].sentence:
            return False
        if before in _OF_TRUTH.get(form, ()):
            return True
        if _DENIES.fullmatch(form):
            return before not in _NEGATES
        if _ITS_OWN.fullmatch(form) or _TURNS.fullmatch(form) or (_SPEAKS.fullmatch(form) and before not in _TAKEN_UP):
            return False
        if form.startswith(("و", "ف")) and harm_at(words, index):
            return False
    return False


def _denied_behind(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether the words behind a span deny what it says, before anybody says something else."""
    for index in range(mention.end, min(mention.end + _BEHIND, len(words))):
        form, before = words[index].form, words[index - 1].form
        if words[index].sentence != words[mention.start].sentence or _ITS_OWN.fullmatch(form):
            return False
        if before == "ما" and _POINTS_BACK.fullmatch(form):
            return True
        if before in _OF_TRUTH.get(form, ()) or (before in {"عار", "عاريه"} and form in {"من", "عن"}):
            return True
        if _DENIES.fullmatch(form) and before not in _NEGATES:
            return _takes_up(words, index)
        if _SPEAKS.fullmatch(form):
            return False
    return False


def _takes_up(words: Sequence[TextWord], verb: int) -> bool:
    """Say whether a verb denies what was said before: «نفى ذلك», «نفت هذه الأنباء»; not «نفى الأنباء عن أسر خمسة»."""
    forms = [word.form for word in words[verb + 1 : verb + 2 + _SOON]]
    said = next((index for index, form in enumerate(forms[:_SOON]) if _WHAT_WAS_SAID.fullmatch(form)), None)
    return said is not None and "عن" not in forms[said + 1 : said + 3]
