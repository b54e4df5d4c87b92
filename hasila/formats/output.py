"""Writing documents with spans as JSON lines, CoNLL columns or a page for people to read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from hasila.document import Document, kept_name
from hasila.formats import html
from hasila.formats.conll import conll_block

OutputFormat = Literal["jsonl", "conll", "html"]
_DECIMALS = 4
_FOUND = frozenset({"text", "spans", "tolls"})
"""The fields that extraction itself writes."""


def rendered(documents: Iterable[Document], form: OutputFormat) -> Iterator[str]:
    """Yield the text of `documents` in `form`, in parts and in order."""
    if form == "html":
        yield from html.rendered(documents)
    elif form == "conll":
        yield from map(conll_block, documents)
    else:
        yield from (json.dumps(extraction_row(document), ensure_ascii=False) + "\n" for document in documents)


def extraction_row(document: Document) -> dict[str, Any]:
    """Return the extraction row of a document: its id, all that its row had, the text as given, the spans and tolls.

    Each span has its text and its score; tolls are there if the model reads them. If the row already had fields named
    text (other than the column that was read), spans or tolls, they are kept as given_text, given_spans and
    given_tolls; where the row has these names too, another given_ is put before them.
    """
    fields = document.fields()
    return {
        **{kept_name(name, fields) if name in _FOUND else name: value for name, value in fields.items()},
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
        **({} if document.tolls is None else {"tolls": [toll.to_dict() for toll in document.tolls]}),
    }
