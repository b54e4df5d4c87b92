"""The documents of a stream in groups that are read together: as many as make a good load, or as came in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

from hasila.document import Document

CHARACTERS = 1 << 16
"""A group ends with the text that fills it: about 16,000 subwords, enough to sort windows well by length."""
PATIENCE = 0.5
"""The seconds after which a group ends however small it is, so that a live source is answered as it speaks."""


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Documents that are read together."""

    documents: tuple[Document, ...]
    waited: float
    """The seconds that the source took for the last of them."""


def groups(documents: Iterable[Document]) -> Iterator[TextGroup]:
    """Yield the documents in groups, in order.

    What fills a group is characters, which cost nothing to count. The same documents make the same groups as long as
    their source takes no longer than PATIENCE for one. If the source raises, what came before is yielded first.
    """
    held: list[Document] = []
    characters, begun = 0, monotonic()
    asked = begun
    try:
        for document in documents:
            held.append(document)
            characters += len(document.text) + 1
            now = monotonic()
            if characters >= CHARACTERS or now - begun >= PATIENCE:
                yield TextGroup(tuple(held), now - asked)
                held, characters, begun = [], 0, monotonic()
            asked = monotonic()
    except Exception:
        if held:
            yield TextGroup(tuple(held), 0.0)
        raise
    if held:
        yield TextGroup(tuple(held), 0.0)
