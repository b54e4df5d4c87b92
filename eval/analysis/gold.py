"""The annotated passages that a checkpoint is scored on and has learnt from, their labels read as it reads them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from hasila.corpus.reading import read_splits, relabelled
from hasila.document import Document
from hasila.errors import CorpusError, LabelError
from hasila.runtime.manifest import Manifest

LabelMap = Mapping[str, str | None]


def corpora_of(manifest: Manifest, asked: Sequence[Path] | None) -> list[Path]:
    """Return the files `asked` for, or else those that the checkpoint was trained on."""
    return list(asked) if asked else [Path(path) for path in manifest.corpora]


def label_map_of(manifest: Manifest) -> LabelMap:
    """Return how the checkpoint's training read the labels of its corpora."""
    label_map: LabelMap = manifest.config.get("corpus", {}).get("label_map", {})
    return label_map


def gold_passages(paths: Iterable[Path], split: str, label_map: LabelMap) -> list[Document]:
    """Return the passages of a split, or of every split where it is "all". Raises CorpusError."""
    return relabelled(read_splits(paths, None if split == "all" else split), label_map)


def learnt_passages(manifest: Manifest) -> list[Document]:
    """Return the passages that the checkpoint may have learnt from; none where their files are gone."""
    split = manifest.config.get("corpus", {}).get("train")
    try:
        return relabelled(read_splits(map(Path, manifest.corpora), split), label_map_of(manifest))
    except CorpusError:
        return []


def check_labels(where: str, known: Sequence[str], documents: Iterable[Document]) -> None:
    """Raise LabelError, naming `where` the `known` labels stand, if `documents` have others."""
    foreign = {
        span.label: document.where for document in documents for span in document.spans if span.label not in known
    }
    if foreign:
        found = ", ".join(f"{label} (in {document})" for label, document in sorted(foreign.items()))
        raise LabelError(f"{where}: the labels are {', '.join(known)}, but the corpus has {found}")
