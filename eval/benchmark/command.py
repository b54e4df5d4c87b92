"""Systems by seeds over corpora: python -m eval.benchmark configs/benchmark/benchmark.yaml.

A system is a config of python -m train with changes, or a baseline. All are trained, then scored, then timed in turns,
each in its own process. Finished parts are not repeated: an interrupted benchmark resumes where it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from annotated_types import Ge, MinLen
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass as settings_dataclass
from tqdm import tqdm

from eval.analysis.arguments import SourceTextsOption
from eval.analysis.gold import gold_passages
from eval.analysis.results import Results, read_results
from eval.analysis.significance import PassageCounts, against_best, passage_counts
from eval.benchmark.leaderboard import Cost, LeaderboardEntry, leaderboard, write_csv
from eval.benchmark.picture import save
from eval.benchmark.runs import STRICT, Corpus, System, SystemRun, TrainingRun, evaluate_run, folder_name, plan
from eval.benchmark.tradeoff import draw
from eval.report.folder import read_predictions
from eval.speed.machine import machine, packages
from eval.speed.texts import passages_to_read
from hasila.corpus.reading import checksums, relabelled
from hasila.document import Document
from hasila.errors import ConfigError
from hasila.files import checked_name, whole_file
from hasila.program.config import load_config, read_values
from hasila.program.start import new_app
from hasila.spans import LABELS

app = new_app()


@settings_dataclass(config=STRICT)
class Benchmark:
    """A whole benchmark."""

    systems: Annotated[Mapping[str, System], MinLen(1)]
    """Speeds of the others are reported relative to the first."""
    corpora: Mapping[str, Corpus] = field(default_factory=dict)
    """Speeds are measured on the first."""
    seeds: Annotated[tuple[int, ...], MinLen(1)] = (0, 1, 2)
    """A baseline is deterministic and uses only the first."""
    labels: Annotated[tuple[str, ...], MinLen(1)] = LABELS
    """The labels that baselines learn; a config names its own."""
    speed_rounds: Annotated[int, Ge(0)] = 0
    """How often the speed of each system is measured; the systems take turns. 0 measures none."""
    runs: Path = Path("runs")
    """The folder of the benchmark's folder."""


@dataclass(frozen=True, slots=True)
class _System:
    """A system's runs, and the folder of their evaluations."""

    name: str
    runs: Sequence[SystemRun]
    folder: Path

    def evaluation(self, corpus: str) -> Path:
        return self.folder / "scores" / folder_name(corpus) / folder_name(self.name)


@app.command()
def benchmark(  # noqa: PLR0913 - one parameter an option
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="A YAML file such as configs/benchmark/benchmark.yaml.")
    ],
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Settings that replace CONFIG's: seeds=[0]")
    ] = None,
    *,
    corpus: Annotated[
        list[str] | None, typer.Option(help="Also score on your own corpus: NAME=FILE.jsonl; may be given again.")
    ] = None,
    texts: SourceTextsOption = None,
    plan_only: Annotated[bool, typer.Option("--plan", help="Show what would run and how long; run nothing.")] = False,
    speed_again: Annotated[bool, typer.Option("--speed-again", help="Measure all speeds again.")] = False,
) -> None:
    """Train each system with each seed, score all on the same corpora, time them, and write a leaderboard."""
    settings = load_config(Benchmark, config, overrides or [])
    named = {**settings.corpora, **dict(map(_own_corpus, corpus or []))}
    corpora = {name: replace(scored, texts=(*scored.texts, *(texts or ()))) for name, scored in named.items()}
    if not corpora:
        raise ConfigError(f"{config}: corpora are missing; name one, or give --corpus NAME=FILE")
    folder = settings.runs / checked_name(config.stem, f"{config}: the benchmark's name")
    _check_names(settings.systems, corpora)
    gold = {
        name: gold_passages(scored.paths, scored.split, {}, texts=scored.texts) for name, scored in corpora.items()
    }  # all faults before the first training
    systems = [_system(settings, name, folder) for name in settings.systems]
    if plan_only:
        typer.echo("\n".join(plan([run for system in systems for run in system.runs])))
        measured = f", and {settings.speed_rounds} rounds of speeds" if settings.speed_rounds else ""
        typer.echo(f"Then {len(systems) * len(corpora)} evaluations{measured}, each less than a minute for a system.")
        return
    _train(systems)
    _evaluate(systems, corpora)
    first = next(iter(corpora.values()))
    read = passages_to_read(first.paths, first.split, first.texts)
    _measure(systems, read, settings.speed_rounds, again=speed_again)
    costs = {system.name: _cost(system, read) for system in systems}
    entries = [entry for name in corpora for entry in _entries(systems, costs, name, gold[name])]
    facts = {"config": read_values(config, overrides or []), "runs": _trainings(systems)}
    typer.echo(_write(folder, facts, corpora, entries))
    typer.echo(f"Wrote {folder}/leaderboard.md, leaderboard.csv and results.json.")
    if settings.speed_rounds:
        save(draw(entries), folder / "leaderboard.svg")
        typer.echo(f"Drew {folder}/leaderboard.svg.")


def _check_names(*groups: Iterable[str]) -> None:
    """Raise ConfigError if two systems, or two corpora, would share a folder."""
    for names in groups:
        folders: dict[str, str] = {}
        for name in names:
            other = folders.setdefault(folder_name(name), name)
            if other != name:
                raise ConfigError(f"{other!r} and {name!r} would share the folder {folder_name(name)}; rename one")


def _own_corpus(given: str) -> tuple[str, Corpus]:
    name, equals, path = given.partition("=")
    if not (name and equals and path):
        raise ConfigError(f"--corpus is {given!r}; expected NAME=FILE")
    return name, Corpus(paths=(Path(path),))


def _system(settings: Benchmark, name: str, folder: Path) -> _System:
    how = settings.systems[name]
    seeds = settings.seeds[:1] if how.baseline else settings.seeds
    runs = [SystemRun(name, seed, how, settings.labels, folder / f"{folder_name(name)}-{seed}") for seed in seeds]
    return _System(name, runs, folder)


def _train(systems: Sequence[_System]) -> None:
    for run in (bar := tqdm([run for system in systems for run in system.runs], unit="run")):
        bar.set_description(f"{run.system}, seed {run.seed}")
        run.train()


def _evaluate(systems: Sequence[_System], corpora: Mapping[str, Corpus]) -> None:
    for name, scored in (bar := tqdm([*corpora.items()], unit="corpus")):
        bar.set_description(f"scoring on {name}")
        for system in systems:
            evaluate_run(system.runs, scored, system.evaluation(name))


def _measure(systems: Sequence[_System], texts: Sequence[str], rounds: int, *, again: bool) -> None:
    first_seeds = [system.runs[0] for system in systems]
    if again:
        for run in first_seeds:
            run.forget_speed()
    for done in tqdm(range(rounds), unit="round", desc="speeds", disable=not rounds):
        for run in first_seeds:
            if len(run.measurements(texts)) <= done:
                run.measure(texts)


def _cost(system: _System, texts: Sequence[str]) -> Cost:
    trainings = [its for run in system.runs if (its := run.training())]
    return Cost(
        minutes=tuple(its.seconds / 60 for its in trainings),
        memory=tuple(its.memory for its in trainings),
        words=tuple(its.words for its in trainings),
        speed=system.runs[0].speed(texts),
    )


def _entries(
    systems: Sequence[_System], costs: Mapping[str, Cost], corpus: str, documents: Sequence[Document]
) -> list[LeaderboardEntry]:
    """Return each system's entry on a corpus, with gold labels mapped as in the system's training."""
    results = {system.name: read_results(system.evaluation(corpus)) for system in systems}
    seeds = max(len(system.runs) for system in systems)
    by_seed = {name: tuple(run.strict for run in its.runs) for name, its in results.items()}
    counts = [_counts(system.evaluation(corpus), results[system.name], documents, seeds) for system in systems]
    p_values = against_best([sum(f1) / len(f1) for f1 in by_seed.values()], counts)
    return [
        LeaderboardEntry(
            corpus=corpus,
            system=system.name,
            by_seed=by_seed[system.name],
            deterministic=system.runs[0].settings.baseline is not None,
            scores=results[system.name].scores,
            p=p,
            cost=costs[system.name],
        )
        for system, p in zip(systems, p_values, strict=True)
    ]


def _counts(folder: Path, results: Results, documents: Sequence[Document], seeds: int) -> PassageCounts:
    """Return the counts of each passage over `seeds` runs; the single run of a deterministic system is repeated."""
    gold = relabelled(documents, results.label_map)
    runs = [[document.spans for document in run] for run in read_predictions(folder, results, gold)]
    return passage_counts([document.spans for document in gold], runs * (seeds // len(runs)))


def _trainings(systems: Sequence[_System]) -> dict[str, TrainingRun | None]:
    return {run.folder.name: run.training() for system in systems for run in system.runs}


def _write(
    folder: Path, facts: Mapping[str, Any], corpora: Mapping[str, Corpus], entries: Sequence[LeaderboardEntry]
) -> str:
    """Write all but the picture, and return the leaderboard."""
    its = machine()
    results = {
        **facts,
        "corpora": {
            name: {"files": checksums(corpus.paths), "split": corpus.split} for name, corpus in corpora.items()
        },
        "machine": its,
        "packages": packages(),
        "entries": entries,
    }
    tables = leaderboard(entries, f"{its['cpu']}, {its['cores']} cores")
    with whole_file(folder / "results.json") as file:
        file.write(TypeAdapter(dict[str, Any]).dump_json(results, indent=2).decode())
    with whole_file(folder / "leaderboard.md") as file:
        file.write(tables)
    with whole_file(folder / "leaderboard.csv") as file:
        write_csv(file, entries)
    return tables
