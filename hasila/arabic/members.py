"""Members: whose people are counted, by a pronoun as in «ثلاثة من عناصرها», and which names it may stand for.

Words are folded and levelled (arabic.spelling).
"""

from collections.abc import Iterable

import regex

from hasila.arabic.clitics import bare_forms

_MEMBERS = (
    "جنود|عناصر|افراد|مقاتلي|رجال|موظفي|ضباط|عسكريي|كوادر|اعضا[ءئ]|مجاهدي|مسعفي|قادت|مسلحي|قيادي|قيادات|قياديي|عساكر|شرطيي|طياري|"
    "خبرا[ءئ]|مسوولي|مسؤولي|متطوعي|منتسبي|ابطال|مستشاري|معاوني|ميليشيات|مليشيات|قتلا|اسرا|جرحا|شهدا[ءئو]|مجندي|مراسلي|اتباع|انصار"
)
"""Nouns for the people of a force or a body, as they stand before a pronoun."""
_OWNED = regex.compile(rf"[وفبلك]{{0,2}}(?:{_MEMBERS})(ها|هما|هم|ه|نا)")
_FEMININE_NAMES = (
    "إسرائيل روسيا سوريا سورية إيران تركيا أميركا أمريكا فرنسا السعودية الإمارات مصر بريطانيا الهند باكستان أفغانستان "
    "إثيوبيا أوكرانيا ليبيا تشاد مالي النيجر نيجيريا الكاميرون أوغندا كينيا بوروندي رواندا بوركينا موريتانيا ألمانيا "
    "إيطاليا إسبانيا الصين أرمينيا أذربيجان جورجيا قطر الكويت البحرين الأمم موسكو واشنطن أنقرة طهران دمشق بغداد تل "
    "كييف باريس لندن كابول إسلام الرباط الجزائر تونس القاهرة الرياض حماس طالبان فتح القاعدة بوكو قسد يونيفيل اليونيفيل "
    "المينورسو مينوسما يوناميد أونروا الأونروا البوليساريو"
)
_PLURALS_OF_THINGS = (
    "فصائل كتائب سرايا ألوية وحدات قوات مقاتلات ميليشيات مليشيات فرق جماعات عشائر قبائل لجان دوريات طائرات أجهزة "
    "مجاميع خلايا عناصر"
)
_FEMININE = frozenset(form for name in f"{_FEMININE_NAMES} {_PLURALS_OF_THINGS}".split() for form in bare_forms(name))
"""First words of names that «ها» stands for, beside those that end in «ة» and «ات»."""
_FEMININE_ENDING = regex.compile(r"\p{L}{2,}(?:ه|ات|ات(?:ه|ها|هم))")
_MANY_ENDING = regex.compile(r"\p{L}{3,}(?:ون|ين|و|ي|ونا|ينا)")
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
    ours = any(form.endswith(_OURS) for form in first)
    if ours or pronoun == _OURS:
        return ours and pronoun == _OURS
    feminine = not first.isdisjoint(_FEMININE) or all(map(_FEMININE_ENDING.fullmatch, first))
    if pronoun == "ها":
        return feminine
    return not feminine and not (pronoun == "ه" and any(map(_MANY_ENDING.fullmatch, first)))
