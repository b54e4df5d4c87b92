"""Whose people casualties are where a pronoun says that they are somebody's: «ستة من أفرادها»."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import regex

from hasila.arabic.members import may_stand_for, owner_in
from hasila.document import Document
from hasila.tolls.fields import LINK_MASK, LINKS
from hasila.tolls.groups import names_nobody
from hasila.tolls.mentions import Mention, TextWord, mentions_of
from hasila.tolls.pairs import Pairs

_PARTY, _SOURCE = LINKS.index("party"), LINKS.index("source")
_DISAGREES = 0.1
"""What is left of a probability where pronoun and name do not agree."""
_SPEAKS = 0.1
"""How much likelier an actor is that tells of it: «أعلنت القوات أن ستة من أفرادها قُتلوا»."""
_LEAST = 0.03
"""The least that the probabilities of all actors must add up to: below it, the people are of nobody named."""
_SURE = 0.9
"""From this probability on, the model is believed: a name may have another gender than its ending."""
_RIGHT = 0.75
"""About how often the likeliest actor is right: in 62 of 79 such counts that the model had not learnt."""


def owners(words: Sequence[TextWord], spans: Sequence[tuple[int, int]]) -> list[str | None]:
    """Return for each casualty span (start, end), in the text's order, the pronoun that says whose people they are.

    A bare number behind such a span, as in «قُتل ستة من أفرادها وجُرح عشرة», counts people of the same.

    >>> from hasila.tolls.mentions import words_of
    >>> text = "قُتل ستة من أفرادها وجُرح عشرة، وقُتل مدني"
    >>> owners(words_of(text), [(0, 19), (20, 30), (32, 42)])
    ['ها', 'ها', None]
    """
    return list(_owners(words, mentions_of(words, spans)))


def _owners(words: Sequence[TextWord], mentions: Iterator[Mention]) -> Iterator[str | None]:
    owner: str | None = None
    end = 0
    for mention in mentions:
        its = words[mention.start : mention.end]
        joined = bool(its) and mention.start - end <= 1 and its[0].sentence == words[max(end - 1, 0)].sentence
        own = owner_in(word.form for word in its)
        owner = own or (owner if joined and _is_theirs(words, mention) else None)
        end = mention.end
        yield owner


_DOES = regex.compile(r"[وف]?\p{L}{2,}(?:ت|وا)")
"""«وقتلت عشرة»: these are others, whom the owner harmed."""


def _is_theirs(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a mention counts people without naming them, and no verb in it says who did it: «وجُرح عشرة»."""
    does = any(_DOES.fullmatch(word.form) for word in words[mention.start : mention.end])
    return names_nobody(words, mention) and not does


def with_owners(
    document: Document, pairs: Pairs, probabilities: npt.NDArray[np.float64], pronouns: Sequence[str | None]
) -> npt.NDArray[np.float64]:
    """Return the probabilities of links, shape (pairs, links), where those of party know whose people it must be.

    `pronouns` are those of the casualty spans, in the order of `pairs.casualties`. Where there is one, the people are
    somebody's. Unless the model is sure of an actor, all actors share the probability that the likeliest is right, by
    their own probability, whether the pronoun agrees with them, and whether they tell of it.
    """
    found = probabilities.copy()
    heads = pairs.spans[:, 0]
    starts = np.searchsorted(heads, pairs.casualties, side="left").tolist()
    ends = np.searchsorted(heads, pairs.casualties, side="right").tolist()
    for start, end, pronoun in zip(starts, ends, pronouns, strict=True):
        if pronoun is None:
            continue
        rows = np.arange(start, end)
        rows = rows[LINK_MASK[pairs.features[rows, 0], _PARTY]]
        names = (document.text_of(document.spans[index]) for index in pairs.spans[rows, 1].tolist())
        agrees = np.array([1.0 if may_stand_for(pronoun, name) else _DISAGREES for name in names])
        likely = found[rows, _PARTY] * agrees
        if likely.sum() >= _LEAST and found[rows, _PARTY].max() < _SURE:
            likely += _SPEAKS * found[rows, _SOURCE] * agrees
            found[rows, _PARTY] = _RIGHT * likely / likely.sum()
    return found
