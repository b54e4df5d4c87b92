"""Documents with spans to JSON lines, CoNLL columns or a page that people read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from hasila.document import Document
from hasila.formats import html
from hasila.formats.conll import conll_block

OutputFormat = Literal["jsonl", "conll", "html"]
_DECIMALS = 4
_FOUND = frozenset({"text", "spans"})
"""The fields that extraction writes itself."""


def rendered(documents: Iterable[Document], form: OutputFormat) -> Iterator[str]:
    """Yield `documents` in `form`, piece by piece, in their order."""
    if form == "html":
        yield from html.rendered(documents)
    elif form == "conll":
        yield from map(conll_block, documents)
    else:
        yield from (json.dumps(extraction_row(document), ensure_ascii=False) + "\n" for document in documents)


def extraction_row(document: Document) -> dict[str, Any]:
    """Return what extraction says of a text: its id, all that its row had, the text as given, and the spans found.

    Each span has its words and its score. Fields that the row itself named text (beside the column that was read) or
    spans are kept as given_text and given_spans.
    """
    return {
        **{f"given_{name}" if name in _FOUND else name: value for name, value in document.fields().items()},
        "text": document.text,
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "label": span.label,
                "text": document.text_of(span),
                **({} if span.score is None else {"score": round(span.score, _DECIMALS)}),
            }
            for span in document.spans
        ],
    }
