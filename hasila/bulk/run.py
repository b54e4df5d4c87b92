"""A reading of many texts from beginning to end: the plan, duplicates, reading. What is done is not done again."""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from hasila.bulk.duplicates import DuplicateIndex, duplicate_figures
from hasila.bulk.output import FINGERPRINTS, Receipt, done, read_manifest_of, remove_others, write_manifest
from hasila.bulk.plan import Plan, changes, manifest_of, planned, with_repeats
from hasila.bulk.progress import BulkProgress
from hasila.bulk.results import write_incidents
from hasila.bulk.settings import BulkSettings
from hasila.bulk.sources import StoredFile, source_files
from hasila.bulk.storage import Storage
from hasila.bulk.tasks import BulkTask, ReadAndWrite, TakeFingerprints, fingerprints_of
from hasila.bulk.totals import BulkTotals
from hasila.errors import InputError
from hasila.formats.dated import no_days

_log = logging.getLogger(__name__)
OnChange = Literal["refuse", "redo"]
_Done = TypeVar("_Done")


class Engine(Protocol):
    """Does the same work for each of many tasks, somewhere, and yields what it returns, in any order."""

    def __call__(self, work: Callable[[BulkTask], _Done], tasks: Iterable[BulkTask]) -> Iterator[_Done]: ...  # noqa: D102 - see the class


def run_bulk(  # noqa: PLR0913 - what, where to, how, by what
    source: str,
    output: str,
    settings: BulkSettings,
    engine: Engine,
    *,
    on_change: OnChange = "refuse",
    incidents: bool = False,
) -> BulkTotals:
    """Read what `source` names into the folder `output`, but for what is there already; return what is there then.

    With `incidents`, the table of the incidents of all texts is made of the results. A warning says if no row has the
    named column of days.

    Raises InputError if there are no texts, the output is among them, or texts or settings have changed since an
    earlier run and `on_change` is "refuse"; CheckpointError if the checkpoint cannot be used; OutputError.
    """
    settings.check()
    storage = Storage.of(output)
    files = _apart(source, source_files(source), storage)
    before = read_manifest_of(storage)
    plan = planned(files, settings, before)
    if before is not None and on_change == "refuse":
        _refuse_changes(changes(before, plan), output)
    write_manifest(storage, manifest_of(plan, "running", **_duplicate_part(settings)))
    tasks = list(_marked(plan, storage, engine))
    receipts = _read(tasks, plan, storage, engine)
    totals = BulkTotals.of(receipts)
    if totals.rows and not any(receipt.has_days for receipt in receipts):
        _log.warning("%s", no_days(settings.columns.date))
    if incidents:
        write_incidents(storage, receipts)
    write_manifest(storage, manifest_of(plan, "done", **_duplicate_part(settings, totals.duplicates), **_told(totals)))
    return totals


def _apart(source: str, files: list[StoredFile], output: Storage) -> list[StoredFile]:
    """Return the files. Raises InputError if the output is a file, or in the folder that is read."""
    if output.is_local and Path(output.root).is_file():
        raise InputError(f"--output {output.root} is a file; name a folder for the results")
    read, is_one_file = files[0].storage, len(files) == 1 and source.endswith(files[0].name)
    if read.is_local == output.is_local and f"{output.root}/".startswith(f"{read.root}/") and not is_one_file:
        raise InputError(f"--output {output.root} is in the folder that is read, {read.root}; choose one beside it")
    return files


def _refuse_changes(told: list[str], output: str) -> None:
    if told:
        lines = "\n".join(told)
        raise InputError(
            f"{output}: holds results of other texts or settings:\n{lines}\n"
            "to replace what has changed: --on-change redo; to keep it, choose another --output"
        )


def _duplicate_part(settings: BulkSettings, found: int | None = None) -> dict[str, Any]:
    if settings.duplicates == "keep":
        return {}
    return {"duplicates": {**duplicate_figures(), "found": found}}


def _told(totals: BulkTotals) -> dict[str, Any]:
    return {"found": {name: getattr(totals, name) for name in ("rows", "rejects", "words", "spans", "tolls")}}


def _marked(plan: Plan, storage: Storage, engine: Engine) -> Iterator[BulkTask]:
    """Yield the tasks with the duplicates among their texts."""
    if plan.settings.duplicates == "keep":
        yield from plan.tasks
        return
    there = set(storage.names(FINGERPRINTS))
    missing = [task for task in plan.tasks if f"{task.key}.parquet" not in there]
    for _ in engine(TakeFingerprints(plan.settings, storage), missing):
        pass
    index = DuplicateIndex()
    for task in plan.tasks:
        originals = {one.document: index.original_of(one) for one in fingerprints_of(storage, task.key)}
        yield with_repeats(task, {name: original for name, original in originals.items() if original is not None})


def _read(tasks: list[BulkTask], plan: Plan, storage: Storage, engine: Engine) -> list[Receipt]:
    """Return the receipts of all tasks, of which those that are not there yet are done."""
    known = done(storage)
    there = [known[task.key] for task in tasks if task.key in known]
    remove_others(storage, there, (task.key for task in plan.tasks))
    progress = BulkProgress(
        storage, plan.rows, sum(one.rows + one.rejects for one in there), len(tasks), shards_done=len(there)
    )
    made = []
    state = "stopped"
    try:
        for receipt in engine(ReadAndWrite(plan.settings, storage), [task for task in tasks if task.key not in known]):
            made.append(receipt)
            progress.add(receipt)
        state = "done"
    finally:
        progress.close(state)
    return [*there, *made]
