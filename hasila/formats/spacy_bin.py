"""spaCy's .spacy files (DocBin), which `spacy train` reads: texts with their tokens and entities.

Tokens are the words of hasila.arabic.words and what stands between them, cut at the edges of spans, so that text and
spans are exactly those of the document. spaCy aligns them with its own tokens when it trains.
"""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from hasila.arabic.words import split
from hasila.document import Document, Origin
from hasila.errors import CorpusError, MissingExtraError
from hasila.files import whole_file
from hasila.formats.annotations import Annotations, MarkedText, annotations_of
from hasila.formats.encoding import encodable
from hasila.formats.offsets import Mark

SPAN_GROUPS = "spans in groups left out, which are not entities"
WITHOUT_ENTITIES = "passages in which nobody annotated entities"


def read_spacy(path: Path) -> Annotations:
    """Return the documents of a DocBin: their texts and entities.

    The id is that of `write_spacy`, or else the file's name and the number of the text. Raises CorpusError if it is no
    DocBin, and MissingExtraError without spaCy.
    """
    tokens, vocab = _spacy("reading")
    try:
        docs = list(tokens.DocBin().from_bytes(path.read_bytes()).get_docs(vocab.Vocab()))
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # noqa: BLE001 - spaCy, msgpack and zlib each have errors of their own
        raise CorpusError(f"{path}: is not a readable .spacy file: {' '.join(str(error).split())}") from None
    rows = [(Origin(path, number), doc) for number, doc in enumerate(docs, start=1)]
    return annotations_of(rows, _marked, "code-points")


def write_spacy(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as a DocBin, whole or not at all. Raises MissingExtraError without spaCy."""
    tokens, vocab = _spacy("writing")
    words = vocab.Vocab()
    made = tokens.DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for document in documents:
        pieces, spaced = _tokens(document)
        doc = tokens.Doc(words, words=list(map(encodable, pieces)), spaces=spaced)
        doc.set_ents([doc.char_span(span.start, span.end, encodable(span.label)) for span in document.spans])
        doc.user_data["id"] = encodable(document.id)
        made.add(doc)
    content = made.to_bytes()
    with whole_file(path) as file:
        file.buffer.write(content)


def _spacy(purpose: str) -> tuple[Any, Any]:
    try:
        from spacy import tokens, vocab  # type: ignore[import-not-found]  # noqa: PLC0415 - an optional package
    except ImportError:
        raise MissingExtraError("spacy", f"{purpose} a .spacy file") from None
    return tokens, vocab


def _tokens(document: Document) -> tuple[list[str], list[bool]]:
    """Return the tokens of a document, and which of them have one blank behind them that is no token itself."""
    pieces: list[str] = []
    spaced: list[bool] = []
    begun, ended = {span.start for span in document.spans}, {span.end for span in document.spans}
    for start, end in pairwise(_cuts(document)):
        alone = document.text[start:end] == " " and start not in begun and end not in ended
        if alone and pieces and not spaced[-1]:
            spaced[-1] = True
        else:
            pieces.append(document.text[start:end])
            spaced.append(False)
    return pieces, spaced


def _cuts(document: Document) -> list[int]:
    """Return where words and spans begin and end, and one blank behind a word ends."""
    words, text = split(document.text), document.text
    of_words = {edge for word in words for edge in (word.start, word.end)}
    of_spans = {edge for span in document.spans for edge in (span.start, span.end)}
    blanks = {word.end + 1 for word in words if text[word.end : word.end + 1] == " "}
    return sorted({0, len(text)} | of_words | of_spans | blanks)


def _marked(doc: Any) -> MarkedText:
    marks = [Mark(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]
    mendings = {
        SPAN_GROUPS: sum(len(group) for group in doc.spans.values()),
        WITHOUT_ENTITIES: int(len(doc) > 0 and not doc.has_annotation("ENT_IOB")),
    }
    return MarkedText({"id": doc.user_data.get("id")}, doc.text, marks, mendings)
