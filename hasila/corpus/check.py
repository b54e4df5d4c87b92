"""Checking an annotated corpus: what makes it unusable (errors) and what a person should look at (warnings, notes)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.arabic.words import Word, is_symbol, split
from hasila.corpus.cover import covered
from hasila.corpus.guidelines import doubts
from hasila.corpus.overlap import COPIED, REPEATED, copied, repeated
from hasila.corpus.reading import files_of, missing_texts, parse
from hasila.corpus.toll_check import READ_OTHERWISE, toll_doubts
from hasila.document import Document, Origin
from hasila.errors import CorpusError
from hasila.formats.conll import line_of, token_rows
from hasila.formats.faults import kind_of
from hasila.formats.lines import Parsed
from hasila.formats.standoff import NO_TEXTS, SourceTexts
from hasila.spans import LABELS, Span
from hasila.validation import complaints

Severity = Literal["error", "warning", "note"]
"""A note only says what the program reads otherwise than the annotator did; a clean corpus may have some."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something wrong at a line of a file, counted from 1."""

    path: Path
    line: int
    severity: Severity
    message: str
    kind: str = field(default="", compare=False)
    """Findings of one kind are shortened to the first few in a long list (formats.faults)."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message}"


ACCEPTED = "accepted.yaml"
"""The file next to a corpus that lists words which may have several labels, or none, each with its reason."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """An entry of that file."""

    words: tuple[str, ...]
    reason: str
    rule: int | None = None
    """The rule that these words, as a span, only seem to break; None: they may have several labels, or none."""


_AcceptedWords = AbstractSet[tuple[tuple[str, ...], int | None]]
"""Words, and the rule that they only seem to break (None: they may have several labels, or none)."""


def _error(document: Document, message: str, kind: str = "") -> Finding:
    return _finding(document, "error", message, kind)


def _warning(document: Document, message: str, kind: str = "") -> Finding:
    return _finding(document, "warning", message, kind)


def _finding(document: Document, severity: Severity, message: str, kind: str) -> Finding:
    origin = _origin(document)
    return Finding(origin.path, origin.line, severity, f"{document.id}: {message}", kind or kind_of(message))


def _origin(document: Document) -> Origin:
    """Return the origin of a document that `parse` read; such a document always has one."""
    return cast("Origin", document.origin)


def check(
    path: Path,
    labels: Sequence[str] = LABELS,
    against: Iterable[Document] = (),
    texts: SourceTexts = NO_TEXTS,
) -> list[Finding]:
    """Return everything that is wrong with a .jsonl or .conll file, or with the .jsonl files of a folder together.

    BIO files in a folder `bio` next to the .jsonl files, one for each split, are compared with them. The corpus must
    not copy from the texts in `against`, which may be a stream. `texts` are those of stand-off annotations.
    Raises CorpusError if there is nothing to check.
    """
    folder = path if path.is_dir() else path.parent
    files = files_of([path])
    findings: list[Finding] = []
    documents: list[Document] = []
    for file in files:
        parsed, faults = _parsed(file, texts)
        findings += faults
        documents += parsed.documents
    accepted = _accepted(folder / ACCEPTED)
    for document in documents:
        faults_of_spans = [_error(document, said, kind) for said, kind in _span_faults(document, labels)]
        findings += faults_of_spans or (*_rule_doubts(document, accepted), *_toll_doubts(document))
    findings += _duplicates(documents)
    findings += _repetitions(documents, against)
    findings += _labelled_differently(documents, accepted)
    bio = folder / "bio"
    if bio.is_dir() and files[0].suffix == ".jsonl":
        findings += _bio_faults(bio, documents, complete=path.is_dir() or len(list(path.parent.glob("*.jsonl"))) == 1)
    return sorted(set(findings))


def _parsed(path: Path, texts: SourceTexts = NO_TEXTS) -> tuple[Parsed, list[Finding]]:
    parsed = parse(path, texts)
    faults = [Finding(path, line, "error", fault, kind_of(fault)) for line, fault in parsed.faults]
    if parsed.missing:
        faults.append(Finding(path, 1, "warning", missing_texts(parsed), "missing"))
    return parsed, faults


def span_faults(document: Document, labels: Sequence[str] = LABELS) -> list[str]:
    """Return what makes the spans of a document unusable: unknown labels, and edges that are no edges of words."""
    return [said for said, _ in _span_faults(document, labels)]


def _span_faults(document: Document, labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each fault with its kind."""
    words = split(document.text)
    starts = {word.start: word for word in words}
    ends = {word.end: word for word in words}
    for span in document.spans:
        name = f"{span.label} {span.start}:{span.end} «{document.text_of(span)}»"
        if span.label not in labels:
            yield f"{name} has an unknown label; known are {', '.join(labels)}", "label"
        if (fault := _edge_fault(document, starts.get(span.start), ends.get(span.end))) is not None:
            yield f"{name} {fault}", fault


def _edge_fault(document: Document, first: Word | None, last: Word | None) -> str | None:
    if first is None:
        return "does not begin where a word begins"
    if last is None:
        return "does not end where a word ends"
    if is_symbol(document.text[first.start : first.end]):
        return "begins with punctuation, which stays outside"
    if is_symbol(document.text[last.start : last.end]):
        return "ends with punctuation, which stays outside"
    return None


def _rule_doubts(document: Document, accepted: _AcceptedWords) -> Iterator[Finding]:
    for doubt in doubts(document):
        words = document.text_of(doubt.span)
        if (_key(words), doubt.rule) not in accepted:
            place = f"{doubt.span.label} {doubt.span.start} «{words}»"
            yield _warning(document, f"{place} {doubt.message} (rule {doubt.rule})", f"rule {doubt.rule}")


def _toll_doubts(document: Document) -> Iterator[Finding]:
    for doubt in toll_doubts(document):
        severity: Severity = "note" if doubt.kind in READ_OTHERWISE else "warning"
        yield _finding(document, severity, doubt.message, doubt.kind)


def _repetitions(documents: Sequence[Document], against: Iterable[Document]) -> Iterator[Finding]:
    for run in repeated(documents):
        yield _warning(
            documents[run.index], f"shares {REPEATED} words in a row with {run.other}: «{run.words}»", "repeated"
        )
    for run in copied(documents, against):
        yield _warning(documents[run.index], f"shares {COPIED} words or more with {run.other}: «{run.words}»", "copied")


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in split(text))


def _duplicates(documents: Sequence[Document]) -> Iterator[Finding]:
    by_id: dict[str, Document] = {}
    by_text: dict[tuple[str, ...], Document] = {}
    for one in documents:
        first = by_id.setdefault(one.id, one)
        if _origin(first).path != _origin(one).path:
            yield _error(one, f"the id also occurs at {first.origin}", "id")
        first = by_text.setdefault(_key(one.text), one)
        if first is not one:
            splits = first.meta.get("split"), one.meta.get("split")
            if splits[0] != splits[1]:
                yield _error(
                    one,
                    f"has the same text as {first.id}, but is in the split {splits[1]}, and that one in {splits[0]}",
                    "text",
                )
            else:
                yield _warning(one, f"has the same text as {first.id}", "text")


def _accepted(path: Path) -> _AcceptedWords:
    """Return what a person has reviewed and accepted: a list of {words, reason[, rule]}; empty without such a file."""
    if not path.exists():
        return frozenset()
    try:
        rows = TypeAdapter(list[_Accepted]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        told = "; ".join(complaints(error))
        raise CorpusError(f"{path}: is not a list of entries with words and a reason: {told}") from None
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())
        raise CorpusError(f"{path}: is not a list of entries with words and a reason: {told}") from None
    return frozenset((_key(words), row.rule) for row in rows for words in row.words)


_Mentions = Mapping[tuple[str, ...], Mapping[str, tuple[Document, Span]]]
"""The first document and span of each mention, by its words and then by its labels in order of appearance."""


def _labelled_differently(documents: Sequence[Document], accepted: _AcceptedWords) -> Iterator[Finding]:
    """Yield a warning for each mention that has another label, or none, elsewhere, naming its first occurrence."""
    mentions = _mentions(documents, accepted)
    for found in mentions.values():
        (first_label, (first, span)), *others = found.items()
        for label, (other, _) in others:
            yield _warning(
                other,
                f"«{first.text_of(span)}» is {label} here, but {first_label} in {first.id} ({first.origin})",
                "other label",
            )
    branches = _branches(mentions)
    for document in documents:
        yield from _left_out(document, mentions, branches)


def _mentions(documents: Sequence[Document], accepted: _AcceptedWords) -> _Mentions:
    mentions: dict[tuple[str, ...], dict[str, tuple[Document, Span]]] = defaultdict(dict)
    for document in documents:
        for span in document.spans:
            key = _key(document.text_of(span))
            # A single counting word, such as «ثلاثة», depends on a harm word elsewhere (rule 15).
            if (key, None) not in accepted and (span.label != "CASUALTY" or len(key) > 1):
                mentions[key].setdefault(span.label, (document, span))
    return mentions


@dataclass(slots=True)
class _Branch:
    """The mentions that begin with the same words: branches by the next word, and whether a mention ends here."""

    ends: bool = False
    next: dict[str, "_Branch"] = field(default_factory=dict)


def _branches(mentions: _Mentions) -> _Branch:
    root = _Branch()
    for words in mentions:
        branch = root
        for word in words:
            branch = branch.next.setdefault(word, _Branch())
        branch.ends = True
    return root


def _left_out(document: Document, mentions: _Mentions, branches: _Branch) -> Iterator[Finding]:
    """Yield a warning for words that are unlabelled here and a whole mention elsewhere, the longest at each word."""
    words = split(document.text)
    # A word in a span becomes None, which matches no mention.
    free = [None if within else word.folded for word, within in zip(words, covered(words, document.spans), strict=True)]
    index = 0
    while index < len(words):
        size = _longest(free, index, branches)
        if size:
            key = tuple(word.folded for word in words[index : index + size])
            label, (other, span) = next(iter(mentions[key].items()))
            yield _warning(
                document,
                f"«{other.text_of(span)}» has no label at {words[index].start}, but is {label} "
                f"in {other.id} ({other.origin})",
                "no label",
            )
        index += max(size, 1)


def _longest(words: Sequence[str | None], start: int, branches: _Branch) -> int:
    """Return how many words the longest mention at `start` has; 0 for none."""
    longest, branch = 0, branches
    for index in range(start, len(words)):
        word = words[index]
        if word is None or word not in branch.next:
            break
        branch = branch.next[word]
        longest = index + 1 - start if branch.ends else longest
    return longest


def _bio_faults(folder: Path, documents: Sequence[Document], *, complete: bool) -> Iterator[Finding]:
    """Yield where the BIO files differ from the documents, lack one, or (if `complete`) have an extra one."""
    tagged: dict[str, Document] = {}
    for file in sorted(folder.glob("*.conll")):
        parsed, faults = _parsed(file)
        yield from faults
        tagged |= {document.id: document for document in parsed.documents}
    for one in documents:
        identity = line_of(one.id)
        if identity not in tagged:
            yield _error(one, f"is in no file of {folder}; write them again")
            continue
        other = tagged.pop(identity)
        try:
            ours, theirs = token_rows(one), token_rows(other)
        except ValueError:
            continue  # the span that cuts a word is already a finding
        stem = _origin(other).path.stem
        if stem != one.meta.get("split", stem):
            yield _error(other, f"belongs to the split {one.meta['split']}")
        if ours != theirs:
            here, there = next(
                (pair for pair in zip(theirs, ours, strict=False) if pair[0] != pair[1]),
                (f"{len(theirs)} tokens", f"{len(ours)} tokens"),
            )
            yield _error(other, f"disagrees with {one.origin}: {here} here, {there} there", "disagrees")
    if complete:
        for document in tagged.values():
            yield _error(document, "is in no .jsonl file")
