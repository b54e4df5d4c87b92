"""Tellings: the tolls of texts with the words of their actors levelled, so that sources and victims can be compared."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hasila.arabic.casualties import harm_of_others
from hasila.arabic.clitics import bare_forms
from hasila.arabic.nations import nations_of
from hasila.document import Document
from hasila.toll import Group, Role, Toll
from hasila.tolls.standing import LeftReason, standing_of

BareName = frozenset[str]
"""The words of an actor or a place, levelled and without clitics and articles: only good for comparing."""
Force = str
"""The kind of people that victims are: state, armed or civil; empty where the words do not say, or name several."""
_FORCES: dict[Group, Force] = {
    "military": "state",
    "police": "state",
    "official": "state",
    "armed_group": "armed",
    "civilian": "civil",
    "medic": "civil",
    "journalist": "civil",
    "child": "civil",
    "woman": "civil",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """A toll where it is told: the place of its document in order, its index there, and how it stands.

    `source` is equal for tolls on the word of the same source; the narrator of each text is a source of its own.
    `party` and `by` are the names of the actors. `row` says which tellings of the text share a row, `total` which toll
    this one is part of, `reason` why it counts nobody by itself, `floor` how many people its largest part counts,
    `nation` (ISO 3166 alpha-2) of which nation all its people are by the words that count them, if these say it.
    """

    order: int
    document: Document
    index: int
    toll: Toll
    source: Hashable
    party: frozenset[BareName]
    by: frozenset[BareName]
    row: Hashable
    total: int | None
    reason: LeftReason | None
    floor: int
    nation: str | None

    @property
    def place(self) -> tuple[int, int]:
        """The telling's place among all tolls of all documents."""
        return self.order, self.index

    @property
    def force(self) -> Force:
        """The kind of people that the victims are."""
        forces = {_FORCES[group] for group in self.toll.group if group in _FORCES}
        if forces > {"civil"} and not set(self.toll.group) & {"civilian", "medic", "journalist"}:
            forces.discard("civil")
        return forces.pop() if len(forces) == 1 else ""

    @property
    def is_loose(self) -> bool:
        """Whether the words say neither whose people nor which kind of people the victims were."""
        return not self.party and not self.force

    def words_of(self, role: Role) -> tuple[str, ...]:
        """Return the words of the spans that take a role."""
        return tuple(words_at(self.document, self.toll.spans_of(role)))

    def source_words(self) -> str | None:
        """Return the words of the source, or None for the narrator."""
        if self.toll.source:
            return "، ".join(self.words_of("source"))
        words = self.toll.source_words
        return None if words is None else self.document.text[slice(*words)]


def words_at(document: Document, spans: Iterable[int]) -> Iterator[str]:
    """Yield the words of spans, on one line each."""
    for span in spans:
        yield " ".join(document.text_of(document.spans[span]).split())


def tellings_of(order: int, document: Document) -> list[Telling]:
    """Return the tolls of a document as tellings."""
    tolls = document.tolls or ()
    standing = standing_of(tolls)
    sources = list(_sources(order, document))
    floors = _floors(tolls, standing.totals)
    nations = list(_nations(document, tolls))
    return [
        Telling(
            order,
            document,
            index,
            toll,
            sources[index],
            names(words_at(document, toll.party)),
            names(words_at(document, toll.by)),
            standing.rows[index],
            standing.totals[index],
            standing.reasons[index],
            floors[index],
            nations[index],
        )
        for index, toll in enumerate(tolls)
    ]


def _nations(document: Document, tolls: Sequence[Toll]) -> Iterator[str | None]:
    """Yield the nation of the people of each toll; None where a span has several.

    It is that of its words, or of the words of a retelling, or of «اثنين من القتلى الروس», which calls all the dead
    Russians.
    """
    counted = Counter(toll.span for toll in tolls)
    words = [document.text_of(document.spans[toll.span]) for toll in tolls]
    named = [nations_of(its) if counted[toll.span] == 1 else () for toll, its in zip(tolls, words, strict=True)]
    told = defaultdict[int, set[str]](set)
    for toll, its, own in zip(tolls, words, named, strict=True):
        if toll.same_as is not None:
            told[toll.same_as].update(own)
        if toll.part_of is not None and harm_of_others(its):
            told[toll.part_of].update(own)
    for index, own in enumerate(named):
        nations = own or told[index]
        yield next(iter(nations)) if len(nations) == 1 else None


def _floors(tolls: Sequence[Toll], totals: Sequence[int | None]) -> list[int]:
    """Return how many people the largest part of each toll counts at least, however deep; 0 without parts."""
    floors = [0] * len(tolls)
    for index, toll in enumerate(tolls):
        total = totals[index]
        while total is not None:
            floors[total] = max(floors[total], toll.low)
            total = totals[total]
    return floors


def _sources(order: int, document: Document) -> Iterator[Hashable]:
    """Yield the source of each toll. «المصدر» and «المصادر» are the source that the text named before."""
    known: list[BareName] = []
    for toll in document.tolls or ():
        words = [*words_at(document, toll.source)] or [
            document.text[slice(*toll.source_words)] if toll.source_words else ""
        ]
        name = frozenset[str]().union(*map(name_of, words))
        yield (name := _named_before(known, name)) or ("narrator", order)
        known.append(name)


def _named_before(known: list[BareName], name: BareName) -> BareName:
    return next((earlier for earlier in reversed(known) if name and name <= earlier), name)


def names(mentions: Iterable[str]) -> frozenset[BareName]:
    """Return the names of mentions."""
    return frozenset(name for mention in mentions if (name := name_of(mention)))


def names_any(left: Iterable[BareName], right: Iterable[BareName]) -> bool:
    """Say whether the two have an actor in common: «الجيش» may be «الجيش السوري»."""
    return any(one and other and (one <= other or other <= one) for one in left for other in right)


def may_be_one(document: Document, left: Iterable[int], right: Iterable[int]) -> bool:
    """Say whether spans may name the same actors, as they may where one side names none."""
    ours, theirs = names(words_at(document, left)), names(words_at(document, right))
    return not ours or not theirs or names_any(ours, theirs)


def name_of(mention: str) -> BareName:
    """Return the name that a mention has for comparison.

    >>> name_of("وللجيش السوري") == name_of("الجيش السورى")
    True
    """
    first, *others = mention.split() or [""]
    return frozenset(filter(None, (_bare(first), *map(_without_article, others))))


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> str:
    """Return the shortest form that a word may have; «وزارة» loses a letter, everywhere alike."""
    shortest = min(bare_forms(word), key=lambda form: (len(form), form), default="")
    return shortest if shortest == word else _bare(shortest)


@lru_cache(maxsize=1 << 14)
def _without_article(word: str) -> str:
    return min((form for form in bare_forms(word) if form), key=len, default="")
