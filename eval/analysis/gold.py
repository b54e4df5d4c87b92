"""The annotated passages that a checkpoint is scored on and has learnt from, their labels read as it reads them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hasila.corpus.reading import read_splits, relabelled
from hasila.document import Document
from hasila.errors import CorpusError, InputError, LabelError
from hasila.runtime.training import TrainingRecord

LabelMap = Mapping[str, str | None]


def gold_source(training: TrainingRecord, split: str, asked: Sequence[Path] | None = None) -> tuple[list[Path], str]:
    """Return the files that hold the passages of `split`, and the split to ask them for.

    They are those `asked` for, or else what the model was trained with; where its config names files that are of the
    split as a whole, the split to ask for is "all". Raises InputError where no file can hold the split.
    """
    if asked:
        return list(asked), split
    if whole := [Path(path) for source in training.corpora if source.split == split for path in source.files]:
        return whole, "all"
    mixed = [source for source in training.corpora if split == "all" or source.split is None]
    if not mixed:
        known = ", ".join(f"{source.path} ({source.split})" for source in training.corpora) or "files not recorded"
        raise InputError(
            f"the model was trained with {known}, none of it the split {split!r}; name what to score on, such as: "
            f"--corpus FILE --split all"
        )
    return [Path(path) for source in mixed for path in source.files], split


def gold_passages(paths: Iterable[Path], split: str, label_map: LabelMap) -> list[Document]:
    """Return the passages of a split, or of every split where it is "all". Raises CorpusError."""
    return relabelled(read_splits(paths, None if split == "all" else split), label_map)


def learnt_passages(training: TrainingRecord) -> list[Document]:
    """Return the passages that a model may have learnt from; none where their files are gone."""
    try:
        return gold_passages(*gold_source(training, training.train or "all"), training.label_map)
    except (CorpusError, InputError):
        return []


def check_labels(where: str, known: Sequence[str], documents: Iterable[Document]) -> None:
    """Raise LabelError, naming `where` the `known` labels stand, if `documents` have others."""
    foreign = {
        span.label: document.where for document in documents for span in document.spans if span.label not in known
    }
    if foreign:
        found = ", ".join(f"{label} (in {document})" for label, document in sorted(foreign.items()))
        raise LabelError(f"{where}: the labels are {', '.join(known)}, but the corpus has {found}")
