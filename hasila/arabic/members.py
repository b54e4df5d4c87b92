"""Members: whose people are counted, by a pronoun as in «ثلاثة من عناصرها», and which names it may stand for.

Words are folded and levelled (arabic.spelling).
"""

from collections.abc import Iterable

import regex

from hasila.arabic.clitics import bare_forms
from hasila.arabic.spelling import level

_MEMBERS = (
    "جنود|عناصر|افراد|رجال|ضباط|كوادر|عساكر|ابطال|قادت|قيادات|قوات|اتباع|انصار|ميليشيات|مليشيات|قتلا|اسرا|جرحا|"
    "(?:اعضا|خبرا|شهدا)[ءئؤ]|مس[وؤئ]ول[يو]|"
    "(?:مقاتل|موظف|عسكري|مجاهد|مسعف|مسلح|شرطي|طيار|متطوع|منتسب|مستشار|معاون|مجند|مراسل|قيادي)[يو]"
)
"""Nouns for the people of a force or a body, as they stand before a pronoun; «رجالها» are as often a town's."""
_OWNED = regex.compile(rf"[وفبلك]{{0,2}}(?!رجالها)(?:{_MEMBERS})(ها|هما|هم|ه|نا)")
_FEMININE_NAMES = (
    "إسرائيل روسيا سوريا إيران تركيا أميركا أمريكا فرنسا مصر بريطانيا هند باكستان أفغانستان فلسطين "
    "إثيوبيا أوكرانيا ليبيا تشاد مالي نيجر نيجيريا كاميرون أوغندا كينيا بوروندي رواندا بوركينا موريتانيا ألمانيا "
    "إيطاليا إسبانيا صين أرمينيا أذربيجان جورجيا كندا كوريا قطر كويت بحرين أمم موسكو واشنطن أنقرة طهران دمشق بغداد تل "
    "كييف باريس لندن كابول إسلام رباط جزائر تونس رياض حماس طالبان فتح بوكو قسد جهاد يونيفيل مينورسو "
    "مينوسما يوناميد أونروا بوليساريو"
)
_PLURALS_OF_THINGS = "فصائل كتائب سرايا ألوية ميليشيا مليشيا فرق عشائر قبائل لجان أجهزة مجاميع خلايا عناصر"
_FEMININE = frozenset(level(f"{_FEMININE_NAMES} {_PLURALS_OF_THINGS}").split())
"""First words of names that «ها» stands for, without an article, beside those that end in «ة» and «ات»."""
_FEMININE_ENDING = regex.compile(r"(?!.*الله$)\p{L}{2,}(?:ه|ات(?:ها|هم)?)")
_MANY_ENDING = regex.compile(r"\p{L}{3,}(?:ون|ين)")
_MANY_OF = regex.compile(r"\p{L}{3,}[وي]")
"""«مقاتلو الحركة», without an article."""
_OURS_ENDING = regex.compile(r"\p{L}{3,}نا")
_OURS = "نا"


def owner_in(forms: Iterable[str]) -> str | None:
    """Return the pronoun that says whose members the words tell of, or None.

    >>> owner_in(["وقتل", "ثلاثه", "من", "عناصرها"]), owner_in(["مقتل", "ثلاثه", "من", "سكانها"])
    ('ها', None)
    """
    return next((match[1] for form in forms if (match := _OWNED.fullmatch(form))), None)


def may_stand_for(pronoun: str, name: str) -> bool:
    """Say whether a pronoun agrees with a name, by the first word of it.

    >>> [may_stand_for("ها", name) for name in ("القوات العراقية", "للجيش", "الحركة", "تنظيم داعش")]
    [True, False, True, False]
    >>> [may_stand_for("نا", name) for name in ("مجاهدونا", "العدو")]
    [True, False]
    """
    first = {form.partition(" ")[0] for form in bare_forms(name)}
    ours = any(map(_OURS_ENDING.fullmatch, first))
    if ours or pronoun == _OURS:
        return ours and pronoun == _OURS
    feminine = not first.isdisjoint(_FEMININE) or all(map(_FEMININE_ENDING.fullmatch, first))
    if pronoun == "ها":
        return feminine
    definite = any(form.startswith("ال") for form in first)
    many = any(map(_MANY_ENDING.fullmatch, first)) or (not definite and any(map(_MANY_OF.fullmatch, first)))
    return not feminine and not (many and pronoun == "ه")
