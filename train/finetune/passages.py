"""The passages that a config names: read, relabelled, and cut to a share."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from hasila.arabic.words import count_words
from hasila.corpus.reading import files_of, read_splits, relabelled
from hasila.document import Document
from hasila.errors import ConfigError
from hasila.formats.standoff import read_source_texts
from hasila.runtime.training_record import LearntText
from train.finetune.settings import CorpusSettings, Settings


def training_passages(settings: Settings) -> list[Document]:
    """Return the passages to train on. Raises CorpusError if they cannot be read."""
    corpus = settings.corpus
    documents = _of_split(corpus, corpus.train_paths, corpus.train)
    return _share(documents, corpus.share, settings.training.seed)


def dev_passages(settings: Settings) -> list[Document]:
    """Return the passages to score on after each epoch; none if corpus.dev is null.

    Raises CorpusError if they cannot be read, and ConfigError if a passage would be both trained on and scored: because
    it names no split, or because its file is given for both.
    """
    corpus = settings.corpus
    if corpus.dev is None:
        return []
    _check_apart(corpus)
    documents = _of_split(corpus, corpus.dev_paths, corpus.dev)
    in_all = [document.id for document in documents if "split" not in document.meta]
    if in_all:
        raise ConfigError(
            f"{len(in_all)} passages, the first {in_all[0]}, have no split and would be both trained on and scored; "
            f"name the files of each split in corpus.train_paths and corpus.dev_paths, give each passage a split, or "
            f"set corpus.dev=null"
        )
    return documents


def all_passages(settings: Settings) -> list[Document]:
    """Return every passage that `settings` name, whatever its split. Raises CorpusError."""
    return relabelled(_read(settings.corpus, settings.corpus.named()), settings.corpus.label_map)


def learnt_from(documents: Sequence[Document]) -> LearntText:
    """Return how many passages, words and spans `documents` have."""
    words = sum(count_words(document.text) for document in documents)
    return LearntText(len(documents), words, sum(len(document.spans) for document in documents))


def _of_split(corpus: CorpusSettings, whole: Sequence[Path], split: str) -> list[Document]:
    """Return the passages of a split: all in the `whole` files, or if there are none, those that name the split."""
    if not whole:
        return relabelled(_read(corpus, corpus.paths, split), corpus.label_map)
    documents = relabelled(_read(corpus, whole), corpus.label_map)
    return [replace(document, meta={**document.meta, "split": split}) for document in documents]


def _read(corpus: CorpusSettings, paths: Sequence[Path], split: str | None = None) -> list[Document]:
    return read_splits(paths, split, read_source_texts(corpus.texts))


def _check_apart(corpus: CorpusSettings) -> None:
    if not (corpus.train_paths or corpus.dev_paths):
        return
    train = {file.resolve() for file in files_of(corpus.of_train())}
    both = [str(file) for file in files_of(corpus.of_dev()) if file.resolve() in train]
    if both:
        raise ConfigError(
            f"{', '.join(both)}: would be both trained on and scored; a file in corpus.train_paths or corpus.dev_paths "
            f"must not be in the other split"
        )


def _share(documents: Sequence[Document], share: float, seed: int) -> list[Document]:
    """Return a share of `documents`, at least one, in order. A smaller share is part of a larger one."""
    order = np.random.default_rng(seed).permutation(len(documents))
    chosen = sorted(order[: max(1, round(share * len(documents)))].tolist())
    return [documents[index] for index in chosen]
