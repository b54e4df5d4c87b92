"""Forms of annotated text: recognised, and converted without loss of what they can hold."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from samples.texts import texts

from hasila.arabic.words import split
from hasila.document import Document, Origin
from hasila.errors import CorpusError, InputError, OutputError
from hasila.formats.forms import Form, form_of_content, form_of_ending, losses, read_form, write_form
from hasila.spans import Span

NAMES: dict[Form, str] = {
    "jsonl": "a.jsonl",
    "conll": "a.conll",
    "label-studio": "a.json",
    "doccano": "a.jsonl",
    "brat": "folder",
    "datasets": "a.parquet",
}
WORDS = ["وصل", "وفد", "الجامعة", "إلى", "دمشق", ".", "12"]


@st.composite
def documents(draw: st.DrawFn, scored: bool = False, any_text: bool = False) -> Document:  # noqa: FBT001, FBT002 - as pytest's fixtures
    """Draw a document whose spans stand on words, or anywhere in any text."""
    if any_text:
        text = draw(texts(40)).replace("\ud800", "")
        places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    else:
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
        text = " ".join(words)
        places = [0]
        for word in words:
            places += [places[-1] + len(word), places[-1] + len(word) + 1]
        places = sorted({place for place in places if place <= len(text)})
    pairs = list(zip(places[::2], places[1::2], strict=False))
    chosen = [pair for pair in pairs if draw(st.booleans())]
    score = 0.5 if scored else None
    spans = tuple(Span(start, end, draw(st.sampled_from(["ACTOR", "LOCATION"])), score) for start, end in chosen)
    return Document("خبر 1", text, spans)


def again(document: Document, form: Form, folder: Path) -> Document:
    """Return the document as it is read from what is written of it."""
    path = folder / NAMES[form]
    write_form(path, [document], form)
    assert form_of_content(path) == form
    read = read_form(path, form, asked="utf-16" if form == "doccano" else None)
    wide = form == "doccano" and "utf-16" in read.told()
    assert wide or read.told() == "1 passages, nothing to mend"
    return read.documents[0]


def as_told(document: Document) -> list[tuple[int, int, str, float | None]]:
    """Return the spans with their scores, which comparison ignores."""
    return [(span.start, span.end, span.label, span.score) for span in document.spans]


@pytest.mark.parametrize("form", NAMES)
@given(document=documents())
def test_a_document_of_words_and_spans_is_the_same_in_every_form(
    tmp_path_factory: pytest.TempPathFactory, form: Form, document: Document
) -> None:
    assert again(document, form, tmp_path_factory.mktemp("form")) == document


@pytest.mark.parametrize("form", ["jsonl", "label-studio"])
@given(document=documents(scored=True, any_text=True), meta=st.dictionaries(st.sampled_from("abc"), st.integers()))
def test_scores_and_fields_are_kept_where_the_form_has_them(
    tmp_path_factory: pytest.TempPathFactory, form: Form, document: Document, meta: dict[str, int]
) -> None:
    given_one = Document(document.id, document.text, document.spans, meta)
    made = again(given_one, form, tmp_path_factory.mktemp("form"))
    assert (made, as_told(made)) == (given_one, as_told(given_one))


@pytest.mark.parametrize("form", ["doccano"])
@given(document=documents(any_text=True))
def test_any_text_and_any_span_is_the_same_in_a_form_with_offsets(
    tmp_path_factory: pytest.TempPathFactory, form: Form, document: Document
) -> None:
    assert again(document, form, tmp_path_factory.mktemp("form")) == document


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"id": 1, "text": "x", "spans": []}', "jsonl"),
        ('{"text": "x", "label": []}', "doccano"),
        ('[{"text": "x", "entities": []}]', "doccano"),
        ('[{"data": {"text": "x"}, "annotations": []}]', "label-studio"),
        ('[{"text": "x", "label": [{"start": 0, "end": 1, "labels": ["A"]}]}]', "label-studio"),
        ("\ufeff\nوفد B-ACTOR\n", "conll"),
        ("[ O\nوفد B-ACTOR\n", "conll"),
    ],
)
def test_a_form_is_found_by_the_content(tmp_path: Path, content: str, form: Form) -> None:
    path = tmp_path / "export"
    path.write_text(content, encoding="utf-8")
    assert form_of_content(path) == form


@pytest.mark.parametrize(("name", "content"), [("a.json", '{"x": 1}'), ("b.json", '[{"text": "x"}]'), ("c.json", "{")])
def test_a_file_of_no_form_is_told_so(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=name):
        form_of_content(tmp_path / name)


def test_the_ending_of_an_output_names_its_form_and_another_is_refused() -> None:
    assert [form_of_ending(Path(name)) for name in NAMES.values() if name != "a.jsonl"] == [
        "conll",
        "label-studio",
        "brat",
        "datasets",
    ]
    assert form_of_ending(Path("a.spacy")) == "spacy"
    with pytest.raises(InputError, match=r"a\.txt: the ending is none of .*--to"):
        form_of_ending(Path("a.txt"))


def test_an_export_without_rows_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"export\.json: has no rows; an export holds what was annotated"):
        form_of_content(tmp_path / "export.json")


ROW: dict[str, Any] = {"id": 1, "text": "وصل  وفد.", "spans": [{"start": 5, "end": 8, "label": "ACTOR", "score": 0.5}]}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("jsonl", []),
        ("label-studio", ["tolls"]),
        ("doccano", ["tolls", "scores of spans"]),
        ("brat", ["tolls", "scores of spans", "fields of their rows"]),
        ("datasets", ["tolls", "scores of spans", "fields of their rows"]),
        ("conll", ["tolls", "scores of spans", "fields of their rows", "where blanks stand, other than one"]),
    ],
)
def test_what_a_form_cannot_hold_is_said(form: Form, said: list[str]) -> None:
    document = Document.from_dict({**ROW, "tolls": [], "label": "خبر"})
    told = list(losses([document, Document("b", "نص")], form))
    assert [line.startswith(start) for line, start in zip(told, said, strict=True)] == [True] * len(said)
    assert all(line.endswith("(1 of 2 passages, the first 1)") for line in told)


def test_the_faults_of_json_lines_are_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ROW) + '\n{"id": 2, "spans": []}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.jsonl:2: the row lacks text"):
        read_form(tmp_path / "a.jsonl", "jsonl").sound()


@pytest.mark.parametrize("form", ["conll", "brat"])
def test_labels_with_blanks_are_refused_where_blanks_part_columns(form: Form, tmp_path: Path) -> None:
    documents = [
        Document(str(index), "دمشق", (Span(0, 4, "place name"),), origin=Origin(Path("a"), 7)) for index in "12"
    ]
    told = (
        f"(?s)a:7: 1: place name 0:4 «دمشق»: the label 'place name' has a blank.*, which {form} cannot hold; mend.*2:"
    )
    with pytest.raises(CorpusError, match=told):
        write_form(tmp_path / "made", documents, form)
    assert not (tmp_path / "made").exists()


def test_texts_of_blanks_and_spans_of_blanks_are_named_where_they_are_lost() -> None:
    empty, blank = Document("a", ""), Document("b", "نص  نص", (Span(2, 4, "ACTOR"),))
    assert list(losses([empty, Document("b", " ")], "conll")) == [
        "where blanks stand, other than one between words (1 of 2 passages, the first b)"
    ]
    assert list(losses([empty, blank], "brat")) == ["spans of white space alone (1 of 2 passages, the first b)"]


def test_the_fields_of_another_tool_that_have_our_names_are_kept_under_another(tmp_path: Path) -> None:
    row = {"id": "a", "text": "نص", "label": [[0, 2, "ACTOR"]], "tolls": "none", "spans": 3}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (document,) = read_form(tmp_path / "a.jsonl", "doccano").documents
    assert document.meta == {"given_tolls": "none", "given_spans": 3}
    assert Document.from_dict(document.to_dict()).spans == document.spans


@st.composite
def odd_documents(draw: st.DrawFn) -> Document:
    """Draw a document of any text, mostly with spans on its words, whose labels and id may be odd too."""
    text = draw(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | texts(40))
    edges = sorted({edge for word in split(text) for edge in (word.start, word.end)}) or [0, len(text)]
    pairs = [pair for pair in zip(edges[::2], edges[1::2], strict=False) if pair[0] < pair[1] and draw(st.booleans())]
    labels = st.sampled_from(["ACTOR", "NP", "VP", "فاعل", "B-X", "O"]) | texts(3).filter(bool)
    identity = draw(st.sampled_from(["a", "خبر O", "a B-X", "a  b"]) | texts(5))
    return Document(identity, text, tuple(Span(*pair, draw(labels)) for pair in pairs))


@pytest.mark.parametrize("form", NAMES)
@given(document=odd_documents())
@example(document=Document("a", "قال \u200fعمر"))
@example(document=Document("a", ""))
@example(document=Document("a", "قال \ud800"))
@example(document=Document("a", " ".join(["قال .", *["عمر"] * 300, "."])))
@example(document=Document("a", "وصل وفد", (Span(0, 7, "ACTOR"),)))
def test_a_document_comes_back_as_it_was_unless_something_is_refused_or_said_to_be_lost(
    tmp_path_factory: pytest.TempPathFactory, form: Form, document: Document
) -> None:
    path = tmp_path_factory.mktemp("form") / NAMES[form]
    if list(losses([document], form)):
        return
    try:
        write_form(path, [document], form)
    except (CorpusError, OutputError):
        return
    read = read_form(path, form, asked="utf-16" if form == "doccano" else None).sound()
    assert read.documents == [document]


SOUND: dict[Form, Any] = {
    "jsonl": [{"id": 1, "text": "🔥 وفد\r\nيصل", "spans": [{"start": 2, "end": 5, "label": "ACTOR"}], "tolls": []}],
    "label-studio": [
        {
            "id": 1,
            "data": {"text": "🔥 وفد\r\nيصل"},
            "annotations": [
                {"result": [{"type": "labels", "value": {"start": 3, "end": 6, "text": "وفد", "labels": ["ACTOR"]}}]}
            ],
            "predictions": [],
        },
        {"id": 2, "text": "وفد", "label": [{"start": 0, "end": 3, "text": "وفد", "labels": ["ACTOR"]}]},
    ],
    "doccano": [
        {"id": 1, "text": "🔥 وفد", "label": [[3, 6, "ACTOR"]], "relations": []},
        {"id": 2, "text": "وفد", "entities": [{"start_offset": 0, "end_offset": 3, "label": "ACTOR"}]},
    ],
    "datasets": [
        {"id": 1, "text": "في حلب", "tokens": ["في", "حلب"], "ner_tags": ["O", "B-LOCATION"]},
        {"id": 2, "tokens": ["حلب", "."], "tags": ["S-LOCATION", "O"]},
    ],
}
ODD: list[Any] = [None, 5, -1, 0.5, float("nan"), True, "", "x", [], [None], [[]], {}, {"start": 0}, 10**30]


def places_of(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each value within a value is."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*place, key)
        yield from places_of(one, (*place, key))


@pytest.mark.parametrize("form", SOUND)
def test_whatever_stands_in_place_of_a_value_costs_its_row_alone_and_is_told_by_file_and_row(
    tmp_path: Path, form: Form
) -> None:
    path = tmp_path / "export.jsonl"
    for place in places_of(SOUND[form]):
        if len(place) == 1:
            continue
        for odd in ODD:
            rows = copy.deepcopy(SOUND[form])
            inner = rows
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = odd
            path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
            read = read_form(path, form)
            left_out = read.mendings.get("tasks that nobody annotated left out", 0)
            assert {fault.partition(": ")[0] for fault in read.faults} <= {f"{path}:{place[0] + 1}"}
            assert len(read.documents) + left_out == len(rows) - bool(read.faults)
