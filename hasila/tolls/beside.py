"""What words beside a casualty span say of its people where no harm word does: «ومصير [ستة] مجهول»."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import regex

from hasila.arabic.sentences import SENTENCE_ENDS
from hasila.toll import Harm
from hasila.tolls.harm_words import forms_before, harm_of_form, ordered
from hasila.tolls.mentions import NEAR, Mention, TextWord

_BEFORE: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    (
        "missing",
        regex.compile(
            r"(?<!\S)[وف]?مصير$|(?:بحث|يبحثون)(?: \w+){0,2} عن$|لم يعثر علي$|(?:فقد|انقطع) (?:الاتصال|اثر)(?: ب| مع)?$"
        ),
    ),
    ("captured", regex.compile(r"(?<!\S)[وف]?(?:تحرير|(?:حررت?|حرروا)(?: \w+)?)$")),
)
"""What is said right before a mention: «يجري البحث عن [ستة]», «ومصير [ستة] مجهول»."""
_BEHIND: tuple[tuple[Harm, regex.Pattern[str]], ...] = (
    ("missing", regex.compile(r"(?:(?:ما|لا) [يت]?زال\w* )?(?:مفقود(?:ين|ون|ا)|مجهول(?:ي|ين|ون)?(?: المصير)?)(?!\S)")),
    ("captured", regex.compile(r"(?:\w+ ){0,2}(?:في|ب) قبضه(?!\S)")),
    (
        "wounded",
        regex.compile(
            r"(?:\w+ ){0,2}(?:في حاله (?:حرج|خطر|خطير|صعب)ه?|(?:جراح|جروح)\w* (?:خطير|بالغ|حرج)|[يت]تلقون العلاج|"
            r"الي (?:ال)?(?:مستشف|مشف)\w*)"
        ),
    ),
)
"""The same right behind it: «[ستة] ما زالوا مفقودين», «[وآخران] في حالة حرجة»."""
NAMES_HARMED = regex.compile(
    r"و?(?:ال)?(?:قتلي|قتيلا?|شهيدا?|شهداء|صريعا?|جرحي|جريحا?|مصابا?|مصابين|مصابون|اصابات|اسيرا?|اسري|مفقودين|مفقودون)"
)
"""People by their harm: «والجرحى»."""


def between_harms(words: Sequence[TextWord], mention: Mention, counted: AbstractSet[int]) -> tuple[Harm, ...]:
    """Return the harms of «بين قتيل وجريح» or «قتلى وأسرى» behind a mention; nothing if there is no such phrase.

    It is not looked for behind a word that is `counted`, which are those of other mentions.
    """
    for index in range(mention.end, min(mention.end + NEAR, len(words) - 1)):
        if index in counted or words[index].form in SENTENCE_ENDS:
            break
        if _ONE_OF_TWO_HARMS.fullmatch(words[index].form) and NAMES_HARMED.fullmatch(words[index + 1].form):
            listed = [word.form for word in words[index : index + _MOST_HARMS]]
            return ordered(harm for form in listed if NAMES_HARMED.fullmatch(form) and (harm := harm_of_form(form)))
    return ()


_MOST_HARMS = 3
"""«بين قتيل وجريح وأسير»."""
_ONE_OF_TWO_HARMS = regex.compile(r"قتلي|قتيلا?|شهيدا?|شهداء|صريعا?")


def said_beside(words: Sequence[TextWord], mention: Mention) -> tuple[Harm, ...]:
    """Return the harm that words right before or behind a mention say without a word of harm that it could lean on."""
    before = " ".join(forms_before(words, mention.start, _BESIDE))
    behind = " ".join(word.form for word in words[mention.end : mention.end + _BESIDE])
    found = next((harm for harm, pattern in _BEFORE if pattern.search(before)), None)
    found = found or next((harm for harm, pattern in _BEHIND if pattern.match(behind)), None)
    return (found,) if found else ()


_BESIDE = 5
"""Words before and behind a mention that may say what happened to its people."""
