"""What `hasila bulk` takes beside reading itself: python -m eval.speed.bulk.

The same texts are read by the steps of `hasila bulk` and by what `hasila extract` does, here, shard by shard, in turns.
What `Extractor.stream` takes within them is measured by itself: that is the plain loop, and all else is beside it. Each
way reads a text once, so that nothing is known from a reading before. Time is processor time, which other work on the
machine hardly changes.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Annotated, Any

import typer

from hasila.bulk.duplicates import DuplicateIndex
from hasila.bulk.plan import Plan, planned
from hasila.bulk.rows import ColumnNames
from hasila.bulk.settings import BulkSettings
from hasila.bulk.sources import source_files
from hasila.bulk.storage import Storage
from hasila.bulk.tasks import BulkTask, ReadAndWrite, TakeFingerprints, extractor_of, fingerprints_of
from hasila.document import Document
from hasila.formats.output import JSON_LINES
from hasila.formats.rejects import refuse
from hasila.formats.texts import read_texts
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown

app = new_app()
_LOOP = "loop over Extractor.stream"
_PLAN, _FINGERPRINTS, _INDEX = "plan and checksums", "fingerprints", "index of duplicates"
_TABLES = "rows in, tables and files out"
_LINES = "rows in and lines of JSON out, as hasila extract"


@app.command()
def measure(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The checkpoint folder to read with.")],
    *,
    texts: Annotated[
        list[Path] | None, typer.Option(help="What to read, as for hasila extract.  [default: the composed passages]")
    ] = None,
    shard_bytes: Annotated[int, typer.Option(min=1, help="About how many bytes a shard has.")] = 1 << 18,
) -> None:
    """Print the processor time of each step and its share of the loop's, as a table in Markdown."""
    settings = _TimedSettings(checkpoint, ColumnNames(), shard_bytes=shard_bytes)
    with tempfile.TemporaryDirectory() as folder:
        source = _in_one(texts or [_COMPOSED], Path(folder))
        seconds = _measured(source, settings, Storage.of(f"{folder}/read"))
    typer.echo("\n".join(markdown([("step", "CPU-s", "of the loop"), *_rows(seconds)])))


_COMPOSED = Path(__file__).parents[2] / "data/composed"


def _in_one(files: Iterable[Path], folder: Path) -> Path:
    """Write texts as rows of one file with what a row of news has."""
    source = folder / "texts.jsonl"
    rows = ({"id": one.id, "text": one.text, "date": one.meta.get("date")} for one in read_texts(files, reject=refuse))
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return source


def _rows(seconds: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    steps = (_PLAN, _FINGERPRINTS, _INDEX, _TABLES)
    yield from ((step, f"{seconds[step]:.3f}", f"{seconds[step] / seconds[_LOOP]:.1%}") for step in (_LOOP, *steps))
    beside = sum(seconds[step] for step in steps)
    yield "all that hasila bulk does beside the loop", f"{beside:.3f}", f"{beside / seconds[_LOOP]:.1%}"
    yield _LINES, f"{seconds[_LINES]:.3f}", f"{seconds[_LINES] / seconds[_LOOP]:.1%}"


class _TimedReader:
    """An extractor that adds up the seconds of processor time that it takes."""

    def __init__(self, extractor: Any) -> None:
        self.runtime, self._extractor = extractor.runtime, extractor
        self.seconds = 0.0

    def stream(self, texts: Iterable[Document]) -> Iterator[Document]:
        """Return the texts with what is found in them."""
        given = list(texts)
        start = process_time()
        found = list(self._extractor.stream(given))
        self.seconds += process_time() - start
        return iter(found)


@dataclass(frozen=True)
class _TimedSettings(BulkSettings):
    """Settings whose extractor is a `_TimedReader`."""

    def open(self) -> Any:
        """Return the extractor."""
        return _TimedReader(super().open())


def _measured(source: Path, settings: BulkSettings, storage: Storage) -> Mapping[str, float]:
    """Return the seconds of processor time that each step took for all texts, without what is loaded once."""
    first = source.with_name("first.jsonl")
    with source.open("rb") as lines:
        first.write_bytes(b"".join(islice(lines, _PREPARING)))
    _of_file(first, settings, storage)
    return _of_file(source, settings, storage)


_PREPARING = 50
"""Texts that are read before any is measured: by then the engine, its libraries and the table of places are there."""


def _of_file(source: Path, settings: BulkSettings, storage: Storage) -> Mapping[str, float]:
    plans: list[Plan] = []
    seconds: dict[str, float] = defaultdict(float)
    seconds[_PLAN], _ = _taken(lambda: plans.append(planned(source_files(str(source)), settings, None)), settings)
    index = DuplicateIndex()
    content = source.read_bytes()
    for number, task in enumerate(plans[0].tasks):
        part = source.with_name(f"{number}.jsonl")
        part.write_bytes(content[task.shard.start : task.shard.end])
        of_bulk = list(_of_bulk(task, settings, storage, index))
        of_extract: _Step = (_LINES, partial(_extract, part, settings))
        for step, run in [*of_bulk, of_extract] if number % 2 else [of_extract, *of_bulk]:
            beside, within = _taken(run, settings)
            seconds[step] += beside
            seconds[_LOOP] += within / 2  # both ways read the texts
    return seconds


def _taken(run: Callable[[], object], settings: BulkSettings) -> tuple[float, float]:
    """Return the seconds that a step takes beside and within the extractor."""
    reader: Any = extractor_of(settings)
    before, start = reader.seconds, process_time()
    run()
    within = reader.seconds - before
    return process_time() - start - within, within


_Step = tuple[str, Callable[[], object]]


def _of_bulk(task: BulkTask, settings: BulkSettings, storage: Storage, index: DuplicateIndex) -> Iterator[_Step]:
    yield _FINGERPRINTS, lambda: TakeFingerprints(settings, storage)(task)
    yield _INDEX, lambda: [index.original_of(one) for one in fingerprints_of(storage, task.key)]
    yield _TABLES, lambda: ReadAndWrite(settings, storage)(task)


def _extract(part: Path, settings: BulkSettings) -> None:
    with part.with_suffix(".out").open("w", encoding="utf-8") as file:
        for document in extractor_of(settings).stream(read_texts([part], reject=refuse)):
            file.write(JSON_LINES.lines(document))


if __name__ == "__main__":
    main(app, "python -m eval.speed.bulk")
