"""Label Studio's tasks, read into documents and written: predictions if spans have scores, else annotations."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from reprlib import repr as shown
from typing import Any

from hasila.document import Document
from hasila.files import whole_file
from hasila.formats.annotations import Annotations, MarkedText, SourceRows, annotations_of, json_rows
from hasila.formats.label_interface import interface_of, write_interface
from hasila.formats.label_tasks import (
    TASK_ID,
    LabelTask,
    is_unannotated,
    is_value,
    last_annotations,
    span_field,
    task_of,
)
from hasila.formats.offsets import Mark, OffsetUnit

OTHER_RESULTS = "choices, relations and other results left out"
FURTHER_LABELS = "further labels of a span left out"
FURTHER_ANNOTATIONS = "further annotations of a task left out"
UNANNOTATED = "tasks that nobody annotated left out"
GUESSED = "predictions read, of tasks that nobody annotated"
WITHOUT_LABEL = "spans without a label left out"
OTHER_SCORES = "scores that are not from 0 to 1 left out"
_MODEL = "hasila"


def read_label_studio(path: Path, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of an export, whose offsets count `asked` (None: found out).

    Of several annotations the one marked as ground truth is read, or else the last; without any the last prediction,
    whose spans alone have scores. Tasks with neither are left out and counted. Raises CorpusError.
    """
    rows = json_rows(path)
    shown = [(origin, row) for origin, row in rows if not is_unannotated(row)]
    last = last_annotations(shown)
    spans = next((name for _, row in rows if (name := span_field(row)) is not None), None)
    text = _usual_text(last, spans)
    read = annotations_of(last, lambda row: _marked(task_of(row, spans), text), asked)
    mendings = Counter(read.mendings)
    mendings[UNANNOTATED] += len(rows) - len(shown)
    mendings[FURTHER_ANNOTATIONS] += len(shown) - len(last)
    mendings[GUESSED] %= len(read.documents) or 1  # a file of predictions alone is no mixture
    return replace(read, mendings=mendings)


def _usual_text(rows: SourceRows, spans: str | None) -> str | None:
    """Return the one field that has the text in those rows where only one can; None if that differs."""
    found = set()
    for _, row in rows:
        with suppress(ValueError):  # told where the row is read
            fields = task_of(row, spans).text_fields()
            found |= set(fields) if len(fields) == 1 else set()
    return found.pop() if len(found) == 1 else None


def _marked(task: LabelTask, usual: str | None) -> MarkedText:
    """Return the marked text of a task; `usual` is the field with the text in other tasks."""
    fields = task.text_fields()
    name = usual if usual in fields else fields[0] if len(fields) == 1 else None
    if name is None:
        strings = ", ".join(key for key, value in task.data.items() if isinstance(value, str))
        raise ValueError(f"the task has no field text, and its strings are {strings or 'none'}")
    mendings = Counter({FURTHER_ANNOTATIONS: task.further, GUESSED: int(task.guessed)})
    marks = list(_marks(task.results, mendings, scored=task.guessed))
    return MarkedText(task.fields(name), task.data[name], marks, mendings)


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


def _marks(results: Iterable[Mapping[str, Any]], mendings: Counter[str], *, scored: bool) -> Iterator[Mark]:
    """Yield the spans of results, with scores only if `scored`: a prediction that was accepted keeps a stale one.

    Raises ValueError for a result that is of spans by its type, and yet is none.
    """
    for result in results:
        value = result.get("value")
        if not (isinstance(value, dict) and is_value(value)):
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
