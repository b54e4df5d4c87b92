"""The folder of an evaluation: scores.json, the predictions of each seed, report.md and report.html."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.analysis.evaluation import Evaluation
from eval.analysis.results import SCORES_FILE, Results, dumped
from eval.report.edges import off_edges_note
from eval.report.html import page
from eval.report.markdown import report
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.errors import InputError
from hasila.files import checked_name, refuse_input, whole_file
from hasila.formats.output import JSON_LINES

_MANY = 3
NO_TOLL_HEAD = "The checkpoint has no toll head, so only rules read tolls; train one with tolls.weight=0.5."


def write(folder: Path, evaluation: Evaluation, run: Path | None = None) -> list[str]:
    """Write `evaluation` to `folder` and return the names of the files.

    Raises OutputError, also if a file to write is one of the corpora.

    `run` is the folder of the training run, if there was one: its learning curve and robustness are shown as well.
    """
    results = evaluation.results
    models = ", ".join(run.model for run in results.runs)
    title = f"Evaluation of {models}"
    facts = {
        "model": models,
        "corpus": ", ".join(_folders(results.corpora)),
        "split": results.split,
        "passages": f"{results.passages:,}",
        "words": f"{results.words:,}",
    }
    if note := off_edges_note(evaluation.scored):
        facts["edges"] = note
    texts = {SCORES_FILE: dumped(results), "report.md": report(title, facts, evaluation)}
    texts["report.html"] = page(title, evaluation, *_of_run(run, results))
    for one, seed in zip(results.runs, evaluation.seeds, strict=True):
        texts[one.predictions] = "".join(map(JSON_LINES.lines, seed.predicted))
    for name in texts:
        refuse_input(folder / name, map(Path, results.corpora))
    for name, text in texts.items():
        with whole_file(folder / name) as file:
            file.write(text)
    return list(texts)


def heading(results: Results) -> str:
    """Return the title of the table of an evaluation's scores."""
    models = ", ".join(f"{one.model} ({one.reader})" if one.reader else one.model for one in results.runs)
    return f"{models}: {results.split}, {results.passages} passages"


def closing(folder: Path, evaluation: Evaluation, names: Sequence[str]) -> list[str]:
    """Return the lines below the tables: what could not be scored, if anything, and the files that were written."""
    note, tolls = off_edges_note(evaluation.scored), evaluation.results.tolls
    headless = [NO_TOLL_HEAD] if tolls is not None and tolls.gold_spans is None else []
    return [*headless, *([note] if note else []), f"Wrote {folder}/{', '.join(names[:-1])} and {names[-1]}."]


def _of_run(run: Path | None, results: Results) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Return the rows of a run's metrics.jsonl, and its robustness.json if it belongs to the first model."""
    if run is None:
        return [], None
    metrics, outcomes = run / "metrics.jsonl", run / "robustness" / "robustness.json"
    rows = metrics.read_text(encoding="utf-8").splitlines() if metrics.is_file() else []
    known = json.loads(outcomes.read_text(encoding="utf-8")) if outcomes.is_file() else {}
    return list(map(json.loads, rows)), known if known.get("checkpoint") == results.runs[0].model else None


def _folders(paths: Iterable[str]) -> Iterator[str]:
    """Yield `paths`; if one folder has many, yield the folder with their number."""
    for folder, members in groupby(paths, lambda path: str(Path(path).parent)):
        names = list(members)
        if len(names) > _MANY:
            yield f"{folder} ({len(names)} files)"
        else:
            yield from names


def read_predictions(folder: Path, results: Results, gold: Sequence[Document]) -> list[list[Document]]:
    """Return the predictions of each seed in `folder`, in the order of `gold`. Raises InputError if one is missing.

    `results` is the content of its scores.json.
    """
    runs = []
    for run in results.runs:
        name = checked_name(run.predictions, f"{folder}/{SCORES_FILE}: predictions")
        predicted = {document.id: document for document in read(folder / name)}
        missing = [document.id for document in gold if document.id not in predicted]
        if missing:
            raise InputError(f"{folder}/{name}: lacks {len(missing)} passages, the first {missing[0]}")
        runs.append([predicted[document.id] for document in gold])
    return runs
