"""The annotated passages that a checkpoint is scored on and was trained on, with labels mapped as in its training."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hasila.corpus.edges import off_word_edges, widened
from hasila.corpus.reading import checksums, read_splits, relabelled
from hasila.document import Document
from hasila.errors import CorpusError, InputError, LabelError
from hasila.formats.standoff import read_source_texts
from hasila.runtime.training_record import TrainingRecord
from hasila.spans import Span

LabelMap = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """The passages to score, and the files and split that they come from."""

    gold: Sequence[Document]
    corpora: Mapping[str, str]
    """The sha256 of each file by its path."""
    split: str
    label_map: LabelMap
    off_edges: Sequence[tuple[Document, Span]] = ()
    """The annotated spans that begin or end within a word or on a blank; no predicted span can equal them."""
    widened: bool = False
    """Whether those were widened to whole words."""


def gold_source(training: TrainingRecord, split: str, asked: Sequence[Path] | None = None) -> tuple[list[Path], str]:
    """Return the files with the passages of `split`, and the split to read from them.

    The files are those `asked` for, or else those that the model was trained with. If its config names whole files for
    the split, the split to read is "all". Raises InputError if no file can contain the split.
    """
    if asked:
        return list(asked), split
    if whole := [Path(path) for source in training.corpora if source.split == split for path in source.files]:
        return whole, "all"
    mixed = [source for source in training.corpora if split == "all" or source.split is None]
    if not mixed:
        known = ", ".join(f"{source.path} ({source.split})" for source in training.corpora) or "files not recorded"
        raise InputError(
            f"the model was trained with {known}, none of which is the split {split!r}; name what to score on, "
            f"such as: --corpus FILE --split all"
        )
    return [Path(path) for source in mixed for path in source.files], split


def texts_of(training: TrainingRecord, asked: Sequence[Path] | None) -> list[Path]:
    """Return the files with the texts of stand-off annotations: those `asked` for, or else those of the training.

    Of those of the training only the ones at hand: a corpus that needs the others says which passages lack their text.
    """
    return list(asked) if asked else [Path(path) for path in training.texts if Path(path).exists()]


def gold_passages(
    paths: Iterable[Path], split: str, label_map: LabelMap, *, widen: bool = False, texts: Sequence[Path] = ()
) -> list[Document]:
    """Return the passages of a split, or of every split if it is "all". Raises CorpusError.

    With `widen`, every span becomes the whole words that it touches. `texts` hold what stand-off annotations are of.
    """
    read = read_splits(paths, None if split == "all" else split, read_source_texts(texts))
    documents = relabelled(read, label_map)
    return _widened(documents) if widen else documents


def scored_passages(
    paths: Sequence[Path], split: str, label_map: LabelMap, *, widen: bool, texts: Sequence[Path] = ()
) -> Scored:
    """Return the passages of a split like `gold_passages`, and which of their spans are off the words' edges."""
    annotated = gold_passages(paths, split, label_map, texts=texts)
    return scored_documents(annotated, checksums(paths), split, label_map, widen=widen)


def scored_documents(
    annotated: Sequence[Document], corpora: Mapping[str, str], split: str, label_map: LabelMap, *, widen: bool
) -> Scored:
    """Return `annotated` to be scored, and which of its spans are off the words' edges. Raises CorpusError."""
    gold = _widened(annotated) if widen else annotated
    return Scored(gold, corpora, split, label_map, off_word_edges(annotated), widen)


def _widened(documents: Iterable[Document]) -> list[Document]:
    """Return `documents` with spans widened to whole words. Raises CorpusError, naming all, if spans would overlap."""
    wide: list[Document] = []
    faults: list[str] = []
    for document in documents:
        try:
            wide.append(widened(document))
        except ValueError as error:
            faults.append(f"{document.id}: cannot be widened to whole words: {error}; correct its spans")
    if faults:
        raise CorpusError("\n".join(faults))
    return wide


def learnt_passages(training: TrainingRecord) -> list[Document]:
    """Return the passages that a model may have been trained on; none if their files are gone."""
    try:
        paths, split = gold_source(training, training.train or "all")
        return gold_passages(paths, split, training.label_map, texts=texts_of(training, None))
    except (CorpusError, InputError):
        return []


def check_labels(where: str, known: Sequence[str], documents: Iterable[Document]) -> None:
    """Raise LabelError, naming `where` the `known` labels are from, if `documents` have others."""
    foreign = {
        span.label: document.where for document in documents for span in document.spans if span.label not in known
    }
    if foreign:
        found = ", ".join(f"{label} (in {document})" for label, document in sorted(foreign.items()))
        raise LabelError(f"{where}: the labels are {', '.join(known)}, but the corpus has {found}")
