"""Label Studio's tasks: JSON (annotations or predictions beside the data) and JSON_MIN (spans in the row itself).

A row of JSON_MIN is one annotation. It has the number of its task in the place of a field id, and the fields of _ADDED.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from reprlib import repr as shown
from typing import Any

from hasila.document import Document
from hasila.files import whole_file
from hasila.formats.annotations import Annotations, MarkedText, SourceRows, annotations_of, json_rows
from hasila.formats.label_interface import interface_of, write_interface
from hasila.formats.offsets import Mark, OffsetUnit

OTHER_RESULTS = "choices, relations and other results left out"
FURTHER_LABELS = "further labels of a span left out"
FURTHER_ANNOTATIONS = "further annotations of a task left out"
UNANNOTATED = "tasks that nobody annotated left out"
WITHOUT_LABEL = "spans without a label left out"
OTHER_SCORES = "scores that are not from 0 to 1 left out"
TASK_ID = "hasila_id"
"""The field of a task's data with the id of its passage, which JSON_MIN leaves alone."""
_MODEL = "hasila"
_ADDED = frozenset(["annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement"])
"""What JSON_MIN adds to the data of a task."""


def is_task(row: Any) -> bool:
    """Say whether a row is a task of Label Studio, as JSON or JSON_MIN."""
    return isinstance(row, dict) and (
        ("text" not in row and isinstance(row.get("data"), dict)) or _is_flat(row) or _span_field(row) is not None
    )


def _is_flat(row: Mapping[str, Any]) -> bool:
    """Say whether a row is one of JSON_MIN by what Label Studio adds to it, with spans or without."""
    return {"annotator", "annotation_id", "lead_time"} <= row.keys()


def read_label_studio(path: Path, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of an export, whose offsets count `asked` (None: found out).

    Of several annotations the one marked as ground truth is read, or else the last; without any the last prediction,
    whose spans alone have scores. Tasks with neither are left out and counted. Raises CorpusError.
    """
    rows = json_rows(path)
    shown = [(origin, row) for origin, row in rows if not _is_unannotated(row)]
    last = _last_annotations(shown)
    usual = next((name for _, row in rows if isinstance(row, dict) and (name := _span_field(row)) is not None), None)
    read = annotations_of(last, partial(_marked, usual=usual), asked)
    mendings = Counter(read.mendings)
    mendings[UNANNOTATED] += len(rows) - len(shown)
    mendings[FURTHER_ANNOTATIONS] += len(shown) - len(last)
    return replace(read, mendings=mendings)


def write_label_studio(path: Path, documents: Sequence[Document]) -> None:
    """Write `documents` as tasks to import, whole or not at all: predictions if spans have scores, else annotations.

    If the name of the file ends in .json, their labelling interface is written beside it, unless there is one.
    """
    predicted = any(span.score is not None for document in documents for span in document.spans)
    with whole_file(path) as file:
        json.dump([_task(document, predicted=predicted) for document in documents], file, ensure_ascii=False)
        file.write("\n")
    if (interface := interface_of(path)) is not None and not interface.exists():
        write_interface(interface, {span.label for document in documents for span in document.spans})


def _task(document: Document, *, predicted: bool) -> dict[str, Any]:
    results = [
        {
            "id": f"span-{index}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": document.text_of(span), "labels": [span.label]},
            **({} if span.score is None else {"score": span.score}),
        }
        for index, span in enumerate(document.spans)
    ]
    fields = document.fields()
    data = {**fields, TASK_ID: fields["id"], "text": document.text}
    del data["id"]
    if predicted:
        return {"data": data, "predictions": [{"model_version": _MODEL, **_least_score(document), "result": results}]}
    return {"data": data, "annotations": [{"result": results}]}


def _least_score(document: Document) -> dict[str, float]:
    """Return the score of a prediction, by which tasks are ordered: that of its least certain span."""
    scores = [span.score for span in document.spans if span.score is not None]
    return {"score": min(scores)} if scores else {}


def _is_unannotated(row: Any) -> bool:
    try:
        if isinstance(row, dict) and isinstance(row.get("data"), dict):
            return not (_annotations(row) or _predictions(row))
    except ValueError:  # told where the row is read
        return False
    return isinstance(row, dict) and _is_flat(row) and row["annotation_id"] is None


def _last_annotations(rows: SourceRows) -> SourceRows:
    """Return rows without the earlier annotations of a task, each of which is a row of JSON_MIN."""
    numbers = [_numbers(row) for _, row in rows]
    last = dict(sorted(pair for pair in numbers if pair))
    return [row for row, pair in zip(rows, numbers, strict=True) if pair is None or last[pair[0]] == pair[1]]


def _numbers(row: Any) -> tuple[int, int] | None:
    """Return the numbers of the task and of the annotation that a row of JSON_MIN is."""
    task, annotation = (
        (row.get("id"), row["annotation_id"]) if isinstance(row, dict) and _is_flat(row) else (None, None)
    )
    return (task, annotation) if type(task) is type(annotation) is int else None


def _annotations(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the annotations of a task that were not cancelled, the best one last.

    Raises ValueError if they are no lists of objects.
    """
    given = [one for name in ("annotations", "completions") for one in _objects(task, name)]
    done = [one for one in given if not one.get("was_cancelled")]
    return sorted(done, key=lambda one: bool(one.get("ground_truth")))


def _predictions(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the predictions of a task; none if they are numbers, as in an export. Raises ValueError for others."""
    value = task.get("predictions")
    if isinstance(value, list) and all(type(one) is int for one in value):
        return []
    return _objects(task, "predictions")


def _objects(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    if not isinstance(value, list | None):
        raise ValueError(f"{name} is a list of objects, not {shown(value)}")  # noqa: TRY004 - one kind for all faults of a row
    if others := [one for one in value or [] if not isinstance(one, dict)]:
        raise ValueError(f"{name} is a list of objects, but has {shown(others[0])}")
    return value or []


def _marked(row: Any, usual: str | None) -> MarkedText:
    """Return the marked text of a task; `usual` is the field with the spans in other rows of JSON_MIN."""
    if not isinstance(row, dict):
        raise ValueError(f"a task is an object, not {type(row).__name__}")  # noqa: TRY004 - one kind for all faults of a row
    return _of_task(row) if isinstance(row.get("data"), dict) else _of_flat(row, usual)


def _of_task(task: Mapping[str, Any]) -> MarkedText:
    annotations, mendings = _annotations(task), Counter[str]()
    sources = annotations or _predictions(task)
    mendings[FURTHER_ANNOTATIONS] += len(sources) - 1
    name = _text_field(task["data"])
    fields = {"id": task.get("id"), **{key: value for key, value in task["data"].items() if key != name}}
    marks = list(_marks(_objects(sources[-1], "result"), mendings, scored=not annotations))
    return MarkedText(_with_own_id(fields), task["data"][name], marks, mendings)


def _with_own_id(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a task with the id of its passage, if it came from here, in the place of the task's own."""
    others = {name: value for name, value in fields.items() if name != TASK_ID}
    return {**others, "id": fields[TASK_ID]} if TASK_ID in fields else others


def _of_flat(row: Mapping[str, Any], usual: str | None) -> MarkedText:
    mendings = Counter[str]()
    spans, name = _span_field(row) or usual, _text_field(row)
    values = row.get(spans) if spans else None
    if not isinstance(values, list | None):
        raise ValueError(f"{spans} is a list of spans, not {shown(values)}")  # noqa: TRY004 - one kind for all faults of a row
    results = [{"value": value} for value in values or []]
    left_out = {name, spans, *(_ADDED if _is_flat(row) else ())}
    fields = {key: value for key, value in row.items() if key not in left_out}
    marks = list(_marks(results, mendings, scored=False))
    return MarkedText(_with_own_id(fields), row[name], marks, mendings)


def _text_field(data: Mapping[str, Any]) -> str:
    """Return the field with the text: text, or the only string. Raises ValueError if there are several."""
    strings = [name for name, value in data.items() if isinstance(value, str)]
    if "text" in strings:
        return "text"
    if len(strings) != 1:
        raise ValueError(f"the task has no field text, and its strings are {', '.join(strings) or 'none'}")
    return strings[0]


def _span_field(row: Mapping[str, Any]) -> str | None:
    """Return the field of a row of JSON_MIN with its spans."""
    return next((name for name, value in row.items() if isinstance(value, list) and any(map(_is_value, value))), None)


def _is_value(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("labels"), list) and {"start", "end"} <= value.keys()


def _marks(results: Iterable[Mapping[str, Any]], mendings: Counter[str], *, scored: bool) -> Iterator[Mark]:
    """Yield the spans of results, with scores only if `scored`: a prediction that was accepted keeps a stale one.

    Raises ValueError for a result that is of spans by its type, and yet is none.
    """
    for result in results:
        value = result.get("value")
        if not (isinstance(value, dict) and _is_value(value)):
            if result.get("type", "labels") == "labels":
                raise ValueError(
                    f"the value of a span is an object with start, end and a list labels, not {shown(value)}"
                )
            mendings[OTHER_RESULTS] += 1
        elif value["labels"]:
            yield _mark(value, _score(result, mendings) if scored else None)
            mendings[FURTHER_LABELS] += len(value["labels"]) - 1
        else:
            mendings[WITHOUT_LABEL] += 1


def _mark(value: Mapping[str, Any], score: float | None) -> Mark:
    start, end, label = value["start"], value["end"], value["labels"][0]
    if not (type(start) is type(end) is int and 0 <= start < end and isinstance(label, str) and label):
        raise ValueError(f"a span has whole numbers start and end, end after start, and a label, not {shown(value)}")
    surface = value.get("text")
    return Mark(start, end, label, surface if isinstance(surface, str) else None, score)


def _score(result: Mapping[str, Any], mendings: Counter[str]) -> float | None:
    score = result.get("score")
    if score is None or (type(score) in {int, float} and 0 <= score <= 1):
        return None if score is None else float(score)
    mendings[OTHER_SCORES] += 1
    return None
