"""The forms of annotated text that are converted into each other: which one a file has, and what a form cannot say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import regex

from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import CorpusError, InputError
from hasila.formats.annotations import Annotations, KindAndLine, json_rows
from hasila.formats.brat import BREAKS, annotation_files, read_brat, write_brat
from hasila.formats.conll import line_of, write_conll
from hasila.formats.doccano import SPAN_FIELDS, is_doccano_span, read_doccano, write_doccano
from hasila.formats.encoding import encodable
from hasila.formats.faults import abridged, kind_of
from hasila.formats.found_conll import read_found_conll
from hasila.formats.jsonl import parsed_jsonl, write_jsonl
from hasila.formats.label_studio import read_label_studio, write_label_studio
from hasila.formats.label_tasks import TASK_ID, is_task
from hasila.formats.lines import lines
from hasila.formats.offsets import OffsetUnit
from hasila.formats.spacy_bin import read_spacy, write_spacy
from hasila.formats.tagged_tokens import is_tagged, read_tagged_tokens, write_tagged_tokens
from hasila.tagging.word_edges import WordEdges

Form = Literal["jsonl", "conll", "label-studio", "doccano", "brat", "datasets", "spacy"]
_ENDINGS: Mapping[str, Form] = {
    ".jsonl": "jsonl",
    ".conll": "conll",
    ".json": "label-studio",
    "": "brat",
    ".parquet": "datasets",
    ".spacy": "spacy",
}
_OF_WORDS: frozenset[Form] = frozenset(["conll", "datasets"])
"""The forms that tag whole words."""


def form_of_content(path: Path) -> Form:
    """Return the form of a file, by its content, or of a folder. Raises CorpusError if it cannot be read as any."""
    if annotation_files(path):
        return "brat"
    if path.is_dir():
        raise CorpusError(f"{path}: the folder has no .ann file; name the files in it")
    if path.suffix in {".parquet", ".spacy"}:
        return _ENDINGS[path.suffix]
    first = next((line.lstrip() for _, line in lines(path) if line.strip()), "")
    if first[:1] not in {"{", "["}:
        return "conll"
    try:
        rows = [row for _, row in json_rows(path) if not isinstance(row, ValueError)]
    except CorpusError:
        rows = []
    if not rows and path.suffix not in {".json", ".jsonl"}:
        return "conll"  # a passage that begins with a bracket
    if (form := _form_of_rows(rows)) is None:
        if not json_rows(path):  # raises if the file is no JSON as a whole
            raise CorpusError(f"{path}: has no rows; an export holds what was annotated and submitted before")
        raise CorpusError(
            f"{path}: its rows have none of spans, {', '.join(SPAN_FIELDS)}, data and tokens; "
            f"if they have a known form: --from"
        )
    return form


def _form_of_rows(rows: Sequence[Any]) -> Form | None:
    """Return the form that one of the rows proves by a span, or else the form of their fields; None if of none."""
    objects = [row for row in rows if isinstance(row, dict)]
    proofs: Sequence[tuple[Callable[[Mapping[str, Any]], bool], Form]] = (
        (lambda row: "id" in row and _has_spans(row, ("spans",), _is_span), "jsonl"),
        (is_task, "label-studio"),
        (is_tagged, "datasets"),
        (lambda row: _has_spans(row, SPAN_FIELDS, is_doccano_span), "doccano"),
        (lambda row: isinstance(row.get("spans"), list), "jsonl"),
        (lambda row: any(name in row for name in SPAN_FIELDS), "doccano"),
        (lambda row: "spans" in row, "jsonl"),
    )
    return next((form for proves, form in proofs if any(map(proves, objects))), None)


def _has_spans(row: Mapping[str, Any], names: Sequence[str], is_one: Callable[[Any], bool]) -> bool:
    return any(isinstance(row.get(name), list) and any(map(is_one, row[name])) for name in names)


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and {"start", "end", "label"} <= value.keys()


def form_of_ending(path: Path) -> Form:
    """Return the form that the name of an output asks for. Raises InputError for an ending of none."""
    if path.suffix not in _ENDINGS:
        known = ", ".join(ending for ending in _ENDINGS if ending)
        raise InputError(f"{path}: the ending is none of {known} (or none, a folder for brat); state the form: --to")
    return _ENDINGS[path.suffix]


def read_form(path: Path, form: Form, *, layer: int | None = None, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of a file, what was mended, and the first faults of each kind.

    `layer` is a column of nested tags in CoNLL; `asked` what offsets count in a tool's export (None: found out). Raises
    CorpusError if the file cannot be read as a whole, or if it has no layers or offsets that could be asked for.
    """
    if layer is not None and form != "conll":
        raise CorpusError(f"{path}: --layer names a column of CoNLL, and the file is {form}; leave it out")
    if asked is not None and form not in {"label-studio", "doccano", "brat"}:
        raise CorpusError(f"{path}: --offsets is for exports of tools, and the file is {form}; leave it out")
    readers: Mapping[Form, Callable[[], Annotations]] = {
        "jsonl": lambda: _read_jsonl(path),
        "conll": lambda: read_found_conll(path, layer),
        "label-studio": lambda: read_label_studio(path, asked),
        "doccano": lambda: read_doccano(path, asked),
        "brat": lambda: read_brat(path, asked),
        "datasets": lambda: read_tagged_tokens(path),
        "spacy": lambda: read_spacy(path),
    }
    return readers[form]()


def _read_jsonl(path: Path) -> Annotations:
    read = parsed_jsonl(path)
    if read.missing:
        raise CorpusError(
            f"{path}: {len(read.missing)} passages stand apart from their texts, the first {read.missing[0]}; "
            f"put their texts into the rows first"
        )
    faults = abridged([(kind_of(told), f"{path}:{line}: {told}") for line, told in read.faults])
    return Annotations(read.documents, {}, list(faults))


def write_form(path: Path, documents: Sequence[Document], form: Form) -> None:
    """Write `documents` in `form`, whole or not at all.

    Raises OutputError, and CorpusError with the first spans of each kind that `form` cannot hold.
    """
    if refused := list(abridged([fault for one in documents for fault in _refusals(one, form)])):
        raise CorpusError("\n".join(refused))
    writers: Mapping[Form, Callable[[Path, Sequence[Document]], None]] = {
        "jsonl": write_jsonl,
        "conll": write_conll,
        "label-studio": write_label_studio,
        "doccano": write_doccano,
        "brat": write_brat,
        "datasets": write_tagged_tokens,
        "spacy": write_spacy,
    }
    writers[form](path, documents)


def _refusals(document: Document, form: Form) -> Iterator[KindAndLine]:
    """Yield the spans that `form` has no way to write: columns end at white space, and CoNLL tags whole words."""
    if form not in {"brat", *_OF_WORDS}:
        return
    edges = WordEdges.of(split(document.text))
    for span in document.spans:
        told = f"{document.where}: {span.label} {span.start}:{span.end} «{document.text_of(span)}»"
        if not _LABEL.fullmatch(span.label):
            unfit = "has a blank, a quotation mark or a control character"
            yield unfit, f"{told}: the label {span.label!r} {unfit}, which {form} cannot hold; {_WAY_OUT}"
        if form in _OF_WORDS and not edges.fits(span):
            unfit = "cuts through a word, or has none"
            yield unfit, f"{told} {unfit}, and {form} tags whole words; {_WAY_OUT}"


_WAY_OUT = "mend it in the source, or write another form"
_LABEL = regex.compile(r'[^\s"\p{Cc}\p{Cs}]+')


def losses(documents: Sequence[Document], form: Form) -> Iterator[str]:
    """Yield what `form` cannot say of these documents, with how many have it, and the first."""
    for what in _CANNOT_HOLD[form]:
        if those := [document for document in documents if _HAS[what](document)]:
            yield f"{what} ({len(those)} of {len(documents)} passages, the first {those[0].where})"


_CANNOT_HOLD: Mapping[Form, Sequence[str]] = {
    "jsonl": (),
    "conll": (
        *("tolls", "scores of spans", "fields of their rows"),
        *("where blanks stand, other than one between words", "invisible characters outside words"),
        *("lone surrogates, which become U+FFFD", "ids that are not words with one blank between"),
    ),
    "label-studio": ("tolls", "fields named hasila_id"),
    "doccano": ("tolls", "scores of spans"),
    "brat": (
        *("tolls", "scores of spans", "fields of their rows", "lone surrogates, which become U+FFFD"),
        *("spans of white space alone", "line breaks at the edges of spans"),
    ),
    "datasets": ("tolls", "scores of spans", "fields of their rows", "lone surrogates, which become U+FFFD"),
    "spacy": ("tolls", "scores of spans", "fields of their rows", "lone surrogates, which become U+FFFD"),
}


def _has_other_blanks(document: Document) -> bool:
    blanks = ["".join(filter(str.isspace, gap)) for gap in _gaps(document)]
    return blanks != ["", *[" "] * (len(blanks) - 2), ""][: len(blanks)]


def _has_invisible(document: Document) -> bool:
    return any(not character.isspace() for gap in _gaps(document) for character in gap)


def _gaps(document: Document) -> list[str]:
    """Return what stands before the first word of a text, between two words, and after the last."""
    words = split(document.text)
    starts, ends = [0, *(word.end for word in words)], [*(word.start for word in words), len(document.text)]
    return [document.text[start:end] for start, end in zip(starts, ends, strict=True)]


def _has_line_breaks_at_edges(document: Document) -> bool:
    words = [found for span in document.spans if (found := document.text_of(span)).strip()]
    return any(one != one.strip(BREAKS) for one in words)


_HAS: Mapping[str, Callable[[Document], bool]] = {
    "tolls": lambda document: document.tolls is not None,
    "scores of spans": lambda document: any(span.score is not None for span in document.spans),
    "fields of their rows": lambda document: bool(document.meta.keys() - {"id"}),
    "fields named hasila_id": lambda document: TASK_ID in document.meta,
    "where blanks stand, other than one between words": _has_other_blanks,
    "invisible characters outside words": _has_invisible,
    "lone surrogates, which become U+FFFD": lambda document: (
        encodable(document.id + document.text) != document.id + document.text
    ),
    "ids that are not words with one blank between": lambda document: (
        not document.id or line_of(document.id) != document.id
    ),
    "line breaks at the edges of spans": _has_line_breaks_at_edges,
    "spans of white space alone": lambda document: any(not document.text_of(span).strip() for span in document.spans),
}
