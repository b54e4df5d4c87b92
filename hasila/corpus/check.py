"""Checking an annotated corpus: what makes it unusable (errors) and what a person should look at (warnings)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from hasila.arabic.words import Word, is_symbol, split
from hasila.corpus.guidelines import doubts
from hasila.corpus.overlap import COPIED, REPEATED, copied, repeated
from hasila.corpus.reading import files_of, parse
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import token_rows
from hasila.formats.lines import Parsed
from hasila.spans import LABELS, Span
from hasila.validation import complaints


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something wrong at a line of a file, counted from 1."""

    path: Path
    line: int
    severity: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message}"


ACCEPTED = "accepted.yaml"
"""The file beside a corpus that lists words which may have several labels, or none, each with its reason."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """An entry of that file."""

    words: tuple[str, ...]
    reason: str
    rule: int | None = None
    """The rule that these words, as a span, only seem to break; None: they may have several labels, or none."""


_AcceptedWords = AbstractSet[tuple[tuple[str, ...], int | None]]
"""Words, and the rule that they only seem to break (None: they may have several labels, or none)."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document and where it stands."""

    path: Path
    line: int
    document: Document

    def error(self, message: str) -> Finding:
        return Finding(self.path, self.line, "error", f"{self.document.id}: {message}")

    def warning(self, message: str) -> Finding:
        return Finding(self.path, self.line, "warning", f"{self.document.id}: {message}")


def check(path: Path, labels: Sequence[str] = LABELS, against: Iterable[Document] = ()) -> list[Finding]:
    """Return all that is wrong with a .jsonl or .conll file, or with the .jsonl files of a folder together.

    BIO files in a folder `bio` beside the .jsonl, one a split, are compared with it. Texts `against` which the corpus
    must be original may be a stream. Raises CorpusError where there is nothing to check.
    """
    folder = path if path.is_dir() else path.parent
    files = files_of([path])
    findings: list[Finding] = []
    placed: list[_Placed] = []
    for file in files:
        parsed, faults = _parsed(file)
        findings += faults
        placed += [_Placed(file, line, document) for line, document in parsed.documents]
    accepted = _accepted(folder / ACCEPTED)
    for one in placed:
        faults_of_spans = list(_span_faults(one, labels))
        findings += faults_of_spans or _rule_doubts(one, accepted)
    findings += _duplicates(placed)
    findings += _repetitions(placed, against)
    findings += _labelled_differently(placed, accepted)
    bio = folder / "bio"
    if bio.is_dir() and files[0].suffix == ".jsonl":
        findings += _bio_faults(bio, placed, complete=path.is_dir() or len(list(path.parent.glob("*.jsonl"))) == 1)
    return sorted(set(findings))


def _parsed(path: Path) -> tuple[Parsed, list[Finding]]:
    parsed = parse(path)
    return parsed, [Finding(path, line, "error", fault) for line, fault in parsed.faults]


def _span_faults(placed: _Placed, labels: Sequence[str]) -> Iterator[Finding]:
    words = split(placed.document.text)
    starts = {word.start: word for word in words}
    ends = {word.end: word for word in words}
    for span in placed.document.spans:
        name = f"{span.label} {span.start}:{span.end} «{placed.document.text_of(span)}»"
        if span.label not in labels:
            yield placed.error(f"{name} has an unknown label; known are {', '.join(labels)}")
        if (fault := _edge_fault(placed.document, starts.get(span.start), ends.get(span.end))) is not None:
            yield placed.error(f"{name} {fault}")


def _edge_fault(document: Document, first: Word | None, last: Word | None) -> str | None:
    if first is None:
        return "begins within a word or beside it; a span begins where a word does"
    if last is None:
        return "ends within a word or beside it; a span ends where a word does"
    if is_symbol(document.text[first.start : first.end]):
        return "begins with punctuation, which stays outside"
    if is_symbol(document.text[last.start : last.end]):
        return "ends with punctuation, which stays outside"
    return None


def _rule_doubts(placed: _Placed, accepted: _AcceptedWords) -> Iterator[Finding]:
    for doubt in doubts(placed.document):
        words = placed.document.text_of(doubt.span)
        if (_key(words), doubt.rule) not in accepted:
            yield placed.warning(f"{doubt.span.label} {doubt.span.start} «{words}» {doubt.message} (rule {doubt.rule})")


def _repetitions(placed: Sequence[_Placed], against: Iterable[Document]) -> Iterator[Finding]:
    documents = [one.document for one in placed]
    for run in repeated(documents):
        yield placed[run.index].warning(f"shares {REPEATED} words in a row with {run.other}: «{run.words}»")
    for run in copied(documents, against):
        yield placed[run.index].warning(f"shares {COPIED} words or more with {run.other}: «{run.words}»")


def _key(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in split(text))


def _duplicates(placed: Sequence[_Placed]) -> Iterator[Finding]:
    by_id: dict[str, _Placed] = {}
    by_text: dict[tuple[str, ...], _Placed] = {}
    for one in placed:
        first = by_id.setdefault(one.document.id, one)
        if first.path != one.path:
            yield one.error(f"the id stands at {first.path}:{first.line} too")
        first = by_text.setdefault(_key(one.document.text), one)
        if first is not one:
            splits = first.document.meta.get("split"), one.document.meta.get("split")
            if splits[0] != splits[1]:
                yield one.error(f"has the text of {first.document.id}, but the splits {splits[1]} and {splits[0]}")
            else:
                yield one.warning(f"has the text of {first.document.id}")


def _accepted(path: Path) -> _AcceptedWords:
    """Return what a person has looked at and found right: a list of {words, reason[, rule]}, where there is one."""
    if not path.exists():
        return frozenset()
    try:
        rows = TypeAdapter(list[_Accepted]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        told = "; ".join(complaints(error))
        raise CorpusError(f"{path}: is no list of entries with words and a reason: {told}") from None
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())
        raise CorpusError(f"{path}: is no list of entries with words and a reason: {told}") from None
    return frozenset((_key(words), row.rule) for row in rows for words in row.words)


def _labelled_differently(placed: Sequence[_Placed], accepted: _AcceptedWords) -> Iterator[Finding]:
    """Yield a warning for each mention whose words have another label, or none, elsewhere; the first place is named."""
    mentions: dict[tuple[str, ...], dict[str, tuple[_Placed, Span]]] = defaultdict(dict)
    for one in placed:
        for span in one.document.spans:
            key = _key(one.document.text_of(span))
            # A word alone that counts, such as «ثلاثة», leans on a word of harm elsewhere (rule 15).
            if (key, None) not in accepted and (span.label != "CASUALTY" or len(key) > 1):
                mentions[key].setdefault(span.label, (one, span))
    for found in mentions.values():
        (first_label, (first, span)), *others = found.items()
        for label, (other, _) in others:
            yield other.warning(
                f"«{first.document.text_of(span)}» is {label} here, but {first_label} in "
                f"{first.document.id} ({first.path}:{first.line})"
            )
    for one in placed:
        yield from _left_out(one, mentions)


def _left_out(one: _Placed, mentions: Mapping[tuple[str, ...], dict[str, tuple[_Placed, Span]]]) -> Iterator[Finding]:
    """Yield a warning for words outside every span that are a whole mention somewhere."""
    words = split(one.document.text)
    taken = [any(span.start < word.end and word.start < span.end for span in one.document.spans) for word in words]
    longest = max(map(len, mentions), default=0)
    index = 0
    while index < len(words):
        for size in range(min(longest, len(words) - index), 0, -1):
            found = mentions.get(tuple(word.folded for word in words[index : index + size]))
            if found and not any(taken[index : index + size]):
                label, (other, span) = next(iter(found.items()))
                yield one.warning(
                    f"«{other.document.text_of(span)}» has no label at {words[index].start}, but is {label} "
                    f"in {other.document.id} ({other.path}:{other.line})"
                )
                index += size - 1
                break
        index += 1


def _bio_faults(folder: Path, placed: Sequence[_Placed], *, complete: bool) -> Iterator[Finding]:
    """Yield where the BIO files say something else than the documents, or lack one, or (`complete`) have one more."""
    tagged: dict[str, tuple[Path, int, Document]] = {}
    for file in sorted(folder.glob("*.conll")):
        parsed, faults = _parsed(file)
        yield from faults
        tagged |= {document.id: (file, line, document) for line, document in parsed.documents}
    for one in placed:
        if one.document.id not in tagged:
            yield one.error(f"is in no file of {folder}; write them again")
            continue
        file, line, document = tagged.pop(one.document.id)
        try:
            ours, theirs = token_rows(one.document), token_rows(document)
        except ValueError:
            continue  # the span that cuts through a word is a finding already
        if file.stem != one.document.meta.get("split", file.stem):
            yield Finding(file, line, "error", f"{document.id}: is of the split {one.document.meta['split']}")
        if ours != theirs:
            token, other = next(
                (pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]),
                (f"{len(ours)} tokens", f"{len(theirs)} tokens"),
            )
            yield Finding(
                file, line, "error", f"{document.id}: disagrees with {one.path}:{one.line}: {other} here, {token} there"
            )
    if complete:
        for identity, (file, line, _) in tagged.items():
            yield Finding(file, line, "error", f"{identity}: is in no .jsonl file")
