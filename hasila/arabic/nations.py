"""Nations: whose citizens or forces words speak of, by their adjective: «جنود روس», «وزارة الدفاع الروسية».

Words are looked up folded, levelled (arabic.spelling) and without their clitics.
"""

from functools import lru_cache

from hasila.arabic.clitics import bare_forms
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
_ENDINGS = ("", "ه", "ين", "ون", "ان", "ات", "تان", "تين")
_NATIONS = {
    level(adjective) + ending: code
    for code, its in _ADJECTIVES.items()
    for adjective in its.split()
    for ending in _ENDINGS
}
_NATIONS |= {level(plural): code for code, its in _PLURALS.items() for plural in its.split()}
_ACCUSATIVE = "ا"
"""The ending of «جنديا روسيا», behind a word that has it too; «روسيا» by itself is the country."""


@lru_cache(maxsize=1 << 14)
def nations_of(mention: str) -> frozenset[str]:
    """Return the nations, ISO 3166 alpha-2, that the words of a mention speak of.

    >>> sorted(nations_of("مقاتلون روس وإيرانيون")), *nations_of("وزارة الدفاع الروسية")
    (['IR', 'RU'], 'RU')
    """
    words = [level(word.folded) for word in split(mention)]
    adjectives = zip(words, ["", *words], strict=False)
    forms = (form for word, before in adjectives for form in _forms(word, before))
    return frozenset(_NATIONS[form] for form in forms if form in _NATIONS)


def _forms(word: str, before: str) -> frozenset[str]:
    """Return the forms that a word may have as an adjective behind another word."""
    agrees = word.endswith(_ACCUSATIVE) and before.endswith(_ACCUSATIVE)
    return bare_forms(word.removesuffix(_ACCUSATIVE) if agrees else word)
