"""Counts that «و» adds to others, and so counts other people: «خمسة من الجيش وخمسة من المسلحين»."""

from collections.abc import Sequence

import regex

from hasila.tolls.mentions import Mention, TextWord, mentions_of

_CLAUSE_ENDS = frozenset(".!؟?:؛")
_CONJUNCTION = regex.compile(r"و(?!فا[هت]|فيات|قوع|قع|احد|كيل|لد|ليد|الد|زير|جود).*")
"""«و», alone or before a word that does not begin with it: not «وفاة»."""


def added_counts(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each casualty span (start, end) whether «و» adds its people to those of the span before.

    Both stand in one clause. Of 1,003 such pairs of one harm in the train passages, one tells of the same people twice.

    >>> from hasila.tolls.mentions import words_of
    >>> added_counts(words_of("قُتل 5 جنود من الجيش و5 مسلحين. وقُتل مدني"), [(0, 11), (21, 30), (32, 42)])
    [False, True, False]
    """
    found: list[bool] = []
    before: Mention | None = None
    for mention in mentions_of(words, spans):
        found.append(before is not None and _adds(words, before, mention))
        before = mention
    return found


def _adds(words: Sequence[TextWord], before: Mention, mention: Mention) -> bool:
    if not before.end <= mention.start < min(mention.end, len(words)):
        return False
    between = [word.form for word in words[before.end : mention.start]]
    one_clause = words[before.start].sentence == words[mention.start].sentence and _CLAUSE_ENDS.isdisjoint(between)
    form = words[mention.start].form
    return one_clause and (between[-1:] == ["و"] or _CONJUNCTION.fullmatch(form) is not None)
