"""What was read wrong of tolls, field by field, as words.

| field                                  | what differs                                                        |
|----------------------------------------|---------------------------------------------------------------------|
| toll                                   | whether the words count people, or count them once more             |
| count                                  | harm, low, high or modifier                                         |
| kind, status, group, side, date, scope | the field                                                           |
| party, by, accused, place, source      | the entities                                                        |
| part_of, same_as, revises              | the span of the other toll                                          |
| incident                               | the tolls that share it; named are those that only one side has     |

Fields are compared as for the scores of tolls (hasila.scoring.tolls).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hasila.document import Document
from hasila.scoring.toll_matching import (
    Stretch,
    TollKey,
    entities,
    relations_of,
    same_entities,
    together,
    toll_keys,
)
from hasila.toll import GROUPS, RELATIONS, ROLES, Role, Toll

TOLL_FIELDS = ("toll", "count", "kind", "status", "group", *ROLES, "side", "date", "scope", *RELATIONS, "incident")
FieldWords = tuple[str, ...]
"""What a field says; empty if it says nothing. FieldWords of the text are in quotes."""


@dataclass(frozen=True, slots=True)
class TollMistake:
    """A field of a toll of a document that was read wrong.

    `start` and `end` are the edges of its casualty span. So many `seeds` read the same wrong thing.
    """

    field: str
    document: Document
    start: int
    end: int
    gold: FieldWords
    read: FieldWords
    seeds: int


def toll_mistakes(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> list[TollMistake]:
    """Return the mistakes in the order of TOLL_FIELDS; one that several seeds make is there once.

    `runs` are the tolls of each seed, read from the spans of all of `gold`.
    """
    found = [one for index, document in enumerate(gold) for one in _of_passage(document, [run[index] for run in runs])]
    return sorted(found, key=lambda one: TOLL_FIELDS.index(one.field))


def _of_passage(gold: Document, runs: Iterable[Document]) -> Iterator[TollMistake]:
    seeds = Counter(wrong for read in runs for wrong in _wrong(gold, read))
    for wrong in sorted(seeds):
        (start, end, _), field, said, read = wrong
        yield TollMistake(field, gold, start, end, said, read, seeds[wrong])


def _wrong(gold: Document, read: Document) -> Iterator[tuple[TollKey, str, FieldWords, FieldWords]]:
    """Yield the toll and the field of each mistake, and what either side says."""
    true, found = (dict(zip(toll_keys(one), one.tolls or (), strict=True)) for one in (gold, read))
    for key in true.keys() ^ found.keys():
        said, told = (_count(side[key]) if key in side else () for side in (true, found))
        yield key, "toll", said, told
    shared = true.keys() & found.keys()
    for key in shared:
        for field, gold_words, read_words in _differences(gold, true[key], read, found[key]):
            yield key, field, gold_words, read_words
    joined, joined_read = _partners(gold), _partners(read)
    for key in shared:
        if joined[key] != joined_read[key]:
            yield (
                key,
                "incident",
                _quoted(gold, sorted(joined[key] - joined_read[key])),
                _quoted(read, sorted(joined_read[key] - joined[key])),
            )


def _differences(
    gold: Document, true: Toll, read: Document, found: Toll
) -> Iterator[tuple[str, FieldWords, FieldWords]]:
    """Yield the fields that differ but the incident, whose number alone says nothing."""
    for name, said in _SAID.items():
        if said(true) != said(found):
            yield name, said(true), said(found)
    for role in ROLES:
        if not same_entities(entities(gold, true, role), entities(read, found, role)):
            yield role, _names(gold, true, role), _names(read, found, role)
    for relation in RELATIONS:
        others = relations_of(gold, true, [relation]), relations_of(read, found, [relation])
        if others[0] != others[1]:
            ends = [_quoted(gold, filter(None, side)) for side in others]
            yield relation, ends[0], ends[1]


def _partners(document: Document) -> Mapping[TollKey, set[TollKey]]:
    """Return the tolls that share the incident of each toll."""
    found: dict[TollKey, set[TollKey]] = {key: set() for key in toll_keys(document)}
    for left, right in together(document):
        found[left].add(right)
        found[right].add(left)
    return found


def _names(document: Document, toll: Toll, role: Role) -> FieldWords:
    spans = [document.spans[index] for index in toll.spans_of(role)]
    return _quoted(document, [(span.start, span.end) for span in spans])


def _quoted(document: Document, stretches: Iterable[Stretch | TollKey]) -> FieldWords:
    """Return the words of some stretches in quotes, the same words once."""
    words = (" ".join(document.text[start:end].split()) for start, end, *_ in stretches)
    return tuple(dict.fromkeys(f"«{one}»" for one in words))


def _count(toll: Toll) -> FieldWords:
    hedge = "" if toll.modifier == "none" else f" ({_spaced(toll.modifier)})"
    return (f"{toll.figure()} {' and '.join(toll.harm)}{hedge}",)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


_SAID: Mapping[str, Callable[[Toll], FieldWords]] = {
    "count": _count,
    "kind": lambda toll: (_spaced(toll.kind),),
    "status": lambda toll: (_spaced(toll.status),),
    "group": lambda toll: tuple(_spaced(group) for group in GROUPS if group in toll.group),
    "side": lambda toll: () if toll.side is None else (toll.side,),
    "date": lambda toll: () if toll.date is None else (str(toll.date),),
    "scope": lambda toll: (toll.scope,),
}
"""What the fields say that need no other words of the text."""
