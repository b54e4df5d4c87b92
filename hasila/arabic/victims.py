"""Words for people who are harmed: which group they belong to, and whether they are one, two or many.

Words are looked up folded, levelled (arabic.spelling) and without their clitics.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import regex

from hasila.arabic.spelling import level
from hasila.toll import Group

GrammaticalNumber = Literal["dual", "plural"]

_ENDING = "(?:ه|ا|ان|ين|ون|ات|ي|و|تان|تين)?"
_GROUP_STEMS: dict[Group, str] = {
    "civilian": "مدني مدنين نازح لاجئ مهجر",
    "military": "جندي عسكري ضابط مجند جنرال",
    "armed_group": "مسلح مقاتل متمرد حوثي ارهابي داعشي جهادي مهاجم",
    "police": "شرطي",
    "official": "مسؤول مسئول وزير نائب",
    "medic": "مسعف طبيب ممرض",
    "journalist": "صحفي صحافي اعلامي مصور مراسل",
    "child": "طفل رضيع قاصر",
    "woman": "امرات سيدت",
    "man": "رجل شاب",
    "foreigner": "اجنبي",
}
"""Nouns that take the usual endings."""
_GROUP_WORDS: dict[Group, str] = {
    "civilian": "سكان سكانها سكانه اهالي ابرياء عزل نازحه مدنيه",
    "military": "جنود جنودا جنوده جنودهم ضباط ضباطا ضباطه عميد عقيد لواء جيش",
    "armed_group": "داعش ميليشيا مليشيا ميليشيات مليشيات تنظيم قسد حماس",
    "police": "شرطه اسايش",
    "official": "وزراء محافظ قاضي مسؤولي",
    "medic": "اطباء",
    "journalist": "صحفيه",
    "child": "اطفال اطفالا اطفاله اطفالها اطفالهم اطفالهما طفلها طفلته طفلتها طفلتيه طفلتيها طفليه طفليها "
    "رضع فتي فتيه فتيان فتاه فتاتان فتاتين فتيات",
    "woman": "امراه امراتان امراتين نساء سيده سيدات مواطنه مواطنات ام اما امه امها امهم والدته والدتها والدتهم "
    "زوجه زوجته شهيده ابنته جده جدته صحفيه صحافيه مجنده مسنه شرطيه",
    "man": "رجال شبان شباب اب ابا اباه والد والده والدها والدهم عمه زوجها جد مسن",
    "foreigner": "اجانب افارقه",
}
_GROUPS: tuple[tuple[Group, frozenset[str], regex.Pattern[str]], ...] = tuple(
    (group, frozenset(words.split()), regex.compile(f"(?:{'|'.join(_GROUP_STEMS[group].split())}){_ENDING}"))
    for group, words in _GROUP_WORDS.items()
)
_CLITICS = regex.compile(r"\A[وف]?(?:لل|[بلك]?(?:ال)?)(?=\p{L}{3})")


@lru_cache(maxsize=1 << 14)
def groups_of_word(word: str) -> tuple[Group, ...]:
    """Return the groups that a word names: none, one, or two as in «صحفية»."""
    bare = without_clitics(word)
    return tuple(
        group
        for group, words, stems in _GROUPS
        if word in words or bare in words or stems.fullmatch(word) or stems.fullmatch(bare)
    )


def groups_of(words: Iterable[str]) -> tuple[Group, ...]:
    """Return the groups that words name, each once, in their order.

    >>> groups_of(["وجندي", "ومدنيين"])
    ('military', 'civilian')
    """
    return tuple(dict.fromkeys(group for word in words for group in groups_of_word(word)))


@lru_cache(maxsize=1 << 14)
def without_clitics(word: str) -> str:
    """Return a levelled word without what could be a conjunction, a preposition and the article.

    >>> without_clitics("والجنود"), without_clitics("ام")
    ('جنود', 'ام')
    """
    return _CLITICS.sub("", word, count=1)


def number_in_construct(noun: str) -> GrammaticalNumber | None:
    """Return the number of a noun that loses its «ن» to the noun behind it, None where its form shows none.

    >>> [number_in_construct(noun) for noun in ("حارسي", "زوجتي", "مقاتلي", "قيادي")]
    ['dual', 'dual', 'plural', None]
    """
    bare = without_clitics(noun)
    one = bare.removesuffix("ي")
    if one == bare or f"ال{bare}" in noun or one in _ENDS_LIKE_CONSTRUCT:
        return None
    if f"{one}ين" in _DUALS or (one.endswith("ت") and one in _ONE_PERSON):
        return "dual"
    return "plural" if one in _ONE_PERSON else None


_ENDS_LIKE_CONSTRUCT = frozenset(level("أب أخ حم آخر راع").split())
"""«أخي القيادي» is one brother, «أخرى» one other, «راعي أغنام» one herdsman."""


def names_many_people(word: str) -> bool:
    """Say whether a word is known as a plural of people: «أطفال», «عناصر».

    >>> names_many_people("اطفال"), names_many_people("اليات")
    (True, False)
    """
    return without_clitics(word) in _PLURALS


_THEIR_FAMILY = regex.compile("(?:عائل|اسر)ت(?:ه|ها|هم|هما)")


def names_their_family(word: str) -> bool:
    """Say whether a word is for the family of somebody named before: «وعائلته»."""
    return any(map(_THEIR_FAMILY.fullmatch, (word, without_clitics(word))))


_FAMILIES = regex.compile("عائل(?:ه|ات|ت[اي]ن)|عوائل|اسر(?:ه|ت[اي]ن)?")


def names_family(word: str) -> bool:
    """Say whether a word is one for families: «والعائلات».

    >>> [names_family(word) for word in ("عائله", "والعائلات", "اسرتين", "اسير")]
    [True, True, True, False]
    """
    return any(map(_FAMILIES.fullmatch, (word, without_clitics(word))))


OTHERS = frozenset(["اخر", "اخرون", "اخرين", "اخري", "اخران", "اخريات", "غيرهم"])
"""Words that stand for people named before, without their clitics."""
_MANY = """
قتلى جرحى شهداء أسرى رهائن ضحايا أشخاص جنود عناصر أطفال نساء رجال شبان شباب سيدات ضباط أفراد قادة قيادات عمال
طلاب طلبة أطباء ركاب سكان أهالي أبرياء أجانب جثث جثامين شيوخ عجائز أشقاء أقارب حراس وفيات إصابات كوادر نشطاء
أنصار رعاة وزراء أعضاء ناس رفات فتية فتيات رضع عائلات أسر تلاميذ قناصة قضاة أمراء زعماء خبراء علماء جيران حجاج
زوار سياح نزلاء سجناء مرضى أيتام أبناء أرامل رؤساء سفراء بحارة مرتزقة شخصيات نخبة أعداد جماعة باعة عوائل روس ثلة
مارة ثوار تجار أتراك لصوص
"""
_PLURALS = frozenset(form for word in level(_MANY).split() for form in (word, f"{word}ا"))
_SOUND_PLURAL = regex.compile(r"\p{L}{3,}(?:ون|ين|ات)|و?\p{L}ا\p{L}{2}و")
"""And active participles before the noun they rule: «جامعو حطب»."""
_DUAL = regex.compile(r"\p{L}{2,}(?:تين|تان|ان)")
_ENDS_LIKE_DUAL = """
جثمان شبان إنسان فقدان فتيان إبان بيان ميدان كان قبطان سكان سلطان جنان رهبان فرسان أركان نيران طيران عدوان
رمضان نيسان حزيران مكان زمان بركان ديوان برلمان حيوان لبنان سودان إيران طهران عمان جولان باكستان أفغانستان
"""
_NO_DUALS = frozenset(level(_ENDS_LIKE_DUAL).split())
_WITH_BROKEN_PLURAL = """
قتيل جريح شهيد أسير جندي شخص عنصر طفل رجل ضابط عامل طالب طبيب شاب شقيق صياد قائد تلميذ حارس سائح ولد ابن فرد عضو
زوج والد توأم شرطي سجين رهين ناشط راع راعي عتال زعيم أمير سفير وزير نائب رئيس مدير خبير مهندس
بحار غطاس صبي فتى بنت جثمان ميت عون قاضي سائق زميل بالغ نجل
أمين مريض نقيب رقيب عقيد عميد عريف حفيد شيخ تاجر
"""
_DUALS = frozenset(f"{noun}ين" for noun in level(_WITH_BROKEN_PLURAL).split()) | {"ضابطي"}
"""Duals that could not be plurals, because the plural of these nouns is another; «ضابطي شرطة» is a dual too."""


@lru_cache(maxsize=1 << 14)
def number_of_noun(noun: str) -> GrammaticalNumber | None:
    """Return the grammatical number that a noun's form shows, None where it shows none, as in the singular.

    >>> [number_of_noun(noun) for noun in ("جنديان", "مدنيين", "بقتلي", "بحار")]
    ['dual', 'plural', 'plural', None]
    """
    bare = without_clitics(noun)
    if noun in _PLURALS or bare in _PLURALS:
        return "plural"
    if {noun, bare} & _DUALS or (any(map(_DUAL.fullmatch, (noun, bare))) and not {noun, bare} & _NO_DUALS):
        return "dual"
    return "plural" if _SOUND_PLURAL.fullmatch(noun) else None


_PERSONS = """
شخص عنصر مواطن مواطنة قائد قيادي سائق مرافق شقيق شقيقت ابن ابنة ابنت أخ أخو مدني جندي شرطي ضابط مسلح مجند عسكري
مقاتل طالب طالبة حارس آخر أخرى طفل طفلة طفلت رضيع رضيعة فتى فتاة امرأة سيدة أم والدت زوجت زوجة زوج رجل شاب شابة
أب أباه أباها أبيه أبيها أخاه أخاها أخيه أخيها والد عم جد جدت مسن مسنة مصور صحفي صحافي مسعف طبيب موظف لاجئ عامل
إعلامي زميل خبير نجل نقيب رقيب عريف ملازم أمين مريض حفيد حفيدت مسؤول عقيد عميد منتسب ولد مدرس
تاجر بائع مهرب عضو رئيس شيخ مدير
"""
_ONE_PERSON = frozenset(level(_PERSONS).split())
_INFLECTED = regex.compile(r"(?P<noun>\p{L}{2,}?)(?:ا|(?P<dual>ا|ي)?(?:ه|ها|هم|هما))")


def is_person(word: str) -> bool:
    """Say whether a word without clitics is known to name one person, such as «والد»."""
    inflected = _INFLECTED.fullmatch(word)
    return word in _ONE_PERSON or bool(inflected and not inflected["dual"] and inflected["noun"] in _ONE_PERSON)


@lru_cache(maxsize=1 << 14)
def people_in(noun: str) -> int:
    """Return how many people a noun without a number names: 1 or 2 where it is known to, otherwise 0.

    >>> [people_in(noun) for noun in ("شرطي", "وطفلها", "شقيقاه", "طفلتين", "جنود")]
    [1, 1, 2, 2, 0]
    """
    bare = without_clitics(noun)
    if bare in _NO_PEOPLE:
        return 0
    if is_person(noun) or is_person(bare):
        return 1
    owned = filter(None, map(_INFLECTED.fullmatch, (noun, bare)))
    if any(inflected["dual"] and inflected["noun"] in _ONE_PERSON for inflected in owned):
        return 2
    return 2 if number_of_noun(noun) == "dual" else 0


_NO_PEOPLE = frozenset(level("مديرية رئيسية عضوية شخصية مسؤولية").split())
"""Words whose last letters are no pronoun."""
_THEIRS = regex.compile(r"(?P<noun>\p{L}{3,}?)(?:ه|ها|هما?|هن)")
_KIN = frozenset(level("أبناء أولاد ولاد بنات إخوت أحفاد رفاق زملاء").split())
"""Plurals that are looked up before a pronoun alone: «أبناء القرية» are its people."""


def names_many_relatives(word: str) -> bool:
    """Say whether a word names several people of those named before, and not just two.

    >>> [names_many_relatives(word) for word in ("واطفالها", "وابنائه", "زوجاته", "ومرافقوه", "وطفليها", "واطفال")]
    [True, True, True, True, False, False]
    """
    if without_clitics(word) in _NO_RELATIVES:
        return False
    owned = filter(None, map(_THEIRS.fullmatch, (word, word.removeprefix("و"), without_clitics(word))))
    return any(_are_people(regex.sub("[ؤئ]$", "ء", its["noun"])) for its in owned)


_NO_RELATIVES = frozenset(level("عمالة أسرة").split())
"""Words whose last letter is no pronoun: they are levelled like «عماله»."""


def _are_people(noun: str) -> bool:
    """Say whether a noun without its pronoun is known to be a plural of people, such as «مرافقو» and «شقيقات»."""
    person = regex.sub("ات$", "ت", noun.removesuffix("و"))
    return noun in _PLURALS or noun in _KIN or (person != noun and person in _ONE_PERSON)


_OWNED = regex.compile(r"\p{L}+(?:ها|هما?)")


def names_relatives(words: Iterable[str]) -> bool:
    """Say whether words name people of those named before.

    >>> [names_relatives(words.split()) for words in ("وطفلاه", "وابنتها", "واثنان من ابنائه", "وطفلين", "وممرضه")]
    [True, True, True, False, False]
    """
    return any(map(_is_relative, words))


def _is_relative(word: str) -> bool:
    if names_many_relatives(word):
        return True
    if _OWNED.fullmatch(word):
        return people_in(word) > 0
    return word == "له" or word.endswith("ئه") or (word.endswith("ه") and people_in(word) > 1)
