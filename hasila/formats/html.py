"""Documents as a self-contained right-to-left web page: the spans are coloured, and a legend names the colours.

The page loads nothing. Colours have a contrast of at least 4.5 to 1 in light and dark mode, and each label has its own
underline, so that colour is never the only sign. A mark's confidence is shown beside it in small figures, also in print
and on touch screens; a box in the legend hides it. Tolls are cards; where a field of a card is pointed at or
focused, its words in the text light up.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal

import regex

from hasila.document import Document
from hasila.formats.toll_cards import CARDS, toll_cards
from hasila.formats.toll_words import TollWords, lighting, toll_words
from hasila.spans import LABELS, Span

PALETTE = """:root { color-scheme: light dark; --page: #fcfcfa; --ink: #1d1d1f; --soft: #5d5d63; --line: #dcdcd8;
  --arabic: "Noto Naskh Arabic", "Amiri", "Geeza Pro", "Traditional Arabic", "Segoe UI", serif; }
body { background: var(--page); color: var(--ink); }
mark { background: var(--back); color: inherit; border-bottom: 3px var(--under) var(--edge); border-radius: 3px;
  padding: .05em 0; -webkit-box-decoration-break: clone; box-decoration-break: clone;
  white-space: pre-line; } /* so that no blank at the end of a line is coloured */
.ACTOR { --back: #dce9fb; --edge: #1f5fbf; --under: solid; }
.LOCATION { --back: #dcf1e0; --edge: #1e7a3c; --under: double; }
.CASUALTY { --back: #fbe0dc; --edge: #b3261e; --under: dashed; }
.OTHER { --back: #eee6f8; --edge: #6a3fb0; --under: dotted; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #17181a; --ink: #ececea; --soft: #a9a9af; --line: #3a3b3f; }
  .ACTOR { --back: #1d3557; --edge: #7fb0ff; } .LOCATION { --back: #1b3d27; --edge: #74cf8f; }
  .CASUALTY { --back: #55211d; --edge: #ff9d94; } .OTHER { --back: #3b2d57; --edge: #c3a5ff; }
}
@media print { :root { color-scheme: light; } mark { print-color-adjust: exact; } }
"""
"""The colours, underlines and fonts of every page that shows spans; a mark has the class that `style` returns."""

_HEAD = f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hasila</title>
<style>
{PALETTE}body {{ margin: 2rem auto; max-width: 48rem; padding: 0 1.25rem; font: 1.2rem/2.1 var(--arabic); }}
header, h2 {{ font: .9rem/1.6 system-ui, sans-serif; color: var(--soft); }}
header {{ align-items: baseline; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap;
  gap: .5rem .75rem; padding-bottom: .75rem; }}
header :is(mark, label) {{ padding-inline: .3em; white-space: nowrap; }}
article {{ border-bottom: 1px solid var(--line); padding: .5rem 0 1.25rem; }}
h2 {{ margin: .5rem 0; overflow-wrap: anywhere; }}
p {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
/* The word joiner keeps the note on the line of the span's last word. */
body:has(#notes:checked) mark[data-note]::after {{ content: "\\2060" attr(data-note);
  font: .6em/1 system-ui, sans-serif; margin-inline: .4em .2em; unicode-bidi: isolate; white-space: nowrap; }}
@media print {{ body {{ margin: 0; max-width: none; }} header:not(:has(#notes:checked)) label {{ display: none; }} }}
</style>
</head>
<body>
"""
_NAMES = {"ACTOR": "ACTOR · فاعل", "LOCATION": "LOCATION · مكان", "CASUALTY": "CASUALTY · حصيلة"}
_SWITCH = '<label><input type="checkbox" id="notes" checked> <span>confidence · الثقة</span></label>'
"""Shows and hides the notes of marks, without a script; a print shows what the screen shows."""
_RIGHT_TO_LEFT = regex.compile(r"(?=\p{L})[\p{Bidi_Class=AL}\p{Bidi_Class=R}]")


def style(label: str) -> str:
    """Return the class of PALETTE that marks of `label` have."""
    return label if label in LABELS else "OTHER"


def direction(text: str) -> Literal["rtl", "ltr"]:
    """Return the direction of a text: right to left if it contains an Arabic letter, whatever it begins with.

    >>> direction("BBC عربي"), direction("BBC 2026")
    ('rtl', 'ltr')
    """
    return "rtl" if _RIGHT_TO_LEFT.search(text) else "ltr"


def rendered(documents: Iterable[Document]) -> Iterator[str]:
    """Yield the page in parts: head and legend, an article for each document, the end.

    Below a document whose tolls have been read, each has a card.
    """
    legend = "".join(f'<mark class="{label}">{name}</mark>' for label, name in _NAMES.items())
    yield f'{_HEAD}<header aria-label="legend">{legend}{_SWITCH}</header>\n<main>\n'
    styled: int | None = None
    for number, document in enumerate(documents):
        words = toll_words(document, number, direction(document.text))
        if document.tolls is not None:
            yield _toll_style(styled, len(words.stretches))
            styled = max(styled or 0, len(words.stretches))
        yield _article(words)
    yield "</main>\n</body>\n</html>\n"


def _toll_style(styled: int | None, needed: int) -> str:
    """Return what cards need besides the rules of the first `styled` stretches; None if there are no cards so far.

    It stands before the first article that needs it: the head is written before the documents are known.
    """
    rules = ("" if styled is not None else CARDS) + "".join(lighting(range(styled or 0, needed)))
    return f"<style>\n{rules}</style>\n" if rules else ""


def _article(words: TollWords) -> str:
    document = words.document
    parts = []
    end = 0
    for span in document.spans:
        parts += [words.pieces(end, span.start), _mark(words, span)]
        end = span.end
    parts.append(words.pieces(end, len(document.text)))
    text = f'<p dir="{words.direction}">{"".join(parts)}</p>'
    cards = "" if document.tolls is None else toll_cards(words)
    return f'<article>\n<h2 dir="ltr">{escape(document.id)}</h2>\n{text}\n{cards}</article>\n'


def _mark(words: TollWords, span: Span) -> str:
    score = "" if span.score is None else f"{span.score:.2f}"
    title = f"{span.label} {score}".rstrip()
    note = score if span.label in LABELS else title  # the legend does not name other labels
    said = f' data-note="{escape(note)}"' if note else ""
    text = words.pieces(span.start, span.end)
    return f'<mark class="{style(span.label)}" title="{escape(title)}"{said}>{text}</mark>'
