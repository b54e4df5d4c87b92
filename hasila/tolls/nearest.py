"""Answers about tolls without a model: the nearest span that the words around it allow. A baseline to beat."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hasila.document import Document
from hasila.tolls.counts import VictimCount
from hasila.tolls.dates import SAYS
from hasila.tolls.fields import LINK_MASK, LINKS, PROPERTIES, TOGETHER, WHEN
from hasila.tolls.harms import is_part
from hasila.tolls.linking import TollAnswers
from hasila.tolls.mentions import Mention, TextWord, mentions_of
from hasila.tolls.pairs import ACTOR, CASUALTY, LOCATION, Pairs


@dataclass(frozen=True, slots=True)
class _Stand:
    """A span where it stands in its text."""

    index: int
    label: str
    at: Mention
    sentence: int
    counts: Sequence[VictimCount]

    @property
    def harms(self) -> frozenset[str]:
        """What happened to the people whom a casualty span counts."""
        return frozenset(harm for count in self.counts for harm in count.harm)

    @property
    def number(self) -> VictimCount | None:
        """How many people of which harm, where the words say one number of two or more."""
        first = next(iter(self.counts), None)
        return first if first and first.low == first.high and first.low > 1 else None


@dataclass(frozen=True, slots=True)
class _Scene:
    """A text as the rules see it: its words, and its spans in order."""

    words: Sequence[TextWord]
    spans: Sequence[_Stand]

    def beside(self, head: _Stand, label: str) -> list[_Stand]:
        """Return the other spans of a label in the sentence of a casualty span."""
        return [one for one in self.spans if one.label == label and one.sentence == head.sentence and one != head]

    def before(self, head: _Stand, label: str) -> list[_Stand]:
        """Return the spans of a label before a casualty span, in this sentence and earlier ones."""
        return [one for one in self.spans if one.label == label and one.index < head.index]


def nearest_answers(document: Document, pairs: Pairs) -> TollAnswers:
    """Return certain answers by the nearest span, for hasila.tolls.linking.linked_tolls.

    The place is the nearest location of the sentence, else the last before it. The party is an actor right behind the
    span with «من» or «في صفوف» between, the source an actor beside a word of saying, the doer the last other actor
    before the span in the sentence. A span behind «بينهم» is part of the last figure of its harm. Every toll is of one
    incident, and the same number of people, two or more, is told twice. Who speaks is a third party. Dates are
    those of hasila.tolls.dates.
    """
    scene = _scene(document, pairs)
    rows = {(head, other): row for row, (head, other) in enumerate(pairs.spans.tolist())}
    links = np.zeros((len(rows), len(LINKS)))
    links[:, LINKS.index(TOGETHER)] = LINK_MASK[pairs.features[:, 0], LINKS.index(TOGETHER)]
    links[:, LINKS.index(WHEN)] = pairs.dated_by_rules()
    heads = [one for one in scene.spans if one.label == CASUALTY]
    for head, other, link in _found(scene, heads):
        if (row := rows.get((head, other))) is not None:
            links[row, LINKS.index(link)] = 1
    properties = np.zeros((len(heads), len(PROPERTIES)))
    properties[:, PROPERTIES.index("third")] = 1
    return TollAnswers(links, properties)


def _scene(document: Document, pairs: Pairs) -> _Scene:
    words = pairs.words
    places = [(span.start, span.end) for span in document.spans]
    casualties = [place for span, place in zip(document.spans, places, strict=True) if span.label == CASUALTY]
    counts = dict(zip(casualties, pairs.counts, strict=True))
    return _Scene(
        words,
        [
            _Stand(index, span.label, at, _sentence(words, at), counts.get(place, ()))
            for index, (span, place, at) in enumerate(
                zip(document.spans, places, mentions_of(words, places), strict=True)
            )
        ],
    )


def _sentence(words: Sequence[TextWord], at: Mention) -> int:
    return words[min(at.start, len(words) - 1)].sentence


def _found(scene: _Scene, heads: Sequence[_Stand]) -> Iterator[tuple[int, int, str]]:
    for head in heads:
        for link, rule in _RULES.items():
            if (other := rule(scene, head)) is not None:
                yield head.index, other.index, link


def _place(scene: _Scene, head: _Stand) -> _Stand | None:
    near = min(scene.beside(head, LOCATION), key=lambda one: _distance(one, head), default=None)
    return near or _last(scene.before(head, LOCATION))


def _party(scene: _Scene, head: _Stand) -> _Stand | None:
    behind = (one for one in scene.beside(head, ACTOR) if one.at.start >= head.at.end)
    first = next(behind, None)
    return first if first and _between(scene, head, first) in _OF else None


def _source(scene: _Scene, head: _Stand) -> _Stand | None:
    speakers = [one for one in scene.beside(head, ACTOR) if _speaks(scene.words, one)]
    return min(speakers, key=lambda one: _distance(one, head), default=None)


def _doer(scene: _Scene, head: _Stand) -> _Stand | None:
    return _last([one for one in scene.beside(head, ACTOR) if one.index < head.index and one != _source(scene, head)])


def _whole(scene: _Scene, head: _Stand) -> _Stand | None:
    if not is_part(scene.words, head.at):
        return None
    return _last([one for one in scene.before(head, CASUALTY) if one.harms & head.harms])


def _retold(scene: _Scene, head: _Stand) -> _Stand | None:
    if (number := head.number) is None:
        return None
    later = (one for one in scene.spans if one.index > head.index)
    return next((one for one in later if one.number and _equal(one.number, number)), None)


def _equal(one: VictimCount, other: VictimCount) -> bool:
    return (one.harm, one.low) == (other.harm, other.low)


_RULES: Mapping[str, Callable[[_Scene, _Stand], _Stand | None]] = {
    "place": _place,
    "party": _party,
    "source": _source,
    "by": _doer,
    "part_of": _whole,
    "same_as": _retold,
}


def _last(spans: Sequence[_Stand]) -> _Stand | None:
    return spans[-1] if spans else None


def _distance(one: _Stand, other: _Stand) -> int:
    """Return how many words part two spans."""
    return max(one.at.start - other.at.end, other.at.start - one.at.end, 0)


def _between(scene: _Scene, left: _Stand, right: _Stand) -> str:
    return " ".join(word.form for word in scene.words[left.at.end : right.at.start])


_OF = frozenset(["من", "من عناصر", "من قوات", "من مقاتلي", "في صفوف", "بصفوف", "من صفوف"])
"""Words between victims and those whose people they were."""


def _speaks(words: Sequence[TextWord], actor: _Stand) -> bool:
    """Say whether a word of saying stands right before or behind an actor, in its sentence."""
    beside = [index for index in (actor.at.start - 1, actor.at.end) if 0 <= index < len(words)]
    return any(words[index].sentence == actor.sentence and SAYS.fullmatch(words[index].form) for index in beside)
