"""Reading and writing annotated texts."""

import json
from pathlib import Path

import datasets
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import ARTICLE, ROOT, texts

from hasila.arabic.words import split
from hasila.corpus.reading import read, read_splits
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import conll_block, token_rows, write_conll
from hasila.formats.jsonl import write_jsonl
from hasila.spans import Span
from hasila.tagging.bio import spans_from_tags


def test_a_document_written_as_json_lines_reads_back_the_same(tmp_path: Path) -> None:
    documents = [
        Document("a", "قتل جندي\r\nفي تدمر", (Span(0, 8, "CASUALTY"), Span(13, 17, "LOCATION")), {"split": "train"}),
        Document("b", "", ()),
        Document("c", "lone \ud800 surrogate \u2028 and separator", ()),
    ]
    write_jsonl(tmp_path / "a.jsonl", documents)
    assert read(tmp_path / "a.jsonl") == documents


@given(texts(), st.data())
def test_bio_columns_say_the_same_spans_as_the_document(text: str, data: st.DataObject) -> None:
    words = split(text)
    tags = [data.draw(st.sampled_from(["O", "B-ACTOR", "B-LOCATION", "I-ACTOR", "I-LOCATION"])) for _ in words]
    document = Document("a", text, tuple(spans_from_tags(words, tags)))
    rows = token_rows(document)
    assert tuple(spans_from_tags(words, [tag for _, tag in rows])) == document.spans
    assert [token for token, _ in rows] == [text[word.start : word.end] for word in words]


def test_columns_read_back_as_tokens_with_a_space_between(tmp_path: Path) -> None:
    document = Document("a", "(تدمر)، قتل 26", (Span(1, 5, "LOCATION"), Span(8, 14, "CASUALTY")))
    write_conll(tmp_path / "a.conll", [document])
    (back,) = read(tmp_path / "a.conll")
    assert (back.id, back.text) == ("a", "( تدمر ) ، قتل 26")
    assert [back.text_of(span) for span in back.spans] == ["تدمر", "قتل 26"]


def test_columns_may_be_parted_by_a_space_and_stand_without_ids(tmp_path: Path) -> None:
    (tmp_path / "ner.conll").write_text("فرانكفورت B-LOC\n( O\n\nرويترز B-ORG\n", encoding="utf-8")
    assert [(d.id, d.text, len(d.spans)) for d in read(tmp_path / "ner.conll")] == [
        ("ner:1", "فرانكفورت (", 1),
        ("ner:4", "رويترز", 1),
    ]


def test_the_datasets_library_loads_both_forms() -> None:
    rows = datasets.load_dataset("json", data_files=str(ARTICLE), split="train")
    assert rows[0]["spans"][0]["label"] == "ACTOR"
    columns = datasets.load_dataset(
        "csv",
        data_files=str(ROOT / "data/article/bio/test.conll"),
        split="train",
        sep="\t",
        names=["token", "tag"],
        quoting=3,
        comment="#",
    )
    assert {row["tag"] for row in columns} == {f"{p}-{x}" for p in "BI" for x in ("ACTOR", "LOCATION", "CASUALTY")} | {
        "O"
    }


BROKEN = [
    ('{"id": 1', "1: is not JSON: Expecting ',' delimiter at column 9"),
    ("[]", "2: a row is an object with id, text and spans, not list"),
    ('{"id": "c", "text": "x"}', "3: the row lacks spans"),
    ('{"id": "d", "text": 3, "spans": []}', "4: text is a string and spans a list of objects"),
    (
        '{"id": "e", "text": "قتل", "spans": [{"start":0, "end":9, "label":"A"}, {"start":2, "end":1, "label":"A"}]}',
        "5: the span 0:9 ends after the text, which has 3 code points",
    ),
    (
        '{"id": "f", "text": "قتل", "spans": [{"start": "0", "end": 3, "label": "A"}]}',
        "6: a span is an object with whole",
    ),
    (
        '{"id": "g", "text": "قتل", "spans": [{"start":0, "end":2, "label":"A"}, {"start":1, "end":3, "label":"A"}]}',
        "7: the spans 0:2 and 1:3 overlap",
    ),
    (
        '{"id": "h", "text": "قتل", "spans": [{"start": 0, "end": 2, "label": "A", "text": "قت "}]}',
        "8: the span 0:2 has the text 'قت ', but the document has 'قت' there",
    ),
    ('{"id": "i", "text": "", "spans": []}', ""),
    ('{"id": "i", "text": "", "spans": []}', "10: the id 'i' also occurs at line 9"),
]


def test_every_broken_line_is_named_at_once_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("\n".join(line for line, _ in BROKEN), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read(path)
    for _, message in BROKEN:
        assert f"{path}:{message}" in str(caught.value) if message else True
    assert "5: a span ends after its start" in str(caught.value)


def test_broken_columns_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.conll"
    path.write_text("# id = a\nقتل\tB-CASUALTY\tx\nجندي I\n\nفي\tI-LOCATION\nتدمر\tX-LOCATION\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read(path)
    message = str(caught.value)
    assert "line 2: 'قتل\\tB-CASUALTY\\tx' is not a token and a tag" in message
    assert "line 5: I-LOCATION has nothing to continue after O" in message
    assert "line 6: the tag 'X-LOCATION' is not O, B-LABEL or I-LABEL" in message


def test_a_file_that_is_absent_of_another_kind_or_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"latin\.jsonl: is not UTF-8 at byte 8"):
        read(tmp_path / "latin.jsonl")
    with pytest.raises(CorpusError, match=r"absent\.conll: cannot be read: No such file"):
        read(tmp_path / "absent.conll")
    with pytest.raises(CorpusError, match=r"an annotated corpus is a file ending in \.jsonl or \.conll"):
        read(tmp_path / "corpus.txt")


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"(?s)a\.jsonl:1.*b\.jsonl:1"):
        read_splits([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], "train")


def test_a_split_is_chosen_by_name_and_an_unknown_one_names_those_there() -> None:
    assert {document.meta["split"] for document in read_splits([ARTICLE], "dev")} == {"dev"}
    assert len(read_splits([ARTICLE])) == 21
    with pytest.raises(CorpusError, match=r"no passage has the split 'trial'; its splits are dev, test, train"):
        read_splits([ARTICLE], "trial")


def test_a_row_that_says_more_keeps_it() -> None:
    row = {"id": "a", "outlet": "x", "text": "قتل", "spans": [{"start": 0, "end": 3, "label": "CASUALTY"}]}
    assert json.dumps(Document.from_dict(row).to_dict()) == json.dumps(row)


def test_a_passage_of_columns_begins_with_its_id_on_one_line() -> None:
    assert conll_block(Document("a\nb", "قتل")) == "# id = a b\nقتل\tO\n\n"


def test_a_document_says_where_it_was_read_and_is_the_same_wherever_that_was(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\n{"id": 1, "text": "قتل", "spans": []}', encoding="utf-8")
    (tmp_path / "a.conll").write_text("\n\n# id = b\nقتل O\n", encoding="utf-8")
    (row,), (columns,) = read(tmp_path / "a.jsonl"), read(tmp_path / "a.conll")
    assert (row.where, columns.where) == (f"{tmp_path}/a.jsonl:2: 1", f"{tmp_path}/a.conll:3: b")
    assert columns == Document("b", "قتل")


def test_an_id_that_is_a_number_is_written_as_one(tmp_path: Path) -> None:
    line = '{"id": 1, "split": "dev", "text": "قتل", "spans": []}\n'
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    write_jsonl(tmp_path / "b.jsonl", read(tmp_path / "a.jsonl"))
    assert (tmp_path / "b.jsonl").read_text(encoding="utf-8") == line


def test_a_line_nested_too_deep_or_with_too_long_a_number_is_told_with_all_others(tmp_path: Path) -> None:
    lines = ["{", "[" * 100_000, '{"id": ' + "1" * 5_000 + "}"]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read(tmp_path / "a.jsonl")
    assert [line.removeprefix(f"{tmp_path}/") for line in str(caught.value).splitlines()] == [
        "a.jsonl:1: is not JSON: Expecting property name enclosed in double quotes at column 2",
        "a.jsonl:2: nests lists or objects too deeply to be read",
        "a.jsonl:3: contains a whole number of too many digits; write it as a string",
    ]


def test_a_corpus_in_utf16_is_told_even_where_its_bytes_pass_as_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_bytes("قتل O\n".encode("utf-16-le"))
    with pytest.raises(CorpusError, match=r"a\.conll: contains zero bytes or control characters, like UTF-16"):
        read(tmp_path / "a.conll")


def test_a_span_that_cuts_through_a_word_is_told_with_its_place(tmp_path: Path) -> None:
    row = {"id": "a", "text": "بيروت", "spans": [{"start": 0, "end": 3, "label": "LOCATION"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.jsonl:1: a: LOCATION 0:3 «بير» cuts through a word"):
        write_conll(tmp_path / "a.conll", read(tmp_path / "a.jsonl"))


def test_of_many_faults_of_a_kind_the_first_are_told_and_how_to_see_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("[]\n" * 9 + '{"id": 1}', encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read(path)
    lines = str(caught.value).splitlines()
    assert lines[5] == f"and 4 more of this kind; hasila check --all {path} shows them"
    assert lines[6] == f"{path}:10: the row lacks text, spans"
