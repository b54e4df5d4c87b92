"""What words beside a casualty span say of its people where no harm word does: «ومصير [ستة] مجهول»."""

from collections.abc import Sequence

import regex

from hasila.toll import Harm
from hasila.tolls.harm_words import forms_before, forms_between, harm_at, harm_of_form, ordered
from hasila.tolls.mentions import NEAR, Mention, TextWord

_BEFORE: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    (
        "missing",
        regex.compile(
            r"(?<!\S)[وف]?مصير$|(?:بحث|يبحثون)(?: \w+){0,2} عن$|لم يعثر علي$|(?:فقد|انقطع) (?:الاتصال|اثر)(?: ب| مع)?$"
        ),
    ),
    ("captured", regex.compile(r"(?<!\S)[وف]?(?:تحرير|حررت?(?: ال(?:قوات|جيش|شرطه|فصائل))?|حرروا)$")),
)
"""What is said right before a mention: «يجري البحث عن [ستة]», «ومصير [ستة] مجهول»."""
_WITHIN = r"(?:(?!و|قبل|بعد)\w+ ){0,2}"
_BEHIND: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    ("missing", regex.compile(r"(?:(?:ما|لا) [يت]?زال\w* )?مجهولي? المصير")),
    ("captured", regex.compile(rf"{_WITHIN}(?:في|ب) قبضه(?!\S)")),
    (
        "wounded",
        regex.compile(
            rf"{_WITHIN}(?:في حاله (?:حرج|خطر|خطير|صعب)ه?|[يت]تلقون العلاج|الي (?:ال)?(?:مستشف|مشف)\w*)(?!\S)"
        ),
    ),
)
"""What is said right behind it: «[ستة] مجهولي المصير», «[وآخران] في حالة حرجة»."""
_STILL_MISSING = regex.compile(r"(?:(?:ما|لا) [يت]?زال\w* )?مفقود(?:ين|ون|ا)(?!\S)")
_HARMED = "قتلي|قتيلا?|شهيدا?|شهداء|صريعا?|جرحي|جريحا?|مصابا?|مصابين|مصابون|اصابات|اسيرا?|اسري|مفقودا?|مفقودين|مفقودون"
_ONE_HARM = regex.compile(_HARMED)
NAMES_HARMED = regex.compile(f"و?(?:ال)?(?:{_HARMED})")
"""People by their harm: «والجرحى»."""
_OF_A_FORCE = frozenset(["من", "بين", "ما", "صفوف"])
"""The first words behind a count that may lead to what happened to it: «من الجنود», «في صفوف الجيش», «ما بين»."""
_STRUCK = regex.compile("[وف](?:ايقاع|اوقع)\\w*هم")
_ELSEWHERE = frozenset(["الذين", "التي", "الذي", "سقوط", "وقوع"])
"""Words behind which others are told of."""


def between_harms(words: Sequence[TextWord], mention: Mention) -> tuple[Harm, ...]:
    """Return the harms of «بين قتيل وجريح» or «قتلى وأسرى» behind a mention; nothing if there is no such phrase.

    Only whose people they are may stand between: «[عشرة] من الجنود بين قتيل وجريح», «[عشرة] في صفوف الجيش قتلى وجرحى»;
    or a verb for them: «وأوقعوهم بين قتيل وجريح».
    """
    behind = [word for word in words[mention.end : mention.end + NEAR] if word.form not in _BRACKETS]
    between = forms_between(behind, 0, len(behind))
    first, second, third = [*(word.form for word in behind[len(between) :]), "", "", ""][:_MOST_HARMS]
    if not _ONE_HARM.fullmatch(first) or not second.startswith("و") or not NAMES_HARMED.fullmatch(second):
        return ()
    of_them = not between or bool(_OF_A_FORCE.intersection(between[:2])) or any(map(_STRUCK.fullmatch, between))
    if not of_them or not _ELSEWHERE.isdisjoint(between):
        return ()
    third = third if third.startswith("و") and NAMES_HARMED.fullmatch(third) else ""
    return ordered(harm for form in (first, second, third) if (harm := harm_of_form(form)))


_BRACKETS = frozenset("()")
_MOST_HARMS = 3
"""«بين قتيل وجريح وأسير»."""


def said_beside(words: Sequence[TextWord], mention: Mention) -> tuple[Harm, ...]:
    """Return the harm that words right before or behind a mention say, up to the next comma, stop or harm word.

    Behind a harm word that stands right before it, it has that harm: «توفي [اثنان] بعد نقلهما إلى المستشفى».
    """
    behind = " ".join(word.form for word in words[mention.end : mention.end + _BESIDE])
    if _STILL_MISSING.match(behind):
        return ("missing",)
    if mention.start and harm_at(words, mention.start - 1):
        return ()
    before = " ".join(forms_before(words, mention.start, _BESIDE))
    behind = " ".join(forms_between(words, mention.end, mention.end + _BESIDE))
    found = next((harm for harm, pattern in _BEFORE if pattern.search(before)), None)
    found = found or next((harm for harm, pattern in _BEHIND if pattern.match(behind)), None)
    return (found,) if found else ()


_BESIDE = 5
"""Words before and behind a mention that may say what happened to its people."""
