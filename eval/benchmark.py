"""Systems by seeds over corpora: python -m eval.benchmark configs/ablation.yaml.

A system is a config of `python -m train` with changes. Each run is a training and its evaluations, all processes of
their own, and is not repeated once it is done: a benchmark that was cut off goes on where it was.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from annotated_types import MinLen
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as settings_dataclass
from tqdm import tqdm

from eval.gold import gold_passages, label_map_of
from eval.leaderboard import Entry, leaderboard
from hasila.checkpoint import read_manifest
from hasila.config import load_config, read_values
from hasila.corpus import checksums, read, relabelled
from hasila.errors import ConfigError, HasilaError
from hasila.files import whole_file
from hasila.program import main, new_app
from hasila.scoring import as_json, score
from hasila.spans import LABELS, Document

app = new_app()
_STRICT = ConfigDict(extra="forbid", frozen=True)
_DONE = "run.json"


@settings_dataclass(config=_STRICT)
class System:
    """A training config, and what is changed in it."""

    config: Path
    overrides: tuple[str, ...] = ()


@settings_dataclass(config=_STRICT)
class Corpus:
    """Annotated passages that systems are scored on."""

    paths: Annotated[tuple[Path, ...], MinLen(1)]
    split: str = "all"
    """The split that is scored; all for every passage."""


@settings_dataclass(config=_STRICT)
class Benchmark:
    """A whole benchmark."""

    systems: Annotated[Mapping[str, System], MinLen(1)]
    corpora: Mapping[str, Corpus] = field(default_factory=dict)
    seeds: Annotated[tuple[int, ...], MinLen(1)] = (0, 1, 2)
    labels: tuple[str, ...] = LABELS
    runs: Path = Path("runs")
    """Where the benchmark's folder goes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One system with one seed, in a folder of its own."""

    system: str
    seed: int
    settings: System
    folder: Path

    @property
    def overrides(self) -> list[str]:
        """What the training's command line says after the config."""
        place = [f"training.seed={self.seed}", f"runs={self.folder.parent}", f"name={self.folder.name}"]
        return [*self.settings.overrides, *place]

    def scores_on(self, corpus: str) -> Path:
        """Return the folder of this run's evaluation on a corpus."""
        return self.folder / "scores" / corpus.replace(" ", "-")


@app.command()
def benchmark(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/ablation.yaml.")],
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings in its place: seeds=[0]")
    ] = None,
    *,
    corpus: Annotated[
        list[str] | None, typer.Option(help="Score on a corpus of your own too: NAME=FILE.jsonl; may be given again.")
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be run, and run nothing.")] = False,
) -> None:
    """Train each system with each seed, score all on the same corpora, and write a leaderboard."""
    settings = load_config(Benchmark, config, overrides or [])
    corpora = {**settings.corpora, **dict(map(_own_corpus, corpus or []))}
    if not corpora:
        raise ConfigError(f"{config}: corpora are missing; name one, or give --corpus NAME=FILE")
    folder = settings.runs / config.stem
    gold = {
        name: gold_passages(scored.paths, scored.split, {}) for name, scored in corpora.items()
    }  # all faults before the first training
    runs = list(_runs(settings, folder))
    if plan:
        for run in runs:
            typer.echo(f"{'done' if _is_done(run) else 'to do'}  {' '.join(_training(run))}")
        return
    for run in (bar := tqdm(runs, unit="run")):
        bar.set_description(f"{run.system}, seed {run.seed}")
        _train(run)
        for name, scored in corpora.items():
            _evaluate(run, name, scored)
    entries = [_entry(settings, system, runs, name, gold[name]) for name in corpora for system in settings.systems]
    _write(folder, read_values(config, overrides or []), corpora, entries)
    typer.echo(leaderboard(entries))
    typer.echo(f"Wrote {folder}/leaderboard.md and results.json.")


def _own_corpus(given: str) -> tuple[str, Corpus]:
    name, equals, path = given.partition("=")
    if not (name and equals and path):
        raise ConfigError(f"--corpus is {given!r}; NAME=FILE is wanted")
    return name, Corpus(paths=(Path(path),))


def _runs(settings: Benchmark, folder: Path) -> Iterator[Run]:
    for system, how in settings.systems.items():
        for seed in settings.seeds:
            yield Run(system, seed, how, folder / f"{system.replace(' ', '-')}-{seed}")


def _training(run: Run) -> list[str]:
    return ["python", "-m", "train", str(run.settings.config), *run.overrides]


def _is_done(run: Run) -> bool:
    """Say whether the run stands as it would be made now: same settings, same corpora, begun with the same weights."""
    path = run.folder / _DONE
    if not path.exists() or not (run.folder / "checkpoint").is_dir():
        return False
    facts = json.loads(path.read_text(encoding="utf-8"))
    if (facts["values"], facts["began"]) != (_values(run), _beginning(run)):
        return False
    manifest = read_manifest(run.folder / "checkpoint")
    return checksums(map(Path, manifest.config["corpus"]["paths"])) == manifest.corpora


def _beginning(run: Run) -> dict[str, str]:
    """Return the checksum of the weights that a run begins with, where it begins with a checkpoint."""
    source = (_values(run).get("encoder") or {}).get("initialise_from")
    weights = Path(source or "") / "model.safetensors"
    return checksums([weights]) if source and weights.is_file() else {}


def _values(run: Run) -> dict[str, Any]:
    return read_values(run.settings.config, run.overrides)


def _train(run: Run) -> None:
    if _is_done(run):
        return
    started = time.monotonic()
    _call(run, _training(run)[1:], "train.log")
    words = json.loads((run.folder / "scores.json").read_text(encoding="utf-8"))["words"]
    facts = {
        "values": _values(run),
        "began": _beginning(run),
        "seconds": round(time.monotonic() - started, 1),
        "words": words,
    }
    with whole_file(run.folder / _DONE) as file:
        json.dump(facts, file, ensure_ascii=False, indent=2)


def _evaluate(run: Run, name: str, corpus: Corpus) -> None:
    output = run.scores_on(name)
    paths = [argument for path in corpus.paths for argument in ("--corpus", str(path))]
    arguments = [str(run.folder / "checkpoint"), *paths, "--split", corpus.split, "--output", str(output)]
    scores = output / "scores.json"
    if scores.exists() and scores.stat().st_mtime > (run.folder / _DONE).stat().st_mtime:
        known = json.loads(scores.read_text(encoding="utf-8"))
        if (known["corpora"], known["split"]) == (checksums(corpus.paths), corpus.split):
            return
    _call(run, ["-m", "eval", *arguments], "eval.log")


def _call(run: Run, arguments: Sequence[str], log: str) -> None:
    """Run Python with `arguments`; its output goes to a file of the run. Raises HasilaError with the end of it."""
    run.folder.mkdir(parents=True, exist_ok=True)
    path = run.folder / log
    with path.open("w", encoding="utf-8") as file:
        command = [sys.executable, *arguments]
        code = subprocess.run(command, stdout=file, stderr=file, check=False).returncode  # noqa: S603 - our own programs
    if code:
        end = "\n".join(path.read_text(encoding="utf-8").splitlines()[-5:])
        raise HasilaError(
            f"{run.folder}: python {' '.join(arguments)} left with {code}; see {path}, which ends:\n{end}"
        )


def _entry(settings: Benchmark, system: str, runs: Sequence[Run], name: str, documents: Sequence[Document]) -> Entry:
    """Score a system's predictions of all seeds on one corpus, its labels read as the system reads them."""
    own = [run for run in runs if run.system == system]
    label_map = label_map_of(read_manifest(own[0].folder / "checkpoint"))
    gold = [document.spans for document in relabelled(documents, label_map)]
    predicted = [[document.spans for document in read(run.scores_on(name) / "predictions.jsonl")] for run in own]
    pooled = score(gold * len(own), [spans for run in predicted for spans in run], settings.labels, runs=len(own))
    by_seed = [score(gold, run, settings.labels)["micro"]["strict"].f1 for run in predicted]
    facts = [json.loads((run.folder / _DONE).read_text(encoding="utf-8")) for run in own]
    minutes, words = ([fact["seconds"] / 60 for fact in facts], [fact["words"] for fact in facts])
    return Entry(name, system, tuple(by_seed), pooled, tuple(minutes), tuple(words))


def _write(folder: Path, values: Mapping[str, Any], corpora: Mapping[str, Corpus], entries: Sequence[Entry]) -> None:
    results = {
        "config": values,
        "corpora": {
            name: {"files": checksums(corpus.paths), "split": corpus.split} for name, corpus in corpora.items()
        },
        "entries": [{**asdict(entry), "scores": as_json(entry.scores)} for entry in entries],
    }
    with whole_file(folder / "results.json") as file:
        json.dump(results, file, ensure_ascii=False, indent=2, default=str)
    with whole_file(folder / "leaderboard.md") as file:
        file.write(leaderboard(entries))


if __name__ == "__main__":
    main(app, "python -m eval.benchmark")
