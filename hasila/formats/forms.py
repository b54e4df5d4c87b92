"""The forms of annotated text that are converted into each other: which one a file has, and what a form cannot say."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import CorpusError, InputError
from hasila.formats.annotations import Annotations, json_rows
from hasila.formats.brat import annotation_files, read_brat, write_brat
from hasila.formats.conll import write_conll
from hasila.formats.doccano import SPAN_FIELDS, read_doccano, write_doccano
from hasila.formats.faults import abridged, kind_of
from hasila.formats.found_conll import read_found_conll
from hasila.formats.jsonl import parsed_jsonl, write_jsonl
from hasila.formats.label_studio import is_task, read_label_studio, write_label_studio
from hasila.formats.lines import lines
from hasila.formats.offsets import OffsetUnit

Form = Literal["jsonl", "conll", "label-studio", "doccano", "brat"]
_ENDINGS: Mapping[str, Form] = {".jsonl": "jsonl", ".conll": "conll", ".json": "label-studio", "": "brat"}


def form_of_content(path: Path) -> Form:
    """Return the form of a file, by its content, or of a folder. Raises CorpusError if it cannot be read as any."""
    if annotation_files(path):
        return "brat"
    if path.is_dir():
        raise CorpusError(f"{path}: the folder has no .ann file; name the files in it")
    first = next((line.lstrip() for _, line in lines(path) if line.strip()), "")
    if first[:1] not in {"{", "["}:
        return "conll"
    try:
        rows = json_rows(path)
    except CorpusError:
        if path.suffix in {".json", ".jsonl"}:
            raise
        return "conll"  # a passage that begins with a bracket
    return _form_of_row(path, rows[0][1] if rows else {})


def _form_of_row(path: Path, row: Any) -> Form:
    if isinstance(row, dict) and "spans" in row:
        return "jsonl"
    if is_task(row):
        return "label-studio"
    if isinstance(row, dict) and any(name in row for name in SPAN_FIELDS):
        return "doccano"
    raise CorpusError(
        f"{path}: its first row has none of spans, {', '.join(SPAN_FIELDS)} and data; if it is of a known form: --from"
    )


def form_of_ending(path: Path) -> Form:
    """Return the form that the name of an output asks for. Raises InputError for an ending of none."""
    if path.suffix not in _ENDINGS:
        known = ", ".join(ending for ending in _ENDINGS if ending)
        raise InputError(f"{path}: the ending is none of {known} (or none, a folder for brat); state the form: --to")
    return _ENDINGS[path.suffix]


def read_form(path: Path, form: Form, *, layer: int | None = None, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of a file, and what was mended. Raises CorpusError with the first faults of each kind.

    `layer` is a column of nested tags in CoNLL; `asked` what offsets count in a tool's export (None: found out).
    """
    if form == "conll":
        return read_found_conll(path, layer)
    if form == "jsonl":
        return _read_jsonl(path)
    readers: Mapping[Form, Callable[[Path, OffsetUnit | None], Annotations]] = {
        "label-studio": read_label_studio,
        "doccano": read_doccano,
        "brat": read_brat,
    }
    return readers[form](path, asked)


def _read_jsonl(path: Path) -> Annotations:
    read = parsed_jsonl(path)
    if read.faults:
        raise CorpusError(
            "\n".join(abridged([(kind_of(told), f"{path}:{line}: {told}") for line, told in read.faults]))
        )
    if read.missing:
        raise CorpusError(
            f"{path}: {len(read.missing)} passages stand apart from their texts, the first {read.missing[0]}; "
            f"put their texts into the rows first"
        )
    return Annotations(read.documents, {})


def write_form(path: Path, documents: Sequence[Document], form: Form) -> None:
    """Write `documents` in `form`, whole or not at all.

    Raises OutputError, and CorpusError, also for a label with a blank in a form that separates its columns by them.
    """
    if form in {"conll", "brat"}:
        _refuse_blanks({span.label for document in documents for span in document.spans}, path, form)
    writers: Mapping[Form, Callable[[Path, Sequence[Document]], None]] = {
        "jsonl": write_jsonl,
        "conll": write_conll,
        "label-studio": write_label_studio,
        "doccano": write_doccano,
        "brat": write_brat,
    }
    writers[form](path, documents)


def _refuse_blanks(labels: Iterable[str], path: Path, form: Form) -> None:
    blank = sorted(label for label in labels if label.split() != [label])
    if blank:
        told = ", ".join(map(repr, blank))
        raise CorpusError(f"{path}: {form} cannot hold labels with blanks: {told}; rename them, or choose another form")


_CANNOT_HOLD: Mapping[Form, Sequence[str]] = {
    "jsonl": (),
    "conll": (
        *("tolls", "scores of spans", "fields of their rows"),
        *("where blanks stand, other than one between words", "texts without words"),
    ),
    "label-studio": ("tolls",),
    "doccano": ("tolls", "scores of spans", "fields named label or relations"),
    "brat": ("tolls", "scores of spans", "fields of their rows", "spans of blanks alone"),
}


def losses(documents: Sequence[Document], form: Form) -> Iterator[str]:
    """Yield what `form` cannot say of these documents, with how many have it."""
    for what in _CANNOT_HOLD[form]:
        if count := sum(map(_HAS[what], documents)):
            yield f"{what} ({count} of {len(documents)} passages)"


def _has_other_blanks(document: Document) -> bool:
    words = [document.text[word.start : word.end] for word in split(document.text)]
    return " ".join(words) != document.text


_HAS: Mapping[str, Callable[[Document], bool]] = {
    "tolls": lambda document: document.tolls is not None,
    "scores of spans": lambda document: any(span.score is not None for span in document.spans),
    "fields of their rows": lambda document: bool(document.meta.keys() - {"id"}),
    "fields named label or relations": lambda document: not document.meta.keys().isdisjoint({"label", "relations"}),
    "where blanks stand, other than one between words": _has_other_blanks,
    "texts without words": lambda document: not split(document.text),
    "spans of blanks alone": lambda document: any(not document.text_of(span).strip() for span in document.spans),
}
