"""What a model says of a toll: yes or no to each pair, and to each property of a casualty span.

The outputs of the toll head, in their order, and what annotated tolls answer to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hasila.arabic.dates import DatePhrase
from hasila.document import Document
from hasila.errors import CheckpointError
from hasila.toll import GROUPS, HARMS, RELATIONS, ROLES, SIDES, STATUSES, Toll
from hasila.tolls.pairs import CANDIDATES, CASUALTY, DATE, Pairs

QUESTIONS = "tolls-4"
"""Names the questions and the features of pairs in every checkpoint with a toll head. A change needs a new name."""
TOGETHER = "together"
"""The pair's tolls are of one attack or clash."""
WHEN = "when"
"""The second dates the harm of the first."""
LINKS: tuple[str, ...] = (*ROLES, *RELATIONS, TOGETHER, WHEN)
"""What a pair may be: a role that the second takes in the first's toll, a relation of two tolls, or a date."""
_ASKED: Mapping[str, str] = {
    **dict.fromkeys(LINKS, CASUALTY),
    **{str(role): label for role, label in ROLES.items()},
    WHEN: DATE,
}
LINK_MASK: npt.NDArray[np.bool_] = np.array([[_ASKED[link] == label for link in LINKS] for label in CANDIDATES])
"""Which links a candidate can have by its label: shape (labels, links)."""
PROPERTIES: tuple[str, ...] = (
    "cumulative",
    *(status for status in STATUSES if status != "asserted"),
    *SIDES,
    *GROUPS,
    *HARMS,
)
"""What a casualty span may say of its people, besides how many they are."""

Answers = npt.NDArray[np.bool_]


def check_questions(checkpoint: Path, asked: str | None) -> None:
    """Raise CheckpointError if the toll head of a checkpoint was asked other questions; None if it has no head."""
    if asked not in (None, QUESTIONS):
        raise CheckpointError(
            f"{checkpoint}/hasila.json: its toll head answers {asked}, but this version of hasila asks {QUESTIONS}; "
            f"retrain it, or give it a new one: python -m train.toll_head"
        )


def link_answers(document: Document, pairs: Pairs) -> Answers:
    """Return which links hold for each pair by the tolls of a document: shape (pairs, links).

    A phrase that shares words with those that date a toll dates it.
    """
    answers = np.zeros((len(pairs.spans), len(LINKS)), dtype=np.bool_)
    tolls = document.tolls or ()
    true = {*_links(tolls), *_dates(tolls, pairs.phrases, len(document.spans))}
    for row, (head, other) in zip(answers, pairs.spans.tolist(), strict=True):
        row[:] = [(head, other, link) in true for link in LINKS]
    return answers


def _dates(tolls: Sequence[Toll], phrases: Sequence[DatePhrase], first: int) -> Iterator[tuple[int, int, str]]:
    """Yield which phrases date each toll; `first` is the index of the first phrase among the candidates."""
    for toll in tolls:
        if toll.when is not None:
            start, end = toll.when
            for index, phrase in enumerate(phrases, start=first):
                if phrase.start < end and start < phrase.end:
                    yield toll.span, index, WHEN


def _links(tolls: Sequence[Toll]) -> Iterator[tuple[int, int, str]]:
    for toll in tolls:
        yield from ((toll.span, index, role) for role in ROLES for index in toll.spans_of(role))
        for relation in RELATIONS:
            if (other := toll.toll_of(relation)) is not None:
                yield toll.span, tolls[other].span, relation
        if toll.incident is not None:
            yield from ((toll.span, other.span, TOGETHER) for other in tolls if other.incident == toll.incident)


def property_answers(document: Document, spans: Sequence[int]) -> Answers:
    """Return which properties hold for each casualty span by the tolls of a document: shape (spans, properties)."""
    answers = np.zeros((len(spans), len(PROPERTIES)), dtype=np.bool_)
    rows = dict(zip(spans, answers, strict=True))
    for toll in document.tolls or ():
        said = {toll.status, toll.side, *toll.group, *toll.harm, "cumulative" if toll.scope == "cumulative" else None}
        rows[toll.span] |= np.array([name in said for name in PROPERTIES])
    return answers
