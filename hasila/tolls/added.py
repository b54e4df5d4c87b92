"""Counts in a row of «و», which count other people each: «خمسة من الجيش وخمسة من المسلحين وخمسة مدنيين»."""

from collections.abc import Sequence

import regex

from hasila.tolls.mentions import Mention, TextWord, mentions_of

_CLAUSE_ENDS = frozenset(".!؟?:؛")
_ADDING = regex.compile(
    r"و(?!ال|ه[مي]|من|بين|كل|جميع|معظم|ذلك|ارتفا?ع|فا[هت]|فيات|قوع|قع|احد|كيل|لد|ليد|زير|جود|صول|صل|افد|سيط).*"
)
"""«و», alone or before a word for people or their harm; not words that begin with it themselves («وفاة»), nor «وهم»,
«وارتفاع» and definite ones («والقتلى الخمسة»), which may tell of the same again."""


def rows_of_counts(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the number of the row of each casualty span (start, end): those that «و» joins in a clause share it.

    The counts of one span, which is given for each of them, are a row as well.
    Of 1,209 pairs of one harm in a row in the train passages, one tells of the same people twice.

    >>> from hasila.tolls.mentions import words_of
    >>> rows_of_counts(words_of("قُتل 5 جنود من الجيش و5 مسلحين. وقُتل مدني"), [(0, 11), (21, 30), (32, 42)])
    [1, 1, 2]
    """
    rows: list[int] = []
    before: Mention | None = None
    for mention in mentions_of(words, spans):
        last = rows[-1] if rows else 0
        goes_on = before is not None and _goes_on(words, before, mention)
        rows.append(last if goes_on else last + 1)
        before = mention
    return rows


def _goes_on(words: Sequence[TextWord], before: Mention, mention: Mention) -> bool:
    """Say whether a count is of the row of the one before."""
    if mention == before:
        return True
    if not before.end <= mention.start < min(mention.end, len(words)):
        return False
    between = [word.form for word in words[before.end : mention.start]]
    one_clause = words[before.start].sentence == words[mention.start].sentence and _CLAUSE_ENDS.isdisjoint(between)
    form = words[mention.start].form
    return one_clause and (between[-1:] == ["و"] or _ADDING.fullmatch(form) is not None)
