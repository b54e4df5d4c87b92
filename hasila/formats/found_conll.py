"""CoNLL columns as they are found in public, mended into documents: any scheme, any columns, nested tags.

Our own files are read strictly (formats.conll), so that `hasila check` shows a slip of the annotator. Files of others
are mended once, with a count of each kind of mending.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import regex

from hasila.document import Document, Origin
from hasila.errors import CorpusError
from hasila.formats.annotations import Annotations, KindAndLine
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
CHUNKS = "tags of chunks left out (the first column; --layer 1 reads it)"
GLUED = "words whose punctuation Label Studio put into a span, taken out"
_SENTENCE_ENDS = frozenset(".؟?!…")
_EDGES = regex.compile(r"^[\p{Cf}\p{Cc}\s]+|[\p{Cf}\p{Cc}\s]+$")
_ID = regex.compile(r"#\s*(?:sent_)?id\s*=\s*(.*\S)")
_ATTRIBUTES = regex.compile(r'(?<=\s[BIESLU]-[^\s"]+)"(?:\s+\w+="[^"]*"?)*$')
_BARE = regex.compile(r"[A-Za-z](?:[\w-]*\w)?")
_LABEL_STUDIO = ("-X-", "_")
"""What stands between token and tag in Label Studio's CONLL2003."""
_GLUED = regex.compile(r"([^\P{P}%٪]*)(.*?)([^\P{P}%٪]*)")
_PHRASES = frozenset(f"{name}P" for name in ("N", "V", "P", "ADV", "ADJ", "CONJ", "UC")) | {"SBAR", "PRT", "INTJ"}
"""The labels of the column of chunks, which stands before that of names in the files of CoNLL-2003."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of columns: a token, what stands between it and the tags, and the tags."""

    token: str
    between: tuple[str, ...]
    tags: TagRow
    number: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a passage, and the id that the file states, if it does."""

    stated: str
    block: Block
    first: int

    def identity(self, path: Path) -> str:
        return self.stated or f"{path.stem}:{self.first}"


@dataclass(frozen=True, slots=True)
class _Passage:
    identity: str
    origin: Origin
    rows: Sequence[_Line]
    stated: bool
    """Whether the file states its id."""


def read_found_conll(path: Path, layer: int | None = None) -> Annotations:
    """Return the passages of a CoNLL file, how often each kind of mending was needed, and the lines that are no rows.

    Of nested spans the outermost are kept, or those of the tags in column `layer`, counted from 1 among the columns of
    tags. A passage with a line that ends with no tag is a fault. Raises CorpusError if the file cannot be read, or if
    no line has that column.
    """
    mendings: Counter[str] = Counter()
    passages, faults = _passages(path, mendings)
    whole = list(_unbroken(passages, mendings))
    chosen = [replace(one, rows=rows) for one, rows in zip(whole, _of_layer(path, whole, layer, mendings), strict=True)]
    found = [token_runs([row.tags for row in one.rows]) for one in chosen]
    kept = list(map(outermost, found))
    mendings[INNER] = sum(map(len, found)) - sum(map(len, kept))
    unbegun = sum(not one.begun for passage in found for one in passage)
    mendings[ONLY_INSIDE if begun_by_i(found) else NO_BEGINNING] += unbegun
    documents = [_document(one, its) for one, its in zip(chosen, kept, strict=True)]
    return Annotations(documents, mendings, list(abridged(faults)))


def _of_layer(path: Path, passages: Sequence[_Passage], layer: int | None, mendings: Counter[str]) -> list[list[_Line]]:
    """Return the rows of each passage with the tags of column `layer`; None: all but those of chunks."""
    rows = [row for one in passages for row in one.rows]
    columns = max((len(row.tags) for row in rows), default=0)
    if layer is not None and layer > columns:
        raise CorpusError(f"{path}: there is no layer {layer}: its lines have {columns} columns of tags")
    first = int(layer is None and _has_chunks(rows))
    mendings[CHUNKS] += sum(row.tags[0] != OUTSIDE for row in rows) if first else 0
    kept = slice(first, None) if layer is None else slice(layer - 1, layer)
    return [[replace(row, tags=row.tags[kept]) for row in one.rows] for one in passages]


def _has_chunks(rows: Sequence[_Line]) -> bool:
    """Say whether the first of two columns of tags is of chunks, as in CoNLL-2003, and the second of something else."""
    if any(len(row.tags) != len(("chunk", "name")) for row in rows):
        return False
    chunks, names = ({row.tags[index][2:] for row in rows} - {""} for index in (0, 1))
    return bool(chunks) and chunks <= _PHRASES and names.isdisjoint(_PHRASES)


def _document(passage: _Passage, its: Sequence[TokenRun]) -> Document:
    starts = [0]
    for row in passage.rows:
        starts.append(starts[-1] + len(row.token) + 1)
    spans = [Span(starts[one.first], starts[one.end] - 1, one.label) for one in its]
    text = " ".join(row.token for row in passage.rows)
    return Document(passage.identity, text, tuple(spans), origin=passage.origin)


def _passages(path: Path, mendings: Counter[str]) -> tuple[list[_Passage], list[KindAndLine]]:
    """Return the passages that blank lines and headers separate, and the faults of those with a line that is no row.

    A passage without words is one only if the file states its id.
    """
    blocks = list(_blocks(path, mendings))
    bare = _is_bare([line for one in blocks for _, line in one.block])
    read, faults = _with_rows(path, blocks, bare=bare)
    if bare:
        mendings[BARE] += sum(tag != OUTSIDE for passage in read for row in passage.rows for tag in row.tags)
    usual = Counter(len(row.between) for passage in read for row in passage.rows).most_common(1)
    spaced = not usual or usual[0][0] == 0
    apart = [replace(one, rows=list(_unglued(one.rows, mendings))) for one in read]
    kept = [replace(one, rows=list(_with_tokens(one.rows, mendings, spaced=spaced))) for one in apart]
    return [one for one in kept if one.rows or one.stated], faults


def _with_rows(path: Path, blocks: Iterable[_Lines], *, bare: bool) -> tuple[list[_Passage], list[KindAndLine]]:
    """Return blocks of lines as passages of rows, and the faults of the blocks with a line that is no row."""
    faults: list[KindAndLine] = []
    passages: list[_Passage] = []
    for one in blocks:
        rows: list[_Line] = []
        for number, line in one.block:
            try:
                rows.append(_row(number, line, bare=bare))
            except ValueError as error:
                faults.append((kind_of(str(error)), f"{path}:{number}: {error}"))
        if len(rows) == len(one.block):
            passages.append(_Passage(one.identity(path), Origin(path, one.first), rows, bool(one.stated)))
    return passages, faults


def _blocks(path: Path, mendings: Counter[str]) -> Iterator[_Lines]:
    """Yield the lines of each passage, without headers, comments and attributes."""
    every = [(number, line.rstrip(" ")) for number, line in lines(path)]
    columns = _usual_columns(line for _, line in every)
    stated, first, block = "", 0, list[tuple[int, str]]()
    for number, line in [*every, (0, "")]:
        header = line.startswith("-DOCSTART-")
        mendings[HEADERS] += header
        if header or not line.strip():
            if stated or block:
                yield _Lines(stated, block, first)
            stated, first, block = "", 0, []
            continue
        if line.startswith("#") and not _is_row(line, columns):
            said = _ID.match(line)
            stated, first = (said[1], first or number) if said else (stated, first)
            mendings[COMMENTS] += not said
            continue
        row, cut = _ATTRIBUTES.subn("", line) if '"' in line else (line, 0)
        mendings[ATTRIBUTES] += cut
        first = first or number
        block.append((number, row.rstrip(" ")))


def _usual_columns(every: Iterable[str]) -> int:
    """Return how many columns before the tags most lines have that do not begin as comments do; 1 if there are none."""
    cells = (_cells(line) for line in every if line.strip() and not line.startswith("#"))
    usual = Counter(len(one) - len(_tags_at_end(one)) for one in cells).most_common(1)
    return usual[0][0] if usual else 1


def _is_row(line: str, columns: int) -> bool:
    """Say whether a line that begins as comments do is a row: it ends with tags behind as many columns as others."""
    cells = _cells(line)
    tags = _tags_at_end(cells)
    return bool(tags) and columns == len(cells) - len(tags)


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
    return _Line(cells[0], between, tags, number)


def _unglued(rows: Sequence[_Line], mendings: Counter[str]) -> Iterator[_Line]:
    """Yield rows, those of Label Studio with the punctuation at the edges of spans as tokens of their own.

    It cuts words at white space and at some Latin punctuation, and tags each that a span touches.
    """
    for row, following in zip_longest(rows, rows[1:]):
        found = _GLUED.fullmatch(row.token)
        if row.between != _LABEL_STUDIO or row.tags[0] == OUTSIDE or not (found and found[2]):
            yield row
            continue
        before = found[1] if row.tags[0].startswith("B-") else ""
        behind = "" if following and following.tags[0].startswith("I-") else found[3]
        mendings[GLUED] += bool(before or behind)
        word = row.token.removeprefix(before).removesuffix(behind)
        outside = (OUTSIDE,)
        for token, tags in ((before, outside), (word, row.tags), (behind, outside)):
            if token:
                yield replace(row, token=token, tags=tags)


def _with_tokens(rows: Sequence[_Line], mendings: Counter[str], *, spaced: bool) -> Iterator[_Line]:
    """Yield the rows whose token is visible, `spaced` with the blanks within it, without invisible edges."""
    for row in rows:
        given = " ".join((row.token, *row.between)) if spaced else row.token
        token = _EDGES.sub("", given)
        if token:
            mendings[INVISIBLE] += token != given
            yield replace(row, token=token, between=())
        else:
            mendings[NOTHING_LEFT] += 1


def _unbroken(passages: Sequence[_Passage], mendings: Counter[str]) -> Iterator[_Passage]:
    """Yield the passages; the long ones of a file that has no breaks but its headers are cut at sentence ends."""
    broken = len(passages) > max(1, mendings[HEADERS]) or any(passage.stated for passage in passages)
    for passage in passages:
        if broken or len(passage.rows) <= UNBROKEN:
            yield passage
            continue
        for rows in _sentences(passage.rows):
            mendings[CUT] += 1
            yield replace(
                passage,
                identity=f"{passage.identity}-{rows[0].number}",
                origin=replace(passage.origin, line=rows[0].number),
                rows=rows,
            )


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
