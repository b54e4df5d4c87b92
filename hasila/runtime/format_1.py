"""hasila.json of format 1, and its conversion to today's record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from hasila.runtime.training_record import CorpusSource, DevScore, EncoderOrigin, TrainingRecord
from hasila.tagging.windows import WindowSettings


@dataclass(frozen=True, slots=True)
class _Corpus:
    paths: tuple[str, ...] = ()
    label_map: Mapping[str, str | None] = field(default_factory=dict)
    train: str | None = None
    dev: str | None = None


@dataclass(frozen=True, slots=True)
class _Training:
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class _Config:
    """The part that is read of the config, which the file kept whole."""

    encoder: EncoderOrigin | None = None
    corpus: _Corpus = field(default_factory=_Corpus)
    training: _Training = field(default_factory=_Training)


@dataclass(frozen=True, slots=True)
class ManifestOfFormat1:
    """The content of hasila.json before it had a record of the training."""

    labels: tuple[str, ...]
    window: WindowSettings
    transitions: tuple[tuple[float, ...], ...] | None = None
    temperature: float = 1.0
    config: Mapping[str, Any] = field(default_factory=dict)
    corpora: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, Mapping[str, DevScore]]] = field(default_factory=dict)
    """Scores by split; there was at most one split."""

    def training(self) -> TrainingRecord:
        """Return the record of the training; this file did not record passages, words, spans and parameters."""
        config = TypeAdapter(_Config).validate_python(self.config)
        return TrainingRecord(
            encoder=config.encoder,
            corpora=self._sources(config.corpus.paths),
            label_map=config.corpus.label_map,
            train=config.corpus.train,
            dev=config.corpus.dev,
            seed=config.training.seed,
            packages=self.packages,
            scores=next(iter(self.scores.values()), {}),
            config=self.config,
        )

    def _sources(self, named: tuple[str, ...]) -> tuple[CorpusSource, ...]:
        """Return the files under the paths of the config: each path is the file itself or its folder."""
        files: dict[str, dict[str, str]] = {}
        for file, checksum in self.corpora.items():
            path = str(Path(file).parent) if str(Path(file).parent) in map(_plain, named) else file
            files.setdefault(path, {})[file] = checksum
        return tuple(CorpusSource(path, its) for path, its in files.items())


def _plain(path: str) -> str:
    return str(Path(path))
