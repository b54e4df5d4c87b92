"""CoNLL columns as they are found in public, mended into documents: any scheme, any columns, nested tags.

Our own files are read strictly (formats.conll), so that `hasila check` shows a slip of the annotator. Files of others
are mended once, with a count of each kind of mending.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.annotations import Annotations
from hasila.formats.faults import abridged, kind_of
from hasila.formats.lines import Block, lines
from hasila.spans import Span
from hasila.tagging.bio import OUTSIDE
from hasila.tagging.layers import (
    TagRow,
    TokenRun,
    begun_by_i,
    goes_on,
    is_tag_of_any_scheme,
    outermost,
    token_runs,
)

HEADERS, COMMENTS, ATTRIBUTES = "-DOCSTART- lines left out", "comments left out", "attributes behind a label cut off"
INVISIBLE, NOTHING_LEFT, INNER = "invisible edges cut off", "empty tokens left out", "inner spans left out"
NO_BEGINNING, ONLY_INSIDE = "I- that began a span", "spans begun by I-, as in IOB1 and IO"
BARE, CUT = "labels without a prefix, as in IO", "passages cut at sentence ends, since the file has no breaks"
UNBROKEN = 200
"""The most tokens that a file without breaks may have and still be one passage."""
_SENTENCE_ENDS = frozenset(".؟?!…")
_EDGES = regex.compile(r"^[\p{Cf}\p{Cc}\s]+|[\p{Cf}\p{Cc}\s]+$")
_ID = regex.compile(r"#\s*(?:sent_)?id\s*=\s*(.*\S)")
_ATTRIBUTES = regex.compile(r'(?<=\s[BIESLU]-[^\s"]+)"(?:\s+\w+="[^"]*"?)*$')
_BARE = regex.compile(r"[A-Za-z][\w-]*")
_PHRASES = frozenset(f"{name}P" for name in ("N", "V", "P", "ADV", "ADJ", "CONJ", "UC")) | {"SBAR", "PRT", "INTJ"}
"""The labels of the column of chunks, which stands before that of names in the files of CoNLL-2003."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of columns: a token, what stands between it and the tags, and the tags."""

    number: int
    token: str
    between: tuple[str, ...]
    tags: TagRow


@dataclass(frozen=True, slots=True)
class _Passage:
    identity: str
    rows: Sequence[_Line]
    named: bool = False
    """Whether the file states its id."""


def read_found_conll(path: Path, layer: int | None = None) -> Annotations:
    """Return the passages of a CoNLL file and how often each kind of mending was needed.

    Of nested spans the outermost are kept, or those of the tags in column `layer`, counted from 1 among the columns of
    tags. Raises CorpusError, listing the first lines without a token or a tag, and if no line has that column.
    """
    mendings: Counter[str] = Counter()
    passages = list(_unbroken(list(_passages(path, mendings)), mendings))
    columns = max((len(row.tags) for one in passages for row in one.rows), default=0)
    if layer is not None and layer > columns:
        raise CorpusError(f"{path}: there is no layer {layer}: its lines have {columns} columns of tags")
    chosen = [replace(one, rows=[_of_layer(row, layer) for row in one.rows]) for one in passages]
    found = [token_runs([row.tags for row in one.rows]) for one in chosen]
    kept = list(map(outermost, found))
    mendings[INNER] = sum(map(len, found)) - sum(map(len, kept))
    unbegun = sum(not one.begun for passage in found for one in passage)
    mendings[ONLY_INSIDE if begun_by_i(found) else NO_BEGINNING] += unbegun
    return Annotations([_document(one, its) for one, its in zip(chosen, kept, strict=True)], mendings)


def _of_layer(row: _Line, layer: int | None) -> _Line:
    of_names = [*(tag for tag in row.tags[:-1] if tag[2:] not in _PHRASES), *row.tags[-1:]]
    return _Line(row.number, row.token, (), of_names if layer is None else row.tags[layer - 1 : layer])


def _document(passage: _Passage, its: Sequence[TokenRun]) -> Document:
    starts = [0]
    for row in passage.rows:
        starts.append(starts[-1] + len(row.token) + 1)
    spans = [Span(starts[one.first], starts[one.end] - 1, one.label) for one in its]
    return Document(passage.identity, " ".join(row.token for row in passage.rows), tuple(spans))


def _passages(path: Path, mendings: Counter[str]) -> Iterator[_Passage]:
    """Yield the passages that blank lines and headers separate. Raises CorpusError with the lines that are no rows."""
    blocks = list(_blocks(path, mendings))
    bare = _is_bare([line for _, block in blocks for _, line in block])
    read = _with_rows(path, blocks, bare=bare)
    named = [tag for passage in read for row in passage.rows for tag in row.tags if tag != OUTSIDE]
    mendings[BARE] += len(named) if bare else 0
    usual = Counter(len(row.between) for passage in read for row in passage.rows).most_common(1)
    spaced = not usual or usual[0][0] == 0
    for passage in read:
        if kept := list(_with_tokens(passage.rows, mendings, spaced=spaced)):
            yield _Passage(passage.identity, kept, named=passage.named)


def _with_rows(path: Path, blocks: Iterable[tuple[str, Block]], *, bare: bool) -> list[_Passage]:
    """Return blocks of lines as passages of rows. Raises CorpusError with the lines that are none."""
    faults: list[tuple[str, str]] = []
    passages: list[_Passage] = []
    for identity, block in blocks:
        rows: list[_Line] = []
        for number, line in block:
            try:
                rows.append(_row(number, line, bare=bare))
            except ValueError as error:
                faults.append((kind_of(str(error)), f"{path}: line {number}: {error}"))
        passages.append(_Passage(identity or f"{path.stem}:{block[0][0]}", rows, named=bool(identity)))
    if faults:
        raise CorpusError("\n".join(abridged(faults)))
    return passages


def _blocks(path: Path, mendings: Counter[str]) -> Iterator[tuple[str, Block]]:
    """Yield the id and the lines of each passage, without headers, comments and attributes."""
    identity, block = "", list[tuple[int, str]]()
    every = [*lines(path), (0, "")]
    usual = Counter(len(_cells(line.rstrip(" \r"))) for _, line in every if line.strip() and line[0] != "#")
    columns = usual.most_common(1)[0][0] if usual else None
    for number, given in every:
        line, cut = _ATTRIBUTES.subn("", given.rstrip(" \r")) if '"' in given else (given.rstrip(" \r"), 0)
        mendings[ATTRIBUTES] += cut
        header = line.startswith("-DOCSTART-")
        mendings[HEADERS] += header
        if header or not line.strip():
            if block:
                yield identity, block
                identity, block = "", []
        elif line.startswith("#") and not _is_row(line, columns):
            said = _ID.match(line)
            identity = said[1] if said else identity
            mendings[COMMENTS] += not said
        else:
            block.append((number, line))


def _is_row(line: str, columns: int | None) -> bool:
    """Say whether a line that begins like a comment is a row: it ends with a tag and has the columns of the others."""
    cells = _cells(line)
    return bool(_tags_at_end(cells)) and columns in {None, len(cells)}


def _cells(line: str) -> list[str]:
    """Return the columns of a line, which tabs or runs of blanks separate; an empty first one only before tags."""
    if "\t" in line:
        first, *others = line.split("\t")
        cells = [first.strip(" "), *(part for cell in others for part in cell.split())]
    else:
        cells = regex.split(" +", line)
    empty_first = not cells[0] and all(map(is_tag_of_any_scheme, cells[1:]))
    return cells if cells[0] or empty_first else cells[1:]


def _tags_at_end(cells: Sequence[str]) -> list[str]:
    """Return the tags at the end of the columns, which the first, the token, is never one of."""
    tags: list[str] = []
    for cell in reversed(cells[1:]):
        if not is_tag_of_any_scheme(cell):
            break
        tags.insert(0, cell)
    return tags


def _is_bare(rows: Sequence[str]) -> bool:
    """Say whether the last column has O and labels without prefixes only, as some write IO."""
    last = {cells[-1] for line in rows if len(cells := _cells(line)) > 1}
    return (
        OUTSIDE in last
        and len(last) > 1
        and all(_BARE.fullmatch(cell) for cell in last)
        and not any(is_tag_of_any_scheme(cell) for cell in last - {OUTSIDE})
    )


def _row(number: int, line: str, *, bare: bool) -> _Line:
    cells = _cells(line)
    if bare and len(cells) > 1 and cells[-1] != OUTSIDE:
        cells[-1] = f"I-{cells[-1]}"
    if len(cells) == 1 and is_tag_of_any_scheme(cells[0]):
        cells = ["", *cells]
    tags = _tags_at_end(cells)
    if not tags:
        raise ValueError(f"{line!r} does not end with a tag; the last column is O, B-LABEL, I-LABEL or the like")
    between = () if "\t" in line else tuple(cells[1 : len(cells) - len(tags)])
    return _Line(number, cells[0], between, tags)


def _with_tokens(rows: Sequence[_Line], mendings: Counter[str], *, spaced: bool) -> Iterator[_Line]:
    """Yield the rows whose token is visible, `spaced` with the blanks within it, without invisible edges."""
    for row in rows:
        given = " ".join((row.token, *row.between)) if spaced else row.token
        token = _EDGES.sub("", given)
        if token:
            mendings[INVISIBLE] += token != given
            yield _Line(row.number, token, (), row.tags)
        else:
            mendings[NOTHING_LEFT] += 1


def _unbroken(passages: Sequence[_Passage], mendings: Counter[str]) -> Iterator[_Passage]:
    """Yield the passages; the long ones of a file that has no breaks but its headers are cut at sentence ends."""
    broken = len(passages) > max(1, mendings[HEADERS]) or any(passage.named for passage in passages)
    for passage in passages:
        if broken or len(passage.rows) <= UNBROKEN:
            yield passage
            continue
        for rows in _sentences(passage.rows):
            mendings[CUT] += 1
            yield _Passage(f"{passage.identity}-{rows[0].number}", rows)


def _sentences(rows: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the rows of each sentence; none ends within a span."""
    sentence: list[_Line] = []
    for row in rows:
        if sentence and sentence[-1].token in _SENTENCE_ENDS and not goes_on(row.tags):
            yield sentence
            sentence = []
        sentence.append(row)
    if sentence:
        yield sentence
