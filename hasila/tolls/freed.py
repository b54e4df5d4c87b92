"""People who were freed: «أفرجت … عن 113 أسيرا», «إطلاق سراح», «تبادل الأسرى»."""

from collections.abc import Sequence

import regex

from hasila.tolls.mentions import Mention, TextWord, mentions_of

_FREED = regex.compile(
    r"[وفبلك]{0,2}(?:ال)?(?:[ايتس]{0,2}فرج(?:ت|وا|ون|ا)?|ا?فراج(?:ات)?|سراح|تحرير|[ايت]?حرر(?:ت|وا)?|محرر(?:ين|ون|ة|ه)?|مفرج|تبادل|"
    r"استعاد(?:ت|ة|ه)?|[ايت]?طلق(?:ت|وا)?|ا?طلاق)"
)
_OF_PEOPLE = regex.compile(r"سراح\p{L}{0,3}|.*فراج.*|.*فرج.*|.*حرر.*|.*تحرير|تبادل|.*استعاد.*")
"""Of a release these leave no doubt: «أطلق» alone may be a shot."""
_NOT_YET = regex.compile(
    r"[وف]?(?:ال)?(?:مطالب[ةه]|[يت]?طالب(?:ت|وا|ون)?|دعا|دعت|يدعو|تدعو|دعوة|[يت]?شترط(?:ت)?|ا?شترط(?:ت)?|فاوض(?:ت|وا)?|مفاوض\p{L}*|تفاوض\p{L}*|وعد(?:ت)?|شرط|مقابل|لم|لن|قبل|اذا|ينص|تنص|"
    r"سيتم|ستفرج|سيفرج|وساط[ةه]|جهود|اتصالات|طلب(?:ت)?)"
)
_NEAR = 6
"""The most words from the word of release to a casualty span, and before that word, where it may be only wished for."""


def freed_in_harms(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each casualty span (start, end) whether a word of its sentence says that its people were freed.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "أفرجت السلطات عن 113 أسيرا"
    >>> freed_in_harms(words_of(text), [(17, 26)])
    [True]
    """
    return [_freed(words, mention) for mention in mentions_of(words, spans)]


def _freed(words: Sequence[TextWord], mention: Mention) -> bool:
    if mention.start >= len(words):
        return False
    first = _within_sentence(words, mention.start, mention.start - _NEAR)
    for index in range(mention.end - 1, first - 1, -1):
        if _FREED.fullmatch(words[index].form) and _is_of_people(words, index, mention):
            before = words[_within_sentence(words, index, index - _NEAR) : index]
            return not any(_NOT_YET.fullmatch(word.form) for word in before)
    return False


def _is_of_people(words: Sequence[TextWord], index: int, mention: Mention) -> bool:
    """Say whether a word of release frees people, as «أفرج» does, and «أطلق» with «سراح» behind it."""
    form = words[index].form
    return bool(_OF_PEOPLE.fullmatch(form)) or any(
        word.form.startswith("سراح") for word in words[index + 1 : min(index + 3, mention.start)]
    )


def _within_sentence(words: Sequence[TextWord], index: int, first: int) -> int:
    """Return the earliest word from `first` on that is in the sentence of the word at `index`."""
    return next(at for at in range(max(first, 0), index + 1) if words[at].sentence == words[index].sentence)
