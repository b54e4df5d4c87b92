"""Documents as a self-contained right-to-left web page: the spans coloured, named and counted in a legend.

Nothing is loaded from anywhere; colours hold a contrast of at least 4.5 to 1 in light and dark, and each label has an
underline of its own, so that colour is never the only sign.
"""

from collections.abc import Iterable, Iterator
from html import escape

from hasila.document import Document
from hasila.spans import LABELS, Span

PALETTE = """:root { color-scheme: light dark; --page: #fcfcfa; --ink: #1d1d1f; --soft: #5d5d63; --line: #dcdcd8;
  --arabic: "Noto Naskh Arabic", "Amiri", "Geeza Pro", "Traditional Arabic", "Segoe UI", serif; }
body { background: var(--page); color: var(--ink); }
mark { background: var(--back); color: inherit; border-bottom: 3px var(--under) var(--edge); border-radius: 3px;
  padding: .05em .2em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
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
"""The colours, underlines and fonts of every page that shows spans; a mark has the class that `style` says."""

_HEAD = f"""<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hasila</title>
<style>
{PALETTE}body {{ margin: 2rem auto; max-width: 48rem; padding: 0 1.25rem; font: 1.2rem/2.1 var(--arabic); }}
header, h2 {{ font: .9rem/1.6 system-ui, sans-serif; color: var(--soft); }}
header {{ border-bottom: 1px solid var(--line); padding-bottom: .75rem; }}
header mark {{ margin-inline-end: .75rem; }}
article {{ border-bottom: 1px solid var(--line); padding: .5rem 0 1.25rem; }}
h2 {{ margin: .5rem 0; }}
p {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }}
@media print {{ body {{ margin: 0; max-width: none; }} }}
</style>
</head>
<body>
"""
_NAMES = {"ACTOR": "ACTOR · فاعل", "LOCATION": "LOCATION · مكان", "CASUALTY": "CASUALTY · حصيلة"}


def style(label: str) -> str:
    """Return the class of PALETTE that marks of `label` have."""
    return label if label in LABELS else "OTHER"


def rendered(documents: Iterable[Document]) -> Iterator[str]:
    """Yield the page piece by piece: head and legend, an article a document, the end."""
    legend = "".join(f'<mark class="{label}">{name}</mark>' for label, name in _NAMES.items())
    yield f'{_HEAD}<header aria-label="legend">{legend}</header>\n<main>\n'
    for document in documents:
        yield _article(document)
    yield "</main>\n</body>\n</html>\n"


def _article(document: Document) -> str:
    parts = []
    end = 0
    for span in document.spans:
        parts += [escape(document.text[end : span.start]), _mark(document, span)]
        end = span.end
    parts.append(escape(document.text[end:]))
    return f'<article>\n<h2 dir="ltr">{escape(document.id)}</h2>\n<p>{"".join(parts)}</p>\n</article>\n'


def _mark(document: Document, span: Span) -> str:
    title = span.label if span.score is None else f"{span.label} {span.score:.2f}"
    return f'<mark class="{style(span.label)}" title="{escape(title)}">{escape(document.text_of(span))}</mark>'
