"""Label Studio's tasks."""

import json
from pathlib import Path
from typing import Any

import pytest
from samples import label_studio as real
from samples.label_studio import annotation, exported, exported_min, region

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.forms import form_of_content
from hasila.formats.label_studio import read_label_studio, write_label_studio
from hasila.spans import Span

TEXT = "🔥 وصل وفد الجامعة"


def result(start: int, end: int, words: str, *labels: str) -> dict[str, Any]:
    """Return a result of the labels of a span."""
    return {"type": "labels", "value": {"start": start, "end": end, "text": words, "labels": list(labels)}}


def written(folder: Path, *tasks: Any) -> Path:
    """Write tasks as an export."""
    path = folder / "export.json"
    path.write_text(json.dumps(tasks, indent=2), encoding="utf-8")
    return path


WITHOUT_WORDS = {"start": 3, "end": 6, "labels": ["LOCATION"]}


def test_a_task_gives_its_text_its_fields_and_its_last_annotation(tmp_path: Path) -> None:
    done = [{"result": [result(0, 1, "🔥", "X")]}, {"result": [result(6, 17, "وفد الجامعة", "ACTOR")]}]
    cancelled = {"was_cancelled": True, "result": []}
    task = {"id": 9, "data": {"text": TEXT, "outlet": "x"}, "annotations": [*done, cancelled], "predictions": []}
    read = read_label_studio(written(tmp_path, task))
    assert read.documents == [Document("9", TEXT, (Span(6, 17, "ACTOR"),), {"id": 9, "outlet": "x"})]
    assert read.told() == "1 passages, 1 further annotations of a task left out"


def test_ground_truth_comes_before_a_later_annotation_and_a_prediction_is_read_with_its_score(tmp_path: Path) -> None:
    first = {"ground_truth": True, "result": [result(6, 9, "وفد", "ACTOR")]}
    later = {"result": [result(10, 17, "الجامعة", "ACTOR")]}
    guess = {"result": [{**result(6, 9, "وفد", "ACTOR"), "score": 0.5}]}
    annotated = {"data": {"text": TEXT}, "annotations": [first, later]}
    predicted = {"data": {"text": TEXT}, "annotations": [], "predictions": [guess]}
    both = read_label_studio(written(tmp_path, annotated, predicted)).documents
    assert [document.spans for document in both] == [(Span(6, 9, "ACTOR"),)] * 2
    assert [span.score for document in both for span in document.spans] == [None, 0.5]


def test_the_rows_of_json_min_are_read(tmp_path: Path) -> None:
    value = {"start": 6, "end": 9, "text": "وفد", "labels": ["ACTOR"]}
    (document,) = read_label_studio(written(tmp_path, {"id": 2, "text": TEXT, "label": [value]})).documents
    assert (document.id, document.spans) == ("2", (Span(6, 9, "ACTOR"),))


def test_offsets_in_utf16_units_are_recognised_by_the_stored_words_and_counted(tmp_path: Path) -> None:
    task = {"data": {"text": TEXT}, "annotations": [{"result": [result(7, 18, "وفد الجامعة", "ACTOR")]}]}
    read = read_label_studio(written(tmp_path, task))
    assert read.documents[0].spans == (Span(6, 17, "ACTOR"),)
    assert read.told() == "1 passages, 1 passages with offsets that count utf-16"


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    choice = {"type": "choices", "value": {"choices": ["خبر"]}}
    task = {"data": {"text": TEXT}, "annotations": [{"result": [choice, result(6, 9, "وفد", "ACTOR", "X")]}]}
    read = read_label_studio(written(tmp_path, task, {"data": {"text": TEXT}}))
    assert {kind: count for kind, count in read.mendings.items() if count} == {
        "choices, relations and other results left out": 1,
        "further labels of a span left out": 1,
        "tasks that nobody annotated left out": 1,
    }


def test_a_task_whose_text_cannot_be_told_is_named(tmp_path: Path) -> None:
    task = {"data": {"title": "أ", "body": "ب"}, "annotations": [{"result": []}]}
    with pytest.raises(
        CorpusError, match=r"export.json:1: the task has no field text, and its strings are title, body"
    ):
        read_label_studio(written(tmp_path, task)).sound()


def test_spans_with_scores_are_written_as_predictions_and_others_as_annotations(tmp_path: Path) -> None:
    for span, name in ((Span(6, 9, "ACTOR", 0.5), "predictions"), (Span(6, 9, "ACTOR"), "annotations")):
        write_label_studio(tmp_path / "a.json", [Document("a", TEXT, (span,))])
        (task,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
        assert [one["value"]["text"] for one in task[name][0]["result"]] == ["وفد"]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ({"annotations": 5}, "annotations is a list of objects, not 5"),
        ({"predictions": "none"}, "predictions is a list of objects, not 'none'"),
        ({"annotations": [{"result": 5}]}, "result is a list of objects, not 5"),
        ({"annotations": {"a": 1}}, r"annotations is a list of objects, not \{'a': 1\}"),
        ({"annotations": [{"result": [{"type": "labels"}]}]}, "the value of a span is an object .*, not None"),
        ({"annotations": [{"result": [{"value": {"start": 0, "labels": ["A"]}}]}]}, "the value of a span is an object"),
        ({"annotations": [{"result": [5]}]}, "result is a list of objects, but has 5"),
    ],
)
def test_a_task_of_another_shape_is_named_and_costs_no_traceback(
    tmp_path: Path, task: dict[str, Any], told: str
) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"data": {"text": "نص"}, **task}]), encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"tasks\.json:1: {told}"):
        read_label_studio(path).sound()


def test_all_tasks_of_a_file_count_offsets_alike(tmp_path: Path) -> None:
    def task(start: int, end: int) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": "دمشق", "labels": ["LOCATION"]}
        return {"data": {"text": "🔥 دمشق"}, "annotations": [{"result": [{"value": value}]}]}

    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([task(3, 7), task(3, 7), task(2, 6)]), encoding="utf-8")
    with pytest.raises(CorpusError, match=r":3: offsets count code-points .*here, but utf-16 in the file as a whole"):
        read_label_studio(path).sound()
    unproven = {"data": {"text": "🔥 حلب"}, "annotations": [{"result": [{"value": {**WITHOUT_WORDS}}]}]}
    path.write_text(json.dumps([task(3, 7), unproven]), encoding="utf-8")
    assert [document.text_of(document.spans[0]) for document in read_label_studio(path).documents] == ["دمشق", "حلب"]


def test_a_task_with_faults_costs_no_other_task(tmp_path: Path) -> None:
    sound = {"data": {"text": TEXT}, "annotations": [{"result": [result(6, 9, "وفد", "ACTOR")]}]}
    read = read_label_studio(written(tmp_path, sound, 5, {"data": {"text": TEXT}, "annotations": 5}, sound))
    assert [document.id for document in read.documents] == ["export:1", "export:4"]
    assert [fault.split(": ")[0].removeprefix(str(tmp_path)) for fault in read.faults] == [
        "/export.json:2",
        "/export.json:3",
    ]


def test_a_row_of_json_min_with_a_span_of_another_shape_loses_no_span_in_silence(tmp_path: Path) -> None:
    value = {"start": 6, "end": 9, "text": "وفد", "labels": ["ACTOR"]}
    read = read_label_studio(written(tmp_path, {"text": TEXT, "label": [value, {"start": 1}]}))
    assert (list(read.documents), len(read.faults)) == ([], 1)


def test_spans_without_a_label_and_scores_that_are_none_are_counted(tmp_path: Path) -> None:
    bare = {"type": "labels", "value": {"start": 0, "end": 1, "labels": []}}
    scored = {**result(6, 9, "وفد", "ACTOR"), "score": "high"}
    read = read_label_studio(written(tmp_path, {"data": {"text": TEXT}, "predictions": [{"result": [bare, scored]}]}))
    assert read.told() == ("1 passages, 1 scores that are not from 0 to 1 left out, 1 spans without a label left out")


def test_the_predictions_of_an_export_are_numbers_and_a_task_with_nothing_else_is_unannotated(tmp_path: Path) -> None:
    done = annotation(7, region(9, 24, "CASUALTY"))
    read = read_label_studio(written(tmp_path, exported(done, outlet="x"), exported()))
    (document,) = read.sound().documents
    assert (document.id, document.text_of(document.spans[0])) == ("news-1", "مقتل ثلاثة جنود")
    assert dict(document.meta) == {"outlet": "x"}
    assert read.told() == "1 passages, 1 tasks that nobody annotated left out"


def test_a_span_that_a_person_accepted_has_no_score_any_more(tmp_path: Path) -> None:
    accepted = region(9, 24, "CASUALTY", id="span-0", score=0.9756, origin="prediction")
    read = read_label_studio(written(tmp_path, exported(annotation(7, accepted))))
    assert read.documents[0].spans == (Span(9, 24, "CASUALTY"),)


def test_of_the_rows_of_json_min_the_last_annotation_of_a_task_is_read_under_the_id_of_the_passage(
    tmp_path: Path,
) -> None:
    first, last = exported_min(7, region(9, 24, "CASUALTY")), exported_min(8, region(31, 36, "ACTOR"))
    path = written(tmp_path, last, first, exported_min(None))
    read = read_label_studio(path)
    assert read.documents == [Document("news-1", real.TEXT, (Span(31, 36, "ACTOR"),), {"outlet": "x"})]
    assert read.told() == (
        "1 passages, 1 further annotations of a task left out, 1 tasks that nobody annotated left out"
    )


def test_a_file_of_json_min_in_which_nobody_found_a_span_is_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, exported_min(7))
    assert form_of_content(path) == "label-studio"
    assert read_label_studio(path).documents == [Document("news-1", real.TEXT, (), {"outlet": "x"})]


def test_the_id_of_a_passage_comes_back_as_its_row_gave_it(tmp_path: Path) -> None:
    document = Document("5", TEXT, (Span(6, 9, "ACTOR"),), {"id": 5, "outlet": "x"})
    write_label_studio(tmp_path / "a.json", [document])
    assert read_label_studio(tmp_path / "a.json").documents == [document]


def test_a_prediction_has_the_score_of_its_least_certain_span(tmp_path: Path) -> None:
    spans = (Span(6, 9, "ACTOR", 0.9), Span(10, 17, "ACTOR", 0.5))
    write_label_studio(tmp_path / "a.json", [Document("a", TEXT, spans), Document("b", TEXT)])
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [task["predictions"][0].get("score") for task in tasks] == [0.5, None]


def test_the_text_is_the_field_with_the_words_of_the_spans_in_every_task(tmp_path: Path) -> None:
    marked = {"title": "خبر", "body": TEXT, "ner": [region(6, 9, "ACTOR")["value"] | {"text": "وفد"}], "kind": "خبر"}
    bare = {"title": "خبر", "body": "لا شيء", "kind": "خبر"}
    stamps = {key: value for key, value in exported_min(7).items() if key not in {"text", "id", "hasila_id", "outlet"}}
    rows = [{"id": 1, **marked, **stamps}, {"id": 2, **bare, **stamps, "annotation_id": 8}]
    read = read_label_studio(written(tmp_path, *rows)).sound()
    assert [(document.text, len(document.spans)) for document in read.documents] == [(TEXT, 1), ("لا شيء", 0)]
    assert dict(read.documents[1].meta) == {"id": 2, "title": "خبر", "kind": "خبر"}


def test_a_task_that_a_person_skipped_is_not_read_from_its_prediction(tmp_path: Path) -> None:
    guess = {"result": [{**result(6, 9, "وفد", "ACTOR"), "score": 0.5}]}
    skipped = {"data": {"text": TEXT}, "annotations": [annotation(7, was_cancelled=True)], "predictions": [guess]}
    assert read_label_studio(written(tmp_path, skipped)).told() == "0 passages, 1 tasks that nobody annotated left out"


def test_predictions_among_annotations_are_counted_and_a_file_of_predictions_is_as_it_should_be(tmp_path: Path) -> None:
    guess = {"data": {"text": TEXT}, "predictions": [{"result": [{**result(6, 9, "وفد", "ACTOR"), "score": 0.5}]}]}
    done = {"data": {"text": TEXT}, "annotations": [{"result": [result(6, 9, "وفد", "ACTOR")]}]}
    read = read_label_studio(written(tmp_path, guess, done))
    assert read.told() == "2 passages, 1 predictions read, of tasks that nobody annotated"
    assert read_label_studio(written(tmp_path, guess, guess)).told() == "2 passages, nothing to mend"
