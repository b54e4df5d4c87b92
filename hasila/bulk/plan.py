"""What is to be read: the files in shards, each under a key; and whether that is what was begun."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hasila.bulk.settings import BulkSettings
from hasila.bulk.shards import Shard, cut
from hasila.bulk.sources import StoredFile
from hasila.bulk.tables import BULK_VERSION, COLUMNS
from hasila.bulk.tasks import BulkTask


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a reading and its shards, in the order in which duplicates are looked for."""

    settings: BulkSettings
    shards: tuple[Shard, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(shard.rows for shard in self.shards)

    @property
    def tasks(self) -> list[BulkTask]:
        """The shards under their keys, before any duplicate is known."""
        return [BulkTask(self.settings.key(shard), shard) for shard in self.shards]

    def files(self) -> Iterator[dict[str, Any]]:
        """Yield each file as the manifest names it."""
        by_name: dict[str, list[Shard]] = defaultdict(list)
        for shard in self.shards:
            by_name[shard.file.name].append(shard)
        for name, its in by_name.items():
            whole = hashlib.sha256("\0".join(shard.checksum for shard in its).encode())
            rows = sum(shard.rows for shard in its)
            yield {"name": name, "sha256": whole.hexdigest(), "shards": len(its), "rows": rows}


def planned(files: Sequence[StoredFile], settings: BulkSettings, before: Mapping[str, Any] | None) -> Plan:
    """Return the plan for files: those that the manifest of an earlier run names come first, in its order.

    Raises InputError, naming each file that lacks the column of the text.
    """
    known = {row["name"]: index for index, row in enumerate((before or {}).get("files", ()))}
    ordered = sorted(files, key=lambda file: (known.get(file.name, len(known)), file.name))
    return Plan(
        settings,
        tuple(
            shard
            for file in ordered
            for shard in cut(file, settings.columns.text, settings.shard_bytes, settings.encoding)
        ),
    )


def with_repeats(task: BulkTask, repeats: Mapping[str, str]) -> BulkTask:
    """Return a task with the duplicates among its texts, which become part of its key."""
    if not repeats:
        return task
    known = json.dumps([task.key, sorted(repeats.items())])
    return replace(task, key=hashlib.sha256(known.encode()).hexdigest()[: len(task.key)], repeats=repeats)


def manifest_of(plan: Plan, state: str, **more: Any) -> dict[str, Any]:
    """Return the manifest of a reading."""
    return {
        "state": state,
        "settings": dict(plan.settings.identity),
        "tables": {
            name: {column: kind.__name__ for column, kind in columns.items()} for name, columns in COLUMNS.items()
        },
        "tables_version": BULK_VERSION,
        "files": list(plan.files()),
        "rows": plan.rows,
        "shards": len(plan.shards),
        **more,
    }


def changes(before: Mapping[str, Any], plan: Plan) -> list[str]:
    """Return what a plan changes in what an earlier run began; further files are no change."""
    old, new = before.get("settings", {}), plan.settings.identity
    told = [
        f"{name} was {_short(old.get(name))}, now {_short(new[name])}" for name in new if old.get(name) != new[name]
    ]
    if old.get(_CUT) != new[_CUT]:  # the checksums of files are those of their shards
        return told
    now = {row["name"]: row["sha256"] for row in plan.files()}
    for name in (row["name"] for row in before.get("files", ()) if now.get(row["name"]) != row["sha256"]):
        told += [f"{name} {'has other content' if name in now else 'is no longer there'}"]
    return told


_CUT = "--shard-bytes"
_SHOWN = 20


def _short(value: object) -> str:
    words = str(value)
    return repr(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}...")
