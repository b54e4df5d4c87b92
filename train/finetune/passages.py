"""The passages that a config names: read, relabelled, and cut to a share."""

from collections.abc import Sequence

import numpy as np

from hasila.arabic.words import count_words
from hasila.corpus.reading import read_splits, relabelled
from hasila.document import Document
from hasila.errors import ConfigError
from train.finetune.settings import Settings


def training_passages(settings: Settings) -> list[Document]:
    """Return what `settings` train on. Raises CorpusError where it cannot be read."""
    documents = passages(settings, settings.corpus.train)
    return _share(documents, settings.corpus.share, settings.training.seed)


def dev_passages(settings: Settings) -> list[Document]:
    """Return what is scored after each epoch: nothing where corpus.dev is null.

    Raises CorpusError, and ConfigError where a passage without a split would be learnt from and scored.
    """
    documents = passages(settings, settings.corpus.dev) if settings.corpus.dev else []
    in_all = [document.id for document in documents if "split" not in document.meta]
    if in_all:
        raise ConfigError(
            f"{len(in_all)} passages, the first {in_all[0]}, name no split and would be learnt from and scored; "
            f"give each a split, or set corpus.dev=null"
        )
    return documents


def passages(settings: Settings, split: str | None) -> list[Document]:
    """Return the passages of a split (None: of all) with the labels that `corpus.label_map` gives them."""
    return relabelled(read_splits(settings.corpus.paths, split), settings.corpus.label_map)


def learnt_from(documents: Sequence[Document]) -> dict[str, int]:
    """Return how many passages, words and spans `documents` have."""
    return {
        "passages": len(documents),
        "words": sum(count_words(document.text) for document in documents),
        "spans": sum(len(document.spans) for document in documents),
    }


def _share(documents: Sequence[Document], share: float, seed: int) -> list[Document]:
    """Return a share of `documents`, at least one, in their order; a smaller share is part of a larger one."""
    order = np.random.default_rng(seed).permutation(len(documents))
    chosen = sorted(order[: max(1, round(share * len(documents)))].tolist())
    return [documents[index] for index in chosen]
