"""How a place is worded: the nouns that say what it is, the words that say how near, and the name that remains.

All words are folded and levelled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

PlaceNoun = Literal[
    "none",
    "division",
    "district",
    "town",
    "quarters",
    "village",
    "camp",
    "gate",
    "rural",
    "part",
    "building",
    "border",
    "capital",
]
"""What a place is called: «محافظة», «قضاء», «مدينة», «أحياء», «قرية», «مخيم», «مطار», «ريف», «حي», «مستشفى»."""
PlaceRelation = Literal["in", "side", "near"]
"""In it («وسط»), on a side of it («شرق») or only near it («قرب»)."""


def _forms(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOUN_WORDS: dict[PlaceNoun, str] = {
    "division": "محافظه محافظتا محافظتي محافظات ولايه ولايتا ولايتي ولايات اقليم مقاطعه مقاطعتي اوبلاست اماره مقاطعات",
    "district": (
        "منطقه منطقتي منطقتا مناطق قضاء ناحيه مديريه مديريتي مديريات دائره لواء بلديه عماله معتمديه كوره محليه"
    ),
    "town": "مدينه مدينتي مدينتا مدن مدينا مدنيه بلده بلدتي بلدتا بلدات",
    "quarters": "احياء",
    "village": "قريه قريتي قريتا قري كفر تجمع عزبه نجع قصبه هجره مزرعه مزارع خربه مستوطنه مستعمره بؤره ضيعه كيبوتس",
    "camp": "مخيم مخيمي مخيما مخيمات",
    "gate": "مطار مطاري ميناء مينائي مرفا معبر معابر مصفاه موانئ مرافئ",
    "rural": "ريف ريفي ارياف باديه صحراء باديتي ريفا سهل سهول",
    "part": (
        "حي حيي حيا شارع شوارع حاره زقاق ساحه ساحات ميدان سوق اسواق طريق دوار مفرق تقاطع جسر جسور نفق كورنيش باب باحه "
        "حديقه"
    ),
    "building": (
        "مستشفي مشفي مستشفيات مشافي جامعه جامع مسجد مساجد كنيسه كنائس كاتدرائيه دير مدرسه مدارس كليه معهد مجمع مراكز "
        "عياده مبني مباني بنايه برج ابراج فندق قصر مقر مقرات مكتب سفاره قنصليه سجن معتقل قاعده قواعد معسكر معسكرات "
        "ثكنه ثكنات حاجز حواجز نقطه نقاط موقع مواقع محطه محطات مصنع معمل مستودع مستودعات مخزن حقل حقول سد بئر ابار "
        "منجم ملعب استاد مقبره ضريح قبر مزار مرقد متحف محكمه جبل جبال تل تله تلال نهر وادي بحر خليج مضيق بحيره جزيره "
        "جزر غابه غابات هضبه مرتفعات سلسله واحه شبه جبهه جبهات محور محاور خط خطوط مثلث بوابه كنيس دار بيت منزل منازل "
        "حوش مشروع منشاه منشات مفاعل كازينو مطعم مقهي صاله قاعه مول روضه ملجا امن شركه موسسه فرقه كتيبه الويه حوض ممر "
        "صوامع مكب سكه حوزه حسينيه تكيه قبه مسرح نادي"
    ),
    "border": "حدود حدودي شريط خلف",
    "capital": "عاصمه",
}
_NOUNS: dict[str, PlaceNoun] = {word: noun for noun, words in _NOUN_WORDS.items() for word in words.split()}
_IN = _forms("وسط قلب داخل مركز عموم انحاء ارجاء كامل عمق اراضي ارض سماء اجواء بر اعماق ضمن كافه جميع عده بعض")
_SIDES = _forms(
    "شمال شمالي جنوب جنوبي شرق شرقي غرب غربي اقصي ضاحيه ضواحي ضاحيتي طرف اطراف مدخل مداخل مشارف تخوم ساحل سواحل "
    "شاطئ شواطئ منتصف جانب"
)
_NEAR = _forms("قرب قبل باتجاه جوار محيط قباله مقابل محاذاه بمحاذاه نواحي تجاه امام بعد حول خارج عند مقتربات")
_LINKS = _forms("من في عن الي بين")
_ARTICLE = "ال"
THE_COUNTRY = "البلاد"
"""«The country» of a text."""
_GENERIC = _forms(
    "المدينه المنطقه البلده القريه المخيم الحي القاعده المطار الميناء المرفا المعبر المحافظه الولايه الاقليم "
    "القضاء الناحيه المديريه العاصمه الجبهه الحدود المستشفي المشفي المسجد الجامع السوق الطريق الشارع الجبل الوادي "
    "النهر البحر الخليج الجزيره المركز المضيق الجسر السد الحقل المصفاه المحطه السجن المعسكر المقر المبني القصر "
    "الموقع الملعب المدرسه الجامعه الحاجز المقاطعه البلديه الدائره المصنع المجمع الباديه الصحراء الريف الميدان "
    "الساحه المتحف المستوطنه الهضبه السهل البحيره المحور المربع المحاور المزرعه"
)
_ADJECTIVE = regex.compile("ال.+(?:ي|يه)")
_QUALIFIERS = _forms(
    "الشمالي الشماليه الجنوبي الجنوبيه الشرقي الشرقيه الغربي الغربيه الاوسط الوسطي المحتل المحتله المحاصر "
    "المحاصره القديمه القديم المجاور المجاوره الكبري الكبير الكبيره الجريح الجريحه المقدسه المنكوبه العاصمه "
    "الشريف الحبيب الحبيبه التاريخيه المحرره المدينه وريفها وريفه وضواحيها ومحيطها الحدوديه الدولي"
)


@dataclass(frozen=True, slots=True)
class PlaceWording:
    """What the first words of a mention say of the place, and the words that follow them.

    `land` says whether the words before are of a land whose adjective may follow («الأراضي السورية»); `inner` whether
    they name something within another place («قرى ريف حلب»).
    """

    noun: PlaceNoun
    relation: PlaceRelation
    rest: tuple[str, ...]
    land: bool = False
    inner: bool = False


def wordings(words: Sequence[str]) -> Iterator[PlaceWording]:
    """Yield the words of a mention with no noun taken off, with the first, and so on."""
    wording = PlaceWording("none", "in", tuple(words))
    yield wording
    while (following := _without_first(wording)) is not None:
        wording = following
        yield wording


def _without_first(wording: PlaceWording) -> PlaceWording | None:
    if not wording.rest or wording.noun in {"building", "border", "part"}:
        return None
    first, *others = wording.rest
    plain = replace(wording, rest=tuple(others))
    begun = wording.noun != "none" or wording.relation != "in" or wording.land
    if begun and first in _QUALIFIERS | _LINKS and _bare(first) not in _NOUNS:
        return plain
    if wording.noun != "none" and others and is_adjective(first):
        return replace(plain, land=False)
    return _with_relation(plain, _bare(first)) or _with_noun(plain, _bare(first))


def _with_relation(wording: PlaceWording, word: str) -> PlaceWording | None:
    if word in _NEAR:
        return replace(wording, relation="near", land=False)
    if word in _SIDES:
        return replace(wording, relation="side" if wording.relation == "in" else wording.relation, land=True)
    return replace(wording, land=True) if word in _IN else None


def _with_noun(wording: PlaceWording, word: str) -> PlaceWording | None:
    noun = _NOUNS.get(word)
    if noun is None:
        return None
    inner = wording.inner or wording.noun not in {"none", "division"}
    return PlaceWording(noun, wording.relation, wording.rest, noun in _LANDS, inner)


_LANDS = frozenset(["town", "quarters", "village", "rural", "district"])


def _bare(word: str) -> str:
    """Return a word without its article, and without «و» where that joins «وشرق» to «شمال»."""
    if word.startswith("و") and word[1:] in _SIDES:
        return word[1:]
    return word.removeprefix(_ARTICLE)


def is_generic(word: str) -> bool:
    """Say whether a word alone is a noun and no name, though places are called so: «المدينة», «الشمال»."""
    return word in _GENERIC or _bare(word) in _SIDES | _IN | _NEAR or word in _QUALIFIERS or word in _NOUNS


def is_adjective(word: str) -> bool:
    """Say whether a word may be an adjective of a noun before it: «الساحلية»."""
    return _ADJECTIVE.fullmatch(word) is not None


def qualifiers_end(words: Sequence[str]) -> int:
    """Return how many of the first words only qualify the name before them."""
    return next((index for index, word in enumerate(words) if word not in _QUALIFIERS), len(words))


def leads_to_container(words: Sequence[str], index: int) -> Sequence[str] | None:
    """Return the words of what contains the place, where `index` is the word that leads to it, else None.

    «[مستشفى الأمل] في تعز», «[حي الزهور] شرق حمص», «[قرية الورد] بريف حماة».
    """
    word = words[index]
    if word in {"في", "من"}:
        return words[index + 1 :]
    if index > 1 and (_bare(word) in _SIDES | _NEAR or word == "وسط"):  # «حي وسط البلد» is its name
        return words[index:]
    if word[:1] in {"ب", "ل"} and (_NOUNS.get(word[1:]) or word[1:] in _SIDES | _IN | _NEAR):
        return [word[1:], *words[index + 1 :]]
    return None
