"""Words of telling: who tells without being a force or an authority, and by which words a text says that it does.

The patterns match words as hasila.tolls.mentions gives them: folded and levelled.
"""

import regex

_OUTLETS = (
    r"وكال(?:ه|ات)|تل[يف]?فزيون|تلفزه|قناه|قنوات|فضائي(?:ه|ات)|اذاع(?:ه|ات)|راديو|صحيفه|صحف|جريده|مواقع|موقع|شبك(?:ه|ات)|"
    r"صفح(?:ه|ات)|منص(?:ه|ات)|مكتب|مركز|مراسل\p{L}{0,3}|وسائل|اعلام|صحافه|سانا|رويترز|وفا|اناضول|اسوشيتد|فرانس|سكاي|"
    r"نيويورك|واشنطن|وول"
)
_PEOPLE = (
    r"مصدر(?:ا|ان|ين)?|مصادر(?:نا)?|مس[ؤوئ]{1,2}ول(?:ا|ه|ون|ين|ان)?|متحدث\p{L}{0,2}|شهود\p{L}?|شاهده?|ناشط\p{L}{0,2}|نشطاء|"
    r"مسعف\p{L}{0,2}|طبيب\p{L}?|اطباء|ممرض\p{L}{0,2}|محقق\p{L}{0,2}|سكانا?|اهالي|مستشفي(?:ات)?|مشفي|مشافي|مراقب\p{L}{0,2}|"
    r"محلل\p{L}{0,2}|خبراء|باحث\p{L}{0,2}|صحفي\p{L}{0,2}|صحافي\p{L}{0,2}|ضابط\p{L}{0,2}|"
    r"متطوع\p{L}{0,2}|مواطن\p{L}{0,2}|قروي\p{L}{0,2}|ناج(?:ون|ين)|اقارب\p{L}{0,3}|ذوو\p{L}{0,2}|عائله"
)
_OFFICES = "شيخ|شيوخ|زعيم|زعماء|نائب|رئيس|عمده|محافظ|مدير|مختار"
_RECORDS = (
    r"تقارير|تقريرا?|انباء|بيان\p{L}{0,2}|بلاغ|معلومات|احصائي(?:ه|ات)|احصاء\p{L}{0,2}|ارقام|تقديرات|كشوف|سجلا?ت?|تحقيق(?:ات)?|"
    r"شهاد(?:ه|ات)"
)
_BARE = r"[وف]?(?:ال)?"
OUTLET = regex.compile(f"[وف]?ل{{0,2}}(?:ال)?(?:{_OUTLETS})")
"""The first word of a medium, whose name may stand in quotation marks behind it."""
OFFICE = regex.compile(f"{_BARE}(?:{_OFFICES})")
"""The first word of an office, which may begin the name of a place: «الشيخ زويد»."""
RECORD = regex.compile(f"{_BARE}(?:{_RECORDS})")
"""The first word of what tells and is nobody: «تقرير»."""
SPEAKER = regex.compile(f"{_BARE}(?:{_OUTLETS}|{_PEOPLE}|{_OFFICES}|{_RECORDS})")
"""The first word of who or what tells, as the subject of a verb."""
_OBJECT = "(?:ها|نا|(?<!اضاف|اشار|قدر)ه)?"
"""«إضافة», «إشارة» and «قدره» are no verbs with an object."""
_SAID = (
    r"قال(?:ت|وا|ا)?|[يت]قول|يقولون|افاد(?:ت|وا)?|[يت]فيد|ذكر(?:ت|وا)?|[يت]ذكر|اكد(?:ت|وا)?|[يت]ؤكد|اوضح(?:ت|وا)?|"
    r"[يت]وضح|[يت]نقل|اضاف(?:ت|وا)?|[يت]ضيف|اشار(?:ت|وا)?|[يت]شير|اعلن(?:ت|وا)?|[يت]علن|نقل(?:ت|وا)?|اورد(?:ت)?|كشف(?:ت)?|تحدث(?:ت|وا)?|"
    r"[يت]تحدث|صرح(?:ت)?|لفت(?:ت)?|رو[يت]|نشر(?:ت)?|بثت?|تداول(?:ت)?|تناقل(?:ت)?|زعم(?:ت|وا)?|ادع[يت]|ابلغ(?:ت|وا)?|قدر(?:ت)?|"
    r"احص[يت]|وثق(?:ت)?|بينت|اردف(?:ت)?|رجح(?:ت)?|شدد(?:ت)?|اعترف(?:ت)?|اقر(?:ت)?"
)
TELLS = regex.compile(f"[وف]?(?:{_SAID}){_OBJECT}|[وف](?:تابع(?:ت)?|يتابع)|[وف]?كتب(?:ت)?")
"""A verb of telling, which names who tells behind it."""
QUOTES_OTHERS = regex.compile(r"[وف]?[يت]?نقل(?:ت|وا)?(?:ه|ها)?")
"""A verb that tells what another says: «نقلت وكالة عن مصدر طبي»."""
GOES_ON = regex.compile(
    r"[وف]?(?:قال(?:ت|وا|ا)?|افاد(?:ت|وا)?|ذكر(?:ت|وا)?|اكد(?:ت|وا)?|اوضح(?:ت|وا)?|اضاف(?:ت|وا)?|[يت]ضيف|اشار(?:ت|وا)?|لفت(?:ت)?|"
    r"اردف(?:ت)?|زعم(?:ت)?|بينت|كشف(?:ت)?|تابع(?:ت)?)"
)
"""A verb of telling with which whoever told before goes on: «وأضافت أن»."""
ADDING = regex.compile(r"[وف]?(?:مضيف|مشير|موضح|مؤكد|لافت|مبين)(?:ا|ه)")
"""A participle with which a sentence goes on telling: «مضيفا أن»."""
ACCORDING = regex.compile(r"(?:[وف]?ب|و)?حسب(?:ما)?|[وف]?وفقا?|[وف]?نقلا")
"""What names a source without a verb: «بحسب شهود»."""
THAT = frozenset(("ان", "بان", "انه", "انها", "بانه", "بانها"))
"""What follows a verb of telling that names nobody."""
BELONGING = regex.compile(f"(?:{_SAID})(?:ها|ه)")
"""A verb of telling with an object: behind a noun it says who passed that on, «في بيان نشرته وكالة»."""
PUBLISHES = regex.compile(r"[وف]?(?:نشر|كشف|بث|كتب)(?:ت|وا)?")
"""Verbs that tell only with what they tell: «كشفت مصادر عن مقتل», not «نشرت صحيفة تقريرا»."""
NOBODY = regex.compile(r"ل?(?:ال)?(?:قانون|توقيت|احكام|اتفاق|اصول|خطه|بل|معايير|جدول)")
"""What is no source behind «بحسب»."""
PRESS = regex.compile(r"(?:ال)?(?:صحفي|صحافي)\p{L}{0,2}")
SPEECH = regex.compile(r"[وبل]?(?:ال)?(?:مؤتمر|بيان|تصريح|تصريحات|حديث|لقاء|افاده|حوار|ايجاز)ا?")
"""What is of the press in «مؤتمر صحفي», where nobody of the press tells."""
