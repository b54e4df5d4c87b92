"""Rows of tokens and tags."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.forms import form_of_content, read_form
from hasila.formats.tagged_tokens import read_tagged_tokens, write_tagged_tokens
from hasila.spans import Span

DOCUMENT = Document("خبر 1", "وصل  الوفد، إلى\nحلب.", (Span(5, 10, "ACTOR"), Span(16, 19, "LOCATION")))


def written(folder: Path, *rows: Any) -> Path:
    """Write rows as JSON lines."""
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_datasets_loads_the_tags_of_parquet_as_class_labels(tmp_path: Path) -> None:
    from datasets import load_dataset

    write_tagged_tokens(tmp_path / "a.parquet", [DOCUMENT, Document("b", "")])
    rows = load_dataset(
        "parquet", data_files=str(tmp_path / "a.parquet"), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert rows.features["ner_tags"].feature.names == ["O", "B-ACTOR", "I-ACTOR", "B-LOCATION", "I-LOCATION"]
    assert rows[0]["tokens"] == ["وصل", "الوفد", "،", "إلى", "حلب", "."]
    assert (rows[0]["ner_tags"], rows[1]["ner_tags"]) == ([0, 1, 0, 0, 3, 0], [])


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl"])
def test_where_blanks_stand_comes_back_by_the_text_beside_the_tokens(tmp_path: Path, name: str) -> None:
    write_tagged_tokens(tmp_path / name, [DOCUMENT])
    assert form_of_content(tmp_path / name) == "datasets"
    assert read_form(tmp_path / name, "datasets").documents == [DOCUMENT]


def test_what_datasets_itself_has_written_is_read_with_the_names_of_its_tags(tmp_path: Path) -> None:
    from datasets import ClassLabel, Dataset, Features, Sequence, Value

    features = Features(
        {"id": Value("int64"), "tokens": Sequence(Value("string")), "tags": Sequence(ClassLabel(names=["O", "I-LOC"]))}
    )
    rows = {"id": [7], "tokens": [["في", "حلب"]], "tags": [[0, 1]]}
    Dataset.from_dict(rows, features).to_parquet(str(tmp_path / "a.parquet"))
    read = read_tagged_tokens(tmp_path / "a.parquet")
    assert read.documents == [Document("7", "في حلب", (Span(3, 6, "LOC"),), {"id": 7})]
    assert read.told() == "1 passages, 1 spans begun by I-"


def test_a_text_that_is_not_that_of_its_tokens_is_counted_and_the_tokens_joined(tmp_path: Path) -> None:
    row = {"text": "وصل الوفد أمس", "tokens": ["وصل", "الوفد"], "ner_tags": ["O", "B-ACTOR"]}
    read = read_tagged_tokens(written(tmp_path, row))
    assert (read.documents[0].text, read.documents[0].spans) == ("وصل الوفد", (Span(4, 9, "ACTOR"),))
    assert read.documents[0].meta == {"given_text": "وصل الوفد أمس"}
    assert read.told() == "1 passages, 1 texts that are not those of their tokens, which were joined with blanks"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ([], "a row has tokens, and ner_tags or tags"),
        ({"tokens": ["حلب"]}, "a row has tokens, and ner_tags or tags"),
        ({"tokens": "حلب", "ner_tags": ["O"]}, "tokens is a list of strings, not 'حلب'"),
        ({"tokens": ["حلب"], "ner_tags": 0}, "the tags are a list, not 0"),
        ({"tokens": ["حلب"], "ner_tags": [1]}, "the tags are numbers that the file does not name"),
        ({"tokens": ["حلب"], "ner_tags": ["LOC"]}, "'LOC' is no tag"),
        ({"tokens": ["حلب"], "ner_tags": []}, "the row has 1 tokens and 0 tags"),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line_and_costs_no_other(tmp_path: Path, row: Any, fault: str) -> None:
    path = written(tmp_path, {"tokens": ["حلب"], "ner_tags": ["B-LOC"]}, row)
    read = read_tagged_tokens(path)
    assert len(read.documents) == 1
    assert read.faults[0].startswith(f"{path}:2: {fault}")


def test_numbers_beyond_the_names_and_files_that_are_no_parquet_are_told(tmp_path: Path) -> None:
    table = pa.table({"tokens": [["حلب"]], "ner_tags": [[9]]})
    told = {"info": {"features": {"ner_tags": {"feature": {"names": ["O"]}}}}}
    parquet.write_table(table.replace_schema_metadata({"huggingface": json.dumps(told)}), tmp_path / "a.parquet")
    assert read_tagged_tokens(tmp_path / "a.parquet").faults == [
        f"{tmp_path}/a.parquet:1: 9 is no tag; a tag is O, B-LABEL, I-LABEL or the like"
    ]
    (tmp_path / "b.parquet").write_bytes(b"PAR1")
    with pytest.raises(CorpusError, match=r"b.parquet: is not a readable parquet file"):
        read_tagged_tokens(tmp_path / "b.parquet")
