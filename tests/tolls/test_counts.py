"""How many people a casualty span counts, in whose group they are, and what happened to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.marked import inline
from samples.number_words import written

from hasila.arabic.numbers import Case, Gender
from hasila.toll import CountKind, CountModifier, Group, Harm
from hasila.tolls.counts import VictimCount, read_counts
from hasila.tolls.mentions import words_of


def counts(marked: str) -> list[tuple[VictimCount, ...]]:
    """Return the counts of the casualty spans of a marked text."""
    document = inline(marked)
    return read_counts(
        words_of(document.text), [(span.start, span.end) for span in document.spans if span.label == "CASUALTY"]
    )


def last(marked: str) -> VictimCount:
    """Return the last count of a marked text."""
    return counts(marked)[-1][-1]


def bounds(marked: str) -> list[tuple[int, int | None]]:
    """Return the lowest and highest number of each count of a marked text."""
    return [(count.low, count.high) for found in counts(marked) for count in found]


# How many.


@given(st.integers(3, 999_999), st.sampled_from(("masculine", "feminine")), st.sampled_from(("nominative", "oblique")))
def test_a_number_in_words_counts_as_many_as_it_says(number: int, gender: Gender, case: Case) -> None:
    count = last(f"{{C|مقتل {written(number, gender, case)} شخصا}} في القرية")
    assert (count.low, count.high, count.kind) == (number, number, "integer")


@given(st.integers(3, 999_999), st.sampled_from(("{}", "{:,}")), st.booleans())
def test_a_number_in_digits_counts_as_many_as_it_says(number: int, form: str, arabic: bool) -> None:  # noqa: FBT001 - drawn
    digits = form.format(number)
    said = digits.translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬")) if arabic else digits
    assert bounds(f"{{C|و{said} جريحا}}") == [(number, number)]


@pytest.mark.parametrize(
    ("words", "low", "high", "kind"),
    [
        ("مقتل سباح", 1, 1, "singular"),
        ("أحد الحراس قُتل", 1, 1, "singular"),
        ("جريح واحد", 1, 1, "singular"),
        ("مقتل حارسين", 2, 2, "dual"),
        ("وإصابة اثنين", 2, 2, "dual"),
        ("إصابة شقيقيها", 2, 2, "dual"),
        ("مقتل سباحَين", 2, 2, "dual"),
        ("مقتل 2 من السباحين", 2, 2, "integer"),
        ("أسر ضابطين كبيرين", 2, 2, "dual"),
        ("زوز جرحى", 2, 2, "dual"),
        ("وعُثر على جثتين", 2, 2, "dual"),
        ("إصابة راعيين", 2, 2, "dual"),
        ("القتلى الثلاثة والعشرون", 23, 23, "integer"),
        ("مقتل خبير متفجرات", 1, 1, "singular"),
        ("مقتل رجلي أمن", 2, 2, "dual"),
        ("أصيب رجلا أمن", 2, 2, "dual"),
        ("العثور على جثتي نجارين", 2, 2, "dual"),
        ("العثور على آخر جثتين", 2, 2, "dual"),
        ("وأُسر سباح خامس", 1, 1, "singular"),
        ("يغتالان سباحا", 1, 1, "singular"),
        ("المصابين الأحد عشر", 11, 11, "integer"),
        ("قُتل من 14 إلى 20 آذار 2019 ستة سباحين", 6, 6, "integer"),
        ("وقُتل منذ 12 تموز أكثر من 350 سباحا", 350, None, "integer"),
        ("وأصيب في 3 كانون الثاني سباحان", 2, 2, "dual"),
        ("قُتل في آذار 2019 ستة سباحين", 6, 6, "integer"),
        ("إصابة 12 أول أمس", 12, 12, "integer"),
        ("مقتل 14 إلى 20 يوم الأحد", 14, 20, "integer"),
        ("20-30 سباحا", 20, 30, "integer"),
        ("15 – 20 سباحا", 15, 20, "integer"),
        ("يغتالون سباحا", 1, 1, "singular"),
        ("القتيل الـ20", 1, 1, "singular"),
        ("القتيل رقم 20", 1, 1, "singular"),
        ("مقتل نجار بنيران", 1, 1, "singular"),
        ("مقتل رئيس الأركان", 1, 1, "singular"),
        ("إصابة أخوان", 2, 2, "dual"),
        ("مقتل نجار وسائق", 2, 2, "coordinated"),
        ("إصابة سيدة وطفلتيها", 3, 3, "coordinated"),
        ("بضعة جرحى", 3, 9, "few"),
        ("عشرات القتلى", 20, 99, "tens"),
        ("وجرح المئات", 200, 999, "hundreds"),
        ("بضع مئات من القتلى", 300, 999, "hundreds"),
        ("آلاف الجرحى", 2_000, 9_999, "thousands"),
        ("عشرات الآلاف من القتلى", 20_000, 99_999, "thousands"),
        ("مئات آلاف القتلى", 200_000, 999_999, "thousands"),
        ("مقتل عدد من النجارين", 2, None, "number_of"),
        ("إصابة عدة نجارين", 2, None, "number_of"),
        ("سقوط قتلى", 2, None, "plural"),
        ("سقط على الطريق قتلى", 2, None, "plural"),
        ("وجرح آخرين", 2, None, "plural"),
        ("نجارون قُتلوا", 2, None, "plural"),
        ("وجامعو حطب", 2, None, "plural"),
        ("باعة خضار", 2, None, "plural"),
        ("مقتل جـ ـنـ ـود", 2, None, "plural"),
        ("آلافا من جثثهم", 2_000, 9_999, "thousands"),
        ("غالبية ساحقة من النجارين", 2, None, "plural"),
        ("مقتلهما", 2, 2, "dual"),
        ("ولقي نجار وزوجته مصرعهما", 2, 2, "coordinated"),
        ("مقتل نجار مع سائقه", 2, 2, "coordinated"),
        ("مقتل قاض مع حارسيه وسائقه", 4, 4, "coordinated"),
        ("مقتل نجار مع السائق", 1, 1, "singular"),
        ("مقتل مسنة وأحد أبنائها", 2, 2, "coordinated"),
        ("مقتل نجار واحد", 1, 1, "singular"),
        ("مقتل حارسي المبنى", 2, 2, "dual"),
        ("مقتل زوجتي النجار", 2, 2, "dual"),
        ("مقتل مقاتلي الحي", 2, None, "plural"),
        ("مقتل طالبي لجوء", 1, 1, "singular"),
        ("مقتل قائد مجموعة", 1, 1, "singular"),
        ("مقتل تاجر مجوهرات", 1, 1, "singular"),
        ("مقتل قيادي وأفراد أسرته", 3, None, "plural"),
        ("مقتل نجار مع عائلته", 3, None, "plural"),
        ("الشهيد الثاني عشر", 1, 1, "singular"),
        ("بضع عشرات من القتلى", 30, 99, "tens"),
        ("بضعة عشر نجارا", 13, 19, "few"),
        ("مقتل شخصين أو ثلاثة", 2, 3, "integer"),
    ],
)
def test_words_set_a_lower_and_an_upper_bound(words: str, low: int, high: int | None, kind: CountKind) -> None:
    count = last(f"{{C|{words}}} في الميناء")
    assert (count.low, count.high, count.kind) == (low, high, kind)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("عائلة كاملة قضت", 2, None),
        ("إبادة عائلات بأكملها", 4, None),
        ("احتجاز عائلتين", 4, None),
        ("احتجاز 50 عائلة", 100, None),
        ("مقتل ثلاث أسر", 6, None),
        ("مئات العائلات", 400, None),
        ("احتجاز عشرات من العائلات", 40, None),
        ("خمسة من عائلة واحدة", 5, 5),
        ("أصيب أفراد أسرة واحدة", 2, None),
        ("عائلة من خمسة أفراد", 5, 5),
        ("أسر ثلاثة نجارين", 3, 3),
    ],
)
def test_a_family_is_two_or_more_people(words: str, low: int, high: int | None) -> None:
    count = last(f"{{C|{words}}} في الميناء")
    assert (count.low, count.high) == (low, high)


@pytest.mark.parametrize(
    ("elsewhere", "low", "high"),
    [
        ("قُتل عسكريان في الميناء", 2, 2),
        ("قُتل في الميناء اثنان من العسكريين", 2, 2),
        ("أعلنت الوزارة مقتل عسكريين محليين اثنين", 2, 2),
        ("قُتل شرطيان في الميناء", 2, None),
        ("قُتل عسكريون وجُرح اثنان", 2, None),
    ],
)
def test_a_noun_that_may_be_dual_is_two_if_the_text_says_so(elsewhere: str, low: int, high: int | None) -> None:
    assert bounds(f"{{C|مقتل عسكريين}} في انفجار\n{elsewhere}") == [(low, high)]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("{C|مقتل 3 أطفال وامرأتين}", [(3, 3), (2, 2)]),
        ("{C|مقتل 7 جنود وضابطين}", [(7, 7), (2, 2)]),
        ("{C|مقتل جنود ومهندسين}", [(2, None)]),
        ("{C|مقتل قائد مجموعة وعدد من عناصره}", [(1, 1), (2, None)]),
        ("{C|مقتل امرأة وأطفال}", [(1, 1), (2, None)]),
        ("{C|مقتل ضابط وآخرين}", [(1, 1), (2, None)]),
        ("{C|استشهاد مدنيين} {C|وإصابة ثالث}", [(2, 2), (1, 1)]),
        ("{C|مقتل مدنيين} أحدهما نجار", [(2, 2)]),
        ("لا يقل عدد القتلى عن {C|20}", [(20, None)]),
        ("لا يزيد عدد القتلى على {C|20}", [(0, 20)]),
        ("ويزيد عدد القتلى على {C|20}", [(20, None)]),
        ("وزاد عدد القتلى إلى {C|20}", [(20, 20)]),
        ("{C|مقتل 20 كحد أدنى}", [(20, None)]),
        ("{C|سقوط قتلى لا يقل عددهم عن 20}", [(20, None)]),
    ],
)
def test_bounds_of_what_stands_together(marked: str, found: list[tuple[int, int | None]]) -> None:
    assert bounds(f"{marked} في الميناء") == found


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("مقتل 14 من عائلتين", 14),
        ("مقتل شاب من عائلة واحدة", 1),
        ("مقتل طفلين من أسرته", 2),
        ("مقتل رجل أمام أسرته", 1),
        ("وفاة مريض في قسم الطوارئ", 1),
        ("إصابة صحفي من طاقم القناة", 1),
        ("مقتل نجار واحد وابنه", 2),
        ("إصابة جندي واحد وعشرات النجارين", 1),
        ("مقتل شاب في شجار مع شقيقه", 1),
        ("مقتل ابني الصغير", 1),
    ],
)
def test_words_that_only_say_of_whom_or_where_somebody_is_count_nobody(words: str, low: int) -> None:
    assert bounds(f"{{C|{words}}} في الميناء")[0][0] == low


@pytest.mark.parametrize(
    "behind", ["مقتل مدنيين} في اليوم الثالث", "مقتل مدنيين} للمرة الثالثة", "مقتل مدنيين} وإصابة شرطيين"]
)
def test_many_stay_many_where_no_word_takes_them_for_two(behind: str) -> None:
    assert bounds(f"{{C|{behind}") == [(2, None)]


@pytest.mark.parametrize(
    ("marked", "modifier"),
    [
        ("يُعتقد أن {C|20 نجارا قُتلوا}", "likely"),
        ("ورجحت المصادر {C|مقتل 20 نجارا}", "likely"),
        ("يُعتقد أن المهاجم {C|قتل 20}", "none"),
        ("خطف مسلحون يُعتقد أنهم متطرفون {C|20 نجارا}", "none"),
    ],
)
def test_a_count_is_likely_only_if_the_doubt_is_of_the_harm(marked: str, modifier: CountModifier) -> None:
    assert last(marked).modifier == modifier


def test_others_are_many_though_two_others_are_told_of() -> None:
    assert last("قُتل اثنان آخران في المرفأ، {C|وجُرح آخرين} في السوق").high is None


@pytest.mark.parametrize(
    ("words", "modifier", "low", "high"),
    [
        ("مقتل 12 صيادا", "none", 12, 12),
        ("مقتل نحو 12 صيادا", "about", 12, 12),
        ("زهاء اثني عشر قتيلا", "about", 12, 12),
        ("مقتل أكثر من 12 صيادا", "over", 12, None),
        ("ما يزيد على 12 قتيلا", "over", 12, None),
        ("ما لا يقل عن 12 قتيلا", "at_least", 12, None),
        ("مالايقل عن 12 قتيلا", "at_least", 12, None),
        ("12 قتيلا على الأقل", "at_least", 12, None),
        ("12 قتيل عالأقل", "at_least", 12, None),
        ("عشرون أو يزيدون", "at_least", 20, None),
        ("فوق الـ ١٣٠ شهيد", "over", 130, None),
        ("عشرة أشخاص أو نحوهم", "about", 10, 10),
        ("أقل من 12 قتيلا", "under", 0, 11),
        ("ما لا يزيد على 12 قتيلا", "at_most", 0, 12),
        ("ما بين 10 و12 قتيلا", "between", 10, 12),
        ("بين 10 و12 ألف قتيل", "between", 10_000, 12_000),
        ("بين 10 صيادين و12 صيادا", "between", 10, 12),
        ("10 أو 12 قتيلا", "between", 10, 12),
        ("تجاوزت 12 قتيلا", "over", 12, None),
        ("وفوق 12 جريح", "over", 12, None),
        ("واكتر من 12 جريح", "over", 12, None),
        ("مقتل أكثر 12 صيادا", "over", 12, None),
        ("ما يناهز 12 قتيلا", "about", 12, 12),
        ("وشي 12 جريح", "about", 12, 12),
        ("لم تتجاوز 12 قتيلا", "at_most", 0, 12),
        ("شرطي أو أكثر", "at_least", 1, None),
        ("10 إلى 12 قتيلا", "between", 10, 12),
        ("يُرجح مقتل 12 صيادا", "likely", 12, 12),
    ],
)
def test_a_hedge_moves_the_bounds(words: str, modifier: CountModifier, low: int, high: int | None) -> None:
    count = last(f"{{C|{words}}} في الميناء")
    assert (count.modifier, count.low, count.high) == (modifier, low, high)


def test_a_hedge_may_stand_beside_the_span() -> None:
    assert last("الحصيلة تخطت {C|80 قتيلا}").modifier == "over"
    assert last("وتجاوز عدد الجرحى {C|80}").modifier == "over"
    assert last("لم يتجاوز عدد القتلى في 2020 {C|ثمانين}").modifier == "at_most"
    assert last("الجرحى تجاوزوا، {C|وثمانون} قُتلوا").modifier == "none"
    assert last("تجاوز عدد القتلى والجرحى {C|ثمانين}").modifier == "over"
    assert last("تجاوز عدد قتلى وجرحى الجيش {C|ثمانين}").modifier == "over"
    assert last("تجاوز القارب الميناء وقُتل {C|ثلاثة نجارين}").modifier == "none"
    assert last("تجاوز عدد الجرحى الثمانين وبلغ القتلى {C|سبعة}").modifier == "none"
    assert last("تجاوز الجرحى 80 منهم {C|طفل}").modifier == "none"
    assert last("{C|مقتل ستة نجارين} من أهل القرية على الأقل").modifier == "at_least"
    assert last("{C|حارس} يُعتقد أنه قُتل").modifier == "likely"
    assert last("{C|مقتل نجار} وجرح 5 على الأقل").modifier == "none"
    assert last("{C|أربعة حراس} وثمانية نجارين على الأقل").modifier == "none"


def test_two_quantities_of_a_span_are_two_counts() -> None:
    assert bounds("{C|مقتل أربعة جنود ومدني} في الميناء") == [(4, 4), (1, 1)]
    assert bounds("{C|نجار وثلاثة حراس} قُتلوا") == [(1, 1), (3, 3)]
    assert bounds("{C|مقتل 30 جنديا، وضابط}") == [(30, 30), (1, 1)]


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("مقتل ضابط ومجندان", [1, 2]),
        ("مقتل ضابطان ومجندان", [2, 2]),
        ("إصابة ممرضتين وسائق", [2, 1]),
        ("لقي اثنان وسائق حتفهم", [2, 1]),
        ("مقتل سائق وطفلاه", [3]),
        ("مقتل سائق واثنين من أبنائه", [3]),
        ("إصابة طفلتين وامرأة", [3]),
        ("مقتل سائق وحارس", [2]),
        ("مقتل سائق وبائع متجول", [2]),
        ("إصابة سائق ومسافرين", [1, 2]),
        ("أصيب والداه وسائقه", [3]),
        ("مقتل خمسة حراس وراع", [5, 1]),
        ("إصابة سائقان ومرشدهما", [2, 1]),
        ("إصابة حارس ورجلي أمن", [1, 2]),
        ("مقتل قائد وحدة في الجيش", [1]),
        ("مقتل شاب وسيم", [1]),
        ("مقتل سائق وذلك في الميناء", [1]),
    ],
)
def test_people_of_one_household_and_those_named_alone_are_counted_together(words: str, low: list[int]) -> None:
    assert bounds(f"{{C|{words}}}") == [(number, number) for number in low]


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("مقتل سيدة وأطفالها", 3),
        ("إصابة امرأة وأطفالها", 3),
        ("رجل وأبناؤه قُتلوا", 3),
        ("خطف رجل وأبنائه", 3),
        ("مقتل أم وأطفالها", 3),
        ("أم وبناتها", 3),
        ("مقتل سائق وإخوته", 3),
        ("وجرح زوجها وأطفالها", 3),
        ("وأصيب أولادها وزوجها", 3),
        ("إصابة رجل وولاده", 3),
        ("مقتل قائد ومرافقوه", 3),
        ("مقتل رجل وزوجته وأطفالهما", 4),
        ("مقتل رجل وأطفاله وسائق", 4),
        ("إصابة سيدتين وأطفالهما", 4),
        ("مقتل أطفالها", 2),
    ],
)
def test_people_of_a_household_who_are_many_count_as_two_at_least_beside_those_named(words: str, low: int) -> None:
    count = last(f"{{C|{words}}} في الميناء")
    assert (count.low, count.high, count.kind) == (low, None, "plural")
    assert len(counts(f"{{C|{words}}}")[0]) == 1


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("مقتل رجل وزوجته", [2]),
        ("مقتل امرأة وطفليها", [3]),
        ("مقتل سيدة وأطفالها الثلاثة", [1, 3]),
        ("توفي سائق متأثرا بإصاباته", [1]),
        ("وفاة سيدة بعد ولادة", [1]),
    ],
)
def test_a_number_a_dual_or_a_noun_of_nobody_is_not_many(words: str, low: list[int]) -> None:
    assert bounds(f"{{C|{words}}}") == [(number, number) for number in low]


@pytest.mark.parametrize(
    ("words", "low"),
    [
        ("54 وفاة", 54),
        ("مقتل الصياد وقاربه", 1),
        ("مقتل مزارع وأغنامه", 1),
        ("سبعة من رجالها وقعوا في الأسر", 7),
        ("إصابة ستة بكسور ورضوض", 6),
        ("خطف مقاتلين ومدنيين", 2),
        ("مقتل جنود ومهندسين", 2),
        ("مقتل عشرات من مرافقيه وجنوده", 20),
        ("مقتل 4 مقاتلين ومصورين", 4),
    ],
)
def test_what_is_joined_to_a_plural_or_names_nobody_is_no_count_of_its_own(words: str, low: int) -> None:
    assert [count.low for found in counts(f"{{C|{words}}} هنا") for count in found] == [low]


def test_two_nouns_under_one_number_above_ten_are_one_count() -> None:
    assert bounds("{C|مقتل 30 ضابطا وجنديا}") == [(30, 30)]


@pytest.mark.parametrize(
    "words",
    [
        "مقتل حارس الأحد",
        "مقتل حارس يوم الاثنين",
        "قتل الاثنين حارس",
        "قتل يوم الاثنين حارس",
        "مقتل حارس عمره 40 عاما",
        "مقتل قائد اللواء 70",
    ],
)
def test_a_day_an_age_or_the_number_of_a_brigade_counts_nobody(words: str) -> None:
    assert bounds(f"{{C|{words}}}") == [(1, 1)]


@pytest.mark.parametrize(
    "told",
    [
        "لم يسفر القصف عن {C|مقتل أي حارس}",
        "ولم تؤد الغارة إلى {C|إصابة أي حارس} هناك",
        "انتهى القصف دون {C|مقتل أي حارس}",
        "{C|لم يقتل أي حارس}",
        "حصيلة الليلة: {C|صفر قتلى} في المدينة",
    ],
)
def test_none_and_any_under_a_negation_are_nobody(told: str) -> None:
    assert bounds(told) == [(0, 0)]


def test_a_zero_counts_nobody_of_its_own_harm_alone() -> None:
    (found,) = counts("{C|صفر قتلى و12 جريحا} هناك")
    assert [(count.low, count.high, count.harm) for count in found] == [(0, 0, ("killed",)), (12, 12, ("wounded",))]
    assert bounds("{C|0 قتلى} و{C|القتلى صفر}") == [(0, 0), (0, 0)]
    assert bounds("{C|ما لا يربو على 30 قتيلا}") == [(0, 30)]


@pytest.mark.parametrize(
    "told",
    [
        "{C|مقتل نيف وعشرين مدنيا}",
        "{C|مقتل نيّف و20 مدنيا}",
        "{C|مقتل عشرين ونيف} هناك",
        "قتل {C|ما ينيف على عشرين شخصا}",
    ],
)
def test_an_odd_number_above_tens_leaves_their_upper_bound_open(told: str) -> None:
    ((found,),) = counts(told)
    assert (found.low, found.high, found.modifier) == (20, None, "over")


def test_any_is_somebody_where_nothing_negates_it_in_its_sentence() -> None:
    assert bounds("لم يقع قصف. {C|مقتل أي حارس} خسارة") == [(1, 1)]


def test_a_span_that_names_a_harm_for_each_of_its_counts_has_each_with_its_own() -> None:
    (found,) = counts("بلغ {C|عدد القتلى 2500 والجرحى 7800} هناك")
    assert [(count.low, count.harm) for count in found] == [(2500, ("killed",)), (7800, ("wounded",))]


def test_an_ending_that_may_be_dual_or_plural_is_dual_where_the_text_says_so_elsewhere() -> None:
    assert bounds("{C|مقتل مسلحين} في الميناء") == [(2, None)]
    assert bounds("{C|مقتل مسلحين} وهما شقيقان") == [(2, 2)]
    assert bounds("{C|مقتل مسلحين} كانا في الميناء") == [(2, 2)]
    assert bounds("{C|خطف مسلحين} يعملان في الميناء") == [(2, 2)]
    assert bounds("{C|مقتل مسلحين} في الميناء. كان المسلحان هناك") == [(2, 2)]
    assert bounds("رأوا {C|ثلاثين جثة} وقالوا إن طفلين جرحا") == [(30, 30)]


def test_a_preposition_that_ends_like_a_dual_is_none() -> None:
    assert bounds("قال بأن {C|ما بين 20 و25 صيادا} قُتلوا") == [(20, 25)]


def test_impossible_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="between 3 and 2"):
        VictimCount(("killed",), 3, 2, "none", "integer")


# Which harm.


@pytest.mark.parametrize(
    ("words", "harm"),
    [
        ("مقتل سباح", ("killed",)),
        ("وأصيب سباح بجروح", ("wounded",)),
        ("خطف سباح", ("captured",)),
        ("فقدان سباح", ("missing",)),
        ("سقوط سبعة", ("killed",)),
        ("فقد سباح حياته", ("killed",)),
        ("قُتل وأُصيب سباحون", ("killed", "wounded")),
        ("مقتل أو فقدان سباحين", ("killed", "missing")),
        ("35 بين قتيل وجريح", ("killed", "wounded")),
        ("جرحى توفوا", ("killed",)),
        ("ثلاثة جرحى فارقوا الحياة", ("killed",)),
        ("٣ شهدا", ("killed",)),
        ("ماتو ٣ جرحى", ("killed",)),
        ("يعدم أسرى", ("killed",)),
        ("خسر اثنين من سباحيه", ("killed",)),
        ("وانجرحو ثلاثة", ("wounded",)),
        ("وأسرنا ثلاثة", ("captured",)),
        ("القبض على ثلاثة سباحين", ("captured",)),
        ("40 شخصا مختفين", ("missing",)),
        ("وفُقد اثنان", ("missing",)),
        ("لا يُعرف مصير ثلاثة", ("missing",)),
        ("القضاء على ثلاثة سباحين", ("killed",)),
        ("انصابو ثلاثة", ("wounded",)),
        ("ثلاثة سباحين فُقدوا", ("missing",)),
        ("فقدت ثلاثة سباحين", ("killed",)),
        ("فقدوا ثلاثة سباحين", ("killed",)),
        ("قضت على ثلاثة سباحين", ("killed",)),
        ("فقضت سباحة", ("killed",)),
        ("أجهزوا على ثلاثة سباحين", ("killed",)),
        ("اقتياد ثلاثة سباحين", ("captured",)),
        ("تحرير ثلاثة سباحين", ("captured",)),
        ("طعن سباحين", ("wounded",)),
        ("طعن سباح حتى الموت", ("killed",)),
        ("إصابة 5 سباحين خلال تحرير البلدة", ("wounded",)),
        ("خطف رئيس تحرير صحيفة", ("captured",)),
        ("اعتقال ثلاثة بتهمة تنفيذ عملية طعن", ("captured",)),
        ("شُنق ثلاثة سباحين", ("killed",)),
        ("تصاوب ثلاثة سباحين", ("wounded",)),
        ("سقط ثلاثة من السباحين بين شهيد وجريح", ("killed", "wounded")),
    ],
)
def test_a_span_says_its_harm_and_two_where_one_count_covers_both(words: str, harm: tuple[Harm, ...]) -> None:
    assert last(f"{{C|{words}}} في الميناء").harm == harm


@pytest.mark.parametrize(
    ("marked", "harm"),
    [
        ("{C|قُتل تسعة} بينهم {C|طفلان}", ("killed",)),
        ("{C|أُصيب تسعة} في الميناء {C|وثلاثة} في السوق", ("wounded",)),
        ("{C|مقتل تسعة} وجرح كثيرين بينهم {C|طفل}", ("wounded",)),
        ("سقط {C|قتلى} {C|وجرحى} بينهم {C|نساء}", ("killed", "wounded")),
        ("قالت الشرطة إن {C|سبعة حراس} في الميناء أُصيبوا", ("wounded",)),
        ("{C|خمسة نجارين} قُتلوا وأُصيبوا", ("killed", "wounded")),
        ("أطلقوا النار على {C|شاب} ما أدى لمقتله. {C|وجرح آخر}", ("wounded",)),
        ("{C|أُصيب نجار}. ونُقل {C|الرجل} إلى المدينة", ("wounded",)),
        ("الجرحى هم:\n{C|ثلاثة رجال}", ("wounded",)),
        ("{C|سقط عدد} من الحراس بين قتيل وجريح", ("killed", "wounded")),
        ("كان {C|سبعة} هناك", ("killed",)),
        ("{C|إصابة أربعة} وكان {C|طفل} {C|وامرأة} بين القتلى", ("killed",)),
        ("{C|إصابة أربعة} ولا يزال {C|ثلاثة} منهم في عداد المفقودين", ("missing",)),
        ("{C|إصابة أربعة} بينهم {C|طفل}، وقال النجار إن ثلاثة في عداد المفقودين", ("wounded",)),
        ("{C|إصابة أربعة} فيما خسر الجيش {C|سبعة}", ("killed",)),
        ("{C|إصابة أربعة} وقالت الشرطة إن {C|سيدة} فارقت الحياة", ("killed",)),
        ("{C|فُقد خمسة حراس} حياتهم", ("killed",)),
        ("أوقعنا {C|سبعة} من الحراس بين قتيل وجريح", ("killed", "wounded")),
        ("سقط {C|سبعة} من الحراس بين شهيد ومصاب", ("killed", "wounded")),
        ("{C|سقط العشرات} من الحراس قتلى وأسرى", ("killed", "captured")),
        ("{C|مقتل أربعة}، وما زال {C|ستة آخرون} مفقودين", ("missing",)),
        ("{C|مقتل أربعة} ومصير {C|ستة} مجهول", ("missing",)),
        ("{C|مقتل أربعة} ويجري البحث عن {C|ستة}", ("missing",)),
        ("{C|مقتل حارس} {C|وآخران} في حالة حرجة", ("wounded",)),
        ("{C|مقتل حارس} فيما نُقل {C|12 آخرون} إلى المستشفى", ("wounded",)),
        ("{C|مقتل حارس} ووقع {C|ستة حراس} في قبضة المسلحين", ("captured",)),
        ("{C|مقتل سبعة} من الحراس، {C|وثلاثة} من المارة أُصيبوا بجروح", ("wounded",)),
        ("{C|إصابة سبعة} من الحراس، {C|وثلاثة} من الذين أُصيبوا أمس نجارون", ("wounded",)),
        ("لا يزال {C|49 رهينة} محتجزين، بينهم {C|27} أعلن الجيش مقتلهم", ("killed",)),
        ("{C|مقتل أربعة}، واقتاد المسلحون {C|ستة} معهم", ("captured",)),
        ("{C|مقتل أربعة} وفُقد الاتصال {C|بستة}", ("missing",)),
        ("{C|مقتل أربعة} وما زال {C|ستة} يتلقون العلاج", ("wounded",)),
        ("{C|إصابة أربعة} وتحرير {C|ستة}", ("captured",)),
        ("سقط {C|عشرات} بين جريح وقتيل", ("killed", "wounded")),
        ("توفي {C|اثنان} بعد نقلهما إلى المستشفى", ("killed",)),
        ("قُتل {C|أربعة} ونُقلت جثثهم إلى المستشفى", ("killed",)),
        ("خُطف {C|ثلاثة} من طريقهم إلى المستشفى", ("captured",)),
        ("خُطف {C|خمسة} في المدينة التي شهدت سقوط قتلى وجرحى", ("captured",)),
        ("وأُصيب {C|12}، بينما تحدث ناشطون عن قتلى وجرحى", ("wounded",)),
        ("قُتل {C|ثلاثة} مجهولي الهوية", ("killed",)),
        ("قُتل {C|سبعة} وسقطت بلدة في قبضة المسلحين", ("killed",)),
        ("{C|إصابة أربعة} وقضت المحكمة بتعويض {C|ثلاثة}", ("wounded",)),
        ("أُصيبت {C|ثلاث أسر}", ("wounded",)),
        ("أُصيبت {C|8 أسر}", ("wounded",)),
        ("أُصيبت {C|عدة أسر}", ("wounded",)),
        ("أُصيب ثلاثة {C|وأسر أربعة}", ("captured",)),
    ],
)
def test_the_harm_of_a_span_that_leans_is_that_of_what_it_leans_on(marked: str, harm: tuple[Harm, ...]) -> None:
    assert last(marked).harm == harm


def test_a_count_says_whether_its_harm_is_that_of_other_words() -> None:
    assert [count.leans for (count,) in counts("{C|أصيب تسعة}، بينهم {C|طفلان}")] == [False, True]


def test_a_masdar_or_another_span_behind_gives_no_harm_to_a_span_that_has_one_before() -> None:
    first, second = counts("ارتفع عدد القتلى إلى {C|سبعة} إضافة إلى {C|إصابة 20}")
    assert (first[0].harm, second[0].harm) == (("killed",), ("wounded",))


# In whose group.


@pytest.mark.parametrize(
    ("marked", "group"),
    [
        ("{C|مقتل جندي ومدني}", ("military", "civilian")),
        ("{C|إصابة صحفية}", ("journalist", "woman")),
        ("{C|مقتل ستة} من الجنود", ("military",)),
        ("{C|سقوط جرحى} في صفوف المدنيين", ("civilian",)),
        ("{C|مقتل خمسة مدنيين} بينهم {C|طفل}", ("civilian", "child")),
        ("{C|مقتل خمسة مدنيين} بينهم {C|طفل} {C|وامرأة}", ("civilian", "woman")),
        ("{C|مقتل خمسة مدنيين} بينهم {C|طفل} {C|وإصابة آخرين}", ("civilian",)),
        ("{C|مقتل نجار}", ()),
    ],
)
def test_victims_have_the_groups_that_words_name_and_parts_those_of_their_total(
    marked: str, group: tuple[Group, ...]
) -> None:
    assert last(marked).group == group


# Any text.

SAID = """
قتل وجرح فقد فقدوا حياتهم مقتل 7 1,200 وثلاثة عشر مئة ألف و نصف من إلى أو بين جنود وامرأة بينهم ، . : على الأقل ـ
"""
WORDS = st.sampled_from([*SAID.split(), "\n"])


@given(st.lists(WORDS, max_size=400), st.data())
def test_every_span_of_any_words_has_counts_that_are_possible(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=40)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    found = read_counts(words_of(text), spans)
    assert len(found) == len(spans)
    assert all(each and all(count.harm for count in each) for each in found)


@pytest.mark.parametrize(
    "word",
    ["فقد", "قتل ", "وجرح ", "7 و", "ألف و", "القتيل الـ20 ", "وامرأة ", "وشقيقين ", "ـ ـ", "بين 7 و8 ", "و", "ما لا "],
)
def test_a_span_of_a_hundred_thousand_letters_is_read(word: str) -> None:
    text = word * (100_000 // len(word))
    assert len(read_counts(words_of(text), [(0, len(text))])) == 1


@pytest.mark.parametrize("text", ["", "ـ", " "])
def test_spans_without_words_count_one_person(text: str) -> None:
    assert [each[0].low for each in read_counts(words_of(text), [(0, 0), (0, len(text))])] == [1, 1]
