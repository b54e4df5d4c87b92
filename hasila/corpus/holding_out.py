"""Passages held out of those to learn from, with no text on both sides."""

from collections import Counter
from collections.abc import Sequence

from hasila.arabic.words import split
from hasila.document import Document


def held_out(documents: Sequence[Document], share: float) -> list[bool]:
    """Return for each document whether it is held out: the last ones are, `share` of all.

    Passages of the same words, folded, go to one side. Where they are too many to be held out, earlier ones are.

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
