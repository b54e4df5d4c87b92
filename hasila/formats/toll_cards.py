"""Tolls as cards of a page: harm and count, then a line for each field, whose links lead to the words in the text."""

from collections.abc import Iterable, Iterator, Mapping

from hasila.formats.toll_words import TollWords
from hasila.toll import RELATIONS, DateInterval, Role, Side, Toll

CARDS = """.tolls { --on: var(--ink); font: .85rem/1.5 system-ui, sans-serif; margin-top: 1rem; }
.tolls h3 { color: var(--soft); font: inherit; margin: 0 0 .5rem; }
.tolls ul { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr));
  list-style: none; margin: 0; padding: 0; }
.toll { border: 1px solid var(--line); border-radius: 6px; break-inside: avoid; padding: .6rem .8rem; }
.toll:is(:hover, :focus-within, :target) { border-color: var(--ink); }
.toll h4 { font-size: 1.1rem; margin: 0 0 .25rem; }
.toll dl, .toll dd { margin: 0; }
.toll dl > div { display: grid; gap: .75rem; grid-template-columns: 4.5rem minmax(0, 1fr); align-items: baseline;
  line-height: 2rem; }
.toll dt { color: var(--soft); }
.toll a { background: var(--back, transparent); border-bottom: 2px var(--under, solid) var(--edge, var(--soft));
  border-radius: 3px; color: inherit; display: inline-block; font: 1.05rem/1.6 var(--arabic); margin-block: .1rem;
  overflow-wrap: anywhere; padding-inline: .15em; text-decoration: none; }
.toll a:is(:hover, :focus) { outline: 2px solid var(--edge, var(--ink)); }
p { --on: var(--ink); } mark { --on: var(--edge); }
p :target { outline: 2px solid var(--on); }
p span { border-radius: 3px; scroll-margin: 30vh; }
@media screen and (min-width: 75rem) {
  body:has(.tolls) { max-width: 72rem; }
  article:has(.tolls) { column-gap: 2.5rem; display: grid; grid-template-columns: minmax(0, 1fr) 23rem; }
  article:has(.tolls) h2 { grid-column: 1 / -1; }
  .tolls { align-self: start; margin-top: .5rem; max-height: calc(100vh - 2rem); overflow: auto; position: sticky;
    top: 1rem; }
}
@media print { .toll a { print-color-adjust: exact; } }
"""
"""How cards look; beside the text on wide screens, below it on others and on paper."""

_ROLES: tuple[Role, ...] = ("party", "by", "accused", "place")
_SIDES: Mapping[Side, str] = {
    "own": "own losses",
    "enemy": "enemy losses",
    "admitted": "admitted losses",
    "third": "third party",
}


def toll_cards(words: TollWords) -> str:
    """Return the cards of a document whose tolls have been read."""
    tolls = words.document.tolls or ()
    cards = "".join(_card(words, index, toll) for index, toll in enumerate(tolls))
    inside = f'<h3>Tolls</h3>\n<ul role="list">\n{cards}</ul>' if cards else "<h3>Nobody is counted</h3>"
    return f'<div class="tolls" lang="en" dir="ltr">\n{inside}\n</div>\n'


def _card(words: TollWords, index: int, toll: Toll) -> str:
    lines = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>\n" for name, said in _lines(words, toll) if said)
    return f'<li class="toll" id="{_id(words, index)}">\n<h4>{_heading(toll)}</h4>\n<dl>\n{lines}</dl>\n</li>\n'


def _heading(toll: Toll) -> str:
    return f"{toll.figure()} {' and '.join(toll.harm)}"


def _lines(words: TollWords, toll: Toll) -> Iterator[tuple[str, str]]:
    """Yield the name of each field and what it says, as HTML; nothing if it says nothing."""
    yield "words", _spans(words, [toll.span])
    yield "status", toll.status.replace("_", " ") if toll.status != "asserted" else ""
    yield "scope", toll.scope if toll.scope != "event" else ""
    for role in _ROLES:
        yield role, _spans(words, toll.spans_of(role))
    yield "date", " ".join(filter(None, (_stretch(words, toll.when), _days(toll.date))))
    yield "source", _source(words, toll)
    yield "group", ", ".join(toll.group).replace("_", " ")
    for relation in RELATIONS:
        yield relation.replace("_", " "), _other(words, toll.toll_of(relation))
    yield "incident", str(toll.incident or "")


def _spans(words: TollWords, indices: Iterable[int]) -> str:
    spans = [words.document.spans[index] for index in indices]
    return ", ".join(words.link((span.start, span.end), span.label) for span in spans)


def _stretch(words: TollWords, stretch: tuple[int, int] | None) -> str:
    return "" if stretch is None else words.link(stretch)


def _days(days: DateInterval | None) -> str:
    return "" if days is None else str(days).replace("/", " to ")


def _source(words: TollWords, toll: Toll) -> str:
    named = ", ".join(filter(None, (_spans(words, toll.source), _stretch(words, toll.source_words))))
    return named if toll.side is None else f"{named} ({_SIDES[toll.side]})"


def _other(words: TollWords, index: int | None) -> str:
    """Return a link to the card of another toll, by its words."""
    if index is None:
        return ""
    toll = (words.document.tolls or ())[index]
    span = words.document.spans[toll.span]
    return f"{_heading(toll)} {words.link((span.start, span.end), span.label, to=_id(words, index))}"


def _id(words: TollWords, index: int) -> str:
    return f"d{words.number}t{index}"
