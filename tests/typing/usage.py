"""A program as a user writes it: a type checker says that every type is as told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, assert_type

import hasila
from hasila import LABELS, Document, Extractor, HasilaError, Span


def read(folder: Path, articles: list[str]) -> list[dict[str, Any]]:
    """Return the rows of articles."""
    extractor = Extractor.from_checkpoint(folder, device="cpu", batch_size=4, min_confidence=0.5)
    assert_type(extractor, Extractor)
    assert_type(extractor.labels, tuple[str, ...])
    assert_type(extractor(articles[0]), Document)
    assert_type(extractor.stream(articles), Iterator[Document])
    return [document.to_dict() for document in extractor.stream(Document(one, one) for one in articles)]


def casualties(document: Document) -> list[str]:
    """Return the words that say who was harmed."""
    assert_type(document.spans, tuple[Span, ...])
    assert_type(document.spans[0].score, float | None)
    assert_type(document.text_of(document.spans[0]), str)
    return [document.text_of(span) for span in document.spans if span.label == LABELS[2]]


def main() -> None:
    """Show what one text says."""
    try:
        rows = read(Path("runs/quickstart/checkpoint"), ["مقتل ثلاثة جنود في مدينة تدمر"])
    except HasilaError as error:
        raise SystemExit(f"hasila {hasila.__version__}: {error}") from error
    assert_type(Document.from_dict(rows[0]), Document)
    assert_type(Span.from_dict({"start": 0, "end": 4, "label": "CASUALTY"}).to_dict(), dict[str, Any])
    assert_type(hasila.__version__, str)


if __name__ == "__main__":
    main()
