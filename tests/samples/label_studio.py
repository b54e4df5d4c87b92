"""Tasks of Label Studio as its version 1.23 exports them, with invented texts."""

from typing import Any

TEXT = "🔥 عاجل | مقتل ثلاثة جنود، ونفى الجيش"


def region(start: int, end: int, label: str, **further: Any) -> dict[str, Any]:
    """Return a span as the interface stores it; one that was a prediction has its id, its score and its origin."""
    return {
        "value": {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]},
        "id": "678AShCarX",
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        **further,
    }


def annotation(number: int, *regions: dict[str, Any], **further: Any) -> dict[str, Any]:
    """Return an annotation of a task."""
    return {
        "id": number,
        "completed_by": 1,
        "result": list(regions),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2025-07-11T10:15:00.000000Z",
        "updated_at": "2025-07-11T10:16:00.000000Z",
        "draft_created_at": None,
        "lead_time": 12.5,
        "prediction": {},
        "result_count": len(regions),
        "unique_id": "0b5f1f4e-0000-4000-8000-000000000000",
        "import_id": None,
        "last_action": None,
        "bulk_created": False,
        "task": 11,
        "project": 2,
        "updated_by": 1,
        "parent_prediction": None,
        "parent_annotation": None,
        "last_created_by": None,
        **further,
    }


def exported(*annotations: dict[str, Any], **data: Any) -> dict[str, Any]:
    """Return a task as JSON has it: predictions are numbers."""
    return {
        "id": 11,
        "annotations": list(annotations),
        "file_upload": "7f3a678e-tasks.json",
        "drafts": [],
        "predictions": [14],
        "data": {"hasila_id": "news-1", "text": TEXT, **data},
        "meta": {},
        "created_at": "2025-07-11T10:00:00.000000Z",
        "updated_at": "2025-07-11T10:16:00.000000Z",
        "allow_skip": True,
        "inner_id": 1,
        "total_annotations": len(annotations),
        "cancelled_annotations": 0,
        "total_predictions": 1,
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": 2,
        "updated_by": 1,
        "comment_authors": [],
    }


def exported_min(number: int | None, *regions: dict[str, Any]) -> dict[str, Any]:
    """Return an annotation as JSON_MIN has it: without spans no field label, and without anybody's no number."""
    return {
        "hasila_id": "news-1",
        "outlet": "x",
        "text": TEXT,
        "id": 11,
        **({"label": [region["value"] for region in regions]} if regions else {}),
        "annotator": number and 1,
        "annotation_id": number,
        "created_at": number and "2025-07-11T10:15:00.000000Z",
        "updated_at": number and "2025-07-11T10:16:00.000000Z",
        "lead_time": number and 12.5,
    }
