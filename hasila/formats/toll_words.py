"""The words of a text that its tolls refer to: pieces of the page that light up where a link to them is pointed at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from hasila.document import Document
from hasila.toll import ROLES, Toll


@dataclass(frozen=True, slots=True)
class TollWords:
    """The stretches of a document, the page's `number`th, that its tolls refer to; none if it has no tolls.

    A stretch has its index as a class, in the text as in links, so that all documents of a page share their rules.
    """

    document: Document
    number: int
    direction: Literal["rtl", "ltr"]
    stretches: tuple[tuple[int, int], ...]

    def pieces(self, start: int, end: int) -> str:
        """Return the page's text of a part of the document, cut wherever a stretch begins or ends."""
        borders = {start, end, *(at for stretch in self.stretches for at in stretch if start < at < end)}
        return "".join(self._piece(*piece) for piece in pairwise(sorted(borders)))

    def link(self, stretch: tuple[int, int], label: str = "", to: str | None = None) -> str:
        """Return a link of the words of a stretch, coloured as `label`, to where they stand or to the id `to`."""
        language = ' lang="ar" dir="rtl"' if self.direction == "rtl" else ""
        classes = f"{self._class(stretch)} {label}".rstrip()
        words = escape(self.document.text[slice(*stretch)])
        return f'<a href="#{to or self._id(stretch[0])}" class="{classes}"{language}>{words}</a>'

    def _piece(self, start: int, end: int) -> str:
        words = escape(self.document.text[start:end])
        over = [stretch for stretch in self.stretches if stretch[0] <= start and end <= stretch[1]]
        if not over:
            return words
        at = f' id="{self._id(start)}"' if any(stretch[0] == start for stretch in over) else ""
        return f'<span{at} class="{" ".join(map(self._class, over))}">{words}</span>'

    def _id(self, start: int) -> str:
        return f"d{self.number}c{start}"

    def _class(self, stretch: tuple[int, int]) -> str:
        return f"w{self.stretches.index(stretch)}"


def toll_words(document: Document, number: int, direction: Literal["rtl", "ltr"]) -> TollWords:
    """Return the words that the tolls of a document refer to, in the order of the text."""
    found = {stretch for toll in document.tolls or () for stretch in _stretches(document, toll)}
    return TollWords(document, number, direction, tuple(sorted(found)))


def lighting(indices: Iterable[int]) -> Iterator[str]:
    """Yield the rules by which a card outlines the stretches of these indices, and a link fills its own."""
    for index in indices:
        card = f"article:has(.toll:is(:hover, :focus-within) .w{index}) p .w{index}"
        link = f"article:has(a.w{index}:is(:hover, :focus)) p .w{index}"
        yield f"{card} {{ outline: 2px solid var(--on); }}\n"
        yield f"{link} {{ background: var(--on); color: var(--page); }}\n"


def _stretches(document: Document, toll: Toll) -> Iterator[tuple[int, int]]:
    for index in (toll.span, *(span for role in ROLES for span in toll.spans_of(role))):
        yield document.spans[index].start, document.spans[index].end
    yield from filter(None, (toll.when, toll.source_words))
