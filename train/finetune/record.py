"""The record of a run, for its training.json and its checkpoint's hasila.json."""

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from hasila.corpus.reading import checksums
from hasila.document import Document
from hasila.program.config import as_plain
from hasila.runtime.training_record import CorpusSource, DevScore, EncoderOrigin, ModelSize, TrainingRecord
from hasila.scoring.metrics import Score, Scores
from train.finetune.passages import learnt_from
from train.finetune.settings import CorpusSettings, EncoderSettings, Settings

_PACKAGES = ("hasila", "torch", "transformers", "tokenizers", "accelerate", "numpy")


def training_record(
    settings: Settings, train: Sequence[Document], size: ModelSize, scores: Scores | None
) -> TrainingRecord:
    """Return the record of a run that was trained on `train`; `scores` are those of the dev split, if there is one."""
    return TrainingRecord(
        encoder=_encoder(settings.encoder),
        corpora=tuple(_sources(settings.corpus)),
        texts=tuple(map(str, settings.corpus.texts)),
        label_map=settings.corpus.label_map,
        train=settings.corpus.train,
        dev=settings.corpus.dev,
        seed=settings.training.seed,
        learnt=learnt_from(train),
        size=size,
        packages=package_versions(),
        scores={} if scores is None else _dev_scores(scores),
        config=as_plain(settings),
    )


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that affect a run's numbers."""
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def scores_of(record: TrainingRecord) -> Scores | None:
    """Return the dev scores in `record`; None without a dev split."""
    scores = {
        row: {
            scheme: Score(one.precision, one.recall, one.f1, one.support, one.interval, counts=None)
            for scheme, one in by_scheme.items()
        }
        for row, by_scheme in record.scores.items()
    }
    return cast("Scores", scores) or None  # the keys of a record are strings


def _encoder(settings: EncoderSettings) -> EncoderOrigin:
    began = settings.initialise_from
    return EncoderOrigin(settings.name, settings.revision, None if began is None else str(began))


def _sources(corpus: CorpusSettings) -> list[CorpusSource]:
    """Return each path that the config names, with its files, and its split if the config names one."""
    named = ((corpus.paths, None), (corpus.train_paths, corpus.train), (corpus.dev_paths, corpus.dev))
    return [CorpusSource(str(path), checksums([path]), split) for paths, split in named for path in paths]


def _dev_scores(scores: Scores) -> dict[str, dict[str, DevScore]]:
    return {
        row: {
            scheme: DevScore(one.precision, one.recall, one.f1, one.support, one.interval)
            for scheme, one in by_scheme.items()
        }
        for row, by_scheme in scores.items()
    }
