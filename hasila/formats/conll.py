"""CoNLL columns: `token<TAB>tag` a line in IOB2, a blank line between passages, `# id = ...` above each if wanted."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.files import whole_file
from hasila.formats.encoding import encodable
from hasila.formats.lines import Block, lines
from hasila.spans import Span
from hasila.tagging.bio import OUTSIDE, chunks, is_legal, is_tag, tags_from_spans

_ID = "# id = "


def token_rows(document: Document) -> list[tuple[str, str]]:
    """Return (token, tag) of each word of `document`. Raises ValueError if a span cuts through a word."""
    words = split(document.text)
    tokens = [document.text[word.start : word.end] for word in words]
    return list(zip(tokens, tags_from_spans(document, words), strict=True))


def conll_block(document: Document) -> str:
    """Return `document` as a passage of CoNLL, with U+FFFD for lone surrogates.

    Raises ValueError if a span cuts through a word.
    """
    rows = [f"{token}\t{tag}\n" for token, tag in token_rows(document)]
    return encodable(f"{_ID}{line_of(document.id)}\n{''.join(rows)}\n")


def line_of(identity: str) -> str:
    """Return an id as it stands on the line of a CoNLL file: every stretch of white space is one blank."""
    return " ".join(identity.split())


def write_conll(path: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as CoNLL columns, whole or not at all. Raises CorpusError if a span cuts through a word."""
    with whole_file(path) as file:
        for document in documents:
            try:
                file.write(conll_block(document))
            except ValueError as error:
                raise CorpusError(f"{document.where}: {error}") from None


def blocks(path: Path) -> Iterator[Block]:
    """Yield the passages of a CoNLL file, which blank lines separate, as blocks of lines. Raises CorpusError."""
    block: list[tuple[int, str]] = []
    for number, line in lines(path):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _columns(stem: str, block: Block) -> tuple[str, list[tuple[int, str, str]]]:
    """Return the id of a CoNLL passage and (line, token, tag) of its rows. Raises ValueError for other rows."""
    identity = f"{stem}:{block[0][0]}"
    rows: list[tuple[int, str, str]] = []
    faults: list[str] = []
    for number, line in block:
        cells = line.split("\t") if "\t" in line else line.split(" ")
        if line.startswith(_ID):
            identity = line.removeprefix(_ID).strip()
        elif len(cells) == 2 and all(cells):  # noqa: PLR2004 - token and tag
            rows.append((number, cells[0], cells[1]))
        else:
            faults.append(f"line {number}: {line!r} is not a token and a tag with a tab between")
    if faults:
        raise ValueError("\n".join(faults))
    return identity, rows


def document_from_block(stem: str, block: Block) -> Document:
    """Return the document in a CoNLL passage. Raises ValueError with a line for each fault."""
    identity, rows = _columns(stem, block)
    faults = []
    before = OUTSIDE
    for number, _, tag in rows:
        if not is_tag(tag):
            faults.append(f"line {number}: the tag {tag!r} is not O, B-LABEL or I-LABEL")
        elif not is_legal(before, tag):
            faults.append(f"line {number}: {tag} has nothing to continue after {before}; in IOB2 a span begins with B-")
        before = tag
    if faults:
        raise ValueError("\n".join(faults))
    return _document_from_tokens(identity, [token for _, token, _ in rows], [tag for *_, tag in rows])


def _document_from_tokens(identity: str, tokens: Sequence[str], tags: Sequence[str]) -> Document:
    """Return the document of `tokens` joined by spaces, with the spans of their IOB2 `tags`."""
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token) + 1)
    spans = [Span(starts[first], starts[end] - 1, label) for first, end, label in chunks(tags)]
    return Document(identity, " ".join(tokens), tuple(spans))
