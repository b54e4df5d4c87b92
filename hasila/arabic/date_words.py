"""The words of dates as patterns, over words folded, levelled and joined by one blank.

Each pattern is one kind of phrase: a day, a month, a stretch of time. Its groups name the parts that decide the days.
"""

from collections.abc import Iterable, Mapping

import regex

from hasila.arabic.days import Edge, Unit
from hasila.arabic.months import MONTHS, SAYS_MORE, WEEKDAYS
from hasila.arabic.spelling import level


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longest first, so that no word is read as its beginning."""
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))


_UNITS = ("اول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
ORDINALS: Mapping[str, int] = {
    **{f"ال{word}": number for number, word in enumerate(_UNITS, 1)},
    **{f"ال{word} عشر": number + 10 for number, word in enumerate(["حادي", *_UNITS[1:9]], 1)},
    **{f"ال{tens}": value for tens, value in (("عشرين", 20), ("عشرون", 20), ("ثلاثين", 30), ("ثلاثون", 30))},
    **{f"ال{word} والعشرين": number + 20 for number, word in enumerate(["حادي", *_UNITS[1:9]], 1)},
    **{f"ال{word} والعشرون": number + 20 for number, word in enumerate(["حادي", *_UNITS[1:9]], 1)},
    "الحادي والثلاثين": 31,
    "الحادي والثلاثون": 31,
}
"""The days of a month in words."""
EDGES: Mapping[str, Edge] = {
    **dict.fromkeys(("مطلع", "مستهل"), "start"),
    **dict.fromkeys(("بدايه", "اوائل", "بدايات"), "early"),
    **dict.fromkeys(("منتصف", "اواسط"), "middle"),
    **dict.fromkeys(("نهايه", "اواخر", "ختام"), "end"),
}
_UNIT_WORDS: Mapping[Unit, str] = {
    "hour": "ساعه ساعات ساعتين",
    "day": "يوم يوما ايام يومين",
    "week": "اسبوع اسبوعا اسابيع اسبوعين",
    "month": "شهر شهرا اشهر شهور شهرين",
    "year": "عام عاما اعوام عامين سنه سنوات سنين سنتين",
}
UNITS: Mapping[str, Unit] = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
SEASONS: Mapping[str, int] = {"ربيع": 3, "صيف": 6, "خريف": 9, "شتاء": 12}
"""Seasons and the month that begins them."""
_NUMBERS = [
    word.replace("_", " ")
    for word in level(
        "ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة ثمان ثماني ثمانية تسع تسعة عشر عشرة "
        "أحد_عشر اثني_عشر عشرين عشرون ثلاثين ثلاثون أربعين أربعون خمسين خمسون ستين سبعين ثمانين تسعين مئة"
    ).split()
]

_AL = "(?:ال|لل)"
_PAST = "(?:ماضي(?:ه|ين|تين)?|فائت(?:ه|ين)?|منصرم(?:ه|ين)?|اخير(?:ه|ين)?)"
_WHICH = rf"ال(?:(?P<past>{_PAST})|(?P<this>جاريه?|حاليه?)|(?P<next>مقبله?|قادمه?))"
_YEAR_WORD = f"(?:{_AL}?(?:عام|سنه))"
_YEAR = (
    rf"(?:(?:[,،] )?(?:من )?ل?{_YEAR_WORD} )?(?P<year>1[3489][0-9]{{2}}|20[0-9]{{2}})(?! ?[%:])"
    r"(?: (?:م|ميلاديه?)(?!\S))?"
    r"(?: (?P<hijri>هـ?|هجريه?)(?!\S))?"
    rf"|(?:من )?{_YEAR_WORD} (?P<yearwords>الفين(?: و\w+(?: عشر)?){{0,2}})"
    rf"|من {_YEAR_WORD} {_WHICH}"
)
_MONTH = rf"(?P<month>{any_of(MONTHS)})(?!\w)(?: (?:[/\\(-] )?(?:{any_of(MONTHS)})(?!\w)(?: \))?)?"
_DAY = rf"(?:ال ?)?(?P<day>\d{{1,2}})|(?P<ordinal>{any_of(ORDINALS)})(?!\w)"
_OF_MONTH = rf"(?:من )?(?:شهر )?{_MONTH}(?: (?:{_YEAR}|{_WHICH}))?"
_NUMERIC = (
    r"(?P<day>\d{1,2}) ?(?P<sign>[-/.]) ?(?P<numeric>\d{1,2}) ?(?P=sign) ?(?P<year>\d{4})(?!\d)(?: (?P<hijri>ه)(?!\S))?"
    r"|(?P<year>\d{4}) ?(?P<sign>[-/.]) ?(?P<numeric>\d{1,2}) ?(?P=sign) ?(?P<day>\d{1,2})(?![\d.])"
)
_DATE = rf"(?:{_NUMERIC}|(?:{_DAY}) (?:{_OF_MONTH}|(?:من )?(?:{_AL}شهر )?ال(?P<current>جاري|حالي)))"

_CLOCK = (
    r"(?:(?:تمام|حوالي|نحو) )*(?:الساعه )(?:\d{1,2}(?: ?[:.,] ?\d{2})?|ال\w+ه(?: عشره?)?)"
    r"(?: و(?:ال)?(?:نصف|ربع|ثلث)| و\w+(?: و\w+)? دقيقه)?"
)
_PARTS = r"فجر|صباح|صبيحه|ضحي|ظهر|ظهيره|عصر|مغرب|مساء|عشيه|ليل|ليله|ليليه"
PART_OF_DAY = (
    rf"(?:(?:{_CLOCK}|(?:ال)?(?:وقت|ساعه|ساعات)(?: (?:ال)?(?:متاخره?|مبكره?|سابق|لاحق|اولي|اخيره))?|"
    rf"(?:(?:بعد|قبل|قبيل|بعيد) )?(?:منتصف )?(?:ال)?(?:{_PARTS})(?: ال(?:اولي|باكر))?)(?: من)? )"
)
"""What may stand before a day: an hour, a part of the day."""
_NOT_TODAY = any_of([*ORDINALS, "نفسه", "ذاته", "التالي", "السابق", "العالمي", "الدولي", "الوطني", "الواحد"])
_RELATIVE = (
    rf"(?:(?<!(?:ذلك|بذلك) )(?:هذا )?(?:{_AL}|هال)يوم(?! (?:{_NOT_TODAY}|ال{_PAST})(?!\w))"
    rf"|النهارده|(?:هذه )?الليله(?! (?:ال{_PAST}|نفسها|ذاتها))|هذا (?:ال)(?:صباح|مساء)|الان)"
    rf"|(?P<ereyesterday>(?:يوم )?(?:اول (?:من )?امس|امس الاول|اول (?:ال)?بارحه))"
    rf"|(?P<yesterday>(?:يوم )?[بل]?(?:ال)?امس|البارحه|ا?مبارح|(?:{_AL})يوم ال{_PAST})"
)
_DAY_NAMES = any_of([*WEEKDAYS, *(f"ل{day[1:]}" for day in WEEKDAYS)])
_NO_PLACE = r"(?<!\bو?[فبل]?(?:سوق|صلاه|خطبه|مسجد|جامع|واد|وادي) )"
"""A market, prayer or valley may be named for a day of the week."""
_NAMED = rf"(?:يوم |ليل )?{_NO_PLACE}(?:ال)?(?P<weekday>{_DAY_NAMES})(?!\w)"
_APART = r" (?:[,،(-] )?"
_DATED = rf"(?:{_APART}(?:(?:الموافق|المصادف)(?: ل)? )?(?:يوم )?{_DATE}(?: \))?)?"
DAY = regex.compile(
    rf"{PART_OF_DAY}{{0,3}}"
    rf"(?:(?:{_RELATIVE})(?!\w)(?:{_APART}{_NAMED}(?: \))?)?{_DATED}"
    rf"|{_NAMED}(?: {_WHICH}(?!\w))?{_DATED}|(?:يوم |نهار )?{_DATE})(?!\w)"
)
_BETWEEN_DAYS = r"(?: ?[-–—/] ?| (?:الي|علي) | )"
NIGHT = regex.compile(
    rf"{PART_OF_DAY}{{0,3}}(?P<weekday>{any_of(WEEKDAYS)}){_BETWEEN_DAYS}(?:(?:فجر|صباح) )?"
    rf"(?P<following>{any_of(WEEKDAYS)})(?!\w)"
)
PAIR = regex.compile(
    rf"(?:يومي |{PART_OF_DAY}{{1,3}}(?:يوم )?)(?P<weekday>{any_of(WEEKDAYS)})(?: ?[-/])? و{PART_OF_DAY}?(?:يوم )?"
    rf"(?P<following>{any_of(WEEKDAYS)})(?: ال(?P<past>{_PAST}))?(?!\w)"
)
LAST_NIGHT = regex.compile(
    rf"(?:{_AL}ليله ال{_PAST}|(?:طوال |خلال )(?:ساعات )?الليل)(?!\w)"
    rf"(?: و(?:حتي )?{PART_OF_DAY}?(?:اليوم|{_NAMED})(?:{_APART}{_NAMED})?(?!\w))?"
)
LAST_HOURS = regex.compile(rf"(?:خلال )?الساعات(?: القليله)? ال{_PAST}(?! من)(?!\w)")
JUST_NOW = regex.compile(r"(?:قبل|منذ) (?:قليل|لحظات|دقائق|ساعات|(?:نصف?|ربع|ثلث) ساعه)(?!\w)")
RANGE = regex.compile(
    rf"(?:(?:الفتره )?(?:ما )?(?:بين|من) )?(?:يومي )?"
    rf"(?:(?:ال ?)?(?P<fromday>\d{{1,2}})|(?P<fromordinal>{any_of(ORDINALS)}))"
    rf"(?: و ?| الي | حتي | ?[-–/] ?)(?:{_DAY}) (?:{_OF_MONTH}|من (?P<current>الشهر)(?: ال(?:جاري|حالي))?)(?!\w)"
)
_EDGE = rf"(?:(?P<edge>{any_of(EDGES)}) )"
_ALONE = (
    rf"(?!(?:{any_of(SAYS_MORE)})(?!\w)(?! [/(]| (?:{any_of(MONTHS)})| 20\d\d| 19\d\d| عام| {_YEAR_WORD}| ال{_PAST}))"
)
MONTH = regex.compile(
    rf"{_EDGE}?(?:شهر |{_ALONE}){_MONTH}(?:(?: [,،])? (?:{_YEAR}|{_WHICH}))?(?!\w)"
    rf"|{_EDGE}?{_AL}شهر (?P<nth>{any_of(list(ORDINALS)[:12])})(?!\w)(?! عشر)"
)
YEAR = regex.compile(
    rf"{_EDGE}?ل?(?:{_YEAR_WORD} )(?:(?P<year>1[0-9]{{3}}|20[0-9]{{2}})"
    rf"|(?P<yearwords>الفين(?: و\w+(?: عشر)?){{0,2}}))(?!\w)"
    rf"|{_EDGE}(?P<year>1[89][0-9]{{2}}|20[0-9]{{2}})(?!\w)"
)
BARE_YEAR = regex.compile(
    r"(?<=(?:منذ|في|بين|خلال|عام|حتي|نهايه|و) ?)(?P<year>19[0-9]{2}|20[0-4][0-9])"
    r"(?! ?[%:/-])(?!\w)(?=(?: ?[.,،:؛)(]|\n|$)| و| حتي)"
)
UNIT = regex.compile(
    rf"(?:{_EDGE}?(?:هذا |هذه )|{_EDGE})(?P<unit>{_AL}(?:اسبوع|شهر|عام|سنه))(?: {_WHICH})?(?!\w)"
    rf"|(?P<unit>{_AL}(?:اسبوع|شهر|عام|سنه)) {_WHICH}(?!\w)"
)
SEASON = regex.compile(
    rf"(?P<season>{any_of(SEASONS)}) (?:{_YEAR}|هذا العام|العام {_WHICH})(?!\w)"
    rf"|ال(?P<season>{any_of(SEASONS)})(?: {_WHICH})(?!\w)"
)
FRACTION = regex.compile(
    rf"ال(?P<fraction>ربع|نصف) (?P<nth>{any_of(list(ORDINALS)[:4])})(?: (?:من )?(?:{_YEAR}|ال(?:عام|سنه)))?(?!\w)"
)
_COUNT = rf"(?:ال ?)?(?P<count>\d{{1,3}}|(?:{any_of(_NUMBERS)})(?: و(?:ال)?(?:{any_of(_NUMBERS)}))?)"
_SINGULAR = "ساعه|يوما?|اسبوعا?|شهرا?|عاما?|سنه"
_UNIT = rf"(?:ال ?(?!(?:{_SINGULAR})(?!\w)))?(?P<unit>{any_of(UNITS)})(?!\w)"
_LENGTH = rf"(?:(?:اكثر|اقل) من |نحو |حوالي )?(?:{_COUNT} {_UNIT}|{_UNIT}(?: {_COUNT}(?!\w))?)"
WITHIN = regex.compile(
    rf"(?:(?:خلال|غضون|مدار|طوال|طيله) |(?<=(?:استمرت?|دامت?|مدي) )){_LENGTH}(?: ال(?P<past>{_PAST}))?(?!\w)"
    rf"|{_LENGTH}(?: القليله)? ال(?P<past>{_PAST})(?!\w)"
)
SINCE_LENGTH = regex.compile(rf"منذ {_LENGTH}(?!\w)")
AGO = regex.compile(rf"قبل {_LENGTH}(?!\w)")
_MANY = "(?:ايام|اشهر|شهور|سنوات|اعوام|اسابيع|سنين|ساعات)"
VAGUE = regex.compile(
    rf"(?:خلال|مدار|قبل|منذ) (?:عده )?{_MANY}(?!\w)|(?:(?:خلال|مدار) )?ال{_MANY}(?: القليله)? ال{_PAST}(?!\w)|"
    r"(?:خلال )?الاونه الاخيره"
)
_DAYTIME = "(?:ال)?(?:صباح|ظهر|عصر|فجر|ليل|صبح|افطار|سحور)"
HOUR = regex.compile(
    rf"{_CLOCK}(?: (?:{_PARTS})ا?| (?:قبل |بعد )(?:منتصف )?(?:ال)?(?:{_PARTS}))?(?!\w)|(?:صباح|ظهر|عصر|فجر|ليل)ا(?!\w)"
    rf"|(?:قبل|قبيل|بعيد|بعد) (?:منتصف )?{_DAYTIME}(?!\w)|الصبح(?!\w)|وقت (?:سابق|لاحق)(?!\w)"
    rf"|ساعات ال(?:{_PARTS}) الاولي"
)
SAME = regex.compile(
    r"(?:خلال )?(?:هذه|تلك|ذلك) ال(?:فتره|صباح|ليله)(?!\w)"
    r"|ال(?:يوم|شهر|ليله|فتره|عام|سنه|اسبوع) (?:ذات|نفس|عين)(?:ه|ها)(?!\w)"
)
