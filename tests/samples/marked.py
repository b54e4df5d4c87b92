"""Documents from texts in which spans are marked."""

import re

from hasila.document import Document
from hasila.spans import Span

LABELS = {"A": "ACTOR", "L": "LOCATION", "C": "CASUALTY"}


def inline(marked: str) -> Document:
    """Return the document that `{A|words}` in a text mark."""
    text, spans = "", []
    for before, label, words in re.findall(r"([^{]*)(?:\{([ALC])\|([^}]*)\})?", marked):
        text += before
        if label:
            spans.append(Span(len(text), len(text) + len(words), LABELS[label]))
            text += words
    return Document("1", text, tuple(spans))
