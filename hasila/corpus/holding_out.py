"""Holding out passages from training, with no text on both sides."""

from collections import Counter
from collections.abc import Sequence

from hasila.arabic.words import split
from hasila.document import Document


def held_out(documents: Sequence[Document], share: float) -> list[bool]:
    """Return for each document whether it is held out. A `share` of all documents is, taken from the end.

    Documents with the same folded words stay together. A group too large to be held out is skipped, and earlier
    documents are held out instead.

    >>> held_out([Document(str(index), text) for index, text in enumerate(["أ", "ب", "ج", "أ"])], 0.5)
    [True, False, False, True]
    """
    texts = [tuple(word.folded for word in split(document.text)) for document in documents]
    copies = Counter(texts)
    left = round(share * len(documents))
    chosen = set()
    for text in dict.fromkeys(reversed(texts)):
        if copies[text] <= left:
            chosen.add(text)
            left -= copies[text]
    return [text in chosen for text in texts]
