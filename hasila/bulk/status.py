"""How far a folder of results is."""

import json
from collections.abc import Iterator

from hasila.bulk.output import done, read_manifest_of
from hasila.bulk.progress import PROGRESS
from hasila.bulk.storage import Storage
from hasila.bulk.totals import BulkTotals
from hasila.errors import InputError


def status_lines(folder: str) -> Iterator[str]:
    """Yield what is known of a folder of results, a line each. Raises InputError if it is none."""
    storage = Storage.of(folder)
    manifest = read_manifest_of(storage)
    if manifest is None:
        raise InputError(f"{folder}: holds no results of hasila bulk")
    receipts = done(storage).values()
    totals = BulkTotals.of(receipts)
    yield f"state: {manifest['state']}"
    yield f"rows: {totals.rows + totals.rejects} of {manifest['rows']}"
    yield f"shards: {len(receipts)} of {manifest['shards']}"
    yield f"texts: {totals.rows}, duplicates: {totals.duplicates}, rejects: {totals.rejects}"
    yield f"words: {totals.words}, spans: {totals.spans}, tolls: {totals.tolls}"
    lines = (storage.read(PROGRESS) or b"").splitlines()
    if lines:
        last = json.loads(lines[-1])
        left = "" if last["seconds_left"] is None else f", {last['seconds_left']:.0f} s left"
        yield f"last told at {last['time']}: {last['words_a_second']:.0f} words/s{left}"
