"""Nations: whose citizens or forces words count, by their adjective: «جنود روس», «92 عسكريا روسيا».

Words are looked up folded, levelled (arabic.spelling) and without their clitics.
"""

import regex

from hasila.arabic.numbers import is_number
from hasila.arabic.spelling import level
from hasila.arabic.words import split

_ADJECTIVES = {
    "AE": "إماراتي",
    "AF": "أفغاني",
    "AL": "ألباني",
    "AM": "أرميني أرمني",
    "AR": "أرجنتيني",
    "AT": "نمساوي",
    "AU": "أسترالي",
    "AZ": "أذربيجاني أذري",
    "BA": "بوسني",
    "BD": "بنغلاديشي بنغالي",
    "BE": "بلجيكي",
    "BF": "بوركيني",
    "BG": "بلغاري",
    "BH": "بحريني",
    "BI": "بوروندي",
    "BR": "برازيلي",
    "CA": "كندي",
    "CD": "كونغولي",
    "CH": "سويسري",
    "CI": "إيفواري",
    "CM": "كاميروني",
    "CN": "صيني",
    "CO": "كولومبي",
    "CU": "كوبي",
    "CY": "قبرصي",
    "CZ": "تشيكي",
    "DE": "ألماني",
    "DJ": "جيبوتي",
    "DK": "دنماركي",
    "DZ": "جزائري",
    "EG": "مصري",
    "ER": "إريتري أريتري",
    "ES": "إسباني",
    "ET": "إثيوبي أثيوبي",
    "FI": "فنلندي",
    "FR": "فرنسي",
    "GB": "بريطاني إنجليزي إنكليزي",
    "GE": "جورجي",
    "GH": "غاني",
    "GN": "غيني",
    "GR": "يوناني",
    "HR": "كرواتي",
    "HU": "مجري",
    "ID": "إندونيسي",
    "IE": "إيرلندي",
    "IL": "إسرائيلي",
    "IN": "هندي",
    "IQ": "عراقي",
    "IR": "إيراني",
    "IT": "إيطالي",
    "JO": "أردني",
    "JP": "ياباني",
    "KE": "كيني",
    "KG": "قرغيزي",
    "KW": "كويتي",
    "KZ": "كازاخي كازاخستاني",
    "LB": "لبناني",
    "LK": "سريلانكي",
    "LY": "ليبي",
    "MA": "مغربي",
    "MM": "بورمي ميانماري",
    "MR": "موريتاني",
    "MX": "مكسيكي",
    "MY": "ماليزي",
    "NE": "نيجري",
    "NG": "نيجيري",
    "NL": "هولندي",
    "NO": "نرويجي",
    "NP": "نيبالي",
    "OM": "عماني",
    "PH": "فلبيني فيليبيني",
    "PK": "باكستاني",
    "PL": "بولندي",
    "PS": "فلسطيني",
    "PT": "برتغالي",
    "QA": "قطري",
    "RO": "روماني",
    "RS": "صربي",
    "RU": "روسي",
    "RW": "رواندي",
    "SA": "سعودي",
    "SD": "سوداني",
    "SE": "سويدي",
    "SN": "سنغالي",
    "SO": "صومالي",
    "SY": "سوري",
    "TD": "تشادي",
    "TG": "توغولي",
    "TH": "تايلندي تايلاندي",
    "TJ": "طاجيكي طاجيكستاني",
    "TM": "تركمانستاني",
    "TN": "تونسي",
    "TR": "تركي",
    "TZ": "تنزاني",
    "UA": "أوكراني",
    "UG": "أوغندي",
    "US": "أميركي أمريكي",
    "UZ": "أوزبكي أوزبكستاني",
    "VE": "فنزويلي",
    "VN": "فيتنامي",
    "YE": "يمني",
}
"""Adjectives of nations by ISO 3166 alpha-2. «مالي» is left out, which also means «financial», and so are adjectives
that two nations share."""
_PLURALS = {
    "AF": "أفغان",
    "AM": "أرمن",
    "DE": "ألمان",
    "GB": "إنجليز إنكليز",
    "IN": "هنود",
    "MA": "مغاربة",
    "RU": "روس",
    "TR": "أتراك",
    "US": "أمريكان أميركان",
}
"""Plurals that no ending makes."""
_COUNTRY_NAMES = (
    "سوريا روسيا تركيا ليبيا كينيا بريطانيا رومانيا ألمانيا إيطاليا أستراليا ألبانيا بلغاريا جورجيا كرواتيا صربيا "
    "نيجيريا موريتانيا إثيوبيا أثيوبيا إريتريا أريتريا تنزانيا كولومبيا غينيا ماليزيا إندونيسيا أرمينيا إسبانيا بلجيكا"
)
_ENDINGS = ("", "ه", "ين", "ون", "ان", "ات", "تان", "تين", "ي", "و")
_NATIONS = {
    level(adjective) + ending: code
    for code, its in _ADJECTIVES.items()
    for adjective in its.split()
    for ending in _ENDINGS
    if level(adjective) + ending != "مجريات"  # events
}
_NATIONS |= {level(plural): code for code, its in _PLURALS.items() for plural in its.split()}
_CLITICS = regex.compile(r"\Aو?(?:[بل]?ال|لل)?(?=\p{L}{3})")
_COUNTRIES = frozenset(level(name) for name in _COUNTRY_NAMES.split())
"""Names of countries that are spelt like «جنديا روسيا»."""


def nations_of(mention: str) -> frozenset[str]:
    """Return the nations, ISO 3166 alpha-2, that the adjectives of people counted name; none where other people follow.

    >>> sorted(nations_of("مقاتلون روس وإيرانيون")), *nations_of("22 عسكريا روسيا"), *nations_of("جنديان روسيان ونادل")
    (['IR', 'RU'], 'RU')
    """
    named: set[str] = set()
    before = ""
    for word in (level(word.folded) for word in split(mention)):
        nation = _nation(word, before)
        if nation is None and named and word.startswith("و"):
            return frozenset()
        named |= {nation} if nation else set()
        before = word
    return frozenset(named)


def _nation(word: str, before: str) -> str | None:
    """Return the nation that a word names as an adjective behind another."""
    if word.removeprefix("و") in _COUNTRIES:
        counted = before.endswith("ا") or is_number(before)
        if not counted or before in _COUNTRIES or word.startswith("و"):
            return None
    if word == "سوريه" and not before.endswith(("ه", "ات")):
        return None
    bare = _CLITICS.sub("", word, count=1)
    return next((_NATIONS[form] for form in (word, bare, bare.removesuffix("ا")) if form in _NATIONS), None)
