"""More to learn from the same passages: mentions exchanged for others of their label.

Mention replacement (Dai & Adel 2020, arXiv 2010.11683) helps where there is little text: the words around a mention are
learnt apart from the mention. A copy of a passage may say odd things; it is seen in training alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from hasila.spans import Document, Span

_CHANCE = 0.5
"""How likely a mention is exchanged in a copy."""


def with_copies(documents: Sequence[Document], copies: int, seed: int) -> list[Document]:
    """Return `documents` and `copies` of each, in which mentions are exchanged for others of their label."""
    random = np.random.default_rng(seed)
    mentions: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        for span in document.spans:
            mentions[span.label].append(document.words_of(span))
    return [
        *documents,
        *(_copy(document, number, mentions, random) for number in range(copies) for document in documents),
    ]


def _copy(
    document: Document, number: int, mentions: Mapping[str, Sequence[str]], random: np.random.Generator
) -> Document:
    text, end = "", 0
    spans = []
    for span in document.spans:
        text += document.text[end : span.start]
        end = span.end
        mention = random.choice(mentions[span.label]) if random.random() < _CHANCE else document.words_of(span)
        spans.append(Span(len(text), len(text) + len(mention), span.label))
        text += mention
    return Document(f"{document.id}, copy {number}", text + document.text[end:], tuple(spans))
