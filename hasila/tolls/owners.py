"""Whose people casualties are where a pronoun says that they are somebody's: «ستة من أفرادها»."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from hasila.arabic.members import may_stand_for, owner_in
from hasila.arabic.numbers import is_number
from hasila.arabic.victims import OTHERS, without_clitics
from hasila.document import Document
from hasila.tolls.fields import LINK_MASK, LINKS
from hasila.tolls.harms import harm_at
from hasila.tolls.mentions import Mention, TextWord, mentions_of
from hasila.tolls.pairs import Pairs

_PARTY, _SOURCE = LINKS.index("party"), LINKS.index("source")
_DISAGREES = 0.1
"""What is left of a probability where pronoun and name do not agree: a name's gender is guessed by its ending."""
_SPEAKS = 0.1
"""How much likelier an actor is that tells of it: «أعلنت القوات أن ستة من أفرادها قُتلوا»."""
_LEAST = 0.03
"""The least that the probabilities of all actors must add up to: below it, the people are of nobody named."""


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
        behind = mention.start - end <= 1 and _is_bare(words, mention)
        own = owner_in(word.form for word in words[mention.start : mention.end])
        owner = own or (owner if behind else None)
        end = mention.end
        yield owner


def _is_bare(words: Sequence[TextWord], mention: Mention) -> bool:
    """Say whether a mention names nobody: «وجُرح عشرة»."""
    return all(
        is_number(words[place].form) or harm_at(words, place) or without_clitics(words[place].form) in OTHERS
        for place in range(mention.start, mention.end)
    )


def with_owners(
    document: Document, pairs: Pairs, probabilities: npt.NDArray[np.float64], pronouns: Sequence[str | None]
) -> npt.NDArray[np.float64]:
    """Return the probabilities of links, shape (pairs, links), where those of party know whose people it must be.

    `pronouns` are those of the casualty spans, in the order of `pairs.casualties`. Where there is one, the people are
    somebody's: the probabilities of all actors are made to add up to one, those that it does not agree with for less.
    """
    found = probabilities.copy()
    for head, pronoun in zip(pairs.casualties.tolist(), pronouns, strict=True):
        if pronoun is not None:
            rows = np.flatnonzero((pairs.spans[:, 0] == head) & LINK_MASK[pairs.features[:, 0], _PARTY])
            names = (document.text_of(document.spans[index]) for index in pairs.spans[rows, 1].tolist())
            agrees = [1.0 if may_stand_for(pronoun, name) else _DISAGREES for name in names]
            likely = (found[rows, _PARTY] + _SPEAKS * found[rows, _SOURCE]) * np.array(agrees)
            if _LEAST <= likely.sum() < 1:
                found[rows, _PARTY] = likely / likely.sum()
    return found
