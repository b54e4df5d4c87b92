"""What a task of Label Studio holds, as JSON or JSON_MIN.

In JSON a task has its data, and annotations and predictions beside it. A row of JSON_MIN is one annotation: the data
with the spans in a field of their own, the number of the task in the place of a field id, and the fields of _ADDED.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from reprlib import repr as shown
from typing import Any

from hasila.formats.annotations import SourceRows
from hasila.formats.offsets import blanked

TASK_ID = "hasila_id"
"""The field of a task's data with the id of its passage, which JSON_MIN leaves alone."""
_ADDED = frozenset(["annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"])


@dataclass(frozen=True, slots=True)
class LabelTask:
    """The data of a task, and the results of its best annotation, or else of its last prediction."""

    number: Any
    """The id that Label Studio gave it."""
    data: Mapping[str, Any]
    results: Sequence[Mapping[str, Any]]
    guessed: bool = False
    """Whether the results are a prediction."""
    further: int = 0
    """How many annotations or predictions there are besides."""

    def fields(self, text: str) -> dict[str, Any]:
        """Return the fields of its passage: the id that it came with, or else the task's, and the data but its text."""
        identity = self.data.get(TASK_ID, self.data.get("id", self.number))
        return {**{name: value for name, value in self.data.items() if name not in {TASK_ID, text}}, "id": identity}

    def text_fields(self) -> list[str]:
        """Return the fields that may be its text: text, or else the strings in which the words of all spans occur."""
        strings = [name for name, value in self.data.items() if isinstance(value, str) and name != TASK_ID]
        if "text" in strings:
            return ["text"]
        values = [result.get("value") for result in self.results]
        words = [value["text"] for value in values if isinstance(value, dict) and isinstance(value.get("text"), str)]
        return [name for name in strings if all(blanked(one) in blanked(self.data[name]) for one in words)]


def is_task(row: Any) -> bool:
    """Say whether a row is a task of Label Studio, as JSON or JSON_MIN."""
    return isinstance(row, dict) and (
        ("text" not in row and isinstance(row.get("data"), dict)) or _is_flat(row) or span_field(row) is not None
    )


def _is_flat(row: Any) -> bool:
    """Say whether a row is one of JSON_MIN by what Label Studio adds to it, with spans or without."""
    return isinstance(row, dict) and {"annotator", "annotation_id", "lead_time"} <= row.keys()


def is_value(value: Any) -> bool:
    """Say whether the value of a result is a span."""
    return isinstance(value, dict) and isinstance(value.get("labels"), list) and {"start", "end"} <= value.keys()


def span_field(row: Any) -> str | None:
    """Return the field of a row of JSON_MIN with its spans."""
    fields = row.items() if isinstance(row, dict) else ()
    return next((name for name, value in fields if isinstance(value, list) and any(map(is_value, value))), None)


def task_of(row: Any, usual: str | None) -> LabelTask:
    """Return the task in a row; `usual` is the field with the spans in other rows of JSON_MIN.

    Raises ValueError if it has another shape.
    """
    if not isinstance(row, dict):
        raise ValueError(f"a task is an object, not {type(row).__name__}")  # noqa: TRY004 - one kind for all faults of a row
    return _of_json(row) if isinstance(row.get("data"), dict) else _of_json_min(row, span_field(row) or usual)


def _of_json(row: Mapping[str, Any]) -> LabelTask:
    annotations, predictions = _annotations(row), _predictions(row)
    sources = annotations or predictions
    results = _objects(sources[-1], "result")
    return LabelTask(row.get("id"), row["data"], results, guessed=not annotations, further=len(sources) - 1)


def _of_json_min(row: Mapping[str, Any], spans: str | None) -> LabelTask:
    values = row.get(spans) if spans else None
    if not isinstance(values, list | None):
        raise ValueError(f"{spans} is a list of spans, not {shown(values)}")  # noqa: TRY004 - one kind for all faults of a row
    left_out = {spans, *(_ADDED if _is_flat(row) else ())}
    data = {name: value for name, value in row.items() if name not in left_out}
    return LabelTask(row.get("id"), data, [{"value": value} for value in values or []])


def is_unannotated(row: Any) -> bool:
    """Say whether a row is a task that nobody annotated, or that was skipped, and has no prediction to be read."""
    try:
        if isinstance(row, dict) and isinstance(row.get("data"), dict):
            return not (_annotations(row) or _predictions(row))
    except ValueError:  # told where the row is read
        return False
    return _is_flat(row) and row["annotation_id"] is None


def last_annotations(rows: SourceRows) -> SourceRows:
    """Return rows without the earlier annotations of a task, each of which is a row of JSON_MIN."""
    numbers = [_numbers(row) for _, row in rows]
    last = dict(sorted(pair for pair in numbers if pair))
    return [row for row, pair in zip(rows, numbers, strict=True) if pair is None or last[pair[0]] == pair[1]]


def _numbers(row: Any) -> tuple[int, int] | None:
    """Return the numbers of the task and of the annotation that a row of JSON_MIN is."""
    if not _is_flat(row):
        return None
    task, annotation = row.get("id"), row["annotation_id"]
    return (task, annotation) if type(task) is type(annotation) is int else None


def _annotations(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the annotations of a task that were not cancelled, the best one last."""
    done = [one for one in _given(row) if not one.get("was_cancelled")]
    return sorted(done, key=lambda one: bool(one.get("ground_truth")))


def _given(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for name in ("annotations", "completions") for one in _objects(row, name)]


def _predictions(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the predictions of a task; none if a person skipped it, or if they are numbers, as in an export."""
    value = row.get("predictions")
    if isinstance(value, list) and all(type(one) is int for one in value):
        return []
    return [] if _given(row) else _objects(row, "predictions")


def _objects(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    if not isinstance(value, list | None):
        raise ValueError(f"{name} is a list of objects, not {shown(value)}")  # noqa: TRY004 - one kind for all faults of a row
    if others := [one for one in value or [] if not isinstance(one, dict)]:
        raise ValueError(f"{name} is a list of objects, but has {shown(others[0])}")
    return value or []
