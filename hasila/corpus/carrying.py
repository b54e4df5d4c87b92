"""Carrying spans from one copy of a text to another that differs in white space only, as CoNLL columns do."""

from dataclasses import replace

from hasila.document import Document


def letters(text: str) -> str:
    """Return a text without white space, by which its copies are recognised."""
    return "".join(text.split())


def carried(document: Document, target: Document) -> Document:
    """Return `target` with the spans of `document`, whose text has the same letters. Raises ValueError if it has not.

    >>> from hasila.spans import Span
    >>> carried(Document("a", "في دمشق .", (Span(3, 7, "LOCATION"),)), Document("b", "في  دمشق.")).spans
    (Span(start=4, end=8, label='LOCATION', score=None),)
    """
    if letters(document.text) != letters(target.text):
        raise ValueError(f"{document.id} and {target.id} have different texts")
    if document.text == target.text:
        return target.with_spans(document.spans)
    places = [index for index, character in enumerate(target.text) if not character.isspace()]
    before = [0]
    for character in document.text:
        before.append(before[-1] + (not character.isspace()))
    return target.with_spans(
        replace(span, start=places[before[span.start]], end=places[before[span.end] - 1] + 1)
        for span in document.spans
        if before[span.start] < before[span.end]
    )
