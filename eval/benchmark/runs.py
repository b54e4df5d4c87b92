"""A benchmark's runs, each in a folder of its own: trained, scored and timed once, by processes of their own.

What is done is known by files: run.json says what a run was trained with, scores.json of a system what it was scored
on, speed.json what a model read. Where one records something other than what is asked for, its result is computed
again.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

import regex
from annotated_types import Gt
from pydantic import ConfigDict, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass as settings_dataclass

from eval.analysis.results import SCORES_FILE, read_results
from eval.baseline.model import BaselineKind
from eval.baseline.model import read_baseline_manifest as read_baseline
from eval.speed.command import measurement
from eval.speed.stopwatch import Measurement, resident
from eval.speed.summary import Speed, summary
from eval.speed.systems import timed_system
from hasila.corpus.reading import checksums
from hasila.errors import HasilaError, InputError
from hasila.files import checked_name, whole_file
from hasila.program.config import read_values
from hasila.runtime.manifest import read_manifest
from hasila.runtime.training_record import TRAINING_FILE, read_training

STRICT = ConfigDict(extra="forbid", frozen=True)
_DONE = "run.json"
_BEGUN = "begun.json"
"""The settings of an unfinished training in a folder: it resumes if the same settings are asked for again."""
_SPEED = "speed.json"


@settings_dataclass(config=STRICT)
class System:
    """A config of python -m train with changes, or a baseline and its training corpus."""

    config: Path | None = None
    """The training's config."""
    overrides: tuple[str, ...] = ()
    """Settings that replace those in the config."""
    baseline: BaselineKind | None = None
    """A system of eval.baseline instead."""
    corpus: tuple[Path, ...] = ()
    """The training text of the baseline: the training split of these files or folders."""
    texts: tuple[Path, ...] = ()
    """Files that hold the texts of the baseline's stand-off annotations."""
    minutes: Annotated[float, Gt(0)] | None = None
    """The expected minutes of a training, for --plan, until one has been measured."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.config is None) == (self.baseline is None):
            raise ValueError("a system has either a config or a baseline")
        if bool(self.corpus) != (self.baseline is not None) or (self.overrides and self.baseline):
            raise ValueError("a baseline has a corpus and no overrides; a config names its own corpus")
        if self.texts and not self.baseline:
            raise ValueError("a config names its own texts: corpus.texts")
        return self


@settings_dataclass(config=STRICT)
class Corpus:
    """Annotated passages that systems are scored on."""

    paths: tuple[Path, ...]
    split: str = "all"
    """The split to score; all for every passage."""
    texts: tuple[Path, ...] = ()
    """Files that hold the texts of stand-off annotations."""


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """The record of a run's training: the content of run.json."""

    values: dict[str, Any]
    """Its settings."""
    began: dict[str, str]
    """The checksum of the weights that it started from, if they are of a checkpoint."""
    corpora: dict[str, str]
    """The sha256 of each corpus file by its path."""
    seconds: float
    """The duration of the training process, from its last start."""
    memory: int
    """The most bytes that the process held."""
    words: int
    """How many words it was trained on."""


@dataclass(frozen=True, slots=True)
class _KnownSpeed:
    """The content of speed.json."""

    texts: str
    """The checksum of what was read."""
    measurements: list[Measurement]


@dataclass(frozen=True)
class SystemRun:
    """One system with one seed."""

    system: str
    seed: int
    settings: System
    labels: tuple[str, ...]
    folder: Path

    @property
    def model(self) -> Path:
        """The folder of the trained model."""
        return self.folder / ("baseline" if self.settings.baseline else "checkpoint")

    @property
    def command(self) -> list[str]:
        """The arguments with which Python is started to train."""
        if kind := self.settings.baseline:
            corpora = _options("--corpus", self.settings.corpus) + _options("--texts", self.settings.texts)
            output = ["--output", str(self.model), "--labels", ",".join(self.labels)]
            return ["-m", "eval.baseline", "learn", kind, *corpora, *output]
        return ["-m", "train", str(self.settings.config), *self._overrides]

    @property
    def _overrides(self) -> list[str]:
        overrides = [f"training.seed={self.seed}", f"runs={self.folder.parent}", f"name={self.folder.name}"]
        return [*self.settings.overrides, *overrides]

    @cached_property
    def _values(self) -> dict[str, Any]:
        if self.settings.config is None:
            return {"baseline": self.settings.baseline, "labels": list(self.labels)}
        return read_values(self.settings.config, self._overrides)

    def training(self) -> TrainingRun | None:
        """Return the record of the training if it is up to date, otherwise None.

        It is if settings, corpora and initial weights are the same.
        """
        path = self.folder / _DONE
        if not path.exists() or not self.model.is_dir():
            return None
        try:
            known = TypeAdapter(TrainingRun).validate_json(path.read_bytes())
        except ValidationError:  # of an older version
            return None
        now = (self._values, self._beginning(), checksums(self._corpus_paths()))
        return known if (known.values, known.began, known.corpora) == now else None

    def _beginning(self) -> dict[str, str]:
        """Return the sha256 of the weights that training starts from, if its config names a checkpoint."""
        encoder = self._values.get("encoder")
        source = encoder.get("initialise_from") if isinstance(encoder, dict) else None
        weights = Path(source or "") / "model.safetensors"
        return checksums([weights]) if source and weights.is_file() else {}

    def _corpus_paths(self) -> Sequence[Path]:
        """Return the files and folders that were trained on, as the settings name them."""
        if self.settings.baseline:
            return self.settings.corpus
        return [Path(source.path) for source in read_manifest(self.model).training.corpora]

    def train(self) -> None:
        """Train, unless the training is already done."""
        if self.training():
            return
        again = self._replaces()
        with whole_file(self.folder / _BEGUN) as file:
            file.write(self._asked())
        begun = time.monotonic()
        memory = _call([*self.command, *again], self.folder / "train.log")
        seconds = round(time.monotonic() - begun, 1)
        corpora = checksums(self._corpus_paths())
        known = TrainingRun(self._values, self._beginning(), corpora, seconds, memory, self._words())
        with whole_file(self.folder / _DONE) as file:
            json.dump(asdict(known), file, ensure_ascii=False, indent=2)

    def _asked(self) -> str:
        return json.dumps([self._values, self._beginning()], ensure_ascii=False)

    def _replaces(self) -> Sequence[str]:
        """Return the option to replace the run in the folder, if a config's training cannot resume it."""
        begun = self.folder / _BEGUN
        goes_on = begun.exists() and begun.read_text(encoding="utf-8") == self._asked() and not self.model.is_dir()
        return [] if goes_on or self.settings.baseline else ["--overwrite"]

    def _words(self) -> int:
        if self.settings.baseline:
            return read_baseline(self.model).learnt_words
        learnt = read_training(self.folder).learnt
        if learnt is None:
            raise InputError(
                f"{self.folder}/{TRAINING_FILE}: does not record the amount of training text; train the run again"
            )
        return learnt.words

    def measurements(self, texts: Sequence[str]) -> list[Measurement]:
        """Return the measurements of how fast the model reads `texts`, taken since it was trained."""
        path = self.folder / _SPEED
        if not _newer(path, [self.folder / _DONE]):
            return []
        try:
            known = TypeAdapter(_KnownSpeed).validate_json(path.read_bytes())
        except ValidationError:  # of an older version
            return []
        return known.measurements if known.texts == _checksum(texts) else []

    def measure(self, texts: Sequence[str]) -> None:
        """Measure once more how fast the model reads `texts`."""
        taken = [*self.measurements(texts), measurement(timed_system(self.model), None, texts)]
        with whole_file(self.folder / _SPEED) as file:
            json.dump(asdict(_KnownSpeed(_checksum(texts), taken)), file, indent=2)

    def forget_speed(self) -> None:
        """Delete the measurements, so that the speed is measured again."""
        (self.folder / _SPEED).unlink(missing_ok=True)

    def speed(self, texts: Sequence[str]) -> Speed | None:
        """Return the summary of all measurements; None without any."""
        taken = self.measurements(texts)
        return summary(taken, texts) if taken else None


def folder_name(name: str) -> str:
    """Return the name of a system or a corpus as a folder name. Raises OutputError if it cannot be one.

    >>> folder_name("encoder, 8 layers"), folder_name("10 %")
    ('encoder-8-layers', '10-%')
    """
    return checked_name(regex.sub(r"[^\w%.+-]+", "-", name), f"the folder of {name!r}")


def evaluate_run(runs: Sequence[SystemRun], corpus: Corpus, output: Path) -> None:
    """Score the `runs` of one system together on `corpus`, unless already done; write the evaluation to `output`."""
    if not _is_evaluated(runs, corpus, output):
        models = [str(run.model) for run in runs]
        program = ["-m", "eval.baseline", "score"] if runs[0].settings.baseline else ["-m", "eval"]
        paths = _options("--corpus", corpus.paths) + _options("--texts", corpus.texts)
        _call([*program, *models, *paths, "--split", corpus.split, "--output", str(output)], output / "eval.log")


def _options(name: str, paths: Sequence[Path]) -> list[str]:
    return [argument for path in paths for argument in (name, str(path))]


def _is_evaluated(runs: Sequence[SystemRun], corpus: Corpus, output: Path) -> bool:
    if not _newer(output / SCORES_FILE, [run.folder / _DONE for run in runs]):
        return False
    try:
        known = read_results(output)
    except InputError:  # of an older version
        return False
    asked = (checksums(corpus.paths), corpus.split, [str(run.model) for run in runs])
    return (known.corpora, known.split, [run.model for run in known.runs]) == asked


def _newer(path: Path, others: Sequence[Path]) -> bool:
    return path.exists() and all(path.stat().st_mtime > other.stat().st_mtime for other in others)


def _checksum(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _call(arguments: Sequence[str], log: Path) -> int:
    """Run Python with `arguments`, write its output to `log`, and return the most bytes that the process held.

    Raises HasilaError with the end of the output. The figure is at least what this process holds, because the new
    process starts as a copy of it.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        command = [sys.executable, *arguments]
        with subprocess.Popen(command, stdout=file, stderr=file) as process:  # noqa: S603 - our own programs
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        end = "\n".join(log.read_text(encoding="utf-8").splitlines()[-5:])
        raise HasilaError(
            f"python {' '.join(arguments)} exited with {process.returncode}; see {log}, which ends:\n{end}"
        )
    return resident(usage)


def plan(runs: Sequence[SystemRun]) -> list[str]:
    """Return a line for each run (whether it is done, its minutes, its command) and one for all.

    Minutes are the mean of the system's finished runs, or else those in its settings.
    """
    done = {run.folder: run.training() for run in runs}
    lines, total, unknown = [], 0.0, 0
    for run in runs:
        command = " ".join(["python", *run.command])
        if its := done[run.folder]:
            lines.append(f"done   {its.seconds / 60:6.1f} min  {command}")
            continue
        minutes = _expected(run, runs, done)
        lines.append(f"to do  {'     ?' if minutes is None else f'{minutes:6.1f}'} min  {command}")
        total, unknown = total + (minutes or 0), unknown + (minutes is None)
    left = (
        f"{len(runs) - sum(map(bool, done.values()))} of {len(runs)} runs to do: about {total:.0f} minutes of training"
    )
    return [*lines, left + (f" and {unknown} runs of unknown length" if unknown else "")]


def _expected(run: SystemRun, runs: Sequence[SystemRun], done: Mapping[Path, TrainingRun | None]) -> float | None:
    alike = [its.seconds / 60 for other in runs if other.system == run.system and (its := done[other.folder])]
    return sum(alike) / len(alike) if alike else run.settings.minutes
