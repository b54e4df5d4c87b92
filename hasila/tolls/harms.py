"""What happened to the people of a casualty span, which may lean on a harm word elsewhere in its sentence."""

from collections.abc import Sequence
from itertools import pairwise

import regex

from hasila.toll import Harm
from hasila.tolls.beside import NAMES_HARMED, between_harms, said_beside
from hasila.tolls.harm_words import HarmWords, forms_between, harm_at, ordered
from hasila.tolls.mentions import NEAR, Mention, TextWord

_LIFE = regex.compile(r"ل?(?:ال)?(?:ارواح|حيات|حياه)(?:ه|ها|هم|هن|هما)?")
_VANISHED = regex.compile(r"[وف]?فقد(?:وا|ا)?")
"""«فُقد ثلاثة», «ثلاثة فُقدوا»; but «فقدوا ثلاثة» tells of the killed."""
_PHRASES: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    ("killed", regex.compile("القضاء علي")),
    ("captured", regex.compile("القبض علي")),
    ("missing", regex.compile("لا يعرف مصير")),
)
_AT_THE_HEAD: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    ("captured", regex.compile("[وف]?(?:تحرير|حرر(?:ت|وا)?)")),
    ("wounded", regex.compile("[وفب]?[يت]?(?:طعن|دهس)(?:ت|وا|ا)?")),
)
"""First words of a mention that name a harm if no other word does: «تحرير 14 مدنيا», «طعن شرطي»."""
_FELL = regex.compile(r"[وفبل]?(?:سقوط|سقط)")
_VERB = regex.compile(
    r"[لب]?(?:مقتل|وفات|اصابت|استشهاد|مصرع|اختطاف)(?:ه|ها|هم|هما)|[تي]?قتل(?:ا|ت|تا|وا|ن|هم|تهم)?|"
    r"[تيا]?صيب\w*|[تي]صاب(?:وا|ون)|جرح(?:ا|ت|وا)?|[تيا]ستشهد\w*|قضي|قضت|قضوا|لقي|لقوا|فقدوا|فقدت|سقط|سقطوا|اعدم\w*|"
    r"توفي\w*|توفوا|فارق\w*|لفظت?|اختطف\w*|خطف(?:وا|ت)?|احتجز\w*|اسر(?:وا|ت)|اعتقل\w*|مات\w*|ارتق\w*|استسلم\w*"
)
"""Verbs that may follow the people they tell of, and «لمقتله», which points back to them."""
_PART = regex.compile(r"بينهم|بينهن|بينها|منهم|منهن|منها|ضمنهم|فيهم|معظمهم|اغلبهم|غالبيتهم|جلهم|\(")
_LEANS_BACK = regex.compile(r"هم|وهم|هما|وهما|الي|بالاضافه|اضافه الي|جانب|الي جانب|عن|فضلا عن|كما")


def own_harm(words: Sequence[TextWord], mention: Mention) -> tuple[Harm, ...]:
    """Return the harm that the words of a mention name; nothing if they name none."""
    places = [
        index
        for index in range(mention.start, mention.end)
        if harm_at(words, index) or _VANISHED.fullmatch(words[index].form)
    ]
    joint = _joint(words, places)
    if len(joint) > 1:
        return joint
    if _lost_life(words, mention):
        return ("killed",)
    forms = [word.form for word in words[mention.start : mention.end]]
    if places and all(_VANISHED.fullmatch(words[index].form) for index in places) and not forms[0].endswith("وا"):
        return ("missing",)
    if any(harm_at(words, index) == "killed" for index in places):
        return ("killed",)
    phrase = " ".join(forms)
    if _FELL.match(phrase) and (told := between_harms(words, mention) or said_beside(words, mention)):
        return told
    phrased = tuple(harm for harm, pattern in _PHRASES if pattern.search(phrase))
    fell: tuple[Harm, ...] = ("killed",) if _FELL.match(phrase) or _to_death(words, mention) else ()
    return phrased or joint or fell or tuple(harm for harm, head in _AT_THE_HEAD if forms and head.fullmatch(forms[0]))


def _to_death(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether «حتى الموت» follows: «[طعن شرطي] حتى الموت»."""
    return [word.form for word in words[mention.end : mention.end + 2]] == ["حتي", "الموت"]


def _lost_life(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a mention loses its life, in its own words or those right behind: «[فقد خمسة جنود] حياتهم»."""
    forms = [word.form for word in words[mention.start : mention.end]]
    behind = forms_between(words, mention.end, mention.end + 2)
    return any("فقد" in form for form in forms) and any(map(_LIFE.fullmatch, (*forms, *behind)))


def _joint(words: Sequence[TextWord], places: Sequence[int]) -> tuple[Harm, ...]:
    """Return the harms that «و» or «أو» joins to each other at `places`; if there are none, the first harm."""
    joined = {index for pair in pairwise(places) if _coordinated(words, *pair) for index in pair}
    harms = {harm for index in joined or places[:1] if (harm := harm_at(words, index))}
    return ordered(harms)


def _coordinated(words: Sequence[TextWord], left: int, right: int) -> bool:
    between = [word.form for word in words[left + 1 : right]]
    return between in (["او"], ["و"]) or (not between and words[right].form.startswith("و"))


def leaning_harm(
    words: Sequence[TextWord], harms: HarmWords, mention: Mention, before: Mention | None
) -> tuple[Harm, ...]:
    """Return the harm of what a mention leans on; nothing if there is nothing."""
    if beside := between_harms(words, mention) or said_beside(words, mention):
        return beside
    back = _harm_before(words, harms, mention, before)
    later = harms.after[mention.end]
    forward = () if later is None else _joint(words, _verbs_of_many(words, later) or [later])
    if later is not None and later - mention.end < NEAR and _is_among(words, mention.end, later):
        return forward
    told = later is not None and later - mention.end < NEAR and _VERB.fullmatch(words[later].form)
    if forward and told and later not in harms.counted and not (back and _leans_back(words, mention)):
        return forward
    if later is not None and later not in harms.counted and _is_of_these(words, mention, later):
        return forward
    return back or (before.harm if before else forward)


def _is_of_these(words: Sequence[TextWord], mention: Mention, index: int) -> bool:
    """Say whether a harm word tells of a mention before it alone: «[وثلاثة] من المارة أصيبوا», «[27] أُعلن مقتلهم»."""
    between = forms_between(words, mention.end, index)
    reached = mention.end + len(between) == index and len(between) < NEAR
    return reached and _OF_MANY.fullmatch(words[index].form) is not None and _RELATIVE.isdisjoint(between)


_OF_MANY = regex.compile(r"(?:قتلوا|جرحوا|اصيبوا|ماتوا|توفوا|لقوا|قضوا|استشهدوا|خطفوا|اختطفوا)|(?:مقتل|وفات)هم")
_RELATIVE = frozenset(["الذين", "ممن", "ان", "حين", "بعد", "قبل", "عندما"])
"""Words behind which others may be meant."""


def _is_among(words: Sequence[TextWord], start: int, index: int) -> bool:
    """Say whether a harm word tells among whom the people up to `start` are: «بين القتلى», «في عداد المفقودين»."""
    *between, among = ["", *(word.form for word in words[start:index])]
    return among in _AMONG and words[index].form.startswith("ال") and "،" not in between[:-1]


_AMONG = frozenset(["بين", "عداد"])


def _verbs_of_many(words: Sequence[TextWord], first: int) -> list[int]:
    """Return the places of the verbs of «قُتلوا وأُصيبوا», which tell of the same people."""
    return [index for index in _near(words, first, first + 2) if words[index].form.endswith("وا")]


def _harm_before(
    words: Sequence[TextWord], harms: HarmWords, mention: Mention, before: Mention | None
) -> tuple[Harm, ...]:
    """Return the harm of the last word or span before a mention in its sentence."""
    earlier = harms.before[mention.start]
    same = before is not None and _sentence(words, before) == _sentence(words, mention)
    if before and same and (earlier is None or earlier < before.end):
        return before.whole if is_part(words, mention) else before.harm
    if earlier is None:
        return ()
    *_, first = [earlier, *_near(words, max(earlier - 2, 0), earlier)]
    return _joint(words, [first, earlier] if _coordinated(words, first, earlier) else [earlier])


def _near(words: Sequence[TextWord], start: int, end: int) -> list[int]:
    """Return the places of harm words from `start` up to `end`."""
    return [index for index in range(start, min(end, len(words))) if harm_at(words, index)]


def _sentence(words: Sequence[TextWord], mention: Mention) -> int:
    return words[min(mention.start, len(words) - 1)].sentence if words else 0


def _leans_back(words: Sequence[TextWord], mention: Mention) -> bool:
    if mention.start < mention.end and words[mention.start].form.startswith("و"):
        return True
    previous = [word.form for word in words[max(mention.start - 2, 0) : mention.start]]
    return is_part(words, mention) or any(
        _LEANS_BACK.fullmatch(" ".join(previous[index:])) for index in range(len(previous))
    )


def is_part(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether «بينهم» or its like stands before a mention."""
    return mention.start > 0 and _PART.fullmatch(words[mention.start - 1].form) is not None


def harm_with_neighbour(
    words: Sequence[TextWord], mention: Mention, harm: tuple[Harm, ...], before: Mention | None
) -> tuple[Harm, ...]:
    """Return `harm` and that of the mention that it is joined to: «قتلى» and «وجرحى»."""
    if before is None or mention.start - before.end > 1 or mention.end == mention.start:
        return harm
    first = words[mention.start].form
    joined = first.startswith("و") or words[mention.start - 1].form == "و"
    both = NAMES_HARMED.fullmatch(first) and NAMES_HARMED.fullmatch(words[before.end - 1].form)
    return ordered((*before.harm, *harm)) if joined and both else harm
