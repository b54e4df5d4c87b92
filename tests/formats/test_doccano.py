"""doccano's rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.doccano import read_doccano, write_doccano
from hasila.spans import Span

TEXT = "وصل وفد الجامعة"
SPANS = {
    "label": [[4, 15, "ACTOR"]],
    "labels": [[4, 15, "ACTOR"]],
    "entities": [{"id": 7, "start_offset": 4, "end_offset": 15, "label": "ACTOR"}],
}


def written(folder: Path, *rows: Any) -> Path:
    """Write rows as JSON lines."""
    path = folder / "export.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", SPANS)
@pytest.mark.parametrize("text", ["text", "data"])
def test_the_rows_of_every_version_are_read_and_further_fields_kept(tmp_path: Path, name: str, text: str) -> None:
    row = {"id": 3, text: TEXT, name: SPANS[name], "outlet": "x"}
    (document,) = read_doccano(written(tmp_path, row)).documents
    assert (document.id, document.text, document.spans) == ("3", TEXT, (Span(4, 15, "ACTOR"),))
    assert document.meta == {"id": 3, "outlet": "x"}


def test_a_list_of_rows_without_ids_is_named_by_file_and_row(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"text": TEXT, "label": []}] * 2), encoding="utf-8")
    assert [document.id for document in read_doccano(path).documents] == ["export:1", "export:2"]


def test_overlapping_spans_and_relations_are_counted(tmp_path: Path) -> None:
    row = {"text": TEXT, "label": [[4, 15, "ACTOR"], [8, 15, "LOCATION"]], "relations": [{"id": 1}]}
    read = read_doccano(written(tmp_path, row))
    assert read.documents[0].spans == (Span(4, 15, "ACTOR"),)
    assert read.told() == "1 passages, 1 inner or crossing spans left out, 1 rows whose relations were left out"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ([], "a row is an object, not list"),
        ({"label": []}, "the row has no text"),
        ({"text": TEXT}, "the row has no list of spans"),
        ({"text": TEXT, "label": 0}, "the row has no list of spans"),
        ({"text": TEXT, "label": ["ACTOR"]}, "a span is"),
        ({"text": TEXT, "label": [[4, 4, "ACTOR"]]}, "does not end after its start"),
        ({"text": TEXT, "label": [[4, 99, "ACTOR"]]}, "the span 4:99 is not in the text"),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line(tmp_path: Path, row: Any, fault: str) -> None:
    with pytest.raises(CorpusError, match=rf"export.jsonl:2: .*{fault}"):
        read_doccano(written(tmp_path, {"text": TEXT, "label": []}, row)).sound()


def test_a_line_that_is_no_json_costs_no_other_row(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": TEXT, "label": []}, {"text": TEXT, "label": []})
    path.write_text(path.read_text(encoding="utf-8").replace("\n", '\n{"text"\n'), encoding="utf-8")
    read = read_doccano(path)
    assert [document.id for document in read.documents] == ["export:1", "export:3"]
    assert read.faults == [f"{path}:2: is not JSON: Expecting ':' delimiter at column 8"]


def test_a_list_that_is_no_json_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('[\n{"text": "x" "label": []}]', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"export.json: is not JSON: .* at line 2, column 14"):
        read_doccano(path)


def test_every_row_has_the_same_fields_whatever_the_passages_have(tmp_path: Path) -> None:
    fields: list[dict[str, Any]] = [{"n": 5, "filename": "a.txt"}, {"label": "x", "relations": []}, {}]
    documents = [Document(f"{index}", TEXT, (Span(4, 15, "ACTOR"),), meta) for index, meta in enumerate(fields)]
    write_doccano(tmp_path / "a.jsonl", documents)
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [[*row] for row in rows] == [["id", "text", "label", "meta"]] * 3
    assert read_doccano(tmp_path / "a.jsonl").documents == documents


def test_the_file_is_ascii_since_doccano_guesses_the_encoding_and_errs(tmp_path: Path) -> None:
    write_doccano(tmp_path / "a.jsonl", [Document("خبر", TEXT, (Span(4, 15, "ACTOR"),), {"outlet": "وكالة"})])
    assert (tmp_path / "a.jsonl").read_bytes().isascii()


def test_a_row_as_version_1_8_exports_it_gives_what_was_imported(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT, "meta": {"n": 5}, "label": [[4, 15, "ACTOR"]], "Comments": []}
    assert read_doccano(written(tmp_path, row)).documents == [Document("a", TEXT, (Span(4, 15, "ACTOR"),), {"n": 5})]
    entities = [{"id": 7, "label": "ACTOR", "start_offset": 4, "end_offset": 15}]
    related = {"id": "a", "text": TEXT, "meta": {}, "entities": entities, "relations": [], "Comments": [{"id": 1}]}
    assert read_doccano(written(tmp_path, related)).documents[0].meta == {"Comments": [{"id": 1}]}


@pytest.mark.parametrize("meta", [{"id": 1}, {"outlet": 1}, ["a"]])
def test_an_object_meta_that_has_a_field_of_the_row_is_left_as_it_is(tmp_path: Path, meta: Any) -> None:
    row = {"id": "a", "text": TEXT, "label": [], "outlet": "x", "meta": meta}
    assert read_doccano(written(tmp_path, row)).documents[0].meta == {"outlet": "x", "meta": meta}


def test_offsets_count_utf_16_units_as_in_doccanos_interface(tmp_path: Path) -> None:
    document = Document("a", f"🔥🔥 {TEXT}", (Span(7, 18, "ACTOR"),))
    write_doccano(tmp_path / "a.jsonl", [document])
    assert json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))["label"] == [[9, 20, "ACTOR"]]
    assert read_doccano(tmp_path / "a.jsonl").documents == [document]
