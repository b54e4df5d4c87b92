"""How many people the words of a casualty span count: numbers, vague amounts, and nouns that show their own number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

import regex

from hasila.arabic.casualties import harm_of_word
from hasila.arabic.date_words import any_of
from hasila.arabic.months import MONTHS, WEEKDAYS
from hasila.arabic.numbers import Numeral, read_numerals
from hasila.arabic.victims import (
    OTHERS,
    GrammaticalNumber,
    groups_of,
    is_person,
    names_family,
    names_many_people,
    names_many_relatives,
    names_relatives,
    names_their_family,
    number_in_construct,
    number_of_noun,
    people_in,
    without_clitics,
)
from hasila.arabic.words import is_symbol
from hasila.toll import CountKind, CountModifier
from hasila.tolls.mentions import Mention, TextWord


@dataclass(frozen=True, slots=True)
class Amount:
    """How many a stretch of words counts, and those words."""

    low: int
    high: int | None
    kind: CountKind
    words: tuple[str, ...]
    modifier: CountModifier = "none"


_VAGUE: tuple[tuple[str, CountKind, int, int | None], ...] = (
    (r"مئات (?:ال)?الاف", "thousands", 200_000, 999_999),
    (r"عشرات (?:ال)?الاف", "thousands", 20_000, 99_999),
    (r"بضع مئات", "hundreds", 300, 999),
    (r"بضع عشرات", "tens", 30, 99),
    (r"بضعه? عشره?", "few", 13, 19),
    (r"بضعه? (?:ال)?الاف", "thousands", 3_000, 9_999),
    (r"ملايين", "thousands", 2_000_000, 9_999_999),
    (r"الافا?|الوفا?", "thousands", 2_000, 9_999),
    (r"مئات|مءات|مائات", "hundreds", 200, 999),
    (r"عشرات", "tens", 20, 99),
    (r"بضعه?", "few", 3, 9),
    (r"بين قتيل وجريح|قتيل وجريح|غالبيه|اغلبيه", "plural", 2, None),
    (
        r"عدد|عددا|عدده|عده|عديد|بعض|بعضا|بعضهم|بعضهن|مزيد|كثير|كثيرا|مجموعه|اعداد|اعدادا|جمع|طاقم|قسم|عائله|اسره",
        "number_of",
        2,
        None,
    ),
)
_VAGUE_WORDS = tuple(
    (regex.compile(rf"(?:^| )[وفبلك]?(?:ال|ل)?(?:{words})(?= |$)"), kind, low, high)
    for words, kind, low, high in _VAGUE
)
_UNITS_OF_TIME = regex.compile(
    r"عاما?|سنه|سنوات|اعوام|ساعه|ساعات|يوما?|ايام|دقيقه|دقائق|شهرا?|اشهر|اسابيع|اسبوعا?|كيلومتر\w*|%"
)
_NAMED_BY_NUMBER = regex.compile(
    r"عام|سنه|(?:ال|لل|ل)?(?:لواء|واء|فرقه|كتيبه|وحده|قياده)|بعمر|عمره|عمرها|تاريخ|الساعه|رقم"
)


def amounts_of(words: Sequence[TextWord], mention: Mention) -> list[Amount]:
    """Return the amounts that a mention counts, at least one, in their order."""
    forms = _spoken([word.form for word in words[mention.start : mention.end]])
    numerals = [numeral for numeral in read_numerals(forms) if _counts_people(forms, numeral)]
    parts = [_amount(forms[start:end]) for start, end in pairwise(_edges(forms, numerals))]
    return _summed([parts[0], *(_beside(before, part) for before, part in pairwise(parts))])


def _spoken(forms: Sequence[str]) -> list[str]:
    """Return words without dates, without signs but the comma, and with a dash between two numbers as «إلى»."""
    spoken: list[str] = []
    for before, form, behind in zip(["", *forms], forms, [*forms[1:], ""], strict=False):
        if form in _DASHES and before.isdecimal() and behind.isdecimal():
            spoken.append("الي")
        elif form == "،" or not is_symbol(form):
            spoken.append(form)
    return _DATE.sub("", " ".join(spoken)).split()


_DASHES = frozenset("-–—")
_MONTH = f"(?:{any_of(MONTHS)})"
_DATE = regex.compile(
    rf"(?<!\S)(?:(?:\d{{1,2}} (?:الي|او|و) )?\d{{1,2}} (?:من )?(?:شهر )?{_MONTH}(?: (?:عام )?(?:19|20)\d\d)?"
    rf"|{_MONTH} (?:عام )?(?:19|20)\d\d|(?:يوم )?(?:{any_of(WEEKDAYS)})(?! عشر))(?!\S)"
)
"""«14 إلى 20 آذار 2019», «الاثنين»: days and a year count nobody."""


def _beside(before: Amount, amount: Amount) -> Amount:
    """Return an amount with a plural that may be dual as a dual where few are named before: «نقيب ومجندين»."""
    may_be_two = amount.kind == "plural" and amount.words[0].endswith("ين")
    if before.kind in _FEW and may_be_two and without_clitics(amount.words[0]) not in OTHERS:
        return replace(amount, low=_PAIR, high=_PAIR, kind="dual")
    return amount


def _counts_people(forms: Sequence[str], numeral: Numeral) -> bool:
    """Say whether a number counts people, not time, nor names a year, an age or a brigade."""
    after = forms[numeral.end] if numeral.end < len(forms) else ""
    before = forms[numeral.start - 1] if numeral.start else ""
    if before == "ال" and any(map(_ONE_OF_A_SERIES.fullmatch, forms[max(numeral.start - _HEADS, 0) : numeral.start])):
        return False
    if numeral.value == 1 and names_family(before):
        return False  # «أفراد أسرة واحدة»
    if _ORDINAL.fullmatch(before) or (before.endswith(("بضع", "بضعه")) and numeral.value == _TEN):
        return False  # «الشهيد الثاني عشر», «بضعة عشر»
    return not _UNITS_OF_TIME.fullmatch(after) and not _NAMED_BY_NUMBER.fullmatch(before)


_TEN = 10
_ORDINAL = regex.compile(r"(?:ال|لل)(?:حادي|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع)ه?")
_ONE_OF_A_SERIES = regex.compile(r"[وفبل]?(?:ال|لل)(?:قتيل|جريح|شهيد|اسير|ضحيه)")
"""«القتيل الـ20» is one."""


def _edges(forms: Sequence[str], numerals: Sequence[Numeral]) -> list[int]:
    """Return where the quantities of a phrase begin, and its end.

    What is joined to a plural is one too («مقاتلين ومدنيين»), unless that has a number of its own («4 مسافرين وبائع»).
    """
    numbered = {numeral.start for numeral in numerals}
    ranged = {right.start for left, right in pairwise(numerals) if _is_range(forms, left, right)}
    within = ranged | _counted_together(forms, numerals)
    within |= {index for numeral in numerals for index in range(numeral.start + 1, numeral.end)}
    within |= {numeral.start for numeral in numerals if _units_before(forms, numeral)}
    number = min(numbered, default=len(forms))
    begin = min(number, _first(_is_noun, forms))
    many = next(
        (index for index, form in enumerate(forms) if _names_many(form) and not _of_few(forms, index)), len(forms)
    )
    single = _first("بين".__eq__, forms)
    edges = [0]
    for index in range(begin + 1, len(forms)):
        joined = _joined_noun(forms, index)
        dual = number < index and number_of_noun(joined) == "dual"  # «3 أطفال وامرأتين»
        plural = many < index and joined.endswith("ين") and not dual
        many_people = many >= index and (names_many_people(joined) or names_their_family(joined))
        known = not numbered.isdisjoint((index, index + 1)) or many_people or (people_in(joined) and not plural)
        may_be = index < single and not plural and (number < index or many >= index)
        other = known or (may_be and _may_name_another(joined, forms[index]))
        if joined and other and index not in within:
            edges.append(index)
    return [*edges, len(forms)]


def _first(holds: Callable[[str], bool], forms: Sequence[str]) -> int:
    """Return the place of the first word that something holds for; behind the last if there is none."""
    return next((index for index, form in enumerate(forms) if holds(form)), len(forms))


def _names_many(form: str) -> bool:
    return number_of_noun(form) == "plural" or any(words.fullmatch(form) for words, *_ in _VAGUE_WORDS)


def _of_few(forms: Sequence[str], index: int) -> bool:
    """Say whether a word says of whom one or two people are: «قائد مجموعة», «مريض في قسم», «طفلين من عائلة»."""
    return not forms[index].startswith("و") and any(
        people_in(form) or number_of_noun(form) == "dual" for form in forms[:index]
    )


def _may_name_another(joined: str, form: str) -> bool:
    """Say whether a word joined to a phrase that counts people may name one or two more: «وبائع», «وراعيا»."""
    few = number_of_noun(joined) != "plural" or joined.endswith("ين")
    names = len(joined) >= _SHORTEST and _is_noun(joined) and form.endswith(joined)
    return few and names and not _NAMES_NOBODY.fullmatch(form)


_SHORTEST = 3
_NAMES_NOBODY = regex.compile(
    r"و?ال.+|ونيفا?|وفاه|وفيات|ولاده|وقع.*|وحده|وزاره|وكاله|ولايه|وسط|وقت|وسائل|وظيفه|ورشه|وحيد|وسيم|وطني|"
    r"و(?:سيار|مركب|شاحن|حافل|قارب|دراج|منزل|بيت|متجر|محل|كامير|اغنام|ماشي|مواش|ابقار|حمار|كلب|كلاب|سلاح|جرار)\p{L}*|"
    r"و(?:رضوض|كسور|حروق|جروح|شظايا|صدمات|اختناق)|"
    r"و(?:ذلك|كان|كانت|كانوا|قال|قالت|قبل|بعد|عند|خلال|اثناء|هناك|حيث|لدي)"
)
"""Words with the article, those that begin with «و» themselves («قائد وحدة»), joined things, animals and wounds, and
joined words that are no nouns."""


def _counted_together(forms: Sequence[str], numerals: Sequence[Numeral]) -> set[int]:
    """Return the nouns that share a number above ten with the noun before them: «20 ضابطا وجنديا»."""
    large = [numeral.end for numeral in numerals if numeral.value > _LAST_WITH_PLURAL]
    places = {index for end in large for index in (end + 1, end + 2) if "،" not in forms[end:index]}
    return {index for index in places if index < len(forms) and number_of_noun(forms[index]) != "dual"}


_LAST_WITH_PLURAL = 10
"""Above it the counted noun is singular."""


def _is_noun(form: str) -> bool:
    return not (harm_of_word(form) or _FILLER.fullmatch(form) or is_symbol(form))


def _joined_noun(forms: Sequence[str], index: int) -> str:
    """Return the word that «و» joins at `index`, or «مع» to its people («مع سائقه»), or nothing."""
    form = forms[index]
    earlier, before, behind = ["", "", *forms, ""][index], ["", *forms][index], [*forms, ""][index + 1]
    if before == "و" or (before == "مع" and _is_of_them(form, behind) and not _AGAINST.fullmatch(earlier)):
        return form.removeprefix("ال")
    if form == "واحد" and not behind.startswith("و") and (_number_of(behind) == "plural" or _is_of_them(behind, "")):
        return "احد"  # «مسنة وأحد أبنائها»; else it is a number, as in «طفل واحد»
    alone = is_person(form) or form.startswith("واحد")
    return form[1:].removeprefix("ال") if form.startswith("و") and not alone else ""


def _is_of_them(form: str, behind: str) -> bool:
    """Say whether a word names people of somebody named before: «سائقه», «عائلته», «أفراد عائلته»."""
    owned = form.endswith(_THEIRS) and people_in(form) > 0
    return owned or names_their_family(form) or names_their_family(behind)


_AGAINST = regex.compile("ب?(?:ال)?(?:شجار|خلاف|اشتباك|مشاجره|تزامن|لقاء|مواجهه)")
"""Words before «مع» that do not count whom it names: «في شجار مع شقيقه»."""
_THEIRS = ("ه", "ها", "هم", "هما")


def _is_range(forms: Sequence[str], left: Numeral, right: Numeral) -> bool:
    between = list(forms[left.end : right.start])
    if between in (["الي"], ["او"]):
        return True
    return (
        left.start > 0
        and forms[left.start - 1].endswith("بين")
        and between[-1:] in ([], ["و"])
        and len(between) <= _NOUN_AND_CONJUNCTION
        and right.value >= left.value
    )


_NOUN_AND_CONJUNCTION = 2
"""Words between the ends of a range: «بين 110 مدنيين و150»."""


def _amount(forms: Sequence[str]) -> Amount:
    numerals = [numeral for numeral in read_numerals(forms) if _counts_people(forms, numeral)]
    if numerals:
        return _numbered(forms, numerals)
    phrase = " ".join(forms)
    for words, kind, low, high in _VAGUE_WORDS:
        found = words.search(phrase)
        if found and not (kind in _OF_A_BODY and _of_few(forms, len(phrase[: found.start()].split()))):
            return _of_families(Amount(low, high, kind, tuple(forms)), phrase[found.end() :].split())
    return _noun(forms)


_OF_A_BODY = frozenset(["number_of", "plural"])
"""Kinds of vague words that may also say of which body people are."""


def _of_families(amount: Amount, behind: Sequence[str]) -> Amount:
    """Return an amount, in people where the words behind it say that it counts families: «50 عائلة» are 100 or more."""
    among = behind[:1] == ["من"]
    counted = "".join(behind[among : among + 1])
    if not names_family(counted) or (among and not (counted.startswith("ال") and amount.kind != "integer")):
        return amount  # «خمسة من عائلة» are five, «عشرات من العائلات» are families
    return replace(amount, low=_FAMILY * amount.low, high=None)


_FAMILY = 2
"""The fewest people of a family."""


def _numbered(forms: Sequence[str], numerals: Sequence[Numeral]) -> Amount:
    first = numerals[0]
    if len(numerals) > 1 and _is_range(forms, first, numerals[1]):
        last = numerals[1].value
        return Amount(_scaled_like(first.value, last), last, "integer", tuple(forms), "between")
    kinds: dict[int, CountKind] = {} if forms[first.end - 1].isdecimal() else {1: "singular", 2: "dual"}
    low = _before_or(forms, first)
    if 0 < low < first.value:
        return Amount(low, first.value, "integer", tuple(forms), "between")
    amount = Amount(first.value, first.value, kinds.get(first.value, "integer"), tuple(forms))
    return _of_families(amount, forms[first.end :])


def _units_before(forms: Sequence[str], numeral: Numeral) -> bool:
    """Say whether «نيف» before «و» and tens stands for their units: «نيف وعشرون», «نيف و20»."""
    before = [form for form in forms[max(numeral.start - 2, 0) : numeral.start] if form != "و"]
    return any(map(_ODD.fullmatch, before[-1:]))


_ODD = regex.compile(r"[وفبل]?(?:ال)?نيفا?")


def _before_or(forms: Sequence[str], numeral: Numeral) -> int:
    """Return how many the noun before «أو» and a number names: «شخصين أو ثلاثة»; 0 if there is none."""
    noun, link = ["", "", *forms[: numeral.start]][-2:]
    if link != "او":
        return 0
    return _PAIR if number_of_noun(noun) == "dual" else people_in(noun)


def _scaled_like(low: int, high: int) -> int:
    """Return the lower end of a range whose scale is said once: «بين 10 و15 ألفا»."""
    while low * 1000 <= high and high % 1000 == 0:
        low *= 1000
    return min(low, high)


_FILLER = regex.compile(
    r"[وفبل]?(?:من|في|علي|الي|عن|تم|كل|ما|لا|ايضا|كذلك|حتي|اليوم|امس|وقوع|سقوط|سقط|وجود|عثر|عثور|حاله|حياه|ارتقاء|جراءه)|[وبل]|ال"
)
_OF = frozenset(["من", "في", "علي", "برتبه"])


def _noun(forms: Sequence[str]) -> Amount:
    """Return the amount that the first noun shows, or the verb behind it: one, two or many."""
    spoken = [form for form in forms if not is_symbol(form) and not (_FILLER.fullmatch(form) and form not in _OF)]
    nouns = [form for form in spoken if not (_HARMING.fullmatch(form) and harm_of_word(form))]
    begin = next((index for index, form in enumerate(nouns) if form not in _OF and not harm_of_word(form)), len(nouns))
    nouns = nouns[:begin] + list(takewhile(lambda form: form not in _OF, nouns[begin:]))
    if _is_their_family([form for form in nouns if not harm_of_word(form)]):
        return Amount(_FAMILY, None, "number_of", tuple(forms))
    head, construct = _head(nouns)
    people = _PAIR if _TWO_IN_SERVICE.search(" ".join(forms)) or _names_both(forms, head) else people_in(head)
    if names_family(head):
        return Amount(_FAMILY * _PAIR, None, "plural", tuple(forms))
    if construct:
        dual = construct == "dual"
        return Amount(_PAIR, _PAIR if dual else None, construct, tuple(forms))
    if not people and (_number_of(head) == "plural" or any(form.endswith("وا") for form in forms[1:])):
        return Amount(2, None, "plural", tuple(forms))
    return Amount(2, 2, "dual", tuple(forms)) if people == _PAIR else Amount(1, 1, "singular", tuple(forms))


def _head(nouns: Sequence[str]) -> tuple[str, GrammaticalNumber | None]:
    """Return the noun that counts, and the number that it shows by what it loses to the noun behind: «حارسي المبنى»."""
    for noun, behind in zip(nouns[:_HEADS], [*nouns[1:], ""], strict=False):
        if construct := number_in_construct(noun) if behind and not _NO_OWNER.fullmatch(behind) else None:
            return noun, construct
        if _number_of(noun) or people_in(noun):
            return noun, None
    return "", None


_NO_OWNER = regex.compile("(?:ال)?لجوء|ال(?:(?:صغير|وحيد|رضيع|شهيد)ه?|بكر|اكبر|اصغر|كبري|صغري|حامل|بالغه?)")
"""Words behind a noun with «ي» that show no dual: «طالبي لجوء», «ابني الصغير»."""


def _names_both(forms: Sequence[str], head: str) -> bool:
    """Say whether a harm of two who were named before is all that words count: «مقتلهما»."""
    return not head and any(form.endswith("هما") and harm_of_word(form) for form in forms)


def _number_of(form: str) -> GrammaticalNumber | None:
    """Return the number that a noun shows, also before a pronoun: «أطفالها» are many, «إصاباته» are no people."""
    theirs = names_many_relatives(form) and not harm_of_word(form)
    return "plural" if theirs else number_of_noun(form)


_HARMING = regex.compile(r"[وفبل]?اسر|[وف]?ي\p{L}+[او]ن")
"""Words that end or look like plurals or duals and are none: capture, and verbs of those who do harm."""
_TWO_IN_SERVICE = regex.compile(
    r"(?:^| )[وفبل]?(?:(?:رجل|امين|عون|ضابط|فرد|عنصر)[اي] (?:ال)?(?:امن|شرطه|حرس|اطفاء|اسعاف|صف|مرور)|"
    r"(?:جث|حال)ت[اي]ن?)(?= |$)"
)
"""Duals that lose their «ن» to the noun behind them: «رجلا أمن», «جثتي»; and «آخر جثتين»."""
_PAIR = 2
_HEADS = 4
"""Words of a phrase among which the noun that counts stands."""


def _summed(amounts: Sequence[Amount]) -> list[Amount]:
    """Return the amounts; coordinated people become one, if each is named alone or all are of one household."""
    summed: list[Amount] = []
    for amount in amounts:
        if summed and _counted_as_one(summed[-1], amount):
            summed[-1] = _sum(summed[-1], amount)
        else:
            summed.append(amount)
    return summed


def _sum(left: Amount, right: Amount) -> Amount:
    """Return the amount of all people of two; it has no upper bound where one of the two has none."""
    low, words = left.low + right.low, left.words + right.words
    if left.high is None or right.high is None:
        return Amount(low, None, "plural", words)
    return Amount(low, low, "coordinated", words)


def _counted_as_one(left: Amount, right: Amount) -> bool:
    """Say whether a reader adds two amounts up: «شرطي وجندي», «أم وأطفالها», «طفلان وامرأة», not «ضابط ومجندان»."""
    kinds = {left.kind, right.kind}
    if left.kind in _FEW and _is_their_family(right.words):
        return True
    if not kinds <= {*_FEW, "plural"}:
        return False
    if kinds <= {"singular", "coordinated"}:
        return True
    named = [[form for form in words if not harm_of_word(form)] for words in (left.words[-_HEADS:], right.words)]
    return any(map(names_relatives, named)) or ("plural" not in kinds and all(map(_by_age, named)))


def _is_their_family(forms: Sequence[str]) -> bool:
    """Say whether words name the family of somebody named before, or its members: «وعائلته», «وأفراد أسرته»."""
    members = bool(forms) and forms[0].removeprefix("و") in _MEMBERS
    return any(map(names_their_family, forms[members : members + 1]))


_MEMBERS = frozenset(["افراد", "جميع", "كل", "كافه"])
"""Words before a family that stand for its people."""


def _by_age(words: Sequence[str]) -> bool:
    return bool(groups := groups_of(words)) and _AGES.issuperset(groups)


_AGES = frozenset(["child", "woman", "man"])


_FEW = frozenset(["singular", "dual", "coordinated"])
