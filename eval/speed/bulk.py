"""What `hasila bulk` takes beside reading itself: python -m eval.speed.bulk.

The same texts are read by the plain loop over `Extractor.stream` and by the steps of `hasila bulk`, here, in turns.
Time is processor time, which other work on the machine hardly changes.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Annotated

import typer

from hasila.bulk.duplicates import DuplicateIndex
from hasila.bulk.plan import Plan, planned
from hasila.bulk.rows import ColumnNames, shard_rows
from hasila.bulk.settings import BulkSettings
from hasila.bulk.sources import source_files
from hasila.bulk.storage import Storage
from hasila.bulk.tasks import ReadAndWrite, TakeFingerprints, extractor_of, fingerprints_of
from hasila.bulk.work import document_of
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown

app = new_app()
_LOOP = "loop over Extractor.stream"


@app.command()
def measure(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The checkpoint folder to read with.")],
    *,
    texts: Annotated[str, typer.Option(help="What hasila bulk would read.")] = "data/composed/syria.jsonl",
    rounds: Annotated[int, typer.Option(min=1, help="How often each step is measured.")] = 3,
) -> None:
    """Print the processor time of each step and its share of the loop's, as a table in Markdown."""
    settings = BulkSettings(checkpoint, ColumnNames())
    measured = [dict(_steps(texts, settings)) for _ in range(rounds + 1)][1:]  # the first prepares the engine
    seconds = {step: median(one[step] for one in measured) for step in measured[0]}
    rows = [(step, f"{its:.3f}", f"{its / seconds[_LOOP]:.1%}") for step, its in seconds.items()]
    extra = sum(its for step, its in seconds.items() if step != _LOOP) / seconds[_LOOP] - 1
    table = [("step", "CPU-s", "of the loop"), *rows, ("all that the loop lacks", "", f"{extra:.1%}")]
    typer.echo("\n".join(markdown(table)))


def _steps(texts: str, settings: BulkSettings) -> Iterator[tuple[str, float]]:
    """Yield each step with the seconds of processor time that it took."""
    plans: list[Plan] = []
    yield "plan and checksums", _seconds(lambda: plans.append(planned(source_files(texts), settings, None)))
    (plan,) = plans
    rows = [row for shard in plan.shards for row in shard_rows(shard, settings.columns).rows]
    extractor = extractor_of(settings)
    yield _LOOP, _seconds(lambda: list(extractor.stream(map(document_of, rows))))
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.of(folder)
        take, read = TakeFingerprints(settings, storage), ReadAndWrite(settings, storage)
        yield "fingerprints", _seconds(lambda: [take(task) for task in plan.tasks])
        yield "index of duplicates", _seconds(lambda: _index(plan, storage))
        yield "reading, with tables and files", _seconds(lambda: [read(task) for task in plan.tasks])


def _index(plan: Plan, storage: Storage) -> None:
    index = DuplicateIndex()
    for task in plan.tasks:
        for one in fingerprints_of(storage, task.key):
            index.original_of(one)


def _seconds(step: Callable[[], object]) -> float:
    start = process_time()
    step()
    return process_time() - start


if __name__ == "__main__":
    main(app, "python -m eval.speed.bulk")
