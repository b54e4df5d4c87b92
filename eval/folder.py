"""The folder of an evaluation: scores.json, the predictions of each seed, report.md and report.html."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from eval.evaluation import Evaluation
from eval.report import report
from eval.results import FILE, Results, dumped
from hasila.corpus import read
from hasila.errors import InputError
from hasila.files import whole_file
from hasila.spans import Document
from hasila.writers import rendered

_MANY = 3


def write(folder: Path, evaluation: Evaluation) -> list[str]:
    """Write `evaluation` to `folder` and return the names of the files. Raises OutputError."""
    results = evaluation.results
    models = ", ".join(f"`{run.model}`" for run in results.runs)
    facts = {
        "model": models,
        "corpus": ", ".join(_folders(results.corpora)),
        "split": results.split,
        "passages": f"{results.passages:,}",
        "words": f"{results.words:,}",
    }
    texts = {FILE: dumped(results), "report.md": report(f"Evaluation of {models}", facts, evaluation)}
    for run, seed in zip(results.runs, evaluation.seeds, strict=True):
        texts[run.predictions] = "".join(rendered(seed.predicted, "jsonl"))
    for name, text in texts.items():
        with whole_file(folder / name) as file:
            file.write(text)
    return list(texts)


def _folders(paths: Iterable[str]) -> Iterator[str]:
    """Yield `paths`, those of one folder together where they are many."""
    for folder, members in groupby(paths, lambda path: str(Path(path).parent)):
        names = list(members)
        if len(names) > _MANY:
            yield f"`{folder}` ({len(names)} files)"
        else:
            yield from (f"`{name}`" for name in names)


def read_predictions(folder: Path, results: Results, gold: Sequence[Document]) -> list[list[Document]]:
    """Return the predictions of each seed in `folder`, in the order of `gold`. Raises InputError where one is missing.

    `results` is what its scores.json holds.
    """
    runs = []
    for run in results.runs:
        predicted = {document.id: document for document in read(folder / run.predictions)}
        missing = [document.id for document in gold if document.id not in predicted]
        if missing:
            raise InputError(f"{folder}/{run.predictions}: lacks {len(missing)} passages, the first {missing[0]}")
        runs.append([predicted[document.id] for document in gold])
    return runs
